package state

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/goasl/goasl/jsonvalue"
)

// AppendJSON appends the input to dst as a JSON object, for [ParseInput]. It leaves out
// Wrapped of the Failure.
func (in Input) AppendJSON(dst []byte) []byte {
	dst = appendText(append(dst, '{'), "kind", string(in.Kind))
	dst = strconv.AppendInt(append(dst, `,"turn":`...), in.Turn, 10)
	dst = appendTime(append(dst, ','), "now", in.Now)
	if in.ID != 0 {
		dst = strconv.AppendInt(append(dst, `,"id":`...), in.ID, 10)
	}
	dst = appendOutput(dst, in.Output)
	if in.Failure != nil {
		dst = in.Failure.appendJSON(append(dst, `,"failure":`...))
	}
	if in.Worker != "" {
		dst = appendText(append(dst, ','), "worker", in.Worker)
	}
	if in.Child != nil {
		dst = in.Child.appendJSON(append(dst, `,"child":`...))
	}
	if in.Page != nil {
		dst = in.Page.appendJSON(append(dst, `,"page":`...))
	}
	if in.Sizes != nil {
		dst = appendSizes(append(dst, `,"sizes":`...), in.Sizes)
	}
	if in.MapRun != nil {
		dst = in.MapRun.appendJSON(append(dst, `,"mapRun":`...))
	}
	if in.Token != "" {
		dst = appendText(append(dst, ','), "token", in.Token)
	}
	if in.Saved != nil {
		dst = in.Saved.appendJSON(append(dst, `,"saved":`...))
	}
	if in.Item != "" {
		dst = appendText(append(dst, ','), "item", in.Item)
	}
	return append(dst, '}')
}

func (f *Failure) appendJSON(dst []byte) []byte {
	dst = append(dst, '{')
	if f.Error != nil {
		dst = appendText(dst, "error", *f.Error)
	}
	if f.Cause != nil {
		if f.Error != nil {
			dst = append(dst, ',')
		}
		dst = appendText(dst, "cause", *f.Cause)
	}
	return append(dst, '}')
}

func (child *ChildOutcome) appendJSON(dst []byte) []byte {
	dst = appendText(append(dst, '{'), "arn", child.ARN)
	dst = appendText(append(dst, ','), "name", child.Name)
	dst = appendText(append(dst, ','), "input", child.Input)
	dst = appendText(append(dst, ','), "status", string(child.Status))
	dst = appendOutput(dst, child.Output)
	if child.Failure != nil {
		dst = child.Failure.appendJSON(append(dst, `,"failure":`...))
	}
	if child.Snapshot != nil {
		dst = appendText(append(dst, ','), "snapshot", string(child.Snapshot))
	}
	dst = appendTime(append(dst, ','), "started", child.Started)
	dst = appendTime(append(dst, ','), "ended", child.Ended)
	if child.RedriveCount != 0 {
		dst = strconv.AppendInt(append(dst, `,"redriveCount":`...), int64(child.RedriveCount), 10)
	}
	if !child.RedriveDate.IsZero() {
		dst = appendTime(append(dst, ','), "redriveDate", child.RedriveDate)
	}
	if child.NoRedrive != "" {
		dst = appendText(append(dst, ','), "noRedrive", child.NoRedrive)
	}
	return append(dst, '}')
}

// appendOutput appends the member of an output. A text that is not compact is written
// as a string, so that its line breaks do not break the line of a journal, and so that
// no tool changes it.
func appendOutput(dst []byte, output jsonvalue.Value) []byte {
	switch {
	case output.IsRaw():
		return appendText(append(dst, ','), "outputText", output.String())
	case output.Exists():
		return output.Append(append(dst, `,"output":`...))
	}
	return dst
}

func appendText(dst []byte, name, value string) []byte {
	dst = append(jsonvalue.AppendString(dst, name), ':')
	return jsonvalue.AppendString(dst, value)
}

func appendTime(dst []byte, name string, t time.Time) []byte {
	dst = append(jsonvalue.AppendString(dst, name), `:"`...)
	return append(t.UTC().AppendFormat(dst, time.RFC3339Nano), '"')
}

// inputText is the JSON of an Input.
type inputText struct {
	Kind InputKind `json:"kind"`
	Turn int64     `json:"turn"`
	Now  time.Time `json:"now"`
	ID   int64     `json:"id"`
	outputText
	Failure *failureText  `json:"failure"`
	Worker  string        `json:"worker"`
	Child   *childText    `json:"child"`
	Page    *pageText     `json:"page"`
	Sizes   []int64       `json:"sizes"`
	MapRun  *MapRunUpdate `json:"mapRun"`
	Token   string        `json:"token"`
	Saved   *itemStepText `json:"saved"`
	Item    string        `json:"item"`
}

// outputText is an output as it is read: the compact text, or a string with another
// text.
type outputText struct {
	Output json.RawMessage `json:"output"`
	Text   *string         `json:"outputText"`
}

type failureText struct {
	Error *string `json:"error"`
	Cause *string `json:"cause"`
}

type childText struct {
	ARN    string `json:"arn"`
	Name   string `json:"name"`
	Input  string `json:"input"`
	Status Status `json:"status"`
	outputText
	Failure  *failureText `json:"failure"`
	Snapshot string       `json:"snapshot"`
	Started  time.Time    `json:"started"`
	Ended    time.Time    `json:"ended"`

	RedriveCount int       `json:"redriveCount"`
	RedriveDate  time.Time `json:"redriveDate"`
	NoRedrive    string    `json:"noRedrive"`
}

// ParseInput reads an input that [Input.AppendJSON] has written. The error says what is
// wrong with the text; an unknown kind is an error, too.
func ParseInput(text []byte) (Input, error) {
	var t inputText
	err := strictly(text, &t)
	if err != nil {
		return Input{}, fmt.Errorf("state: input: %w", err)
	}
	in, err := t.input()
	if err != nil {
		return Input{}, fmt.Errorf("state: input: %w", err)
	}
	return in, nil
}

func (t *inputText) input() (Input, error) {
	if !slices.Contains(inputKinds, t.Kind) {
		return Input{}, fmt.Errorf("there is no kind %q", t.Kind)
	}
	if t.Turn < 0 {
		return Input{}, fmt.Errorf("there is no turn %d", t.Turn)
	}
	in := Input{Kind: t.Kind, Turn: t.Turn, Now: t.Now, ID: t.ID, Failure: t.Failure.failure(), Worker: t.Worker, Sizes: t.Sizes, MapRun: t.MapRun, Token: t.Token, Saved: t.Saved.step(), Item: t.Item}
	var err error
	if in.Output, err = t.output(); err != nil {
		return in, err
	}
	if t.Child != nil {
		if in.Child, err = t.Child.outcome(); err != nil {
			return in, err
		}
	}
	if t.Page != nil {
		in.Page, err = t.Page.page()
	}
	return in, err
}

func (t *childText) outcome() (*ChildOutcome, error) {
	output, err := t.output()
	child := &ChildOutcome{ARN: t.ARN, Name: t.Name, Input: t.Input, Outcome: Outcome{
		Status: t.Status, Output: output, Failure: t.Failure.failure(), Started: t.Started, Ended: t.Ended,
		RedriveCount: t.RedriveCount, RedriveDate: t.RedriveDate, NoRedrive: t.NoRedrive,
	}}
	if t.Snapshot != "" {
		child.Snapshot = []byte(t.Snapshot)
	}
	return child, err
}

// output reads an output; nothing and none are the same.
func (t *outputText) output() (v jsonvalue.Value, err error) {
	switch {
	case t.Text != nil && t.Output != nil:
		return v, errors.New("the output is there twice")
	case t.Text != nil:
		return jsonvalue.ParseString(*t.Text)
	case t.Output != nil:
		v, err = jsonvalue.Parse(t.Output)
	}
	return v.Compact(), err
}

func (t *failureText) failure() *Failure {
	if t == nil {
		return nil
	}
	return &Failure{Error: t.Error, Cause: t.Cause}
}

// strictly decodes one JSON value, which may have no unknown fields.
func strictly(text []byte, into any) error {
	// Checked first, because encoding/json recurses into hostile texts. It also
	// sees what is behind the value.
	if err := jsonvalue.Check(string(text), jsonvalue.Limits{}); err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	return d.Decode(into)
}
