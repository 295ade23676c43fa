package httphead

import (
	"errors"
	"mime"
	"strings"

	"github.com/goasl/goasl/internal/hashmap"
	"github.com/goasl/goasl/jsonvalue"
)

// Object returns the fields as an object with lists.
// Step Functions: the names are spelled as the server does, in the order of a HashMap.
func Object(fields []Field) jsonvalue.Value {
	values := map[string][]jsonvalue.Value{}
	var names []string
	for _, f := range fields {
		if values[f.Name] == nil {
			names = append(names, f.Name)
		}
		values[f.Name] = append(values[f.Name], jsonvalue.OfString(f.Value))
	}
	members := make([]jsonvalue.Member, 0, len(names))
	for _, i := range hashmap.Order(names) {
		members = append(members, jsonvalue.Member{Name: names[i], Value: jsonvalue.OfArray(values[names[i]])})
	}
	return jsonvalue.OfObject(members)
}

// Media returns the media type in a Content-Type, "" if there is none.
func Media(contentType string) string {
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil && !errors.Is(err, mime.ErrInvalidMediaParameter) {
		return ""
	}
	return media
}

// Body returns a body as Step Functions shows it: the value if it is JSON, and said to be,
// else its text.
func Body(text []byte, media string) jsonvalue.Value {
	if media == "application/json" || strings.HasSuffix(media, "+json") {
		if v, err := jsonvalue.Parse(text); err == nil {
			return v.Compact()
		}
	}
	return jsonvalue.OfString(string(text))
}
