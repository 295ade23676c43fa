package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/goasl/goasl/diag"
)

// The exit codes.
const (
	exitSucceeded  = 0
	exitFailed     = 1 // the execution, a test or a check has failed
	exitUsage      = 2 // the command line, or a file that it names, is wrong
	exitDefinition = 3 // a definition has errors
	exitNoTask     = 4 // there is no task for a state, or no interpreter for a function
)

// exit is the end of a command that has not succeeded.
type exit struct {
	code   int
	err    error  // nil if all is said
	advice string // what to do about it
}

func (e *exit) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit code %d", e.code)
	}
	return e.err.Error()
}

func (e *exit) Unwrap() error { return e.err }

// usage is the exit for a mistake on the command line or in a file that it names.
func usage(format string, args ...any) error {
	return &exit{code: exitUsage, err: fmt.Errorf(format, args...)}
}

// finish tells why a command has not succeeded, and returns its exit code. What comes from
// cobra is about the command line.
func finish(w io.Writer, command string, err error) int {
	if err == nil {
		return exitSucceeded
	}
	var end *exit
	if !errors.As(err, &end) {
		complain(w, err)
		fmt.Fprintf(w, "Run '%s --help' for usage.\n", command)
		return exitUsage
	}
	if end.err != nil {
		complain(w, end.err)
	}
	if end.advice != "" {
		fmt.Fprintln(w, end.advice)
	}
	return end.code
}

// complain writes an error, which may be a list of problems.
func complain(w io.Writer, err error) {
	var problems diag.List
	if errors.As(err, &problems) {
		_ = diag.Fprint(w, problems) // the exit code tells, too
		return
	}
	text := strings.TrimPrefix(err.Error(), "asl: ") // package asl begins its errors so, too
	fmt.Fprintf(w, "asl: %s\n", printableLines(text))
}
