package clients

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/smithy-go"
	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/sfnapi"
)

// method is an operation as a client or a service in Go has it.
type method struct{ in, out reflect.Type }

// methods returns the operations of a client, or of a service, by their names.
func methods(of reflect.Type) map[string]method {
	all := map[string]method{}
	for i := range of.NumMethod() {
		m := of.Method(i)
		if m.Type.NumIn() < 3 || m.Type.NumOut() != 2 {
			continue
		}
		in, out := structure(m.Type.In(2)), structure(m.Type.Out(0))
		if in.Name() == m.Name+"Input" && out.Name() == m.Name+"Output" {
			all[m.Name] = method{in, out}
		}
	}
	return all
}

// operations are those of the SDK.
var operations = methods(reflect.TypeFor[*sfn.Client]())

// structure is the type that a pointer or a list has.
func structure(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	return t
}

// marshaled are types of sfnapi that write their JSON themselves; the lives of the clients
// have their members.
var marshaled = []string{"HistoryEvent", "ValidateStateMachineDefinitionOutput"}

func TestOperationsAndMembers(t *testing.T) {
	own := methods(reflect.TypeFor[*sfnapi.Service]())
	if len(operations) < 37 {
		t.Errorf("the SDK has %d operations", len(operations))
	}
	for name, theirs := range operations {
		ours, ok := own[name]
		if !ok {
			t.Errorf("sfnapi has no %s", name)
			continue
		}
		var want, got []string
		members(theirs.in, "in", sdkName, &want)
		members(theirs.out, "out", sdkName, &want)
		members(ours.in, "in", jsonName, &got)
		members(ours.out, "out", jsonName, &got)
		slices.Sort(want)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-SDK +sfnapi):\n%s", name, diff)
		}
	}
	for name := range own {
		if _, ok := operations[name]; !ok {
			t.Errorf("the SDK has no %s", name)
		}
	}
}

// members appends the members of a structure with their kinds, and those inside them.
func members(t reflect.Type, path string, name func(reflect.StructField) string, list *[]string) {
	if slices.Contains(marshaled, t.Name()) {
		return
	}
	for i := range t.NumField() {
		f := t.Field(i)
		member := name(f)
		if member == "" {
			continue
		}
		at := path + "." + member
		*list = append(*list, at+" "+kind(f.Type))
		if inner := structure(f.Type); inner.Kind() == reflect.Struct && kind(inner) == "structure" {
			members(inner, at, name, list)
		}
	}
}

// sdkName returns the name of a member in the protocol, "" for what is none.
func sdkName(f reflect.StructField) string {
	if !f.IsExported() || f.Name == "ResultMetadata" {
		return ""
	}
	return lower(f.Name)
}

func lower(name string) string { return strings.ToLower(name[:1]) + name[1:] }

func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return strings.TrimPrefix(name, "-")
}

// kind returns the kind of a member in the protocol.
func kind(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return kind(t.Elem())
	case reflect.Slice:
		return "list of " + kind(t.Elem())
	case reflect.Map:
		return "map of " + kind(t.Elem())
	case reflect.Struct:
		if t == reflect.TypeFor[time.Time]() || t == reflect.TypeFor[sfnapi.Time]() {
			return "time"
		}
		return "structure"
	case reflect.Int, reflect.Int32, reflect.Int64:
		return "integer"
	case reflect.Float32, reflect.Float64:
		return "float"
	}
	return t.Kind().String()
}

// TestRequiredMembers sends requests that lack everything. The SDK says what is missing
// before it sends them.
func TestRequiredMembers(t *testing.T) {
	s := newService(t)
	unsent := sfn.New(sfn.Options{})
	for name, m := range operations {
		in := reflect.New(m.in)
		empty(in.Elem())
		results := reflect.ValueOf(unsent).MethodByName(name).Call([]reflect.Value{reflect.ValueOf(t.Context()), in})
		want := missingFor(results[1].Interface())
		if _, ok := m.in.FieldByName("RoutingConfiguration"); ok {
			want = append(want, "routingConfiguration[0].weight") // the SDK has a number that is always there
		}
		got := missing.FindAllStringSubmatch(refusal(t, s, name, emptyBody(m.in)), -1)
		var paths []string
		for _, found := range got {
			paths = append(paths, strings.ReplaceAll(found[1], ".1.member", "[0]"))
		}
		slices.Sort(want)
		slices.Sort(paths)
		if diff := cmp.Diff(want, paths); diff != "" {
			t.Errorf("%s (-SDK +sfnapi):\n%s", name, diff)
		}
	}
}

var missing = regexp.MustCompile(`Value(?: null)? at '([^']*)' failed to satisfy constraint: Member must not be null`)

// empty sets the structures in a request, and one element of its lists.
func empty(v reflect.Value) {
	for i := range v.NumField() {
		f := v.Field(i)
		if !v.Type().Field(i).IsExported() {
			continue
		}
		switch of := structure(f.Type()); {
		case of.Kind() != reflect.Struct:
		case f.Kind() == reflect.Pointer:
			f.Set(reflect.New(of))
			empty(f.Elem())
		case f.Kind() == reflect.Slice:
			f.Set(reflect.MakeSlice(f.Type(), 1, 1))
			empty(f.Index(0))
		}
	}
}

// emptyBody returns the request that empty makes.
func emptyBody(t reflect.Type) map[string]any {
	body := map[string]any{}
	for i := range t.NumField() {
		f := t.Field(i)
		if of := structure(f.Type); sdkName(f) != "" && of.Kind() == reflect.Struct {
			body[sdkName(f)] = inLists(f.Type, emptyBody(of))
		}
	}
	return body
}

// inLists returns a value in as many lists as a type has.
func inLists(t reflect.Type, v any) any {
	switch t.Kind() {
	case reflect.Pointer:
		return inLists(t.Elem(), v)
	case reflect.Slice:
		return []any{inLists(t.Elem(), v)}
	}
	return v
}

// missingFor returns the members that the SDK's error is about.
func missingFor(err any) []string {
	var problems smithy.InvalidParamsError
	if e, ok := err.(error); !ok || !errors.As(e, &problems) {
		return nil
	}
	var paths []string
	for _, e := range problems.Errs() {
		var problem smithy.InvalidParamError
		errors.As(e, &problem)
		_, path, _ := strings.Cut(problem.Field(), ".") // after the operation
		parts := strings.Split(path, ".")
		for i, part := range parts {
			parts[i] = lower(part)
		}
		paths = append(paths, strings.ReplaceAll(strings.Join(parts, "."), ".[", "["))
	}
	return paths
}

// TestWords compares the words that the members of requests may be.
func TestWords(t *testing.T) {
	s := newService(t)
	n := 0
	for name, m := range operations {
		words(m.in, "", func(path string, want []string) {
			n++
			message := refusal(t, s, name, bodyWith(path))
			_, list, _ := strings.Cut(message, "Value '?' at '"+strings.ReplaceAll(path, "[0]", ".1.member")+"' failed to satisfy constraint: Member must satisfy enum value set: [")
			list, _, _ = strings.Cut(list, "]")
			got := strings.Split(list, ", ")
			slices.Sort(want)
			slices.Sort(got)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s, %s (-SDK +sfnapi):\n%s\n%s", name, path, diff, message)
			}
		})
	}
	if n < 15 {
		t.Errorf("there are only %d members that have words", n)
	}
}

// words calls do with each member of a request whose type has a set of values.
func words(t reflect.Type, at string, do func(path string, values []string)) {
	for i := range t.NumField() {
		f := t.Field(i)
		if sdkName(f) == "" {
			continue
		}
		path, of := at+sdkName(f), structure(f.Type)
		if f.Type.Kind() == reflect.Slice {
			path += "[0]"
		}
		if of.Kind() == reflect.Struct {
			words(of, path+".", do)
		}
		if values, ok := of.MethodByName("Values"); ok {
			list := values.Func.Call([]reflect.Value{reflect.Zero(of)})[0]
			var all []string
			for j := range list.Len() {
				all = append(all, list.Index(j).String())
			}
			do(path, all)
		}
	}
}

// bodyWith returns a request whose only member, at a path, is a question mark.
func bodyWith(path string) map[string]any {
	name, rest, inner := strings.Cut(path, ".")
	var v any = "?"
	if inner {
		v = bodyWith(rest)
	}
	if list, ok := strings.CutSuffix(name, "[0]"); ok {
		return map[string]any{list: []any{v}}
	}
	return map[string]any{name: v}
}

// newService returns a service that keeps nothing.
func newService(t *testing.T) *sfnapi.Service {
	t.Helper()
	x, err := durable.New(durable.Memory())
	if err != nil {
		t.Fatal(err)
	}
	s, err := sfnapi.New(x)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// refusal sends a request, and returns the message of the exception, "" if the request
// satisfies the model.
func refusal(t *testing.T, s *sfnapi.Service, operation string, body any) string {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://states.test/", strings.NewReader(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-amz-json-1.0")
	r.Header.Set("X-Amz-Target", "AWSStepFunctions."+operation)
	response, err := s.Client().Transport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	var e struct{ Message string }
	json.Unmarshal(answer, &e) // another response has none
	return e.Message
}
