package items

import (
	"io"
	"slices"

	"github.com/goasl/goasl/jsonvalue"
)

// Transform returns the result of a Map state whose ResultWriter has no Resource, or which
// has none: an array with a value for each child, in the order of the records. What the
// values are depends on the Transformation of WriterConfig: the records for NONE, the
// outputs for COMPACT, and for FLATTEN the elements of those outputs that are arrays, and
// the others. A child without an output, which has not succeeded, is its record. A Map
// without a ResultWriter has COMPACT.
func Transform(transformation string, records []Record) (jsonvalue.Value, error) {
	if err := checkTransformation(transformation); err != nil {
		return jsonvalue.Value{}, err
	}
	values := make([]jsonvalue.Value, 0, len(records))
	for i := range records {
		r := &records[i]
		switch {
		case isWhole(transformation, r):
			values = append(values, r.value())
		case transformation == "FLATTEN" && r.Output.Kind() == jsonvalue.Array:
			for _, e := range r.Output.Elements() {
				values = append(values, e)
			}
		default:
			values = append(values, r.Output)
		}
	}
	return jsonvalue.OfTexts(values), nil
}

func checkTransformation(name string) error {
	if !slices.Contains([]string{"", "NONE", "COMPACT", "FLATTEN"}, name) {
		const names = "NONE, COMPACT and FLATTEN"
		return writerFailed("The ResultWriter's Transformation %q is none of %s.", name, names)
	}
	return nil
}

// isWhole reports whether a transformation leaves the record as it is.
func isWhole(transformation string, r *Record) bool {
	return transformation == "" || transformation == "NONE" || !r.Output.Exists()
}

// value returns the record as a value.
func (r *Record) value() jsonvalue.Value {
	return jsonvalue.MustParse(string(r.AppendJSON(nil)))
}

// resultText is the text of a file with results. It is made while it is read.
type resultText struct {
	transformation string
	isLines        bool     // JSONL, and not JSON
	records        []Record // not made into text yet
	begun, done    bool
	values         int    // made into text
	text           []byte // made, and read up to
	read           int
}

func (t *Target) text(records []Record) io.Reader {
	isLines := t.OutputType == "JSONL"
	return &resultText{transformation: t.Transformation, isLines: isLines, records: records}
}

func (r *resultText) Read(p []byte) (int, error) {
	for r.read == len(r.text) {
		if r.done {
			return 0, io.EOF
		}
		r.more()
	}
	n := copy(p, r.text[r.read:])
	r.read += n
	return n, nil
}

// more makes text of some records.
func (r *resultText) more() {
	const enough = 32 << 10
	r.text, r.read = r.text[:0], 0
	if !r.begun && !r.isLines {
		r.text = append(r.text, '[')
	}
	r.begun = true
	for len(r.records) > 0 && len(r.text) < enough {
		r.add(&r.records[0])
		r.records = r.records[1:]
	}
	if r.done = len(r.records) == 0; r.done && !r.isLines {
		r.text = append(r.text, ']')
	}
}

// add appends the values of a record.
func (r *resultText) add(of *Record) {
	switch {
	case isWhole(r.transformation, of):
		r.begin()
		r.text = of.AppendJSON(r.text)
		r.end()
	case r.transformation == "FLATTEN" && of.Output.Kind() == jsonvalue.Array:
		for _, e := range of.Output.Elements() {
			r.addValue(e)
		}
	default:
		r.addValue(of.Output.Compact()) // a line must have no line break in it
	}
}

func (r *resultText) addValue(v jsonvalue.Value) {
	r.begin()
	r.text = v.Append(r.text)
	r.end()
}

// begin writes what is before a value.
func (r *resultText) begin() {
	if r.values > 0 && !r.isLines {
		r.text = append(r.text, ',')
	}
	r.values++
}

// end writes what is after a value.
func (r *resultText) end() {
	if r.isLines {
		r.text = append(r.text, '\n')
	}
}
