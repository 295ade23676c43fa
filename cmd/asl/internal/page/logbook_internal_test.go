package page

import (
	"context"
	"strconv"
	"strings"
	"testing"
)

// A Logbook forgets the oldest calls, and takes no more memory than it may.
func TestLogbookForgets(t *testing.T) {
	var b Logbook
	line := Line{Text: strings.Repeat("x", 2*maxLine)}
	const calls = 3 * maxLogbook / (maxLine * 10)
	for i := range calls {
		key := strconv.Itoa(i)
		b.begin(key, Call{Execution: "x" + strconv.Itoa(i%7), State: "S", Attempt: i})
		for range 10 {
			b.add(key, line)
		}
	}
	b.add("0", line)
	if b.size > maxLogbook || len(b.all) != len(b.byKey) || len(b.all) > calls/2 {
		t.Errorf("it has %d bytes in %d of %d calls", b.size, len(b.all), calls)
	}
	of := 0
	for _, all := range b.of {
		of += len(all)
	}
	if of != len(b.all) {
		t.Errorf("%d calls are found by their executions, of %d", of, len(b.all))
	}
	last := Call{Execution: "x" + strconv.Itoa((calls-1)%7), State: "S", Attempt: calls - 1}
	if n := len(b.Lines(context.Background(), last)); n != 10 {
		t.Errorf("the last call has %d lines", n)
	}
	if n := len(b.Lines(context.Background(), Call{Execution: "x0", State: "S"})); n != 0 {
		t.Errorf("the first call has %d lines", n)
	}
}
