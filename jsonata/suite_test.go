package jsonata_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/goasl/goasl/jsonata"
	"github.com/goasl/goasl/jsonvalue"
)

// suite is the official suite of the language, one case a line.
const suite = "../../shared/jsonata/suite.jsonl"

// suiteCase is a case of the suite.
type suiteCase struct {
	ID        string
	Expr      json.RawMessage
	Input     string
	HasInput  bool
	Bindings  string
	Timelimit int
	Depth     int
	Unordered bool
	Want      string // result, undefined or error
	Result    string
	Code      string
}

// suiteCases reads the suite, or skips the test if it is not there.
func suiteCases(t testing.TB) []suiteCase {
	t.Helper()
	f, err := os.Open(suite)
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("the suite is not beside the clone")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var cases []suiteCase
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var c suiteCase
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		cases = append(cases, c)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return cases
}

// source returns the case's expression. Unlike encoding/json, it keeps halves of
// surrogate pairs, as the three bytes that UTF-8 would have for them.
func (c *suiteCase) source(t testing.TB) string {
	var b []byte
	text := string(c.Expr)
	for i := 1; i < len(text)-1; {
		if text[i] != '\\' {
			b = append(b, text[i])
			i++
			continue
		}
		if text[i+1] == 'u' {
			unit, err := strconv.ParseUint(text[i+2:i+6], 16, 16)
			if err != nil {
				t.Fatal(err)
			}
			if unit >= 0xD800 && unit <= 0xDFFF && !strings.HasPrefix(text[i+6:], `\u`) {
				b = append(b, 0xE0|byte(unit>>12), 0x80|byte(unit>>6)&0x3F, 0x80|byte(unit)&0x3F)
				i += 6
				continue
			}
		}
		end := i + 2
		for end < len(text)-1 && (text[end-1] == 'u' || !utf8.ValidString(text[i:end]) || !json.Valid([]byte(`"`+text[i:end]+`"`))) {
			end++
		}
		var s string
		if strings.HasPrefix(text[end:], `\u`) && text[i+1] == 'u' {
			end += 6 // the other half
		}
		if err := json.Unmarshal([]byte(`"`+text[i:end]+`"`), &s); err != nil {
			t.Fatal(err)
		}
		b = append(b, s...)
		i = end
	}
	return string(b)
}

// compile compiles the case's expression with the case's limits.
func (c *suiteCase) compile(t testing.TB) (*jsonata.Expr, error) {
	var limits jsonata.Limits
	if c.Depth > 0 {
		limits.Depth = c.Depth
	}
	return jsonata.Compile(c.source(t), jsonata.WithLimits(limits))
}

// check evaluates the compiled case and says what is wrong, "" if nothing is.
func (c *suiteCase) check(x *jsonata.Expr, err error) string {
	var got jsonvalue.Value
	if err == nil {
		var input jsonvalue.Value
		if c.HasInput {
			input = jsonvalue.MustParse(c.Input)
		}
		vars := jsonvalue.MustParse(c.Bindings)
		got, err = x.Eval(context.Background(), input, jsonata.Env{
			Now:    time.UnixMilli(1_700_000_000_000),
			Lookup: vars.Get,
		})
	}
	if c.Want == "error" {
		var e *jsonata.Error
		if !errors.As(err, &e) || e.Code != c.Code {
			return fmt.Sprintf("got %v, %v; want the error %s", got, err, c.Code)
		}
		return ""
	}
	if err != nil {
		var e *jsonata.Error
		errors.As(err, &e)
		return fmt.Sprintf("error %+v (%v)", err, e)
	}
	if c.Want == "undefined" {
		if got.Exists() {
			return fmt.Sprintf("got %v; want undefined", got)
		}
		return ""
	}
	if want := jsonvalue.MustParse(c.Result); !sameResult(got, want, c.Unordered) {
		return fmt.Sprintf("got %v; want %v", got.Preview(500), want.Preview(500))
	}
	return ""
}

// sameResult compares results. Numbers are compared as JavaScript has them.
func sameResult(a, b jsonvalue.Value, unordered bool) bool {
	if a.Kind() != b.Kind() || a.Len() != b.Len() {
		return false
	}
	switch a.Kind() {
	case jsonvalue.Number:
		x, _ := a.Float64()
		y, _ := b.Float64()
		return x == y
	case jsonvalue.Object:
		for name, v := range a.Members() {
			if !sameResult(v, b.Get(name), unordered) {
				return false
			}
		}
		return true
	case jsonvalue.Array:
		taken := make([]bool, b.Len())
		for i, v := range a.Elements() {
			found := !unordered && sameResult(v, b.Index(i), false)
			for j := 0; unordered && !found && j < b.Len(); j++ {
				found = !taken[j] && sameResult(v, b.Index(j), true)
				taken[j] = taken[j] || found
			}
			if !found {
				return false
			}
		}
		return true
	}
	return jsonvalue.Equal(a, b)
}

func TestSuite(t *testing.T) {
	for _, c := range suiteCases(t) {
		t.Run(c.ID, func(t *testing.T) {
			if wrong := c.check(c.compile(t)); wrong != "" {
				t.Errorf("%s\n%s", c.source(t), wrong)
			}
		})
	}
}

// One compiled expression serves many goroutines.
func TestSuiteConcurrently(t *testing.T) {
	cases := suiteCases(t)
	exprs := make([]*jsonata.Expr, len(cases))
	errs := make([]error, len(cases))
	for i := range cases {
		exprs[i], errs[i] = cases[i].compile(t)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for i := range cases {
				if cases[i].Timelimit > 0 {
					continue // these take their time
				}
				if wrong := cases[i].check(exprs[i], errs[i]); wrong != "" {
					t.Errorf("%s: %s", cases[i].ID, wrong)
				}
			}
		})
	}
	all.Wait()
}
