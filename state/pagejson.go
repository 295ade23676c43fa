package state

import (
	"encoding/base64"
	"encoding/json"
	"strconv"

	"github.com/goasl/goasl/jsonvalue"
)

// appendJSON appends the page to dst for the JSON of an [Input]. The values of items
// are compact.
func (p *Page) appendJSON(dst []byte) []byte {
	dst = append(dst, `{"items":[`...)
	for i := range p.Items {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = p.Items[i].appendJSON(dst)
	}
	dst = append(dst, ']')
	if p.Cursor != nil {
		dst = appendText(append(dst, ','), "cursor", base64.StdEncoding.EncodeToString(p.Cursor))
	}
	if p.Last {
		dst = append(dst, `,"last":true`...)
	}
	return append(dst, '}')
}

func (item *Item) appendJSON(dst []byte) []byte {
	dst = append(dst, `{"value":`...)
	if item.Value.Exists() {
		dst = item.Value.Compact().Append(dst)
	} else {
		dst = append(dst, "null"...)
	}
	if item.Keyed {
		dst = appendText(append(dst, ','), "key", item.Key)
	}
	dst = appendText(append(dst, ','), "source", item.Source)
	return append(dst, '}')
}

func appendSizes(dst []byte, sizes []int64) []byte {
	dst = append(dst, '[')
	for i, n := range sizes {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = strconv.AppendInt(dst, n, 10)
	}
	return append(dst, ']')
}

// pageText is the JSON of a Page.
type pageText struct {
	Items  []itemText `json:"items"`
	Cursor []byte     `json:"cursor"`
	Last   bool       `json:"last"`
}

type itemText struct {
	Value  json.RawMessage `json:"value"`
	Key    *string         `json:"key"`
	Source string          `json:"source"`
}

func (t *pageText) page() (*Page, error) {
	p := &Page{Cursor: t.Cursor, Last: t.Last}
	for _, item := range t.Items {
		v, err := jsonvalue.Parse(item.Value)
		if err != nil {
			return nil, err
		}
		read := Item{Value: v.Compact(), Source: item.Source}
		if item.Key != nil {
			read.Key, read.Keyed = *item.Key, true
		}
		p.Items = append(p.Items, read)
	}
	return p, nil
}
