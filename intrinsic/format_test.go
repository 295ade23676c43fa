package intrinsic_test

import "testing"

func TestFormat(t *testing.T) {
	test(t, []row{
		{"States.Format('plain')", "", `"plain"`},
		{"States.Format('')", "", `""`},
		{"States.Format('{}', 'x')", "", `"x"`},
		{"States.Format('{}{}', 'a', 'b')", "", `"ab"`},
		{"States.Format('Hi {}, you are {}.', $.name, $.age)", `{"name":"Zoë","age":7}`, `"Hi Zoë, you are 7."`},
		{"States.Format($.t, $.v)", `{"t":"<{}>","v":true}`, `"<true>"`},
		{"States.Format(States.Format('\\{\\} {}', 'x'), 1)", "", `"1 x"`},
		{"States.Format('{}', '{}')", "", `"{}"`},
		{"States.Format('a\nb {}', 1)", "", `"a\nb 1"`},
	})
}

func TestFormatEscapes(t *testing.T) {
	test(t, []row{
		{`States.Format('\{\} {} \{{}\}', 1, 2)`, "", `"{} 1 {2}"`},
		{`States.Format('it\'s {}\\{}', 1, 2)`, "", `"it's 1\\2"`},
		{`States.Format('\{"{}":"{}"\}', 'k', 'v')`, "", `"{\"k\":\"v\"}"`},
		// in a template from data: the same escapes, other backslashes stay
		{"States.Format($, 1)", `"\\{ {} \\}"`, `"{ 1 }"`},
		{"States.Format($, 1)", `"C:\\dir\\\\{}"`, `"C:\\dir\\1"`},
		{"States.Format($)", `"end\\"`, `"end\\"`},
	})
}

func TestFormatValues(t *testing.T) {
	test(t, []row{
		{"States.Format('{}', null)", "", `"null"`},
		{"States.Format('{} {}', true, false)", "", `"true false"`},
		{"States.Format('{}', $)", `{"a":1,"b":[],"c":{},"d":null,"e":"x y","f":[1,"2",[3]]}`, `"{a=1, b=[], c={}, d=null, e=x y, f=[1, 2, [3]]}"`},
		{"States.Format('{}', $.a)", `{"a":"{\"b\": [1, 2]}"}`, `"{\"b\": [1, 2]}"`},
		{"States.Format('{}', States.Array('a', 1))", "", `"[a, 1]"`},
	})
}

// TestFormatNumbers: numbers look as Java prints them.
func TestFormatNumbers(t *testing.T) {
	for number, want := range map[string]string{
		"0":                      "0",
		"-0":                     "0",
		"-7":                     "-7",
		"12345678901234567890":   "12345678901234567890",
		"1.1":                    "1.1",
		"1.10":                   "1.1",
		"0.0":                    "0.0",
		"-0.0":                   "-0.0",
		"1.0":                    "1.0",
		"1e2":                    "100.0",
		"0.001":                  "0.001",
		"0.0001":                 "1.0E-4",
		"0.00012345":             "1.2345E-4",
		"9999999.5":              "9999999.5",
		"10000000.5":             "1.00000005E7",
		"1e7":                    "1.0E7",
		"1.789180622E9":          "1.789180622E9",
		"1e21":                   "1.0E21",
		"-2.5e-300":              "-2.5E-300",
		"1.7976931348623157e308": "1.7976931348623157E308",
		"1e400":                  "1e400",
		"0.1e-400":               "0.0",
	} {
		test(t, []row{{"States.Format('{}', " + number + ")", "", `"` + want + `"`}})
	}
}

func TestFormatErrors(t *testing.T) {
	test(t, []row{
		{"States.Format('{}')", "", "error: Invalid arguments in States.Format: the template has 1 occurrence of {}, but 0 values to put there"},
		{"States.Format('{} {}', 1)", "", "error: Invalid arguments in States.Format: the template has 2 occurrences of {}, but 1 value to put there"},
		{"States.Format('x', 1)", "", "error: Invalid arguments in States.Format: the template has 0 occurrences of {}, but 1 value to put there"},
		{`States.Format('\{\}', 1)`, "", "error: Invalid arguments in States.Format: the template has 0 occurrences of {}, but 1 value to put there"},
		{"States.Format('{ {}', 1)", "", "error: Invalid template in States.Format: matching '}' not found for '{'."},
		{`States.Format('{}: \\{ "n": 1 \\}', 1)`, "", "error: Invalid template in States.Format: matching '}' not found for '{'."},
		{"States.Format('{name}', 1)", "", "error: Invalid template in States.Format: matching '}' not found for '{'."},
		{"States.Format('a{')", "", "error: Invalid template in States.Format: matching '}' not found for '{'."},
		{"States.Format('{}}', 1)", "", "error: Invalid template in States.Format: matching '{' not found for '}'."},
		{"States.Format($, 1)", `"{"`, "error: Invalid template in States.Format: matching '}' not found for '{'."},
		{"States.Format(1, 2)", "", "error: Invalid arguments in States.Format: the first argument must be a string, but was 1"},
		{"States.Format($, 2)", "[]", "error: Invalid arguments in States.Format: the first argument must be a string, but was []"},
	})
}
