package wire

import (
	"encoding/base64"

	"github.com/goasl/goasl/jsonvalue"
)

// jsonObject returns an object with members.
func (w *writer) jsonObject(all []given) (jsonvalue.Value, error) {
	members := make([]jsonvalue.Member, 0, len(all))
	for _, g := range all {
		v, err := w.jsonValue(g.member, g.value)
		if err != nil {
			return v, err
		}
		members = append(members, jsonvalue.Member{Name: g.wire(), Value: v})
	}
	return jsonvalue.OfObject(members), nil
}

// jsonValue returns the value of a member, or of an element, on the wire. It recurses as
// deep as the value, which the JSON parser limits.
func (w *writer) jsonValue(m *member, v jsonvalue.Value) (jsonvalue.Value, error) {
	s := m.shape
	switch {
	case v.Kind() == jsonvalue.Null || s.kind == anything:
		return v, nil
	case s.kind == structure:
		if v.Kind() != jsonvalue.Object {
			return v, w.misfit(m, v)
		}
		all, err := w.members(s, v)
		if err != nil {
			return v, err
		}
		return w.jsonObject(all)
	case s.kind == list:
		return w.jsonList(m, v)
	case s.kind == dict:
		return w.jsonMap(m, v)
	case s.kind == boolean:
		b, err := w.boolean(m, v)
		return jsonvalue.OfBool(b), err
	case s.isNumber():
		t, err := w.number(m, v)
		if isSpecial(t) {
			return jsonvalue.OfString(t), err
		}
		return jsonvalue.OfNumber(t), err
	case s.kind == timestamp:
		return w.jsonTime(m, v)
	case s.kind == blob:
		return jsonvalue.OfString(base64.StdEncoding.EncodeToString(w.bytes(v))), nil
	}
	return jsonvalue.OfString(textOf(v)), nil
}

func (w *writer) jsonTime(m *member, v jsonvalue.Value) (jsonvalue.Value, error) {
	t, err := w.time(m, v)
	if err != nil {
		return v, err
	}
	if m.time == "" || m.time == "unixTimestamp" {
		return jsonvalue.OfNumber(seconds(t)), nil
	}
	return jsonvalue.OfString(formatTime(t, m.time)), nil
}

func (w *writer) jsonList(m *member, v jsonvalue.Value) (jsonvalue.Value, error) {
	if v.Kind() != jsonvalue.Array {
		return v, w.misfit(m, v)
	}
	items := make([]jsonvalue.Value, 0, v.Len())
	for _, item := range v.Elements() {
		item, err := w.jsonValue(m.shape.of, item)
		if err != nil {
			return v, err
		}
		items = append(items, item)
	}
	return jsonvalue.OfArray(items), nil
}

func (w *writer) jsonMap(m *member, v jsonvalue.Value) (jsonvalue.Value, error) {
	if v.Kind() != jsonvalue.Object {
		return v, w.misfit(m, v)
	}
	entries := make([]jsonvalue.Member, 0, v.Len())
	for name, item := range v.Members() {
		item, err := w.jsonValue(m.shape.of, item)
		if err != nil {
			return v, err
		}
		entries = append(entries, jsonvalue.Member{Name: name, Value: item})
	}
	return jsonvalue.OfObject(entries), nil
}
