package jsonata

// booleanFunctions are the functions that test a value.
var booleanFunctions = []definition{
	{"boolean", 1, "<x-:b>", runBoolean},
	{"not", 1, "<x-:b>", runNot},
	{"exists", 1, "<x:b>", runExists},
	{"type", 1, "<x:s>", runType},
	{"error", 1, "<s?:x>", runError},
	{"assert", 2, "<bs?:x>", runAssert},
}

func runBoolean(ev *evaluation, args []value) (value, error) { return ev.truth(arg(args, 0)) }

func runNot(ev *evaluation, args []value) (value, error) {
	t, err := ev.truth(arg(args, 0))
	if err != nil || !t.exists() {
		return undefined, err
	}
	return boolean(!t.isTrue()), nil
}

func runExists(_ *evaluation, args []value) (value, error) {
	return boolean(arg(args, 0).exists()), nil
}

// kindNames are the results of $type.
var kindNames = [...]string{
	kindNull: "null", kindBool: "boolean", kindNumber: "number", kindString: "string",
	kindArray: "array", kindObject: "object", kindFunction: "function",
}

func runType(_ *evaluation, args []value) (value, error) {
	v := arg(args, 0)
	if !v.exists() {
		return undefined, nil
	}
	if v.kind == kindNumber {
		if _, err := v.isNumber(); err != nil {
			return undefined, err
		}
	}
	return ofString(kindNames[v.kind]), nil
}

func runError(_ *evaluation, args []value) (value, error) {
	return undefined, messageError("D3137", arg(args, 0), "$error() function evaluated")
}

func runAssert(_ *evaluation, args []value) (value, error) {
	if arg(args, 0).isTrue() {
		return undefined, nil
	}
	return undefined, messageError("D3141", arg(args, 1), "$assert() statement failed")
}

// messageError returns an error whose message the expression chooses.
func messageError(code string, message value, instead string) error {
	text := message.text()
	if text == "" {
		text = instead
	}
	return &Error{Code: code, Message: text}
}
