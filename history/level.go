package history

import "strings"

// Level is the log level of a state machine: it says which of an execution's
// events are logged. An unknown level, such as "", logs as [LevelOff] does.
type Level string

// The log levels, as in LoggingConfiguration of the Step Functions API.
const (
	LevelAll   Level = "ALL"   // all events
	LevelError Level = "ERROR" // what fails, times out or is aborted
	LevelFatal Level = "FATAL" // how an execution ends that does not succeed
	LevelOff   Level = "OFF"   // none
)

// Logs reports whether events of type t are logged.
// Step Functions: the table "Log levels" of the Developer Guide. The types that
// it does not name, those of activities and Map Runs, are taken to follow suit.
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

// isFailure reports whether something failed, timed out or was aborted.
func (t Type) isFailure() bool {
	for _, end := range []string{"Failed", "TimedOut", "Aborted"} {
		if strings.HasSuffix(string(t), end) {
			return true
		}
	}
	return false
}
