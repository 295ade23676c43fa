package main

import (
	"fmt"
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
		text, err = readAll(stdin, from)
	case isFile:
		from = name
		text, err = readFile(name)
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
		text, err = readAll(stdin, fileName(file))
	} else {
		text, err = readFile(file)
	}
	if err != nil {
		return nil, usage("%w", err)
	}
	return text, nil
}

// fileName is the name of such a file in messages.
func fileName(file string) string {
	if file == "-" {
		return "standard input"
	}
	return file
}

// maxFile is the most bytes of a file that is read: more than the longest history needs, and
// less than the memory.
const maxFile = 128 << 20

// readFile is [os.ReadFile] for a file that may have no end.
func readFile(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readAll(f, name)
}

// readAll reads all of r, up to the limit.
func readAll(r io.Reader, name string) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if len(text) > maxFile {
		return nil, fmt.Errorf("%s has more than %d MB", name, maxFile>>20)
	}
	return text, err
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
