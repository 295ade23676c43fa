package asl

import "fmt"

// unknownError is the error about a task or a machine that nobody registered. It
// is a step on the way to a built-in integration more often than somebody reads
// it, so that its text is made only then.
type unknownError struct {
	what, name string // "resource", "arn:…"
	remedy     string // the methods that register it
}

// maxResource bounds what the text quotes. Step Functions: the length of the Arn
// shape.
const maxResource = 256

func (e *unknownError) Error() string {
	return fmt.Sprintf("%v for the %s %q: register one with %s", ErrNoTask, e.what, cut(e.name, maxResource), e.remedy)
}

func (e *unknownError) Unwrap() error { return ErrNoTask }

func noTask(resource string) error {
	return &unknownError{"resource", resource, "Mux.Handle or Mux.Lambda"}
}

func noMachine(arn string) error {
	return &unknownError{"state machine", arn, "Mux.HandleMachine"}
}
