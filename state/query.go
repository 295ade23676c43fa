package state

import (
	"context"
	"errors"
	"strings"

	"github.com/goasl/goasl/internal/jsontree"
	"github.com/goasl/goasl/jsonata"
	"github.com/goasl/goasl/jsonvalue"
)

// query is a JSONata expression in a field of a state.
type query struct {
	field string // as AWS names it: Output/result, Choices[0]/Condition
	text  string // without the delimiters, trimmed
	expr  *jsonata.Expr

	context bool // the expression may read $states.context
}

// queryText returns the text between {% and %}.
// Step Functions: a string is an expression only if it begins and ends with the
// delimiters. Any other string is a literal.
func queryText(s string) (text string, ok bool) {
	if len(s) < len("{%%}") || !strings.HasPrefix(s, "{%") || !strings.HasSuffix(s, "%}") {
		return "", false
	}
	return s[len("{%") : len(s)-len("%}")], true
}

// isQuery reports whether a value of the definition is an expression.
func isQuery(v jsonvalue.Value) bool {
	_, ok := queryText(v.Text())
	return ok
}

// query compiles the expression that a string of the definition holds, and reports what
// is wrong with it. ok is false if the string holds none. field is the string's place
// in the state.
func (o *object) query(n jsontree.Node, field string) (q *query, ok bool) {
	if o.language != JSONata || n.Kind() != jsonvalue.String {
		return nil, false
	}
	text, ok := queryText(n.Text())
	if !ok {
		o.halfQuery(n, field)
		return nil, false
	}
	expr, err := o.p.compileQuery(text)
	if err != nil {
		o.badQuery(n, field, err)
		return &query{}, true
	}
	q = &query{field: o.within + field, text: strings.TrimSpace(text), expr: expr}
	o.references(n, q)
	return q, true
}

// halfQuery reports a string that has only one of the delimiters.
func (o *object) halfQuery(n jsontree.Node, field string) {
	text := n.Text()
	if strings.HasPrefix(text, "{%") || strings.HasSuffix(text, "%}") {
		o.p.value(n, n.Pos, codeSchema, o.at(field), "JSONata string must start with {%% and end with %%}")
	}
}

// badReference is a reference to what an expression cannot read.
type badReference struct {
	code, message string
	pos           int // in the expression
}

// references notes which variables an expression reads, and reports references to what
// it cannot read.
// Step Functions: a name is reported once for each expression.
func (o *object) references(n jsontree.Node, q *query) {
	place := strings.TrimPrefix(q.field, o.within)
	refs := q.expr.References()
	var bad []badReference
	named := map[string]bool{}
	for _, ref := range refs.Input {
		if named[ref.Name] {
			continue
		}
		named[ref.Name] = true
		code := codeUnsupportedQuery
		if ref.Name == "$" || ref.Name == "$$" {
			code = codeInvalidQuery
		}
		bad = append(bad, badReference{code, "Reference to '" + ref.Name + "' at the top level is not supported.", ref.Pos})
	}
	for _, ref := range refs.Variables {
		if ref.Name != statesName {
			o.p.readsReference(ref)
			continue
		}
		q.context = q.context || len(ref.Path) == 0 || ref.Path[0] == "context"
		if len(ref.Path) > 0 && !o.offers(place, ref.Path[0]) {
			bad = append(bad, badReference{codeUnsupportedQuery, "Field '$states." + ref.Path[0] + "' does not exist.", ref.Pos})
		}
	}
	o.badReferences(n, place, bad)
}

// badReferences reports references. An expression may have very many, so that its text is
// not searched for each.
func (o *object) badReferences(n jsontree.Node, field string, bad []badReference) {
	if len(bad) == 0 || o.p.unfilled(n, o.at(field)) {
		return
	}
	for _, b := range bad {
		offset := n.Pos
		if !o.p.problems.full() { // else its place is not needed
			offset = n.Inside(len("{%") + b.pos)
		}
		o.p.report(offset, b.code, o.at(field), "%s", b.message)
	}
}

// offers reports whether $states has a member for an expression in a field.
// Step Functions: errorOutput is for Output and Assign of a catcher, result for those
// of a state that does work.
func (o *object) offers(field, member string) bool {
	isExit := strings.HasPrefix(field, "Output") || strings.HasPrefix(field, "Assign")
	switch member {
	case "input", "context":
		return true
	case "result":
		return isExit && o.hasResult
	case "errorOutput":
		return isExit && strings.HasPrefix(o.within, "Catch[")
	}
	return false
}

// badQuery reports an expression that does not compile, at the place in it that is
// wrong.
func (o *object) badQuery(n jsontree.Node, field string, err error) {
	if o.p.outOfSpace(n, o.at(field), err) {
		return
	}
	offset := n.Pos
	var syntax *jsonata.Error
	if errors.As(err, &syntax) && syntax.Offset >= 0 {
		offset = n.Inside(len("{%") + syntax.Offset)
	}
	o.p.value(n, offset, codeInvalidQuery, o.at(field), "%s", err)
}

// statesName is the name of the variable $states, by which expressions read the state's
// data.
const statesName = "states"

// statesFor returns the value of $states, with its member context if the expression
// reads it.
// Step Functions: the members are in this order.
func (s *scope) statesFor(withContext bool) jsonvalue.Value {
	if s.states.Exists() && (s.withContext || !withContext) {
		return s.states
	}
	members := make([]jsonvalue.Member, 1, 4)
	members[0] = member("input", s.f.input)
	if withContext {
		members = append(members, member("context", s.context()))
	}
	if s.result.Exists() {
		members = append(members, member("result", s.result))
	}
	if s.errorOutput.Exists() {
		members = append(members, member("errorOutput", s.errorOutput))
	}
	s.states, s.withContext = jsonvalue.OfObject(members), withContext
	return s.states
}

// evaluator evaluates the expressions of a Run, one at a time.
type evaluator struct {
	env   jsonata.Env
	scope *scope // of the present expression
	query *query // the present expression
	left  jsonata.Budget
}

func newEvaluator(r *Run) *evaluator {
	e := &evaluator{}
	e.env = jsonata.Env{Lookup: e.lookup, Random: r.random.Uint64, Budget: &e.left, Interrupt: r.account.ask}
	return e
}

// lookup returns the value of a variable, none if it has none.
func (e *evaluator) lookup(name string) jsonvalue.Value {
	if name == statesName {
		return e.scope.statesFor(e.query.context)
	}
	return e.scope.f.variable(name)
}

// eval evaluates an expression to a value.
func (s *scope) eval(q *query) (jsonvalue.Value, error) {
	e := s.r.evaluator
	if e == nil {
		e = newEvaluator(s.r)
		s.r.evaluator = e
	}
	e.scope, e.query = s, q
	if err := s.spend(1, 0); err != nil { // it looks at the interrupt, which a short expression does not
		return jsonvalue.Value{}, err
	}
	e.env.Now = s.r.now
	e.left = jsonata.Budget{Steps: s.r.account.steps, Memory: s.r.account.bytes}
	v, err := q.expr.Eval(context.Background(), jsonvalue.Value{}, e.env)
	s.r.account.steps, s.r.account.bytes = e.left.Steps, e.left.Memory
	var failed *jsonata.Error
	switch {
	case err == nil && v.Exists():
		return v, nil
	case err == nil:
		return v, s.queryFault(q, "returned nothing (undefined).")
	case errors.Is(err, jsonata.ErrInterrupted):
		return v, ErrInterrupted
	case errors.Is(err, jsonata.ErrUnsupportedResult):
		return v, s.queryFault(q, "returned an unsupported result type.")
	case errors.Is(err, jsonata.ErrLimit):
		return v, s.queryFault(q, "threw an error during evaluation: "+limitText(err))
	case errors.As(err, &failed):
		return v, s.queryFault(q, "threw an error during evaluation. "+failed.Code+": "+failed.Message)
	}
	return v, s.queryFault(q, "threw an error during evaluation. "+err.Error())
}

// limitText returns the message for an expression that has reached a limit.
// Step Functions: time and depth have the message of the language, without its code;
// every other limit counts as memory. Measured, not recorded.
func limitText(err error) string {
	var failed *jsonata.Error
	if errors.As(err, &failed) && failed.Code == "U1001" {
		return failed.Message
	}
	return "Expression evaluation memory limit exceeded: Check for excessive memory usage"
}

// evalTo evaluates an expression that must give a value of one kind.
func (s *scope) evalTo(q *query, want jsonvalue.Kind) (jsonvalue.Value, error) {
	v, err := s.eval(q)
	if err == nil && v.Kind() != want {
		err = s.wrongKind(q, want, v)
	}
	return v, err
}

// wrongKind returns the failure of an expression that should give a value of another kind.
func (s *scope) wrongKind(q *query, want jsonvalue.Kind, v jsonvalue.Value) error {
	return s.queryFault(q, "returned an unexpected result type. Expected '"+want.String()+"', but was '"+v.Kind().String()+"' for value: "+quoted(v))
}

func (s *scope) queryFault(q *query, what string) error {
	return s.evaluationFault(q.field, "The JSONata expression '"+q.text+"' specified for the field '"+q.field+"' "+what)
}

// evaluationFault returns the failure of a computed field. The history has an event of
// its own for it.
func (s *scope) evaluationFault(field, detail string) *fault {
	why := s.f.fault(errQueryEvaluation, detail)
	why.evaluation = &evaluation{location: field}
	return why
}

// evaluation is what the event EvaluationFailed has besides the failure.
type evaluation struct{ location string }
