package gval_test

import (
	"encoding/json"
	"testing"

	upstream "github.com/PaesslerAG/gval"
	paessler "github.com/PaesslerAG/jsonpath"
	"github.com/goasl/goasl/jsonpath/gval"
	"github.com/goasl/goasl/jsonvalue"
)

// TestAgreesWithPaesslerAG: where nothing is null or missing, nothing fails, and
// what is asked for is true or false, the expressions are gval's own.
func TestAgreesWithPaesslerAG(t *testing.T) {
	const document = `{"limit": 4, "rows": [
		{"n": 1, "s": "x", "t": "2", "b": true, "l": [1, 2], "o": {"p": 1.5}},
		{"n": 2.5, "s": "yy", "t": "-1", "b": false, "l": [], "o": {"p": -2}},
		{"n": -3, "s": "x y", "t": "zz", "b": true, "l": ["x"], "o": {"p": 4}}
	]}`
	language := upstream.Full(paessler.Language())
	var decoded any
	if err := json.Unmarshal([]byte(document), &decoded); err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, filter := range []string{
		`@.n + 1 > 0`, `@.n - 1 < 0`, `@.n * @.o.p > 1`, `@.n / 2 >= 0.5`, `@.n % 2 == 1`, `@.n ** 2 <= 6.25`, `-@.n == 3`, `2 * (@.n + 3) == 0`,
		`@.n + 3 * 2 == 7`, `(@.n + 3) * 2 == 8`, `@.n == $.limit - 3`, `@.n & 1 == 1`, `@.n << 2 == 4`, `@.n | 2 == 3`, `~@.n == 2`,
		`@.s == "x"`, `@.s != "x"`, `@.s < "y"`, `@.s + @.t == "x2"`, `@.s + 1 == "x1"`, `@.s =~ "^x"`, `@.s !~ "y"`, `@.s >= "x" && @.b`, "@.s == `yy`",
		`@.t == 2`, `@.t > 1`, `@.t == "2"`, `@.b == "true"`, `@.b != false`, `!@.b`, `!(@.b && @.n > 0)`, `@.b || @.n > 2`, `@.b && !@.b`,
		`@.n > 0 && @.b || @.n < -1`, `@.n in [1, -3]`, `@.s in @.l`, `1 in @.l`, `@.l == [1, 2]`, `@.l != []`, `@.o == {"p": 4}`, `@.l[0] == 1 ? true : false`,
		`@.n > 0 ? @.b : true`, `(@.l ?? 7) == []`, `1 == 1`, `1 / 0 > 5`, `true != false`, `"a" < "b" && 1 < 2`,
	} {
		path := `$.rows[?(` + filter + `)].s`
		got := query(path, jsonvalue.MustParse(document), gval.Filters())
		v, err := language.Evaluate(path, decoded)
		if err != nil {
			t.Errorf("%s: %v", filter, err)
			continue
		}
		want, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s: %s, PaesslerAG has %s", filter, got, want)
		}
		if got != "[]" {
			found++
		}
	}
	if found < 40 {
		t.Errorf("only %d expressions find something", found)
	}
}
