package picture

import "fmt"

// An Error says what is wrong with a picture or with the value for it.
type Error struct {
	Code  string // one of the codes of jsonata-js, such as D3080
	Value any    // what the message shows: a string, a float64, or nil
}

// Error returns the code and the value. The words belong to package jsonata, which
// has the message of each code.
func (e *Error) Error() string {
	if e.Value == nil {
		return e.Code
	}
	return fmt.Sprintf("%s: %v", e.Code, e.Value)
}

// outOfRange is the error for a number that cannot be written: jsonata-js runs out
// of stack or memory there, or never returns.
func outOfRange(f float64) *Error { return &Error{Code: "D1001", Value: f} }
