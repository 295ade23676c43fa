package items

import (
	"bytes"

	"github.com/goasl/goasl/jsonvalue"
)

// jsonLines is the form of a JSON Lines file: a JSON text a line. Empty lines are no
// items.
type jsonLines struct{}

func (jsonLines) begin(*text, *cursor) error { return nil }

func (jsonLines) next(t *text, _ *cursor) (jsonvalue.Value, string, error) {
	for {
		line, err := t.line()
		if err != nil {
			return jsonvalue.Value{}, "", err
		}
		if len(bytes.TrimLeft(line, " \t")) > 0 {
			item, err := parseItem(line)
			return item, "", err
		}
	}
}

func parseItem(text []byte) (jsonvalue.Value, error) {
	item, err := jsonvalue.ParseWithin(text, jsonvalue.Limits{Bytes: maxItem, Depth: maxDepth})
	return item.Compact(), err
}
