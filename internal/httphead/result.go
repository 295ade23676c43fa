package httphead

import (
	"errors"
	"io"
	"mime"
	"net/http"
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

// MaxBody is the length, in bytes, of the longest body that [ReadBody] reads.
const MaxBody = 256 << 10

// ErrTooLarge is the error of [ReadBody] for a body of more than [MaxBody] bytes.
var ErrTooLarge = errors.New("the body of the response is too large")

// ReadBody reads the body of a response. It does not close it.
func ReadBody(resp *http.Response) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(resp.Body, MaxBody+1))
	if err == nil && len(text) > MaxBody {
		err = ErrTooLarge
	}
	return text, err
}

// Body returns a body as Step Functions shows it: the value if it is JSON, and said to be,
// else its text. There is no value for no text.
func Body(text []byte, media string) jsonvalue.Value {
	if len(text) == 0 {
		return jsonvalue.Value{}
	}
	if media == "application/json" || strings.HasSuffix(media, "+json") {
		if v, err := jsonvalue.Parse(text); err == nil {
			return v.Compact()
		}
	}
	return jsonvalue.OfString(string(text))
}

// Result returns the result of a task for a response.
func Result(fields []Field, status int, body jsonvalue.Value) jsonvalue.Value {
	members := []jsonvalue.Member{{Name: "Headers", Value: Object(fields)}}
	return jsonvalue.OfObject(append(members, Members(status, body)...))
}

// Members returns the members of a [Result] but for the header. Without a body there is none
// for it.
func Members(status int, body jsonvalue.Value) (members []jsonvalue.Member) {
	if body.Exists() {
		members = append(members, jsonvalue.Member{Name: "ResponseBody", Value: body})
	}
	return append(members,
		jsonvalue.Member{Name: "StatusCode", Value: jsonvalue.OfInt(int64(status))},
		jsonvalue.Member{Name: "StatusText", Value: jsonvalue.OfString(http.StatusText(status))})
}
