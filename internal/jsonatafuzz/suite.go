package main

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"strings"
	"unicode/utf8"
)

// A question is an expression with its input and its bindings, both as JSON.
type question struct {
	Expr     string `json:"expr"`
	Input    string `json:"input,omitempty"`
	Bindings string `json:"bindings,omitempty"`
}

// readSuite reads the cases of a suite, one in each line. It leaves out two kinds:
// cases about limits, whose result depends on the machine, and cases with half of a
// surrogate pair, which a Go string cannot hold.
func readSuite(file string) ([]question, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	d := json.NewDecoder(bufio.NewReader(f))
	var list []question
	for {
		var c struct {
			question
			TimeLimit int `json:"timelimit"`
		}
		switch err := d.Decode(&c); {
		case err == io.EOF:
			return list, nil
		case err != nil:
			return nil, err
		case c.TimeLimit == 0 && !strings.ContainsRune(c.Expr, utf8.RuneError):
			list = append(list, c.question)
		}
	}
}
