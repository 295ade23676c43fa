package main

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"

	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/lint"
)

// formats write problems for people and for programs.
var formats = map[string]func(io.Writer, diag.List) error{
	"text":   diag.Fprint,
	"json":   writeJSON,
	"sarif":  writeSARIF,
	"github": writeAnnotations,
}

func writeSARIF(w io.Writer, list diag.List) error {
	var text bytes.Buffer
	if err := lint.SARIF(&text, list); err != nil {
		return err
	}
	_, err := io.WriteString(w, printableJSON(text.Bytes()))
	return err
}

// writeAnnotations leaves out what could do harm in the log of a workflow.
func writeAnnotations(w io.Writer, list diag.List) error {
	list = slices.Clone(list)
	for i := range list {
		d := &list[i]
		for _, text := range []*string{&d.File, &d.Message, &d.Location, &d.Hint} {
			*text = diag.Printable(*text)
		}
	}
	return lint.Annotations(w, list)
}

// problem is a problem in JSON.
type problem struct {
	File     string `json:"file"`
	Line     int    `json:"line,omitempty"`
	Column   int    `json:"column,omitempty"`
	Severity string `json:"severity"`
	Code     string `json:"code"`
	Message  string `json:"message"`
	Location string `json:"location,omitempty"`
	Hint     string `json:"hint,omitempty"`
}

// writeJSON writes problems as an array of objects, an element in a line.
func writeJSON(w io.Writer, list diag.List) error {
	all := make([]problem, len(list))
	for i, d := range list {
		all[i] = problem{
			File: d.File, Line: d.Pos.Line, Column: d.Pos.Column, Severity: d.Severity.String(),
			Code: d.Code, Message: d.Message, Location: d.Location, Hint: d.Hint,
		}
	}
	return writeRows(w, all)
}

// writeRows writes an array, an element in a line.
func writeRows[T any](w io.Writer, rows []T) error {
	text := []byte("[")
	for i, row := range rows {
		line, err := json.Marshal(row)
		if err != nil {
			return err
		}
		if i > 0 {
			text = append(text, ',')
		}
		text = append(append(text, '\n'), line...)
	}
	if len(rows) > 0 {
		text = append(text, '\n')
	}
	_, err := io.WriteString(w, printableJSON(text)+"]\n")
	return err
}
