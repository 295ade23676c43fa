package state

import (
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// ItemReader says where a distributed Map reads its items.
type ItemReader struct {
	Resource  string
	InputType string // of ReaderConfig: JSON, CSV …; "" if absent
	Pointer   string // ItemsPointer of ReaderConfig, a JSON Pointer; "" if absent

	arguments template
}

// at returns the value in v that ItemsPointer, a JSON Pointer (RFC 6901), leads to.
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
