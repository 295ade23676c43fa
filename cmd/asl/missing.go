package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/lambda"
)

// missing is the exit for states that nothing can run, nil if there are none. problems are
// those of [asl.Machine.Check].
func (t *tasks) missing(p *project, mock string, problems diag.List) error {
	if len(problems) == 0 {
		return nil
	}
	for i, d := range problems {
		if strings.HasSuffix(d.Message, "asl.WithObjects") {
			problems[i].Message = "there is no bucket to read from or to write to: name its folder, with --bucket NAME=FOLDER"
		}
	}
	missing := t.interpreters()
	for _, e := range missing { // they are told by themselves
		problems = slices.DeleteFunc(problems, func(d diag.Diagnostic) bool { return strings.Contains(d.Message, e.Error()) })
	}
	if len(problems) == 0 {
		return &exit{code: exitNoTask, advice: interpreterText(missing) + p.waysOut(mock, missing)}
	}
	return &exit{code: exitNoTask, err: problems, advice: interpreterText(missing) + t.known() + p.waysOut(mock, missing)}
}

// interpreters are the errors of functions for which there is no interpreter.
func (t *tasks) interpreters() (all []*lambda.InterpreterError) {
	for _, name := range t.names {
		_, err := t.functions.ResolveTask(name)
		var missing *lambda.InterpreterError
		if errors.As(err, &missing) {
			all = append(all, missing)
		}
	}
	return all
}

// interpreterText says what was looked for, once for each language.
func interpreterText(missing []*lambda.InterpreterError) (text string) {
	told := map[string]bool{}
	for _, e := range missing {
		if told[e.Language] {
			continue
		}
		told[e.Language] = true
		var names []string
		for _, other := range missing {
			if other.Language == e.Language {
				names = append(names, other.Function)
			}
		}
		need := "need"
		if len(names) == 1 {
			need = "needs"
		}
		text += fmt.Sprintf("asl: no %s was found, which %s %s:\n", e.Language, strings.Join(names, " and "), need)
		for _, tried := range e.Tried {
			text += "    " + diag.Printable(tried) + "\n"
		}
	}
	return text
}

// known says which functions there are, as a state may have the name of one wrong.
func (t *tasks) known() string {
	if len(t.names) == 0 {
		return ""
	}
	return fmt.Sprintf("There are functions of these names: %s.\n", strings.Join(t.names, ", "))
}

// isMissing reports whether an execution failed because nothing can run a task.
func isMissing(err error) bool {
	var interpreter *lambda.InterpreterError
	return errors.Is(err, asl.ErrNoTask) || errors.As(err, &interpreter)
}

// What mocks the tasks of an execution, and that of one state.
const (
	mockExecution = "take answers from a file with --mock FILE#CASE"
	mockState     = "say what it answers with --result or --error"
)

// waysOut says what to do if tasks cannot be run. mock says how they are mocked.
func (p *project) waysOut(mock string, missing []*lambda.InterpreterError) string {
	text := "Name a function with --function NAME=DIR:HANDLER or NAME=URL, call services of AWS\n" +
		"with --aws URL and HTTPS APIs with --http URL, or " + mock + "."
	if len(missing) > 0 {
		text = fmt.Sprintf("Install it, or name where the function runs with --function %s=URL, or\n%s.", missing[0].Function, mock)
	}
	if p.hasGo {
		text += "\nThe folder has a program in Go, too, which needs none of this:\n    go run " + goPath(p.folder)
	}
	return text
}

// goPath is a folder as the go command wants it.
func goPath(folder string) string {
	path := strings.TrimSuffix(strings.ReplaceAll(folder, `\`, "/"), "/")
	if strings.HasPrefix(path, "/") || strings.HasPrefix(path, ".") || strings.Contains(path, ":") {
		return path
	}
	return "./" + path
}
