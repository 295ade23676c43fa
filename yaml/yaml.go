// Package yaml reads definitions of state machines that are written in YAML, such as
// those of AWS SAM in files named *.asl.yaml. It is a module of its own, so that
// programs without YAML need no YAML library.
//
// A definition is converted to JSON and then parsed; diagnostics show places in the
// YAML. Anchors, aliases and merge keys are resolved. Tags other than YAML's own, such
// as CloudFormation's !Sub, are errors. A timestamp is a string, as it is in a
// definition.
package yaml

import (
	"fmt"
	"os"
	"slices"
	"sort"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/diag"
)

// CodeInvalid is the code of diagnostics about the YAML itself.
const CodeInvalid = "INVALID_YAML"

// Parse reads a definition in YAML. The error is a [diag.List] with places in the YAML.
func Parse(definition []byte, opts ...asl.ParseOption) (*asl.Machine, error) {
	return parse("", definition, opts)
}

// ParseFile is [Parse] for a file. Diagnostics have the file's name.
func ParseFile(name string, opts ...asl.ParseOption) (*asl.Machine, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("yaml: %w", err)
	}
	return parse(name, text, append([]asl.ParseOption{asl.WithFile(name)}, opts...))
}

func parse(file string, definition []byte, opts []asl.ParseOption) (*asl.Machine, error) {
	text, origin, err := convert(file, definition)
	if err != nil {
		return nil, err
	}
	return asl.Parse(text, append(slices.Clip(opts), asl.WithSource(definition, origin))...)
}

// ToJSON converts a YAML text to JSON. The error is a [diag.List].
func ToJSON(definition []byte) ([]byte, error) {
	text, _, err := convert("", definition)
	return text, err
}

// convert returns the JSON, and the function from its offsets to those of the YAML.
func convert(file string, definition []byte) (text []byte, origin func(int) int, err error) {
	src := diag.NewSource(file, definition)
	root, problem := read(definition)
	c := converter{source: src}
	if problem == nil {
		problem = c.value(root, 0)
	}
	if problem != nil {
		return nil, nil, diag.List{src.At(src.Offset(problem.line, problem.column), diag.Diagnostic{
			Severity: diag.Error, Code: CodeInvalid, Message: problem.message, Hint: problem.hint,
		})}
	}
	return c.out, c.marks.origin, nil
}

// marks has the places in the YAML of the JSON's tokens, in order.
type marks []mark

type mark struct{ at, origin int }

func (m marks) origin(offset int) int {
	i := sort.Search(len(m), func(i int) bool { return m[i].at > offset }) - 1
	if i < 0 {
		return 0
	}
	return m[i].origin
}
