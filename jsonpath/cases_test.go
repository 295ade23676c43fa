package jsonpath_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/goasl/goasl/jsonpath"
	"github.com/goasl/goasl/jsonvalue"
)

// TestCases replays what Jayway 2.0.0 answered, and what the service did.
func TestCases(t *testing.T) {
	data, err := os.ReadFile(shared(t, "jsonpath", "cases.json"))
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		N        int
		Group    string
		Path     string
		Document json.RawMessage
		Definite *bool
		Expected json.RawMessage
		Error    string
	}
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	if len(cases) == 0 {
		t.Fatal("no cases")
	}
	for _, c := range cases {
		got, definite, err := query(c.Path, c.Document)
		switch {
		case c.Error == "" && err != nil:
			t.Errorf("%d %s: %v, want %s", c.N, c.Path, err, c.Expected)
		case c.Error == "" && got != jsonvalue.MustParse(string(c.Expected)).Compact().String():
			t.Errorf("%d %s = %s, want %s", c.N, c.Path, got, c.Expected)
		case c.Error != "" && err == nil:
			t.Errorf("%d %s = %s, want an error: %s", c.N, c.Path, got, c.Error)
		}
		if c.Definite != nil && definite != *c.Definite {
			t.Errorf("%d %s: definite is %v", c.N, c.Path, definite)
		}
		if _, text, _ := strings.Cut(c.Error, ": "); err != nil && text != "" && c.Group == "aws-evidence" && err.Error() != text {
			t.Errorf("%d %s:\n got %v\nwant %s", c.N, c.Path, err, text)
		}
	}
}

func query(path string, document []byte) (result string, definite bool, err error) {
	p, err := jsonpath.Compile(path)
	if err != nil {
		return "", false, err
	}
	v, err := p.Query(document)
	return string(v), p.Definite(), err
}
