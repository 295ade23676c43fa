package compare

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/goasl/goasl/jsonvalue"

	"github.com/google/go-cmp/cmp"
)

// Difference is the first difference between an execution and its recording.
type Difference struct {
	Where  string // "status", "output", "event 7 (TaskSucceeded)"
	Reason string // "previousEventId: 5, want 6"
	want   jsonvalue.Value
	got    jsonvalue.Value
}

func differ(where, reason string, want, got jsonvalue.Value) *Difference {
	return &Difference{Where: where, Reason: reason, want: want, got: got}
}

func eventDiffers(reason string, want, got *event) *Difference {
	d := &Difference{Reason: reason}
	if want != nil {
		d.want = want.raw
		d.Where = fmt.Sprintf("event %d (%s)", want.id, want.kind)
		if want.hidden {
			d.Where = fmt.Sprintf("an event in a Parallel (%s)", want.kind)
		}
	}
	if got != nil {
		d.got = got.raw
	}
	if want == nil && got != nil {
		d.Where = fmt.Sprintf("event %d of the run (%s)", got.id, got.kind)
	}
	return d
}

// String returns the place and the reason, in one line.
func (d *Difference) String() string { return d.Where + ": " + d.Reason }

// Diff returns both sides, line by line.
func (d *Difference) Diff() string {
	want, got := timeless(d.want), timeless(d.got)
	switch {
	case !want.Exists():
		return marked("+ ", lines(got))
	case !got.Exists():
		return marked("- ", lines(want))
	}
	return cmp.Diff(lines(want), lines(like(want, got)))
}

// timeless returns an event without its timestamp, which is not compared.
func timeless(v jsonvalue.Value) jsonvalue.Value {
	if !v.Get("timestamp").Exists() {
		return v
	}
	var members []jsonvalue.Member
	for name, member := range v.Members() {
		if name != "timestamp" {
			members = append(members, jsonvalue.Member{Name: name, Value: member})
		}
	}
	return jsonvalue.OfObject(members)
}

// like returns an actual value in the form of the recorded one, if nothing is lost by
// it: with members in its order and JSON texts parsed.
func like(want, got jsonvalue.Value) jsonvalue.Value {
	if isContainer(want) && got.Kind() == jsonvalue.String {
		if parsed, err := jsonvalue.ParseString(got.Text()); err == nil {
			return parsed
		}
	}
	if want.Kind() != jsonvalue.Object || got.Kind() != jsonvalue.Object {
		return got
	}
	var members []jsonvalue.Member
	for name, w := range want.Members() {
		if g := got.Get(name); g.Exists() {
			members = append(members, jsonvalue.Member{Name: name, Value: like(w, g)})
		}
	}
	for name, g := range got.Members() {
		if !want.Get(name).Exists() {
			members = append(members, jsonvalue.Member{Name: name, Value: g})
		}
	}
	return jsonvalue.OfObject(members)
}

// marked returns lines that only one side has.
func marked(sign string, lines []string) string {
	var b strings.Builder
	for _, line := range lines {
		b.WriteString(sign + line + "\n")
	}
	return b.String()
}

func lines(v jsonvalue.Value) []string {
	if !v.Exists() {
		return nil
	}
	text, err := json.MarshalIndent(v.JSON(), "", "  ")
	if err != nil {
		return []string{v.String()}
	}
	return strings.Split(string(text), "\n")
}
