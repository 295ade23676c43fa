// Package cases reads executions that were recorded from AWS Step Functions, one case
// in a file. It is strict: a key that the format does not have is an error, so that
// nothing in a recording is overlooked.
package cases

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// Case is one recorded response of the service, with everything that led to it. Values
// of the user are JSON text as in the file.
type Case struct {
	ID               string            `json:"id"`
	Kind             string            `json:"kind"`
	Type             string            `json:"type"`
	Tags             []string          `json:"tags"`
	API              string            `json:"api"`
	Definition       json.RawMessage   `json:"definition"`
	DefinitionText   *string           `json:"definition_text"`
	Input            json.RawMessage   `json:"input"`
	InputText        string            `json:"-"` // the input as it was sent, if that is known
	TraceHeader      string            `json:"-"` // given to the start of the execution
	Cut              bool              `json:"-"` // the execution goes on after the events that are expected
	Request          json.RawMessage   `json:"request"`
	Context          Context           `json:"context"`
	LogLevel         *LogLevel         `json:"log_level"`
	Tasks            []Task            `json:"tasks"`
	TasksProblems    []string          `json:"tasks_problems"`
	TasksIncomplete  string            `json:"tasks_incomplete"`
	MockConfig       json.RawMessage   `json:"mock_config"`
	TestCase         string            `json:"test_case"`
	StateMachineName string            `json:"state_machine_name"`
	Lambdas          []Lambda          `json:"lambdas"`
	Files            []File            `json:"files"`
	Buckets          []string          `json:"-"` // that results are written to
	Activities       []string          `json:"activities"`
	Consumers        []json.RawMessage `json:"activity_consumers"`
	Machines         []Machine         `json:"machines"`
	Clock            *Clock            `json:"clock"`
	Expect           Expect            `json:"expect"`
	Source           Source            `json:"source"`
}

// SentDefinition returns the definition as it was sent.
func (c *Case) SentDefinition() string {
	if c.DefinitionText != nil {
		return *c.DefinitionText
	}
	return string(c.Definition)
}

// Context has the names around the execution.
type Context struct {
	StateMachineARN  string `json:"stateMachineArn"`
	StateMachineName string `json:"stateMachineName"`
	ExecutionARN     string `json:"executionArn"`
	ExecutionName    string `json:"executionName"`
	RoleARN          string `json:"roleArn"`
}

// LogLevel is the log configuration of the state machine.
type LogLevel struct {
	Level                string `json:"level"`
	IncludeExecutionData bool   `json:"includeExecutionData"`
}

// Task is one entry into a Task state.
type Task struct {
	State          string      `json:"state"`
	Kind           string      `json:"kind"` // lambda, service or activity
	Resource       string      `json:"resource"`
	ResourceType   string      `json:"resourceType"`
	Iterations     []Iteration `json:"iterations"` // outermost first
	EnteredEventID int64       `json:"enteredEventId"`
	Outcomes       []Outcome   `json:"outcomes"` // of the attempts, in order
}

// Iteration is one iteration of a Map state.
type Iteration struct {
	Map   string `json:"map"`
	Index int    `json:"index"`
}

// Outcome is the outcome of one attempt. An attempt in Pending without a result has
// failed without error and cause.
type Outcome struct {
	ScheduledEventID   int64           `json:"scheduledEventId"`
	TimeoutInSeconds   *int64          `json:"timeoutInSeconds"`
	HeartbeatInSeconds *int64          `json:"heartbeatInSeconds"`
	WorkerName         *string         `json:"workerName"`
	Submitted          json.RawMessage `json:"submitted"`
	Output             json.RawMessage `json:"output"`
	Error              *string         `json:"error"`
	Cause              *string         `json:"cause"`
	CauseReconstructed bool            `json:"causeReconstructed"`
	Timeout            bool            `json:"timeout"`
	FailedAt           json.RawMessage `json:"failedAt"`
	Pending            bool            `json:"pending"`
}

// Lambda is a function of the recording, with its Python source.
type Lambda struct {
	Name        string `json:"name"`
	HandlerFile string `json:"handler_file"`
	Source      string `json:"source"`
}

// File is an object that was uploaded for an ItemReader.
type File struct {
	Bucket string `json:"bucket"`
	Key    string `json:"key"`
	Body   string `json:"body"`

	Modified time.Time `json:"-"` // zero if it is not known
}

// Machine is another state machine, the target of a startExecution.
type Machine struct {
	ARN        string          `json:"arn"`
	Type       string          `json:"type"`
	Definition json.RawMessage `json:"definition"`
}

// Clock has the time at which the execution starts.
type Clock struct {
	Now  string `json:"now"`
	Note string `json:"note"`
}

// Expect is the response of AWS.
type Expect struct {
	Status           string            `json:"status"`
	Output           json.RawMessage   `json:"output"`
	Error            json.RawMessage   `json:"error"`
	Cause            json.RawMessage   `json:"cause"`
	Events           []json.RawMessage `json:"events"`
	EventsNormalised string            `json:"events_normalised"`
	Placeholders     []Placeholder     `json:"placeholders"`
	Ignore           []string          `json:"ignore"`
	Note             string            `json:"note"`

	SyncResponse     json.RawMessage `json:"sync_response"`
	EndEvent         json.RawMessage `json:"end_event"`
	Describe         json.RawMessage `json:"describe_execution"`
	LogEvents        json.RawMessage `json:"log_events"`
	MapRun           json.RawMessage `json:"map_run"`
	S3Object         json.RawMessage `json:"s3_object"`
	Messages         json.RawMessage `json:"messages"`
	ServiceEvents    json.RawMessage `json:"stepfunctions_events"`
	PartialEvents    json.RawMessage `json:"partial_events"`
	Response         json.RawMessage `json:"response"`
	Exception        string          `json:"exception"`
	Message          string          `json:"message"`
	Valid            *bool           `json:"valid"`
	VariableReferred json.RawMessage `json:"variableReferences"`

	// Texts as they were delivered, in any order.
	LogTexts      []string `json:"-"` // to CloudWatch Logs
	StatusChanges []string `json:"-"` // to EventBridge
}

// Placeholder says that the recorder replaced the nodes at a path by a value.
type Placeholder struct {
	Path  string          `json:"jsonpath"`
	Value json.RawMessage `json:"value"`
}

// Source says where the recording comes from.
type Source struct {
	Test          string   `json:"test"`
	Key           string   `json:"key"`
	Recorded      string   `json:"recorded"` // ISO date
	LastValidated *string  `json:"last_validated"`
	AWSMarker     string   `json:"aws_marker"`
	Notes         []string `json:"notes"`
	Deviations    []string `json:"localstack_deviates_at"`
}

// Read reads one case. An unknown key is an error, and so is text after the case.
func Read(r io.Reader) (*Case, error) {
	d := json.NewDecoder(r)
	d.DisallowUnknownFields()
	c := new(Case)
	if err := d.Decode(c); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("text after the case")
	}
	if c.ID == "" || c.Kind == "" {
		return nil, errors.New("a case needs an id and a kind")
	}
	c.nameActivities()
	return c, nil
}

// ReadFile is Read for a file. Its error has the file's name.
func ReadFile(name string) (*Case, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	c, err := Read(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return c, nil
}
