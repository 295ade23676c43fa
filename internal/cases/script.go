package cases

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/goasl/goasl/state"
)

// Attempt is what one call of a task does, step by step. The last step answers, or
// waits for ever.
type Attempt []Step

// Step is one of Wait, Submit, Heartbeat, Succeed, Fail and Hang.
type Step struct {
	Do          Action
	For         time.Duration   // Wait
	Output      json.RawMessage // Submit, Succeed
	Name, Cause string          // Fail; absent if empty
}

// Action is what a step does.
type Action string

// The actions of a task.
const (
	Wait      Action = "wait"
	Submit    Action = "submit"
	Heartbeat Action = "heartbeat"
	Succeed   Action = "succeed"
	Fail      Action = "fail"
	Hang      Action = "hang"
)

// task reads a line of the section tasks.
func (c *Case) task(line string) error {
	key, text, ok := strings.Cut(line, ": ")
	if !ok {
		return errors.New("the line has no colon and a space behind the state's name")
	}
	a, err := attempt(text)
	if err != nil {
		return err
	}
	c.Tasks[key] = append(c.Tasks[key], a)
	return nil
}

// attempt reads the steps of one call.
func attempt(text string) (a Attempt, err error) {
	words := words{text}
	for !words.empty() {
		s := Step{Do: Action(words.next())}
		switch s.Do {
		case Wait:
			s.For, err = time.ParseDuration(words.next())
		case Submit, Succeed:
			s.Output, err = words.value()
		case Fail:
			s.Name, s.Cause, err = words.failure()
		case Heartbeat, Hang:
		default:
			err = fmt.Errorf("there is no step %q", s.Do)
		}
		if err != nil {
			return nil, err
		}
		a = append(a, s)
		if s.Do == Succeed || s.Do == Fail || s.Do == Hang {
			return a, words.end()
		}
	}
	return nil, errors.New("the last step is one of succeed, fail and hang")
}

// words is the rest of a line.
type words struct{ rest string }

func (w *words) empty() bool { return w.rest == "" }

// next removes and returns one word, "" at the end.
func (w *words) next() string {
	word, rest, _ := strings.Cut(w.rest, " ")
	w.rest = strings.TrimLeft(rest, " ")
	return word
}

// value removes and returns JSON.
func (w *words) value() (json.RawMessage, error) {
	d := json.NewDecoder(strings.NewReader(w.rest))
	var v json.RawMessage
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	w.rest = strings.TrimLeft(w.rest[d.InputOffset():], " ")
	return v, nil
}

// failure removes an error's name, which is "-" for none, and a cause in double quotes
// or backquotes. Both may be missing.
func (w *words) failure() (name, cause string, err error) {
	if w.empty() {
		return "", "", nil
	}
	if name = w.next(); name == "-" {
		name = ""
	}
	if w.empty() {
		return name, "", nil
	}
	text, err := strconv.QuotedPrefix(w.rest)
	if err != nil {
		return "", "", errors.New("the cause must be quoted")
	}
	w.rest = strings.TrimLeft(w.rest[len(text):], " ")
	cause, err = strconv.Unquote(text)
	return name, cause, err
}

// end returns an error if something is left.
func (w *words) end() error {
	if !w.empty() {
		return fmt.Errorf("nothing may follow before %q", w.rest)
	}
	return nil
}

// script hands out the attempts of a case, one after the other. It is safe for
// concurrent use.
type script struct {
	tasks map[string][]Attempt

	mu    sync.Mutex
	calls map[string]int // the number of calls so far, by key and iteration
}

func newScript(c *Case) *script { return &script{tasks: c.Tasks, calls: map[string]int{}} }

// next returns the attempt for the next call of a task, which has the name of the state
// or the function, in these iterations.
func (s *script) next(name string, items []state.MapIndex) (Attempt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	one := name + iteration(items)
	key := name
	if s.tasks[one] != nil {
		key = one
	}
	n := s.calls[one]
	s.calls[one]++
	if n >= len(s.tasks[key]) {
		return nil, fmt.Errorf("the section tasks says nothing about call %d of %s", n+1, one)
	}
	return s.tasks[key][n], nil
}

// unused returns an error if some attempts had no call.
func (s *script) unused() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	made := map[string]int{}
	for one, n := range s.calls {
		name, _, _ := strings.Cut(one, "[")
		for _, key := range []string{one, name} {
			made[key] = max(made[key], n)
		}
	}
	for _, key := range sortedNames(s.tasks) {
		if n := len(s.tasks[key]); made[key] < n {
			return fmt.Errorf("the section tasks has %d lines for %s, which is called %d times", n, key, made[key])
		}
	}
	return nil
}

// iteration returns the index of the iteration in brackets, "[1]", after those of the
// iterations around it: "[0][1]".
func iteration(items []state.MapIndex) string {
	var b strings.Builder
	for _, item := range items {
		fmt.Fprintf(&b, "[%d]", item.Index)
	}
	return b.String()
}

// functionKey returns the name of a Lambda function in the section tasks.
func functionKey(name string) string { return "function " + name }

func sortedNames[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
