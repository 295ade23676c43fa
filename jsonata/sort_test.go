package jsonata_test

import (
	"testing"

	"github.com/goasl/goasl/jsonata"
	"github.com/goasl/goasl/jsonvalue"
)

func TestSortOfOneItem(t *testing.T) {
	input := jsonvalue.MustParse(`{"s":[{"a":1}],"t":[[1]],"u":[null],"w":[]}`)
	tests := []struct{ source, want string }{
		{"s^(a)", `{"a":1}`},
		{"s^(>b)", `{"a":1}`},
		{"t^($)", `[1]`},
		{"u^($)", `null`},
		{"w^(a)", ``},
		{"s[]^(a)", `[{"a":1}]`},
		{`{"k": s^(a)}`, `{"k":{"a":1}}`},
		{`[{"a": 1}]^(a)`, `{"a":1}`},
		{"$sort(s, function($l, $r) {true})", `[{"a":1}]`},
	}
	for _, test := range tests {
		got, err := jsonata.MustCompile(test.source).Eval(t.Context(), input, jsonata.Env{})
		if err != nil || got.String() != test.want {
			t.Errorf("%s: %v, %v; want %s", test.source, got, err, test.want)
		}
	}
}
