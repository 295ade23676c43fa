package parquet

import (
	"testing"

	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// What a dictionary keeps counts among what is open: its text, and for texts where each begins.
func TestDictionaryMemory(t *testing.T) {
	for kind, size := range map[format.Type]int64{format.ByteArray: 8 + 2*4, format.Int32: 8} {
		e := &format.SchemaElement{Type: thrift.New(kind)}
		text := make([]byte, 8) // two empty texts, or two numbers
		enough, less := &memory{left: size}, &memory{left: size - 1}
		if _, err := newDictionary(e, text, 2, enough); err != nil || enough.left != 0 {
			t.Errorf("%v: error %v, %d bytes are left", kind, err, enough.left)
		}
		if _, err := newDictionary(e, text, 2, less); err == nil {
			t.Errorf("%v: it takes more memory than there is", kind)
		}
	}
}
