package clients

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
)

// step is a call of a life. Texts may have ${names} of what was kept before.
type step struct {
	Why     string
	Call    string                     // the operation
	With    json.RawMessage            // the request; where the operation has a text, a value of JSON stands for its text
	Pages   bool                       // with the client's paginator, one element a page
	Keep    map[string]string          // paths in the response, by the names that they get
	Want    map[string]json.RawMessage // by path; "*" is anything, null is nothing
	Until   bool                       // called again until the answer is as wanted
	Fails   string                     // the code of the exception that is wanted
	Message string                     // of the exception, "" for any
}

// lives returns the steps of each file, by its name.
func lives(t *testing.T) map[string][]step {
	t.Helper()
	files, err := filepath.Glob("testdata/life/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal(err, "no lives")
	}
	all := map[string][]step{}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var steps []step
		if err := json.Unmarshal(text, &steps); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		all[strings.TrimSuffix(filepath.Base(name), ".json")] = steps
	}
	return all
}

// variables are the values of names in steps.
type variables map[string]string

// expand replaces the names in the texts of a value.
func (v variables) expand(value any) any {
	switch value := value.(type) {
	case string:
		return os.Expand(value, func(name string) string {
			if text, ok := v[name]; ok {
				return text
			}
			return "$" + name // "$.path" in a definition is none of ours
		})
	case []any:
		for i := range value {
			value[i] = v.expand(value[i])
		}
	case map[string]any:
		for name := range value {
			value[name] = v.expand(value[name])
		}
	}
	return value
}

// request returns the body of a step's request.
func (v variables) request(s step) (json.RawMessage, error) {
	var body any
	if err := json.Unmarshal(s.With, &body); err != nil {
		return nil, err
	}
	return json.Marshal(texts(v.expand(body), operations[s.Call].in))
}

// texts returns a request of a type with the texts of values where the type has texts.
func texts(value any, t reflect.Type) any {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.String:
		if _, ok := value.(string); !ok {
			text, _ := json.Marshal(value) // it was read from JSON
			return string(text)
		}
	case reflect.Slice:
		for i, element := range value.([]any) {
			value.([]any)[i] = texts(element, t.Elem())
		}
	case reflect.Struct:
		for name, member := range value.(map[string]any) {
			if f, ok := t.FieldByName(strings.ToUpper(name[:1]) + name[1:]); ok {
				value.(map[string]any)[name] = texts(member, f.Type)
			}
		}
	}
	return value
}

// at returns the value at a path, which goes on inside texts of JSON; "#" is the length of a
// list.
func at(value any, path string) (any, bool) {
	if path == "" {
		return value, true
	}
	name, rest, _ := strings.Cut(path, ".")
	if text, ok := value.(string); ok {
		var inner any
		if json.Unmarshal([]byte(text), &inner) != nil {
			return nil, false
		}
		value = inner
	}
	switch value := value.(type) {
	case map[string]any:
		member, ok := value[name]
		if !ok {
			return nil, false
		}
		return at(member, rest)
	case []any:
		if name == "#" {
			return float64(len(value)), true
		}
		if i, err := strconv.Atoi(name); err == nil && i < len(value) {
			return at(value[i], rest)
		}
	}
	return nil, false
}

// compare compares a response with what a step wants, and keeps what the step keeps.
func (v variables) compare(s step, body json.RawMessage) error {
	var response any
	if err := json.Unmarshal(body, &response); err != nil {
		return fmt.Errorf("%w: %s", err, body)
	}
	for path, text := range s.Want {
		var want any
		if err := json.Unmarshal(text, &want); err != nil {
			return err
		}
		want = v.expand(want)
		got, ok := at(response, path)
		if !ok && want == nil || ok && (want == "*" || same(want, got)) {
			continue
		}
		return fmt.Errorf("%s is %v, want %v, in %s", path, got, want, body)
	}
	for name, path := range s.Keep {
		got, ok := at(response, path)
		text, isText := got.(string)
		if !ok || !isText {
			return fmt.Errorf("%s is %v, which is no text, in %s", path, got, body)
		}
		v[name] = text
	}
	return nil
}

// same reports whether a value is another one, or has the text of it.
func same(want, got any) bool {
	if text, ok := got.(string); ok && want != got {
		var inner any
		return json.Unmarshal([]byte(text), &inner) == nil && reflect.DeepEqual(want, inner)
	}
	return reflect.DeepEqual(want, got)
}
