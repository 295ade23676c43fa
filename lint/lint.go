// Package lint gives advice on valid definitions: it finds what is probably not
// intended, and what will cause trouble later. It does not check whether Step Functions
// accepts a definition; package state does.
//
// Each [Check] has a code, with which [Options] switch it on or off. [Run] applies the
// checks. The Comment of a state switches some off for that state:
//
//	"Comment": "lint:ignore CALLBACK_WITHOUT_TIMEOUT,SECRET_IN_TEXT people answer in months"
//
// The codes follow lint:ignore and a space, with commas and no spaces between them; what
// comes before and after is free. States inside the state are not concerned.
//
// [SARIF] and [Annotations] write the result for other tools.
package lint

import (
	"slices"

	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/state"
)

// Check is one piece of advice.
type Check struct {
	Code  string // "CATCH_LOSES_INPUT"
	Doc   string // what the check finds, and why it matters
	check func(*pass)
}

// Options change what [Run] does. The zero value applies all checks, for STANDARD
// executions.
type Options struct {
	Type state.Type // of the machine's executions
	Only []string   // the codes of the checks to apply; all if empty
	Off  []string   // the codes of the checks not to apply
}

// Checks returns all checks, sorted by code.
func Checks() []Check { return slices.Clone(checks) }

var checks = []Check{
	{"CALLBACK_WITHOUT_TIMEOUT", "A task that waits for an answer with a token waits for up to a year. TimeoutSeconds or HeartbeatSeconds ends the wait.", callbacks},
	{"CALL_ALWAYS_FAILS", "Step Functions counts the arguments of an intrinsic function only when it evaluates the call, and then the execution fails.", calls},
	{"CATCH_LOSES_INPUT", "Without ResultPath, or Output in JSONata, a catcher replaces the state's input by the error. A state behind it reads a member that the error does not have.", catchers},
	{"CHOICE_NEVER_CHOSEN", "A rule is never chosen if an earlier one holds whenever it does, or if its condition is false.", choices},
	{"DEPRECATED_FIELD", "The field has a newer name that does the same.", deprecated},
	{"ERROR_NEVER_MATCHED", "A retrier or catcher gets no error if those before it name all of its errors.", recoveries},
	{"EXPRESS_WAIT_TOO_LONG", "An EXPRESS execution ends after five minutes, which is before the end of this state.", waits},
	{"FIELD_WITHOUT_EFFECT", "Fields for distributed Maps have no effect in an inline one.", inlineMaps},
	{"LABEL_TOO_LONG", "Step Functions documents that a Label has at most 40 characters.", labels},
	{"PATH_WITHOUT_VALUE", "The path leads to nothing in any input that the state can get. Reading it fails the execution.", paths},
	{"SECRET_IN_TEXT", "Everyone who can read the definition can read the secret. Keep it in Secrets Manager or in a parameter.", secrets},
	{"STATE_NEVER_REACHED", "Only rules that are never chosen lead to the state.", unreachable},
	{"THROTTLE_WITHOUT_BACKOFF", "Retries at equal intervals keep an overloaded service busy. A BackoffRate above 1 spreads them.", backoff},
	{"VARIABLE_NEVER_READ", "Nothing reads the variable.", unreadVariables},
	{"VARIABLE_NOT_ASSIGNED", "On some way to the state, the variable is not assigned, and nothing tests that. Reading it fails the execution.", unassignedVariables},
}

// Machine has a definition, as *asl.Machine and [*state.Machine] do.
type Machine interface {
	Definition() *state.Machine
}

// Run applies the checks to a machine. It returns warnings in the order of the text. A
// code in opts that no check has is an error at the start of the definition: otherwise
// a misspelt code would switch checks off without notice. In a Comment it is a warning.
func Run(m Machine, opts Options) diag.List {
	p := &pass{machine: m.Definition(), opts: opts, graphs: map[*state.Flow]*graph{}, ignored: map[state.State][]string{}}
	p.unknown(opts.Only, "Only")
	p.unknown(opts.Off, "Off")
	p.comments()
	for _, c := range checks {
		if slices.Contains(opts.Off, c.Code) || len(opts.Only) > 0 && !slices.Contains(opts.Only, c.Code) {
			continue
		}
		p.code = c.Code
		c.check(p)
	}
	p.list.Sort()
	return p.list
}

// pass is one run of the checks.
type pass struct {
	machine *state.Machine
	opts    Options
	graphs  map[*state.Flow]*graph
	read    map[state.State]readings // of the states that read something; nil until it is needed
	ignored map[state.State][]string // the codes that a state's Comment switches off
	code    string
	list    diag.List
}

// unknown reports the codes in an option that no check has.
func (p *pass) unknown(given []string, option string) {
	for _, code := range given {
		if !isCode(code) {
			p.list = append(p.list, p.machine.Diagnose(p.machine.Node().Pos(), unknownCheck(code, "Options."+option)))
		}
	}
}

// report reports a finding in a state, at a place below the state's location.
func (p *pass) report(s state.State, at diag.Pos, below, message string) {
	if slices.Contains(p.ignored[s], p.code) {
		return
	}
	p.list = append(p.list, p.machine.Diagnose(at, diag.Diagnostic{
		Severity: diag.Warning, Code: p.code, Message: message, Location: s.Location() + below,
	}))
}

// node returns the object of a state.
func (p *pass) node(s state.State) state.Node { return p.machine.NodeOf(s) }

// of calls f for every state of one type.
func of[S state.State](p *pass, f func(S)) {
	for _, s := range p.machine.All() {
		if s, ok := s.(S); ok {
			f(s)
		}
	}
}
