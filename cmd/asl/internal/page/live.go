package page

import (
	"fmt"
	"net/http"
	"time"
)

// pause is how often an execution is looked at that a browser shows; see [restFor], too.
const pause = 150 * time.Millisecond

// live tells a browser, as events of server-sent events, when there are new events of an
// execution, until that has ended.
func (h *Handler) live(w http.ResponseWriter, r *http.Request) error {
	record := h.records.get(r.PathValue("execution"))
	s, err := record.look(r.Context(), h.client)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/event-stream")
	out := http.NewResponseController(w)
	out.SetWriteDeadline(time.Time{}) // it may take days
	tick := time.NewTicker(pause)
	defer tick.Stop()
	for last := ""; ; {
		now := fmt.Sprintf("event: news\ndata: {\"last\":%d,\"held\":%d,\"over\":%t}\n\n", len(s.all), h.heldNow(s), s.over())
		if now != last {
			fmt.Fprint(w, now)
			last = now
		}
		if out.Flush() != nil || s.over() {
			return nil
		}
		select {
		case <-r.Context().Done():
			return nil
		case <-tick.C:
		}
		if s, err = record.look(r.Context(), h.client); err != nil {
			return nil // the browser asks again
		}
	}
}

// heldNow returns how many tasks of an execution wait to be let through. When it is over it
// is not stepped through any more.
func (h *Handler) heldNow(s *snapshot) int {
	if h.gate == nil {
		return 0
	}
	if s.over() {
		h.gate.release(s.ARN)
	}
	calls, _ := h.gate.calls(s.ARN)
	return len(calls)
}
