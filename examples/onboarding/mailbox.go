package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
)

// mailbox is a folder in which mails arrive.
type mailbox string

type mail struct {
	Key   string `json:"key"` // of the task that has sent it
	To    string `json:"to"`
	Kind  string `json:"kind"`
	Token string `json:"token,omitempty"` // that confirms the address
}

// send is idempotent, as good services are: a mail with a key that has arrived before is not
// delivered again. Another one takes the place of the one before.
func (b mailbox) send(key string, m mail) error {
	before, err := b.read(m.To, m.Kind)
	switch {
	case err == nil && before.Key == key:
		return nil
	case err != nil && !errors.Is(err, os.ErrNotExist):
		return err
	}
	m.Key = key
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	part := b.file(m.To, m.Kind) + ".part"
	if err := os.WriteFile(part, text, 0o600); err != nil {
		return err
	}
	return os.Rename(part, b.file(m.To, m.Kind)) // so that nobody reads half of a mail
}

// read returns the mail of a kind that somebody has got.
func (b mailbox) read(to, kind string) (m mail, err error) {
	text, err := os.ReadFile(b.file(to, kind))
	if err != nil {
		return m, err
	}
	return m, json.Unmarshal(text, &m)
}

func (b mailbox) file(to, kind string) string {
	return filepath.Join(string(b), filepath.Base(to)+"."+kind+".json")
}
