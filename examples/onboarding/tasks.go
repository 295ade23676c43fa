package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/goasl/goasl/asl"
)

type person struct {
	Name string `json:"name"`
}

type account struct {
	ID string `json:"id"`
}

// request is what "Ask to confirm" passes on.
type request struct {
	Name  string `json:"name"`
	Token string `json:"token"`
}

type sent struct {
	Mail string `json:"mail"`
}

// work prints what a task does, with its key, and takes the time that such work takes.
func (s *service) work(ctx context.Context, what string) (key string, err error) {
	info := asl.TaskInfoFrom(ctx)
	fmt.Fprintf(s.out, "    %s: %s (attempt %d, key %s)\n", info.State, what, info.Attempt, info.Key)
	return info.Key, info.Sleep(ctx, 300*time.Millisecond)
}

// createAccount may run more than once, always with the same key. As the key makes the ID,
// there is one account all the same.
func (s *service) createAccount(ctx context.Context, p person) (account, error) {
	key, err := s.work(ctx, "an account for "+p.Name)
	if err != nil {
		return account{}, err
	}
	sum := sha256.Sum256([]byte(key))
	return account{"a-" + hex.EncodeToString(sum[:4])}, nil
}

// askToConfirm finds a busy mail server first, so that there is something to retry. When it has
// returned the state waits for the token.
func (s *service) askToConfirm(ctx context.Context, r request) (any, error) {
	key, err := s.work(ctx, "a mail to "+r.Name)
	switch {
	case err != nil:
		return nil, err
	case asl.TaskInfoFrom(ctx).Attempt == 0:
		return nil, asl.NewError("Mail.Busy", "try later")
	}
	return nil, s.mails.send(key, mail{To: r.Name, Kind: "confirm", Token: r.Token})
}

func (s *service) sayWelcome(ctx context.Context, p person) (sent, error) {
	key, err := s.work(ctx, "a mail to "+p.Name)
	if err != nil {
		return sent{}, err
	}
	return sent{"welcome"}, s.mails.send(key, mail{To: p.Name, Kind: "welcome"})
}
