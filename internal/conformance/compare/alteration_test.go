package compare

import (
	"slices"
	"strconv"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// altered returns v changed in one place, for each place of which the recording
// says what stands there. api says that v is the service's own, so that the order
// of its members tells nothing.
func altered(s specimen, at []string, v jsonvalue.Value, api bool) []jsonvalue.Value {
	if s.open(at, v) {
		return nil
	}
	switch v.Kind() {
	case jsonvalue.Object:
		return alteredObject(s, at, v, api)
	case jsonvalue.Array:
		return alteredArray(s, at, v, api)
	case jsonvalue.String:
		return []jsonvalue.Value{jsonvalue.OfString(v.Text() + "x"), jsonvalue.OfString("x" + v.Text()), jsonvalue.NullValue}
	case jsonvalue.Number:
		list := []jsonvalue.Value{jsonvalue.OfString(v.Number())}
		if n, err := strconv.Atoi(v.Number()); err == nil {
			list = append(list, jsonvalue.OfInt(int64(n)+1), jsonvalue.OfNumber(v.Number()+".0"))
		} else if strings.HasSuffix(v.Number(), ".0") {
			list = append(list, jsonvalue.OfNumber(strings.TrimSuffix(v.Number(), ".0")))
		}
		return list
	case jsonvalue.Bool:
		return []jsonvalue.Value{jsonvalue.OfBool(!v.IsTrue())}
	case jsonvalue.Null:
		return []jsonvalue.Value{jsonvalue.OfInt(0), jsonvalue.EmptyObject}
	}
	return nil
}

func alteredObject(s specimen, at []string, v jsonvalue.Value, api bool) []jsonvalue.Value {
	var members []jsonvalue.Member
	for name, member := range v.Members() {
		members = append(members, jsonvalue.Member{Name: name, Value: member})
	}
	extra := jsonvalue.Member{Name: "extra", Value: jsonvalue.True}
	list := []jsonvalue.Value{jsonvalue.OfObject(append(slices.Clone(members), extra))}
	for i, m := range members {
		if api && ignored(m.Name) {
			continue
		}
		list = append(list, jsonvalue.OfObject(slices.Delete(slices.Clone(members), i, i+1)))
		if i > 0 && !api {
			swapped := slices.Clone(members)
			swapped[i-1], swapped[i] = swapped[i], swapped[i-1]
			list = append(list, jsonvalue.OfObject(swapped))
		}
		if api && dates(m.Name) {
			continue
		}
		inAPI := api && (!isContainer(m.Value) || slices.Contains(native, m.Name))
		for _, x := range altered(s, append(slices.Clip(at), m.Name), m.Value, inAPI) {
			changed := slices.Clone(members)
			changed[i].Value = x
			list = append(list, jsonvalue.OfObject(changed))
		}
	}
	return list
}

func alteredArray(s specimen, at []string, v jsonvalue.Value, api bool) []jsonvalue.Value {
	var elems []jsonvalue.Value
	for _, elem := range v.Elements() {
		elems = append(elems, elem)
	}
	list := []jsonvalue.Value{jsonvalue.OfArray(append(slices.Clone(elems), jsonvalue.NullValue))}
	for i, elem := range elems {
		list = append(list, jsonvalue.OfArray(slices.Delete(slices.Clone(elems), i, i+1)))
		for _, x := range altered(s, at, elem, api) {
			changed := slices.Clone(elems)
			changed[i] = x
			list = append(list, jsonvalue.OfArray(changed))
		}
	}
	return list
}
