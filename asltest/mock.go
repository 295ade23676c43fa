package asltest

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/state"
)

// mock is the responses of one state.
type mock struct {
	state     string
	responses []Response
	recorded  bool // by a history, and not by the test
	mu        sync.Mutex
	used      []bool // by response, in any run
}

// choose returns the number of the response to call n, counted from 0, in these
// iterations; the last one repeats. ok is false if there is none.
func (m *mock) choose(items []asl.MapIndex, n int) (number int, ok bool) {
	var own, shared []int
	for i, r := range m.responses {
		switch {
		case r.isFor(items):
			own = append(own, i)
		case r.items == nil:
			shared = append(shared, i)
		}
	}
	if own == nil {
		own = shared
	}
	if own == nil {
		return 0, false
	}
	return own[min(n, len(own)-1)], true
}

func (m *mock) use(number int) Response {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.used[number] = true
	return m.responses[number]
}

// unused says which responses were never given, "" if there are none.
func (m *mock) unused() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	count, first := 0, 0
	for i, used := range m.used {
		if !used {
			if count++; count == 1 {
				first = i + 1
			}
		}
	}
	switch {
	case count == 0:
		return ""
	case count == len(m.used):
		return fmt.Sprintf("the mock of state %s was never called: take .Mock(%q, …) away, or run an input that leads there", m.state, m.state)
	}
	return fmt.Sprintf("response %d of %d of the mock of state %s was never given: take it away, or run an input that needs it", first, len(m.used), m.state)
}

// session is the mocks during one run.
type session struct {
	mu       sync.Mutex
	calls    map[string]int // so far, by state and iterations
	tokens   []string
	problems []string
}

func newSession() *session { return &session{calls: map[string]int{}} }

// next counts a call and returns the number of calls before it.
func (s *session) next(key string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.calls[key]
	s.calls[key]++
	return n
}

func (s *session) report(problem string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.problems = append(s.problems, problem)
}

// notes returns what was noted so far. Tasks that were given up may still run.
func (s *session) notes() (tokens, problems []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.tokens), slices.Clone(s.problems)
}

// task is the function that stands for a mocked state. Calls are counted for
// each iteration, so that the order in which iterations run does not matter.
func (s *session) task(m *mock) asl.TaskFunc {
	return func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
		r, ok := s.respond(m, asl.TaskInfoFrom(ctx).Items)
		if !ok {
			return nil, errMisused
		}
		return r.give(ctx, in, s.report)
	}
}

// respond is the response to the next call in these iterations. If there is none the test
// is wrong.
func (s *session) respond(m *mock, items []asl.MapIndex) (r Response, ok bool) {
	number, ok := m.choose(items, s.next(fmt.Sprint(m.state, items)))
	if !ok {
		item := items[len(items)-1].Index
		s.report(fmt.Sprintf("the mock of state %s has no response for item %d: add one without OnItem, or with OnItem(%d)", m.state, item, item))
		return r, false
	}
	return m.use(number), true
}

// watch notes the tokens of all calls, which are different in each run.
func (s *session) watch(next asl.TaskFunc) asl.TaskFunc {
	return func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
		if info := asl.TaskInfoFrom(ctx); info.Pattern != state.RequestResponse {
			s.mu.Lock()
			s.tokens = append(s.tokens, info.Token())
			s.mu.Unlock()
		}
		return next(ctx, in)
	}
}
