package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/goasl/goasl/asl"
)

// trial is one run of an attack. Its methods note what is not as it should be.
type trial struct{ result }

// perform runs the attack in this process.
func (a attack) perform() result {
	t := &trial{}
	begun := time.Now()
	a.run(t)
	t.Seconds, t.Complete = time.Since(begun).Seconds(), true
	return t.result
}

// endedf says in a few words how the attack ended.
func (t *trial) endedf(format string, args ...any) { t.Ended = cut(fmt.Sprintf(format, args...), 100) }

// wrongf notes that something is not as documented.
func (t *trial) wrongf(format string, args ...any) {
	t.Wrong = append(t.Wrong, cut(fmt.Sprintf(format, args...), 400))
}

// cut shortens a text to one line of so many bytes.
func cut(text string, most int) string {
	text = strings.ReplaceAll(text, "\n", " ")
	if len(text) > most {
		return text[:most] + "…"
	}
	return text
}

// parsed parses a definition that must be accepted.
func (t *trial) parsed(definition string, opts ...asl.ParseOption) *asl.Machine {
	m, err := asl.Parse([]byte(definition), opts...)
	if err != nil {
		t.wrongf("the definition is refused: %v", err)
		return nil
	}
	t.endedf("accepted")
	return m
}

// refused parses a definition that must be refused with a message.
func (t *trial) refused(definition, message string, opts ...asl.ParseOption) {
	_, err := asl.Parse([]byte(definition), opts...)
	switch {
	case err == nil:
		t.wrongf("the definition is accepted")
	case !strings.Contains(err.Error(), message):
		t.wrongf("the problem is %v, want %q", err, message)
	default:
		t.endedf("refused: %v", err)
	}
}
