package items_test

import (
	"strings"
	"testing"

	"github.com/goasl/goasl/items"
)

const readerFailed = items.ReaderFailed + ": "

func TestJSON(t *testing.T) {
	tests := []struct{ name, pointer, body, want string }{
		{"an array", "", `[{"a": 1, "b":[ ]}, "x\u00e4", 3.0, null, true, [1, 2]]`, `
{"a":1,"b":[]}
"xä"
3.0
null
true
[1,2]`},
		{"an object", "", ` { "a" : 1 , "\u0062" : { "c" : [ 2 ] } } `, "a 1\nb {\"c\":[2]}"},
		{"a byte order mark", "", "\uFEFF[1]", "1"},
		{"spaces", "", " \r\n\t[ \n1 ,2\t, 3\r\n] \n", "1\n2\n3"},
		{"an empty array", "", "[ ]", ""},
		{"an empty object", "", "{}", ""},
		{"a number ends with the file", "", "[1,2", "1\n" + readerFailed + "The object s3://b/f.json has a mistake in item 2, which begins at byte 2: the JSON text ends too early"},

		{"an array inside", "/data/items", `{"other":{"data":1},"data":{"x":[[["]"]]],"items":[1,2],"y":`, "1\n2"},
		{"an object inside", "/data", `{"data":{"x":1,"y":[2]}}`, "x 1\ny [2]"},
		{"an element of an array", "/1/a", `[{"a":0},{"b":{"a":[0]},"a":[1,2]},{"a":3}]`, "1\n2"},
		{"escapes in the pointer", "/a~1b~0c/", `{"a/b~c":{"":[1]}}`, "1"},
		{"escapes in the file", "/ä\"", `{"\u00e4\"":[1]}`, "1"},
		{"the first of two members", "/a", `{"a":[1],"a":[2]}`, "1"},
		{"what follows is not read", "/a", `{"a":[1]}}]`, "1"},

		{"a number", "", "3", readerFailed + "Attempting to map over non-iterable node."},
		{"a string", "", `"[1]"`, readerFailed + "Attempting to map over non-iterable node."},
		{"nothing", "", " ", readerFailed + "Attempting to map over non-iterable node."},
		{"nothing at the pointer", "/a/b", `{"a":{"c":[1]}}`, readerFailed + "Attempting to map over non-iterable node."},
		{"null at the pointer", "/a", `{"a":null}`, readerFailed + "Attempting to map over non-iterable node."},
		{"a number on the way", "/a/b", `{"a":1}`, readerFailed + "Attempting to map over non-iterable node."},
		{"an element that there is not", "/2", `[[1],[2]]`, readerFailed + "Attempting to map over non-iterable node."},
		{"an element that has no number", "/x", `[[1],[2]]`, readerFailed + "Attempting to map over non-iterable node."},

		{"text after the array", "", "[1] 2", "1\n" + readerFailed + `The object s3://b/f.json has a mistake in item 2, which begins at byte 2: there is '2' after the end of the JSON text`},
		{"no comma", "", "[1 2]", "1\n" + readerFailed + `The object s3://b/f.json has a mistake in item 2, which begins at byte 2: there is '2' where ',' should be`},
		{"a comma too many", "", "[1,]", "1\n" + readerFailed + `The object s3://b/f.json has a mistake in item 2, which begins at byte 2: invalid JSON at offset 0: unexpected ']', want a value`},
		{"two commas", "", "[1,,2]", "1\n" + readerFailed + `The object s3://b/f.json has a mistake in item 2, which begins at byte 2: invalid JSON at offset 0: unexpected ',', want a value`},
		{"the wrong bracket in an item", "", `[1,{"a":[1}],2]`, "1\n" + readerFailed + `The object s3://b/f.json has a mistake in item 2, which begins at byte 2: invalid JSON at offset 7: unexpected '}', want ',' or ']'`},
		{"the wrong bracket at the end", "", `[1}`, "1\n" + readerFailed + `The object s3://b/f.json has a mistake in item 2, which begins at byte 2: there is '}' where ',' should be`},
		{"a word", "", `[yes]`, readerFailed + `The object s3://b/f.json has a mistake in item 1, which begins at byte 1: invalid JSON at offset 0: unexpected 'y', want a value`},
		{"a string that does not end", "", `["a]`, readerFailed + "The object s3://b/f.json has a mistake in item 1, which begins at byte 1: the JSON text ends too early"},
		{"a name without quotes", "", `{a:1}`, readerFailed + `The object s3://b/f.json has a mistake in item 1, which begins at byte 1: invalid JSON at offset 0: unexpected 'a', want a value`},
		{"a name that is a number", "", `{1:1}`, readerFailed + `The object s3://b/f.json has a mistake in item 1, which begins at byte 1: the name of a member is not in double quotes`},
		{"no colon", "", `{"a" 1}`, readerFailed + `The object s3://b/f.json has a mistake in item 1, which begins at byte 1: there is '1' where ':' should be`},
		{"an end after the name", "", `{"a"`, readerFailed + "The object s3://b/f.json has a mistake in item 1, which begins at byte 1: the JSON text ends too early"},
		{"an end on the way", "/a", `{"b":[`, readerFailed + "The object s3://b/f.json has a mistake before its first item, at byte 6: the JSON text ends too early"},
		{"an end before a value on the way", "/a", `{"b":`, readerFailed + "The object s3://b/f.json has a mistake before its first item, at byte 5: the JSON text ends too early"},
		{"no comma on the way", "/a", `{"b":1 "a":[]}`, readerFailed + `The object s3://b/f.json has a mistake before its first item, at byte 7: there is '"' where ',' should be`},
		{"too deep", "", `[` + strings.Repeat("[", 1001) + strings.Repeat("]", 1001) + `]`, readerFailed + "The object s3://b/f.json has a mistake in item 1, which begins at byte 1: JSON text exceeds 1000 levels of nesting at offset 1000"},
		{"a pointer without a slash", "a", `{"a":[]}`, readerFailed + `The ItemReader's ItemsPointer "a" does not begin with a slash.`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			of := getObject("JSON", "f.json")
			of.Pointer = tt.pointer
			checkRead(t, stored("f.json", tt.body), of, tt.want)
		})
	}
}

func TestJSONLines(t *testing.T) {
	tests := []struct{ name, body, want string }{
		{"a value a line", "{\"n\": 10}\n[1, 2]\n\"x\"\r\nnull\n", "{\"n\":10}\n[1,2]\n\"x\"\nnull"},
		{"no line end at the end", "1\n2", "1\n2"},
		{"empty lines", "\n1\n\n \t\r\n2\n\n", "1\n2"},
		{"nothing", "", ""},
		{"a byte order mark", "\uFEFF1\n", "1"},
		{"two values in a line", "1\n2 3\n4", "1\n" + readerFailed + "The object s3://b/f.jsonl has a mistake in item 2, which begins at byte 2: invalid JSON at offset 2: unexpected '3' after the value"},
		{"a value that is broken off", "1\n{\"a\":\n1}\n", "1\n" + readerFailed + "The object s3://b/f.jsonl has a mistake in item 2, which begins at byte 2: invalid JSON at offset 5: unexpected end of text, want a value"},
		{"too deep", strings.Repeat("[", 1001) + strings.Repeat("]", 1001), readerFailed + "The object s3://b/f.jsonl has a mistake in item 1, which begins at byte 0: JSON text exceeds 1000 levels of nesting at offset 1000"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			checkRead(t, stored("f.jsonl", tt.body), getObject("JSONL", "f.jsonl"), tt.want)
		})
	}
}
