package wire

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/goasl/goasl/internal/hashmap"
	"github.com/goasl/goasl/jsonvalue"
)

// Response is a response that was read whole.
type Response struct {
	Status int
	Header http.Header
	Body   []byte
}

// reader reads the members of a response.
type reader struct {
	style Style
	lists bool // lists that are absent are empty
}

// emptyLists are the services whose classes in SDK 1 have an empty list in place of none.
var emptyLists = map[string]bool{"ecs": true, "emr": true}

// errUnreadable begins the errors about responses that do not fit the operation.
func errUnreadable(format string, args ...any) error {
	return fmt.Errorf("unable to unmarshall response (%s)", fmt.Sprintf(format, args...))
}

// Result returns the result of an operation that has succeeded: an object with the names
// of the style, sorted. What a service leaves out, or has as null, is absent.
func (o *Operation) Result(r *Response, style Style) (jsonvalue.Value, error) {
	d := reader{style, style == Optimized && emptyLists[o.Service.Name]}
	if o.output == nil {
		return jsonvalue.OfObject(nil), nil
	}
	found := map[*member]jsonvalue.Value{}
	var err error
	if o.Service.rest() {
		err = d.rest(o, r, found)
	} else {
		err = d.body(o, r.Body, found)
	}
	if err != nil {
		return jsonvalue.Value{}, err
	}
	return d.object(o.output, found), nil
}

// object returns the object with the members that were found.
func (d reader) object(s *shape, found map[*member]jsonvalue.Value) jsonvalue.Value {
	members := make([]jsonvalue.Member, 0, len(found))
	for _, m := range s.fields(d.style) {
		v, ok := found[m.member]
		if !ok && d.lists && m.shape.kind == list {
			v, ok = jsonvalue.EmptyArray, true
		}
		if ok {
			members = append(members, jsonvalue.Member{Name: m.field, Value: v})
		}
	}
	return jsonvalue.OfObject(members)
}

// dictionary returns the object with the entries of a map.
// Step Functions: the order is that of a HashMap.
func (d reader) dictionary(entries []jsonvalue.Member) jsonvalue.Value {
	whole := jsonvalue.OfObject(entries) // drops what is there twice
	keys := make([]string, 0, whole.Len())
	for name := range whole.Members() {
		keys = append(keys, name)
	}
	ordered := make([]jsonvalue.Member, 0, len(keys))
	for _, i := range hashmap.Order(keys) {
		name, v := whole.Member(i)
		ordered = append(ordered, jsonvalue.Member{Name: name, Value: v})
	}
	return jsonvalue.OfObject(ordered)
}

// body reads the members that are in a document.
func (d reader) body(o *Operation, body []byte, found map[*member]jsonvalue.Value) error {
	if o.Service.answersXML() {
		return d.xmlDocument(o, body, found)
	}
	return d.jsonDocument(o.output, body, found)
}

// rest reads the members that are in the status, in headers and in the body.
func (d reader) rest(o *Operation, r *Response, found map[*member]jsonvalue.Value) error {
	for _, m := range o.output.members {
		var v jsonvalue.Value
		var err error
		switch m.in {
		case "statusCode":
			v = jsonvalue.OfInt(int64(r.Status))
		case "header":
			if texts := r.Header.Values(m.wire()); len(texts) > 0 {
				v, err = d.header(m, strings.Join(texts, ","))
			}
			if err != nil && m.shape.kind == timestamp {
				continue // people write what they like into Expires
			}
		case "headers":
			v = d.headers(m, r.Header)
		}
		if err != nil {
			return err
		}
		if v.Exists() {
			found[m] = v
		}
	}
	payload := payloadOf(o.output)
	switch {
	case payload == nil:
		if len(r.Body) == 0 {
			return nil
		}
		return d.body(o, r.Body, found)
	case payload.shape.kind == blob || payload.shape.kind == text:
		found[payload] = jsonvalue.OfString(string(r.Body)) // a text, whatever it holds
		return nil
	case len(r.Body) == 0:
		return nil
	case o.Service.answersXML():
		return d.xmlPayload(payload, r.Body, found)
	}
	whole, err := parseJSON(r.Body)
	if err != nil {
		return err
	}
	v, err := d.jsonValue(payload, whole)
	if v.Exists() {
		found[payload] = v
	}
	return err
}

// header returns the value for the text of a header, or for the texts of a list.
func (d reader) header(m *member, t string) (jsonvalue.Value, error) {
	if m.shape.kind != list {
		return d.headerValue(m, t)
	}
	var items []jsonvalue.Value
	for part := range strings.SplitSeq(t, ",") {
		v, err := d.headerValue(m.shape.of, strings.TrimSpace(part))
		if err != nil {
			return v, err
		}
		items = append(items, v)
	}
	return jsonvalue.OfArray(items), nil
}

func (d reader) headerValue(m *member, t string) (jsonvalue.Value, error) {
	if m.json {
		b, err := base64.StdEncoding.DecodeString(t)
		if err != nil {
			return jsonvalue.Value{}, errUnreadable("%s is not base64", m.wire())
		}
		return jsonvalue.OfString(string(b)), nil
	}
	return d.text(m, t, "rfc822")
}

// headers returns the map of the headers whose names have a beginning. It is there even if
// it is empty, as in the SDK.
func (d reader) headers(m *member, h http.Header) jsonvalue.Value {
	var entries []jsonvalue.Member
	for name, texts := range h {
		if rest, ok := strings.CutPrefix(strings.ToLower(name), strings.ToLower(m.as)); ok {
			entries = append(entries, jsonvalue.Member{Name: rest, Value: jsonvalue.OfString(strings.Join(texts, ","))})
		}
	}
	return d.dictionary(sortedByName(entries))
}

// text returns the value for the text of a scalar. format is that of a timestamp, unless
// the member has one.
func (d reader) text(m *member, t, format string) (jsonvalue.Value, error) {
	switch s := m.shape; {
	case s.kind == boolean:
		return jsonvalue.OfBool(strings.EqualFold(t, "true")), nil
	case s.isNumber():
		return d.number(m, strings.TrimSpace(t))
	case s.kind == timestamp:
		if m.time != "" {
			format = m.time
		}
		return d.time(m, strings.TrimSpace(t), format)
	case s.kind == blob:
		b, err := base64.StdEncoding.DecodeString(strings.TrimSpace(t))
		if err != nil {
			return jsonvalue.Value{}, errUnreadable("%s is not base64", m.wire())
		}
		return d.blob(b), nil
	}
	return jsonvalue.OfString(t), nil
}

// blob returns the value of a member that is a blob.
// Step Functions: it is a text in the aws-sdk integrations, and base64 in the others.
func (d reader) blob(b []byte) jsonvalue.Value {
	if d.style == Optimized {
		return jsonvalue.OfString(base64.StdEncoding.EncodeToString(b))
	}
	return jsonvalue.OfString(string(b))
}

// number returns the value for the text of a number. Java writes a fraction even if it is
// zero: 5.0.
func (d reader) number(m *member, t string) (jsonvalue.Value, error) {
	isFraction := m.shape.kind == double || m.shape.kind == float
	if isFraction && isSpecial(t) {
		return jsonvalue.OfString(t), nil
	}
	v := jsonvalue.OfNumber(t)
	if !v.Exists() {
		// XML and headers may have +5 or 05.
		i, err := strconv.ParseInt(t, 10, 64)
		if err != nil {
			return v, errUnreadable("%s is no number", m.wire())
		}
		v = jsonvalue.OfInt(i)
	}
	if !isFraction {
		return v, nil
	}
	f, ok := v.Float64()
	if !ok {
		return v, errUnreadable("%s is too large", m.wire())
	}
	return jsonvalue.OfNumber(string(jsonvalue.AppendDouble(nil, f))), nil
}

// time returns the value for the text of a timestamp.
// Step Functions: it is ISO 8601 in the aws-sdk integrations, and has the milliseconds
// since 1970 in the others.
func (d reader) time(m *member, t, format string) (jsonvalue.Value, error) {
	if f, err := strconv.ParseFloat(t, 64); err == nil {
		return d.seconds(m, f)
	}
	if at, err := ParseTime(t); err == nil {
		return d.timestamp(at), nil
	}
	return jsonvalue.Value{}, errUnreadable("%s is no %s time", m.wire(), format)
}

func (d reader) seconds(m *member, f float64) (jsonvalue.Value, error) {
	at, ok := ofSeconds(f)
	if !ok {
		return jsonvalue.Value{}, errUnreadable("%s is beyond all times", m.wire())
	}
	return d.timestamp(at), nil
}

func (d reader) timestamp(t time.Time) jsonvalue.Value {
	if d.style == Optimized {
		return jsonvalue.OfInt(t.UnixMilli())
	}
	return jsonvalue.OfString(isoTime(t))
}
