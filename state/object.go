package state

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/goasl/goasl/internal/jsontree"
	"github.com/goasl/goasl/jsonvalue"
)

// object reads the fields of one object of the definition. The parser takes each field
// by its name; end reports the fields that were not taken.
type object struct {
	p           *parser
	n           jsontree.Node
	path        string // location for messages, "/" for the machine
	within      string // place inside the state: "" for the state itself, "Catch[1]/" for a catcher
	language    Language
	hasResult   bool // the state does work that has a result
	fields      []jsontree.Node
	index       map[string]int // the last field of each name, if there are many
	marks       []mark         // of the fields
	transitions *transitions   // of the flow around the state
}

// mark says what has become of a field.
type mark uint8

const (
	untaken mark = iota
	taken
	hidden // it belongs to the other query language
)

func newObject(p *parser, n jsontree.Node, path string) *object {
	o := &object{p: p, n: n, path: path, fields: n.AppendChildren(p.fieldBuffer())}
	o.marks = make([]mark, len(o.fields))
	if len(o.fields) > maxSearched {
		o.index = make(map[string]int, len(o.fields))
		for i, f := range o.fields {
			o.index[f.Name] = i
		}
	}
	return o
}

// maxSearched is the number of fields up to which a search is faster than an index.
const maxSearched = 24

// find returns the last field with a name, -1 if there is none or if it is hidden.
func (o *object) find(name string) int {
	if o.index != nil {
		if i, ok := o.index[name]; ok && o.marks[i] != hidden {
			return i
		}
		return -1
	}
	for i := len(o.fields) - 1; i >= 0; i-- {
		if o.fields[i].Name == name && o.marks[i] != hidden {
			return i
		}
	}
	return -1
}

// at returns the location of a field.
func (o *object) at(field string) string {
	return locate(strings.TrimSuffix(o.path, "/"), "/"+field)
}

// peek returns a field without taking it.
func (o *object) peek(name string) (jsontree.Node, bool) {
	i := o.find(name)
	if i < 0 {
		return jsontree.Node{}, false
	}
	return o.fields[i], true
}

// take returns a field, so that end does not report it.
func (o *object) take(name string) (jsontree.Node, bool) {
	i := o.find(name)
	if i < 0 {
		return jsontree.Node{}, false
	}
	o.marks[i] = taken
	return o.fields[i], true
}

func (o *object) has(name string) bool {
	return o.find(name) >= 0
}

// require reports the fields that are missing, in the given order.
func (o *object) require(names ...string) {
	var missing []string
	for _, name := range names {
		if !o.has(name) {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		o.p.report(o.n.Pos, codeSchema, o.path, "These fields are required: [%s]", strings.Join(missing, ", "))
	}
}

// exclusive reports that more than one field of a group is there. The names are in the order
// of the service's message.
func (o *object) exclusive(names ...string) {
	found, last := 0, 0
	for _, name := range names {
		if i := o.find(name); i >= 0 {
			found, last = found+1, max(last, o.fields[i].NamePos)
		}
	}
	if found > 1 {
		o.p.report(last, codeSchema, o.path, "There should only be one of the following fields: [%s]", strings.Join(names, ", "))
	}
}

// end reports the fields that were not taken. Comment may be in every object.
func (o *object) end() {
	for i, f := range o.fields {
		if o.marks[i] != untaken || f.Name == "Comment" || o.find(f.Name) != i {
			continue
		}
		kept := o.p.report(f.NamePos, codeSchema, o.path, "Field '%s' is not supported", f.Name)
		if kept && !slices.Contains(fieldNames(), f.Name) { // else it is spelt right, but in the wrong place
			o.p.suggest(f.Name, slices.DeleteFunc(slices.Clone(fieldNames()), o.has))
		}
	}
	o.release()
}

// release gives back the memory of the fields, which must not be used any more.
func (o *object) release() {
	if o.fields != nil {
		o.p.fieldBuffers = append(o.p.fieldBuffers, o.fields[:0])
		o.fields = nil
	}
}

// fieldBuffer returns a slice with room for the fields of an object. release takes it back.
//
// Measured: to allocate it anew takes a tenth of the time of parsing a definition.
func (p *parser) fieldBuffer() []jsontree.Node {
	n := len(p.fieldBuffers)
	if n == 0 {
		return make([]jsontree.Node, 0, 12)
	}
	buffer := p.fieldBuffers[n-1]
	p.fieldBuffers = p.fieldBuffers[:n-1]
	return buffer
}

// fieldNames returns the names that a misspelt field is compared with.
var fieldNames = sync.OnceValue(func() []string {
	return slices.Concat(operatorNames, strings.Fields(`And Assign BackoffRate Branches Catch Cause CausePath Choices Comment Credentials Default End Error
	ErrorEquals ErrorPath HeartbeatSeconds HeartbeatSecondsPath InputPath IntervalSeconds ItemBatcher ItemProcessor ItemReader ItemSelector
	ItemsPath Iterator JitterStrategy Label MaxAttempts MaxConcurrency MaxConcurrencyPath MaxDelaySeconds
	Mode Next Not Or OutputPath Parameters QueryLanguage Resource
	Result ResultPath ResultSelector ResultWriter Retry Seconds SecondsPath StartAt States TimeoutSeconds
	TimeoutSecondsPath Timestamp TimestampPath ToleratedFailureCount ToleratedFailureCountPath
	ToleratedFailurePercentage ToleratedFailurePercentagePath Variable Version`))
})

// bad reports an error in a field's value, unless it holds a placeholder.
func (o *object) bad(n jsontree.Node, field, format string, args ...any) (kept bool) {
	return o.p.value(n, n.Pos, codeSchema, o.at(field), format, args...)
}

// wrongType reports a value that is not of the type that is wanted, in the words of the
// service: String, Integer.
func (o *object) wrongType(n jsontree.Node, field, want string) {
	if o.bad(n, field, "Expected value of type %s", want) {
		o.p.hint("found " + n.Kind().String())
	}
}

// enum reads a field whose value is one of some words. It returns "" if the field is
// absent or wrong. The words are in the order of the service's message.
func (o *object) enum(name string, words ...string) string {
	n, ok := o.take(name)
	if !ok {
		return ""
	}
	switch {
	case n.Kind() != jsonvalue.String:
		o.wrongType(n, name, "[STRING]")
	case slices.Contains(words, n.Text()):
		return n.Text()
	case o.bad(n, name, "Value should be one of the following: [%s]", strings.Join(words, ", ")):
		o.p.suggest(n.Text(), words)
	}
	return ""
}

// text reads a string, "" if the field is absent.
func (o *object) text(name string) string {
	n, ok := o.take(name)
	if !ok {
		return ""
	}
	if n.Kind() != jsonvalue.String {
		o.wrongType(n, name, "String")
		return ""
	}
	return n.Text()
}

// comment reads the field Comment. Whether Step Functions takes null is not known; people
// deploy it.
func (o *object) comment() string {
	if n, ok := o.peek("Comment"); ok && n.Kind() == jsonvalue.Null {
		o.take("Comment")
		return ""
	}
	return o.text("Comment")
}

// optionalText reads a string, nil if the field is absent.
func (o *object) optionalText(name string) *string {
	if !o.has(name) {
		return nil
	}
	s := o.text(name)
	return &s
}

func (o *object) boolean(name string) bool {
	n, ok := o.take(name)
	if !ok {
		return false
	}
	if n.Kind() != jsonvalue.Bool {
		o.wrongType(n, name, "Boolean")
		return false
	}
	return n.IsTrue()
}

// maxSeconds is AWS's limit for fields that are a number of seconds.
const maxSeconds = 99_999_999

// integer reads an integer from low to high. It returns absent if the field is absent
// or wrong.
func (o *object) integer(name string, low, high, absent int64) int64 {
	n, ok := o.take(name)
	if !ok {
		return absent
	}
	v, isInt := n.Value().Int64()
	switch {
	case !isInt:
		o.wrongType(n, name, "Integer")
	case v < low:
		o.bad(n, name, "Minimum value is %d", low)
	case v > high:
		o.bad(n, name, "Maximum value is %d", high)
	default:
		return v
	}
	return absent
}

// number reads a number from low to high. It returns absent if the field is absent or
// wrong.
func (o *object) number(name string, low, high, absent float64) float64 {
	n, ok := o.take(name)
	if !ok {
		return absent
	}
	v, isNumber := n.Value().Float64()
	switch {
	case !isNumber:
		o.wrongType(n, name, "Number")
	case v < low:
		o.bad(n, name, "Minimum value is %s", formatFloat(low))
	case v > high:
		o.bad(n, name, "Maximum value is %s", formatFloat(high))
	default:
		return v
	}
	return absent
}

func formatFloat(f float64) string {
	if f == math.Trunc(f) {
		return strconv.FormatFloat(f, 'f', 1, 64)
	}
	return strconv.FormatFloat(f, 'g', -1, 64)
}

// strings reads an array of strings.
func (o *object) strings(name string) []string {
	n, ok := o.take(name)
	if !ok {
		return nil
	}
	if n.Kind() != jsonvalue.Array {
		o.wrongType(n, name, "Array")
		return nil
	}
	var out []string
	for i, kid := range n.All() {
		if kid.Kind() != jsonvalue.String {
			o.wrongType(kid, name+"["+itoa(i)+"]", "String")
			continue
		}
		out = append(out, kid.Text())
	}
	return out
}

// objects reads an array of objects and calls each for every one of them.
func (o *object) objects(name string, each func(*object)) {
	n, ok := o.take(name)
	if !ok {
		return
	}
	if n.Kind() != jsonvalue.Array {
		o.wrongType(n, name, "Array")
		o.unknownWays(n)
		return
	}
	for i, kid := range n.All() {
		o.unknownWays(kid)
		path := o.at(name + "[" + itoa(i) + "]")
		if !o.p.isObject(kid, path) {
			continue
		}
		inner := newObject(o.p, kid, path)
		inner.transitions, inner.within = o.transitions, locate(o.within, name+"["+itoa(i)+"]/")
		inner.setLanguage(o.language)
		each(inner)
		inner.end()
	}
}

// unknownWays notes that a placeholder stands for a part of the state that may lead to other
// states.
func (o *object) unknownWays(n jsontree.Node) {
	if o.transitions != nil && o.p.holdsPlaceholder(n) {
		o.transitions.broken = true
	}
}

// notEmpty reports an array without elements.
func (o *object) notEmpty(name string) {
	if n, ok := o.peek(name); ok && n.Kind() == jsonvalue.Array && n.Len() == 0 {
		o.p.report(n.Pos, codeSchema, o.at(name), "Value cannot be empty")
	}
}

// literal reads any JSON value, none if the field is absent.
func (o *object) literal(name string) jsonvalue.Value {
	n, ok := o.take(name)
	if !ok {
		return jsonvalue.Value{}
	}
	return n.Value()
}

func itoa(i int) string { return strconv.Itoa(i) }

// dataFields reads InputPath, OutputPath, Assign and Output.
func (o *object) dataFields(base *stateBase) {
	base.inputPath = o.jsonPath("InputPath")
	base.outputPath = o.jsonPath("OutputPath")
	base.exitFields = o.exitFields()
}

// oneOf reports a group of fields of which not exactly one is there.
func (o *object) oneOf(names ...string) {
	o.exclusive(names...)
	if !slices.ContainsFunc(names, o.has) {
		o.p.report(o.n.Pos, codeSchema, o.path, "This object should have only one of the following fields: [%s]", strings.Join(names, ", "))
	}
}
