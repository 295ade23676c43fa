package state

import (
	"slices"
	"strings"
)

// Language is a query language, in which the expressions of a state are written.
type Language uint8

// The query languages. JSONPath is the default.
const (
	JSONPath Language = iota
	JSONata
)

// String returns the language's name, as in the field QueryLanguage.
func (l Language) String() string {
	if l == JSONata {
		return "JSONata"
	}
	return "JSONPath"
}

// parameters returns the name of the field that makes the input of a state's work.
func (l Language) parameters() string {
	if l == JSONata {
		return "Arguments"
	}
	return "Parameters"
}

// other returns the other language.
func (l Language) other() Language { return JSONata - l }

// queryLanguage reads the field QueryLanguage of a machine or a state.
// Step Functions: for the checks that follow, any value but JSONPath counts as JSONata.
func (o *object) queryLanguage(inherited Language) Language {
	if !o.has("QueryLanguage") {
		return inherited
	}
	if o.enum("QueryLanguage", JSONPath.String(), JSONata.String()) == JSONPath.String() {
		return JSONPath
	}
	return JSONata
}

// stateLanguage reads the query language of a state.
// Step Functions: a state without the field has the language of the machine, not of the
// state around it. A machine in JSONata has no states in JSONPath.
func (o *object) stateLanguage() Language {
	machine := o.p.machine.Language
	l := o.queryLanguage(machine)
	if l == JSONPath && machine == JSONata {
		n, _ := o.peek("QueryLanguage")
		o.p.report(n.Pos, codeSchema, o.path, "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine")
	}
	return l
}

// onlyIn has the fields, of states and of the objects in them, that only one language
// has.
var onlyIn = [...]map[string]bool{
	JSONPath: setOf(slices.Concat(operatorNames, strings.Fields(`And CausePath ErrorPath HeartbeatSecondsPath InputPath ItemsPath
		MaxConcurrencyPath MaxInputBytesPerBatchPath MaxItemsPath MaxItemsPerBatchPath Not Or OutputPath Parameters Result
		ResultPath ResultSelector SecondsPath TimeoutSecondsPath TimestampPath ToleratedFailureCountPath
		ToleratedFailurePercentagePath Variable`))),
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
		o.marks[i] = hidden
		o.p.report(f.NamePos, codeSchema, o.path, "The QueryLanguage is set to '%s', but field '%s' is only supported for the '%s' QueryLanguage", l, f.Name, l.other())
	}
}
