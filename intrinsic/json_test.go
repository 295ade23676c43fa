package intrinsic_test

import (
	"strings"
	"testing"
)

func TestStringToJson(t *testing.T) {
	test(t, []row{
		{`States.StringToJson('{"a": [1, 2.50, null]}')`, "", `{"a":[1,2.50,null]}`},
		{"States.StringToJson($.s)", `{"s":"\"x\\u0041\""}`, `"xA"`},
		{"States.StringToJson('')", "", "null"},
		{"States.StringToJson(' \t\r\n')", "", "null"},
		{"States.StringToJson('-0')", "", "0"},
		{"States.StringToJson(' -0.0 ')", "", "-0.0"},
		{"States.StringToJson('12345678901234567890')", "", "12345678901234567890"},
		{`States.StringToJson('{"b":1,"a":2,"b":3}')`, "", `{"b":3,"a":2}`},
		{`States.StringToJson(States.Format('\{"{}":{}\}', $.k, $.v))`, `{"k":"key","v":[]}`, `{"key":[]}`},
		{"States.StringToJson('[1,')", "", "error: Invalid arguments in States.StringToJson: the first argument is not JSON: unexpected end of text, want a value at offset 3"},
		{"States.StringToJson('hello')", "", "error: Invalid arguments in States.StringToJson: the first argument is not JSON: unexpected 'h', want a value at offset 0"},
		{"States.StringToJson('1 2')", "", "error: Invalid arguments in States.StringToJson: the first argument is not JSON: unexpected '2' after the value at offset 2"},
		{"States.StringToJson($)", `{"a":1}`, `error: Invalid arguments in States.StringToJson: the first argument must be a string, but was {"a":1}`},
		{"States.StringToJson(null)", "", "error: Invalid arguments in States.StringToJson: the first argument must be a string, but was null"},
		{"States.StringToJson($)", `"` + strings.Repeat("[", 10_001) + `"`, "error: Invalid arguments in States.StringToJson: JSON text exceeds 10000 levels of nesting at offset 10000"},
	})
}

func TestJsonToString(t *testing.T) {
	test(t, []row{
		{"States.JsonToString($)", `{"b": [1, 2.50], "a": "x\"y/<>"}`, `"{\"b\":[1,2.50],\"a\":\"x\\\"y/<>\"}"`},
		{"States.JsonToString('a')", "", `"\"a\""`},
		{"States.JsonToString(1.0)", "", `"1.0"`},
		{"States.JsonToString(null)", "", `"null"`},
		{"States.JsonToString(States.Array())", "", `"[]"`},
		{"States.StringToJson(States.JsonToString($))", `{"z":1,"a":{"y":2,"b":3}}`, `{"z":1,"a":{"y":2,"b":3}}`},
	})
}

func TestJsonMerge(t *testing.T) {
	test(t, []row{
		{"States.JsonMerge($.a, $.b, false)", `{"a":{"x":{"p":1},"y":2},"b":{"x":{"q":3},"z":4}}`, `{"x":{"q":3},"y":2,"z":4}`},
		{"States.JsonMerge($.a, $.b, false)", `{"a":{},"b":{}}`, `{}`},
		{"States.JsonMerge($.a, $.b, false)", `{"a":{"x":1},"b":{}}`, `{"x":1}`},
		{"States.JsonMerge($.a, $.b, false)", `{"a":{"x":1},"b":{"x":null}}`, `{"x":null}`},
		// as a Java HashMap iterates: by String.hashCode, not by place
		{"States.JsonMerge($.a, $.b, false)", `{"a":{"c":1,"b":2,"a":3},"b":{"d":4,"b":5}}`, `{"a":3,"b":5,"c":1,"d":4}`},
		{"States.JsonMerge($.a, $.b, false)", `{"a":{"StateMachineArn":1,"Name":2},"b":{"Input":3}}`, `{"StateMachineArn":1,"Input":3,"Name":2}`},
		{"States.JsonMerge($.a, $.b, false)", `{"a":{"Aa":1,"x":0},"b":{"BB":2}}`, `{"Aa":1,"x":0,"BB":2}`}, // one hash code
		{"States.JsonMerge($.a, $.b, false)", `{"a":{"BB":1,"x":0},"b":{"Aa":2}}`, `{"BB":1,"x":0,"Aa":2}`},
		{"States.JsonMerge($.a, $.b, false)", `{"a":{"😀":1,"e":2},"b":{"":3}}`, `{"😀":1,"":3,"e":2}`},
		// the table has room for the first object alone: 2, 4 or 8 buckets, until it is full
		{"States.JsonMerge($.a, $.b, false)", `{"a":{"a":1,"nested":{"left":1}},"b":{"b":2,"nested":{"right":2}}}`, `{"a":1,"nested":{"right":2},"b":2}`},
		{"States.JsonMerge($.a, $.b, false)", `{"a":{"constant_in_literal":1},"b":{"constant_input_field":2}}`, `{"constant_input_field":2,"constant_in_literal":1}`},
		{"States.JsonMerge($.a, $.b, false)", `{"a":{},"b":{"nested":1,"a":2}}`, `{"nested":1,"a":2}`},
		// 13 members take 32 buckets, in which Q (81) comes after a (97)
		{"States.JsonMerge($.a, $.b, false)", `{"a":{"Q":1,"a":2},"b":{"b":3}}`, `{"Q":1,"a":2,"b":3}`},
		{"States.JsonMerge($.a, $.b, false)", `{"a":{"Q":1,"a":2,"b":3,"c":4,"d":5,"e":6},"b":{"f":7,"g":8,"h":9,"i":10,"j":11,"k":12,"l":13}}`,
			`{"a":2,"b":3,"c":4,"d":5,"e":6,"f":7,"g":8,"h":9,"i":10,"j":11,"k":12,"l":13,"Q":1}`},
		// inner objects keep their order
		{"States.JsonMerge($.a, $.b, false)", `{"a":{"x":{"c":1,"a":2}},"b":{}}`, `{"x":{"c":1,"a":2}}`},

		{"States.JsonMerge($.a, $.b, true)", `{"a":{},"b":{}}`, "error: Invalid arguments in States.JsonMerge: the third argument must be false, but was true"},
		{"States.JsonMerge($.a, $.b, 'false')", `{"a":{},"b":{}}`, `error: Invalid arguments in States.JsonMerge: the third argument must be false, but was "false"`},
		{"States.JsonMerge($.a, $.b, null)", `{"a":{},"b":{}}`, "error: Invalid arguments in States.JsonMerge: the third argument must be false, but was null"},
		{"States.JsonMerge($.a, $.b, false)", `{"a":[],"b":{}}`, "error: Invalid arguments in States.JsonMerge: the first argument must be an object, but was []"},
		{"States.JsonMerge($.a, $.b, false)", `{"a":{},"b":"{}"}`, `error: Invalid arguments in States.JsonMerge: the second argument must be an object, but was "{}"`},
	})
}
