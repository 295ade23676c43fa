package state

import (
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// Language is a query language: what the expressions of a state are written in.
type Language uint8

// The query languages. JSONPath is the default.
const (
	JSONPath Language = iota
	JSONata
)

// String returns the language's name as the field QueryLanguage has it.
func (l Language) String() string {
	if l == JSONata {
		return "JSONata"
	}
	return "JSONPath"
}

// parameters names the field that shapes what goes into a state's work.
func (l Language) parameters() string {
	if l == JSONata {
		return "Arguments"
	}
	return "Parameters"
}

// other returns the language that l is not.
func (l Language) other() Language { return JSONata - l }

// queryLanguage reads the field QueryLanguage of a machine or of a state.
// Step Functions: what is not JSONPath counts as JSONata in the checks that
// follow.
func (o *object) queryLanguage(inherited Language) Language {
	n, ok := o.take("QueryLanguage")
	if !ok {
		return inherited
	}
	if name := n.Text(); n.Kind() != jsonvalue.String {
		o.wrongType(n, "QueryLanguage", "string")
	} else if name != JSONPath.String() && name != JSONata.String() {
		o.notOneOf(n, "QueryLanguage", JSONPath.String(), JSONata.String())
	}
	if n.Text() == JSONPath.String() {
		return JSONPath
	}
	return JSONata
}

// stateLanguage reads the query language of a state.
// Step Functions: a state inherits the machine's language, whatever that of the
// state around it, and a machine in JSONata has no states in JSONPath.
func (o *object) stateLanguage() Language {
	machine := o.p.machine.Language
	l := o.queryLanguage(machine)
	if l == JSONPath && machine == JSONata {
		n, _ := o.peek("QueryLanguage")
		o.p.report(n.Pos, codeSchema, o.path, "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine")
	}
	return l
}

// onlyIn holds the fields of states, and of what is inside them, that only one of
// the languages has.
var onlyIn = [...]map[string]bool{
	JSONPath: setOf(append(operatorNames(), strings.Fields(`And CausePath ErrorPath HeartbeatSecondsPath InputPath ItemsPath
		MaxConcurrencyPath MaxInputBytesPerBatchPath MaxItemsPath MaxItemsPerBatchPath Not Or OutputPath Parameters Result
		ResultPath ResultSelector SecondsPath TimeoutSecondsPath TimestampPath ToleratedFailureCountPath
		ToleratedFailurePercentagePath Variable`)...)),
	JSONata: setOf(strings.Fields("Arguments Condition Items Output")),
}

func setOf(names []string) map[string]bool {
	set := map[string]bool{}
	for _, name := range names {
		set[name] = true
	}
	return set
}

// setLanguage sets the language of the object's fields. It reports those that only the
// other language has, and hides them.
func (o *object) setLanguage(l Language) {
	o.language = l
	for i, f := range o.fields {
		if !onlyIn[l.other()][f.Name] {
			continue
		}
		o.taken[i] = true
		o.hidden = append(o.hidden, i)
		o.p.report(f.NamePos, codeSchema, o.path, "The QueryLanguage is set to '%s', but field '%s' is only supported for the '%s' QueryLanguage", l, f.Name, l.other())
	}
}
