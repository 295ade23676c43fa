package state

import (
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// ItemReader says where a distributed Map reads its items.
type ItemReader struct {
	Resource  string
	InputType string // of the ReaderConfig: JSON, CSV …; "" if absent
	Pointer   string // ItemsPointer of the ReaderConfig, "" if absent

	arguments template
}

// at finds the array that ItemsPointer, a JSON Pointer (RFC 6901), leads to in
// what was read.
func (r *ItemReader) at(v jsonvalue.Value) jsonvalue.Value {
	if r.Pointer == "" {
		return v
	}
	unescape := strings.NewReplacer("~1", "/", "~0", "~")
	for _, step := range strings.Split(r.Pointer, "/")[1:] {
		v = v.Get(unescape.Replace(step))
	}
	return v
}
