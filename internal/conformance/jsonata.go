package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/goasl/goasl/jsonata"
	"github.com/goasl/goasl/jsonvalue"

	"github.com/google/go-cmp/cmp"
)

// expressionCase is an expression of the suite of jsonata-js with its result.
type expressionCase struct {
	ID        string `json:"id"`
	Group     string `json:"group"`
	Expr      string `json:"expr"`
	Input     string `json:"input"` // JSON
	HasInput  bool   `json:"hasInput"`
	Bindings  string `json:"bindings"`  // JSON
	TimeLimit int    `json:"timelimit"` // milliseconds, 0 for none
	Depth     int    `json:"depth"`     // nested evaluations, 0 for any number
	Unordered bool   `json:"unordered"` // the order of the elements is not known
	Want      string `json:"want"`      // result, undefined or error
	Result    string `json:"result"`    // JSON
	Code      string `json:"code"`
	Message   string `json:"jsMsg"` // of jsonata-js
	Token     string `json:"token"`
}

// limitCode is the suite's code for an evaluation that is too deep or takes too long.
// Its messages are those of the suite's own runner.
const limitCode = "U1001"

// runJSONata runs files of such cases over package jsonata.
func runJSONata(args []string, out, diagnostics io.Writer) int {
	flags := flag.NewFlagSet("jsonata", flag.ContinueOnError)
	messages := flags.Bool("messages", false, "compare the messages of errors, too")
	return runFiles(flags, args, out, diagnostics, func(files []string, id *regexp.Regexp) (report, error) {
		return checkExpressions(files, id, *messages)
	})
}

// checkExpressions runs the cases of the files, group by group.
func checkExpressions(files []string, id *regexp.Regexp, messages bool) (report, error) {
	var r report
	groups := make(map[string]int)
	for _, file := range files {
		list, err := readExpressionCases(file)
		if err != nil {
			return nil, err
		}
		for i := range list {
			c := &list[i]
			if id.MatchString(c.ID) {
				r = r.add(groups, c.Group, result{id: c.ID + " " + c.Expr, failure: c.check(messages)})
			}
		}
	}
	return r, nil
}

// readExpressionCases reads a file with a case on each line.
func readExpressionCases(file string) ([]expressionCase, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	d := json.NewDecoder(bufio.NewReader(f))
	d.DisallowUnknownFields()
	var list []expressionCase
	for {
		var c expressionCase
		switch err := d.Decode(&c); err {
		case nil:
			list = append(list, c)
		case io.EOF:
			return list, nil
		default:
			return nil, fmt.Errorf("%s, case %d: %w", file, len(list)+1, err)
		}
	}
}

// check returns why the case fails, nil if it passes.
func (c *expressionCase) check(messages bool) *failure {
	got, err := c.evaluate()
	switch {
	case c.Want == "error":
		return c.checkError(got, err, messages)
	case err != nil:
		return &failure{reason: fmt.Sprintf("error %s: %v, want %s %s", codeOf(err), err, c.Want, c.Result)}
	case c.Want == "undefined" && got.Exists():
		return &failure{reason: fmt.Sprintf("%s, want undefined", got.JSON())}
	case c.Want == "undefined":
		return nil
	case !got.Exists():
		return &failure{reason: "undefined, want " + c.Result}
	}
	return c.checkResult(got)
}

// evaluate compiles and evaluates the expression.
func (c *expressionCase) evaluate() (jsonvalue.Value, error) {
	var input jsonvalue.Value
	if c.HasInput {
		v, err := jsonvalue.ParseString(c.Input)
		if err != nil {
			return input, fmt.Errorf("input: %w", err)
		}
		input = v
	}
	bindings, err := jsonvalue.ParseString(c.Bindings)
	if err != nil {
		return input, fmt.Errorf("bindings: %w", err)
	}
	x, err := jsonata.Compile(c.Expr, jsonata.WithLimits(jsonata.Limits{Depth: c.Depth}))
	if err != nil {
		return input, err
	}
	ctx := context.Background()
	if c.TimeLimit > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Duration(c.TimeLimit)*time.Millisecond)
		defer cancel()
	}
	return x.Eval(ctx, input, jsonata.Env{Now: time.Now(), Lookup: bindings.Get})
}

func (c *expressionCase) checkResult(got jsonvalue.Value) *failure {
	var wantValue, gotValue any
	if err := json.Unmarshal([]byte(c.Result), &wantValue); err != nil {
		return because(err)
	}
	if err := json.Unmarshal(got.JSON(), &gotValue); err != nil {
		return because(err)
	}
	if c.Unordered {
		order(wantValue)
		order(gotValue)
	}
	if diff := cmp.Diff(wantValue, gotValue); diff != "" {
		return &failure{reason: fmt.Sprintf("%s, want %s", got.JSON(), c.Result), diff: diff}
	}
	return nil
}

// order sorts the elements of an array by their texts.
func order(v any) {
	list, _ := v.([]any)
	slices.SortFunc(list, func(a, b any) int {
		textA, _ := json.Marshal(a)
		textB, _ := json.Marshal(b)
		return bytes.Compare(textA, textB)
	})
}

func (c *expressionCase) checkError(got jsonvalue.Value, err error, messages bool) *failure {
	switch {
	case err == nil && !got.Exists():
		return &failure{reason: "undefined, want the error " + c.Code}
	case err == nil:
		return &failure{reason: fmt.Sprintf("%s, want the error %s", got.JSON(), c.Code)}
	case codeOf(err) != c.Code:
		return &failure{reason: fmt.Sprintf("error %s: %v, want the error %s", codeOf(err), err, c.Code)}
	case messages && c.hasMessage() && err.Error() != c.Message:
		return &failure{reason: fmt.Sprintf("error %q, want %q", err, c.Message)}
	}
	return nil
}

// hasMessage reports whether the message is known, and can be compared: a Go string
// cannot hold half of a surrogate pair.
func (c *expressionCase) hasMessage() bool {
	return c.Message != "" && c.Code != limitCode && !strings.ContainsRune(c.Expr, utf8.RuneError)
}

// codeOf returns the code of an error, "" if it has none.
func codeOf(err error) string {
	var e *jsonata.Error
	switch {
	case errors.As(err, &e):
		return e.Code
	case errors.Is(err, jsonata.ErrInterrupted):
		return limitCode
	}
	return ""
}
