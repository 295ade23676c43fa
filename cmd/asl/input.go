package main

import (
	"io"
	"os"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// readInput reads a value of a flag: JSON, "@" and the name of a file, or "-" for standard
// input. It returns nil if the flag is not set.
func readInput(flag, value string, stdin io.Reader) ([]byte, error) {
	text, from := []byte(value), "--"+flag
	var err error
	switch name, isFile := strings.CutPrefix(value, "@"); {
	case value == "":
		return nil, nil
	case value == "-":
		from = "standard input"
		text, err = io.ReadAll(stdin)
	case isFile:
		from = name
		text, err = os.ReadFile(name)
	}
	if err != nil {
		return nil, usage("--%s: %w", flag, err)
	}
	if _, err := jsonvalue.Parse(text); err != nil {
		return nil, usage("%s: it is not JSON: %w", from, err)
	}
	return text, nil
}

// readText reads a file that a command is given; "-" is standard input.
func readText(file string, stdin io.Reader) (text []byte, err error) {
	if file == "-" {
		text, err = io.ReadAll(stdin)
	} else {
		text, err = os.ReadFile(file)
	}
	if err != nil {
		return nil, usage("%w", err)
	}
	return text, nil
}

// firstInput is the first of several inputs that is there, else an empty object.
func firstInput(inputs ...[]byte) []byte {
	for _, input := range inputs {
		if input != nil {
			return input
		}
	}
	return []byte("{}")
}
