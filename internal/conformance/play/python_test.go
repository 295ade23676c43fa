package play

import (
	"testing"

	"github.com/goasl/goasl/jsonvalue"
)

func TestSent(t *testing.T) {
	tests := []struct{ value, want string }{
		{`{}`, `{}`},
		{`[]`, `[]`},
		{`{"a":[1,2.0,"x"],"b":{"c":null,"d":true}}`, `{"a": [1, 2.0, "x"], "b": {"c": null, "d": true}}`},
		{`"a, b: \"c\"\n"`, `"a, b: \"c\"\n"`},
		{`"ä€😀"`, `"\u00e4\u20ac\ud83d\ude00"`},
		{`{"ä":1}`, `{"\u00e4": 1}`},
		{`0.0`, `0.0`},
	}
	for _, test := range tests {
		if got := Sent(jsonvalue.MustParse(test.value)); got != test.want {
			t.Errorf("%s is sent as %s, want %s", test.value, got, test.want)
		}
	}
}

func TestPython(t *testing.T) {
	tests := []struct{ value, want string }{
		{`"it's"`, `it's`},
		{`null`, `None`},
		{`{"a":[1,2.0,true,false,null],"ä":{}}`, `{'a': [1, 2.0, True, False, None], 'ä': {}}`},
		{`["it's","\"","'\"","a\nb\\"]`, `["it's", '"', '\'"', 'a\nb\\']`},
	}
	for _, test := range tests {
		if got := python(jsonvalue.MustParse(test.value)); got != test.want {
			t.Errorf("the text of %s is %s, want %s", test.value, got, test.want)
		}
	}
}
