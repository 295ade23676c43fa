package items

import "fmt"

// The names of the errors of sources and targets.
const (
	ReaderFailed = "States.ItemReaderFailed"
	WriterFailed = "States.ResultWriterFailed"
)

// Error is an error of the States Language with which a Map fails because its items cannot
// be read or its results cannot be written.
type Error struct {
	Name  string // ReaderFailed or WriterFailed
	Cause string // what failed: the text that the Map fails with
	Err   error  // of the store or of a parser; nil if there is none
}

// Error returns the name and the cause.
func (e *Error) Error() string { return e.Name + ": " + e.Cause }

// ErrorName returns the name.
func (e *Error) ErrorName() string { return e.Name }

// Unwrap returns Err.
func (e *Error) Unwrap() error { return e.Err }

// readerFailed returns an error with a formatted cause. Operands of %w are wrapped.
func readerFailed(format string, args ...any) error { return failed(ReaderFailed, format, args) }

// writerFailed is readerFailed for the results.
func writerFailed(format string, args ...any) error { return failed(WriterFailed, format, args) }

func failed(name, format string, args []any) error {
	err := fmt.Errorf(format, args...)
	return &Error{Name: name, Cause: err.Error(), Err: err}
}
