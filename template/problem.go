package template

import (
	"errors"
	"fmt"

	"github.com/goasl/goasl/diag"
)

// The codes of diagnostics about a template.
const (
	CodeInvalid    = "INVALID_TEMPLATE" // CloudFormation or SAM would refuse it
	CodeUnreadable = "UNREADABLE_FILE"  // a file that it names cannot be read
	CodeTooLarge   = "TEMPLATE_TOO_LARGE"
)

// problem is what is wrong with a template, as an error with its place.
func (at place) problem(format string, args ...any) error {
	return at.problemOf(CodeInvalid, format, args...)
}

func (at place) problemOf(code, format string, args ...any) error {
	return diag.List{at.file.At(at.at, diag.Diagnostic{Severity: diag.Error, Code: code, Message: fmt.Sprintf(format, args...)})}
}

// problems collects errors with places.
type problems struct {
	list  diag.List
	other error
}

// add keeps an error, and reports whether there was one.
func (p *problems) add(err error) bool {
	var list diag.List
	switch {
	case err == nil:
		return false
	case errors.As(err, &list):
		p.list = append(p.list, list...)
	case p.other == nil:
		p.other = err
	}
	return true
}

func (p *problems) err() error {
	if p.other != nil {
		return p.other
	}
	return p.list.Err()
}
