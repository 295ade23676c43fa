package sfnapi

import (
	"strings"
	"testing"
	"time"
)

// TestLargeRequestsTakeTurns: while a large request is read, another one waits, and a small one
// does not.
func TestLargeRequestsTakeTurns(t *testing.T) {
	var s Service
	s.large.Lock()
	if err := s.read([]byte(`{"activityArn": "a"}`), new(DescribeActivityInput)); err != nil {
		t.Errorf("a small request: %v", err)
	}
	read := make(chan error)
	go func() {
		read <- s.read([]byte(`{"activityArn": "a", "more": "`+strings.Repeat("x", largeRequest)+`"}`), new(DescribeActivityInput))
	}()
	select {
	case <-read:
		t.Error("a large request does not wait for the other one")
	case <-time.After(20 * time.Millisecond):
	}
	s.large.Unlock()
	if err := <-read; err != nil {
		t.Errorf("a large request: %v", err)
	}
}
