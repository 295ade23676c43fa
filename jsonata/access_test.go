package jsonata_test

import (
	"context"
	"testing"

	"github.com/goasl/goasl/jsonata"
	"github.com/goasl/goasl/jsonvalue"
)

// TestAccess: an expression that only leads to a member gives what the same one
// gives in parentheses, which takes the long way.
func TestAccess(t *testing.T) {
	for _, v := range []string{
		`{"a": {"b": 1.0}}`, `{"a": {"b": null}}`, `{"a": {"b": [1]}}`, `{"a": {"b": []}}`, `{"a": {"b": [[1]]}}`, `{"a": {"b": [1, 2]}}`,
		`{"a": [{"b": 1}]}`, `{"a": [{"b": 1}, {"b": [2, 3]}, {}]}`, `[{"a": {"b": 1}}]`, `[[{"a": {"b": [1]}}]]`,
		`{"a": null}`, `{"a": "b"}`, `{}`, `[]`, `null`, `"a"`, `0`,
	} {
		vars := map[string]jsonvalue.Value{"v": jsonvalue.MustParse(v)}
		for _, source := range []string{`$v`, `$v.a`, `$v.a.b`, `$v.a.b.c`, `$w.a`} {
			short, err := jsonata.MustCompile(source).Eval(context.Background(), jsonvalue.Value{}, vars)
			if err != nil {
				t.Fatal(err)
			}
			long, err := jsonata.MustCompile("("+source+")").Eval(context.Background(), jsonvalue.Value{}, vars)
			if err != nil || short.String() != long.String() {
				t.Errorf("%s of %s is %s, in parentheses %s, %v", source, v, short, long, err)
			}
		}
	}
}
