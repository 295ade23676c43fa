package wire

import (
	"cmp"
	"slices"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// parseJSON parses a body, which is an object if it is empty.
func parseJSON(body []byte) (jsonvalue.Value, error) {
	if strings.TrimSpace(string(body[:min(len(body), 100)])) == "" && len(body) <= 100 {
		return jsonvalue.OfObject(nil), nil
	}
	v, err := jsonvalue.Parse(body)
	if err != nil {
		return v, errUnreadable("it is not JSON: %v", err)
	}
	return v, nil
}

// jsonDocument reads the members of a structure from a body.
func (d reader) jsonDocument(s *shape, body []byte, found map[*member]jsonvalue.Value) error {
	v, err := parseJSON(body)
	if err != nil {
		return err
	}
	return d.jsonMembers(s, v, found)
}

func (d reader) jsonMembers(s *shape, v jsonvalue.Value, found map[*member]jsonvalue.Value) error {
	if v.Kind() != jsonvalue.Object {
		return errUnreadable("it is %s in place of an object", v.Kind())
	}
	for _, m := range s.members {
		item := v.Get(m.wire())
		if m.in != "" || !item.Exists() || item.Kind() == jsonvalue.Null {
			continue
		}
		item, err := d.jsonValue(m, item)
		if err != nil {
			return err
		}
		found[m] = item
	}
	return nil
}

// jsonValue returns the value of a member or of an element. It recurses as deep as the
// value, which the JSON parser limits.
func (d reader) jsonValue(m *member, v jsonvalue.Value) (jsonvalue.Value, error) {
	s := m.shape
	switch {
	case v.Kind() == jsonvalue.Null, s.kind == anything, s.kind == events:
		return v, nil
	case s.kind == structure:
		found := map[*member]jsonvalue.Value{}
		err := d.jsonMembers(s, v, found)
		return d.object(s, found), err
	case s.kind == list:
		return d.jsonList(m, v)
	case s.kind == dict:
		return d.jsonMap(m, v)
	case v.Kind() == jsonvalue.Object || v.Kind() == jsonvalue.Array:
		if s.kind == text {
			return jsonvalue.OfString(textOf(v)), nil
		}
		return v, errUnreadable("%s is %s in place of a %s", m.wire(), v.Kind(), s.kind)
	case s.kind == boolean && v.Kind() == jsonvalue.Bool, s.kind == text && v.Kind() == jsonvalue.String:
		return v, nil
	}
	return d.text(m, textOf(v), "unixTimestamp")
}

func (d reader) jsonList(m *member, v jsonvalue.Value) (jsonvalue.Value, error) {
	if v.Kind() != jsonvalue.Array {
		return v, errUnreadable("%s is %s in place of an array", m.wire(), v.Kind())
	}
	items := make([]jsonvalue.Value, 0, v.Len())
	for _, item := range v.Elements() {
		item, err := d.jsonValue(m.shape.of, item)
		if err != nil {
			return v, err
		}
		items = append(items, item)
	}
	return jsonvalue.OfArray(items), nil
}

func (d reader) jsonMap(m *member, v jsonvalue.Value) (jsonvalue.Value, error) {
	if v.Kind() != jsonvalue.Object {
		return v, errUnreadable("%s is %s in place of an object", m.wire(), v.Kind())
	}
	entries := make([]jsonvalue.Member, 0, v.Len())
	for name, item := range v.Members() {
		item, err := d.jsonValue(m.shape.of, item)
		if err != nil {
			return v, err
		}
		entries = append(entries, jsonvalue.Member{Name: name, Value: item})
	}
	return d.dictionary(entries), nil
}

func sortedByName(entries []jsonvalue.Member) []jsonvalue.Member {
	slices.SortFunc(entries, func(a, b jsonvalue.Member) int { return cmp.Compare(a.Name, b.Name) })
	return entries
}
