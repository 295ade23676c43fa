package state

import (
	"errors"

	"github.com/goasl/goasl/jsonvalue"
)

// Format 2 kept the caller's text of the input alone, with null in the place of the
// first value. It is only read.

type snapshotFormat2 struct {
	snapshot
	Sent string `json:"sent"` // the input as the caller wrote it, if it is not the compact one
}

func parseFormat2(whole jsonvalue.Value) (*snapshot, []jsonvalue.Value, error) {
	old := &snapshotFormat2{}
	values, err := splitValues(whole, old)
	switch {
	case err != nil:
	case len(old.Texts) > 0:
		err = errors.New("texts came with a later format")
	case old.Sent != "":
		err = restoreTexts(values, map[int]string{0: old.Sent})
	}
	return &old.snapshot, values, err
}
