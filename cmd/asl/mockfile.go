package main

import (
	"bytes"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"github.com/goasl/goasl/asltest"
	"github.com/goasl/goasl/cmd/asl/internal/server"
)

// mockFile is the file of SFN_MOCK_CONFIG. It may come and change while it is served: tests write
// the cases that they start next. It is safe for concurrent use.
type mockFile struct {
	name string // "" for none

	mu    sync.Mutex
	text  []byte
	known []*asltest.MockCase // of text
}

// cases returns the cases as they are now, the same ones as before if they have not changed: they
// count calls.
func (f *mockFile) cases() ([]*asltest.MockCase, error) {
	if f.name == "" {
		return nil, nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	text, err := readFile(f.name)
	switch {
	case err != nil:
		return nil, usage("SFN_MOCK_CONFIG: %w", err)
	case f.text != nil && bytes.Equal(text, f.text):
		return f.known, nil
	}
	known, err := mocks{file: f.name, text: text}.all()
	if err != nil {
		return nil, usage("SFN_MOCK_CONFIG: %w", err)
	}
	f.text, f.known = text, known
	return known, nil
}

// casesOf returns what finds the test cases of a machine: those of its folder, and those that
// SFN_MOCK_CONFIG has under its name now. That file need not be there yet.
func casesOf(p *project, local *server.Local, tell func(string)) (func(string) ([]*asltest.MockCase, error), error) {
	own := map[string][]*asltest.MockCase{}
	for _, m := range p.machines {
		if m.mocks.text == nil {
			continue
		}
		all, err := m.cases()
		if err != nil {
			return nil, err
		}
		own[m.name] = all
	}
	shared := &mockFile{name: local.Mocks}
	switch _, err := shared.cases(); {
	case errors.Is(err, fs.ErrNotExist):
		tell(err.Error() + ": it is read when a test case is started")
	case err != nil:
		return nil, err
	}
	return func(machine string) ([]*asltest.MockCase, error) {
		all := slices.Clone(own[machine])
		others, err := shared.cases()
		for _, c := range others {
			if strings.EqualFold(c.Machine, machine) {
				all = append(all, c)
			}
		}
		return all, err
	}, nil
}
