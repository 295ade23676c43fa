package history

import "strings"

// Level is the log level of a state machine: it says which events of an execution are
// logged. An unknown level, such as "", logs nothing, as [LevelOff] does.
type Level string

// The log levels, as in LoggingConfiguration of the Step Functions API.
const (
	LevelAll   Level = "ALL"   // all events
	LevelError Level = "ERROR" // failures, timeouts and aborts
	LevelFatal Level = "FATAL" // the end of an execution that does not succeed
	LevelOff   Level = "OFF"   // no events
)

// Logs reports whether the level logs events of type t.
//
// Step Functions: as in the table "Log levels" of the Developer Guide. The table does
// not name the types of activities and Map Runs; they are treated alike.
func (l Level) Logs(t Type) bool {
	switch l {
	case LevelAll:
		return true
	case LevelError:
		return t == TypeFailStateEntered || t.isFailure()
	case LevelFatal:
		return strings.HasPrefix(string(t), "Execution") && t.isFailure()
	}
	return false
}

// isFailure reports whether the type is that of a failure, a timeout or an abort.
func (t Type) isFailure() bool {
	for _, end := range []string{"Failed", "TimedOut", "Aborted"} {
		if strings.HasSuffix(string(t), end) {
			return true
		}
	}
	return false
}
