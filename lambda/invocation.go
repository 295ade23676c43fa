package lambda

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"math"
	"time"

	"github.com/goasl/goasl/internal/uuid"
)

// invocation is one invocation of a function.
type invocation struct {
	name          name
	arn           string
	id            string // of the request, unguessable
	task          string // the key of the task; "" if it is none
	event         []byte
	trace         string // X-Ray header
	clientContext string // JSON
	tail          *tail  // of the log; nil if it is not wanted

	began    time.Time // when a process got it
	deadline time.Time
	init     time.Duration // of the process that was started for it, 0 without one
}

// answer is what an invocation came to.
type answer struct {
	payload []byte
	failed  bool // the payload is that of an error
}

// tail is the end of the log of an invocation.
// Step Functions: the answer of Invoke has the last 4 KB.
type tail struct{ text []byte }

const maxTail = 4 << 10

// add adds a line.
func (t *tail) add(line string) {
	if t == nil {
		return
	}
	t.text = append(append(t.text, line...), '\n')
	if n := len(t.text); n > maxTail {
		t.text = append(t.text[:0], t.text[n-maxTail:]...)
	}
}

// start adds the line with which Lambda begins the log of an invocation.
func (inv *invocation) start() {
	inv.tail.add("START RequestId: " + inv.id + " Version: " + version)
}

// finish adds the lines with which Lambda ends it. How much memory was used is not known.
func (inv *invocation) finish(memory int) {
	inv.tail.add("END RequestId: " + inv.id)
	ms := func(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
	took := ms(time.Since(inv.began))
	report := fmt.Sprintf("REPORT RequestId: %s\tDuration: %.2f ms\tBilled Duration: %.0f ms\tMemory Size: %d MB\t",
		inv.id, took, math.Ceil(took), memory)
	if inv.init > 0 {
		report += fmt.Sprintf("Init Duration: %.2f ms\t", ms(inv.init))
	}
	inv.tail.add(report)
}

// newUUID returns a random UUID.
func newUUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	return uuid.Format(b, 4)
}

// newSecret returns 128 random bits as text.
func newSecret() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}
