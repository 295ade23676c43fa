package jsonata

// evalFunctions has $eval, which evaluates an expression in a string.
var evalFunctions = []definition{{"eval", 2, "<sx?:x>", runEval}}

// What $eval counts for parsing: steps for a byte of the source, and bytes and steps for
// a part of a regular expression.
const (
	stepsPerByte = 4
	bytesPerPart = 256
	stepsPerPart = 10
)

func runEval(ev *evaluation, args []value) (value, error) {
	source := arg(args, 0)
	if !source.exists() {
		return undefined, nil
	}
	at := ev.site
	if v := arg(args, 1); v.exists() {
		at.input = v
		if v.kind == kindArray && !v.isSequence() {
			at.input = ofArray(newArray([]value{v}, sequence|wrapper))
		}
	}
	if err := ev.spend(stepsPerByte * source.size()); err != nil {
		return undefined, err
	}
	root, err := parse(source.text(), config{profile: ev.profile, limits: *ev.limits})
	if err != nil {
		return undefined, evalError("D3120", err)
	}
	patterns := 0
	walk(root, func(n node) bool {
		if r, ok := n.(*regexNode); ok {
			patterns += r.pattern.size
		}
		return true
	})
	if err := ev.allocate(bytesPerPart * patterns); err != nil {
		return undefined, err
	}
	if err := ev.spend(stepsPerPart * patterns); err != nil {
		return undefined, err
	}
	v, err := ev.eval(root, at.input, at.frame)
	if err != nil {
		return undefined, evalError("D3121", err)
	}
	return v, nil
}

// evalError returns the error of $eval for an error of the evaluated expression. Errors
// about limits are returned unchanged.
func evalError(code string, err error) error {
	e, ok := err.(*Error)
	if !ok || e.limit {
		return err
	}
	return newError(code, ofString(e.Error()))
}
