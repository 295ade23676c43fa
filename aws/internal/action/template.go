package action

import (
	"strconv"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// template is JSON in which some texts stand for values: $Name for that of a parameter of
// the task, @Name for that of the response to the call, and ^Name for that of the
// description of the job. Names may be paths, such as ^Jobs.0; without a name it is the
// whole, without what the SDK adds.
type template struct{ jsonvalue.Value }

// named parses a template.
func named(text string) template { return template{jsonvalue.MustParse(text)} }

// sources are what a template takes its values from.
type sources struct{ parameters, response, description jsonvalue.Value }

// fill returns the value for a template. Members for which there is no value are left out.
func (t template) fill(from *sources) jsonvalue.Value {
	switch t.Kind() {
	case jsonvalue.String:
		return from.find(t.Text())
	case jsonvalue.Array:
		var elements []jsonvalue.Value
		for _, element := range t.Elements() {
			elements = append(elements, template{element}.fill(from))
		}
		return jsonvalue.OfArray(elements)
	case jsonvalue.Object:
		var members []jsonvalue.Member
		for name, member := range t.Members() {
			if v := (template{member}).fill(from); v.Exists() {
				members = append(members, jsonvalue.Member{Name: name, Value: v})
			}
		}
		return jsonvalue.OfObject(members)
	}
	return t.Value
}

// find returns the value that a text of a template stands for.
func (s *sources) find(text string) jsonvalue.Value {
	if text == "" {
		return jsonvalue.OfString(text)
	}
	var v jsonvalue.Value
	switch text[0] {
	case '$':
		v = s.parameters
	case '@':
		v = plain(s.response)
	case '^':
		v = plain(s.description)
	default:
		return jsonvalue.OfString(text)
	}
	return at(v, text[1:])
}

// at returns the value at a path, none if it leads nowhere.
func at(v jsonvalue.Value, path string) jsonvalue.Value {
	if path == "" {
		return v
	}
	for step := range strings.SplitSeq(path, ".") {
		if i, err := strconv.Atoi(step); err == nil {
			v = v.Index(i)
		} else {
			v = v.Get(step)
		}
	}
	return v
}

// plain returns a response without what the SDK adds to it.
func plain(response jsonvalue.Value) jsonvalue.Value {
	if !response.Get("SdkHttpMetadata").Exists() && !response.Get("SdkResponseMetadata").Exists() {
		return response
	}
	return without(response, "SdkHttpMetadata", "SdkResponseMetadata")
}
