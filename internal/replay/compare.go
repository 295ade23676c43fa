package replay

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

// comparison compares the events of a recording with those of the replay.
type comparison struct {
	*matcher
	*matching
	jitters   map[string]map[int64]bool
	tolerance time.Duration
	ids       map[int64]int64 // recorded ones, by own ones
	missing   []int64
}

func compare(rec *recording, p *player, o Options) *Result {
	c := &comparison{
		matcher: newMatcher(rec, p, o), jitters: p.jitters, tolerance: o.Tolerance, ids: map[int64]int64{},
		matching: &matching{rec: newSide(rec.line, rec.events), own: newSide(p.line, p.events)},
	}
	c.threads(rec.line.Main, p.line.Main)
	slices.SortFunc(c.pairs, func(a, b matched) int { return cmp.Compare(a.recorded.ID, b.recorded.ID) })
	for _, pair := range c.pairs {
		c.ids[pair.own.ID] = pair.recorded.ID
	}
	compared := 0
	for _, pair := range c.pairs {
		if c.first != nil && 2*pair.recorded.ID > c.first.at {
			break
		}
		if reason := c.event(pair); reason != "" {
			c.note(c.at(&pair.recorded, &pair.own, reason))
			break
		}
		compared++
	}
	return &Result{Compared: compared, Difference: c.first, Missing: c.missing}
}

// event returns how two events differ, "" if they do not.
func (c *comparison) event(p matched) string {
	if reason := c.time(p); reason != "" {
		return reason
	}
	if late := p.own.Timestamp.Sub(p.recorded.Timestamp).Abs(); c.slack >= 0 {
		c.slack = max(c.slack, c.tolerance+late)
	}
	if p.recorded.Details == nil && p.own.Details != nil { // an export may lack empty details
		return ""
	}
	theirs, err := jsonvalue.Parse(p.recorded.AppendDetails(nil))
	if err != nil {
		return err.Error()
	}
	ours, err := jsonvalue.Parse(p.own.AppendDetails(nil))
	if err != nil {
		return err.Error()
	}
	return c.object("", theirs, ours, p.recorded.ID)
}

// object compares the members of two objects.
func (c *comparison) object(path string, theirs, ours jsonvalue.Value, id int64) string {
	for name, own := range ours.Members() {
		recorded := theirs.Get(name)
		switch {
		case theirs.Get(name + "Details").Get("truncated").IsTrue(), lacks(name) && recorded.Text() == "" && recorded.Len() == 0:
			if !strings.HasSuffix(name, "Details") && name != "roleArn" {
				c.missing = append(c.missing, id)
			}
			continue
		case !recorded.Exists():
			return path + name + " is not in the recording"
		}
		if reason := c.value(path+name, recorded, own, id); reason != "" {
			return reason
		}
	}
	for name := range theirs.Members() {
		if !ours.Get(name).Exists() && !strings.HasSuffix(name, "Details") {
			return path + name + " is only in the recording"
		}
	}
	return ""
}

// lacks reports whether an export may be without a member that an event has.
func lacks(name string) bool {
	return slices.Contains([]string{
		"input", "output", "parameters", "assignedVariables", "inputDetails", "outputDetails", "assignedVariablesDetails", "roleArn",
	}, name)
}

func (c *comparison) value(path string, theirs, ours jsonvalue.Value, id int64) string {
	const most = 100
	switch {
	case strings.HasSuffix(path, "Details"):
		return ""
	case ours.Kind() == jsonvalue.Object && theirs.Kind() == jsonvalue.Object:
		return c.object(path+".", theirs, ours, id)
	case ours.Kind() == jsonvalue.String && theirs.Kind() == jsonvalue.String:
		if c.match(theirs.Text(), c.translate(ours.Text())) {
			return ""
		}
	case jsonvalue.Equal(theirs, ours):
		return ""
	}
	if ours.Size() <= most && theirs.Size() <= most {
		return fmt.Sprintf("%s is %s; the recording has %s", path, ours, theirs)
	}
	return path + " differs"
}

var enteredAt = regexp.MustCompile(`entered at the event id #\d+`)

// translate replaces own IDs of events in a cause by recorded ones.
func (c *comparison) translate(text string) string {
	if !strings.Contains(text, "entered at") {
		return text
	}
	return enteredAt.ReplaceAllStringFunc(text, func(found string) string {
		before, digits, _ := strings.Cut(found, "#")
		n, err := strconv.ParseInt(digits, 10, 64)
		if id := c.ids[n]; err == nil && id > 0 {
			return before + "#" + strconv.FormatInt(id, 10)
		}
		return found
	})
}

// time compares the time of an event that comes by a timer of the machine: how long
// after the one before it, or when. Other events have the times of the recording.
func (c *comparison) time(p matched) string {
	if c.tolerance < 0 || !c.isTimed(p) {
		return ""
	}
	theirs := p.recorded.Timestamp.Sub(p.recordedLast.Timestamp)
	ours := p.own.Timestamp.Sub(p.ownLast.Timestamp)
	if (ours-theirs).Abs() <= c.tolerance || p.own.Timestamp.Sub(p.recorded.Timestamp).Abs() <= c.tolerance {
		return ""
	}
	return fmt.Sprintf("it comes after %v; in the recording after %v", ours, theirs)
}

// isTimed reports whether a timer of the machine makes an event: the end of a Wait
// state, a timeout, or a retry without jitter.
func (c *comparison) isTimed(p matched) bool {
	switch {
	case p.own.Type == history.TypeWaitStateExited, strings.HasSuffix(string(p.own.Type), "TimedOut"):
		return true
	case !isScheduled(p.own.Type) && !strings.HasSuffix(string(p.own.Type), "StateStarted"):
		return false
	}
	_, v := c.matching.own.line.At(p.own.ID)
	if v == nil || len(v.Attempts) < 2 || v.Attempts[0].Began.ID == p.own.ID {
		return false
	}
	failures := c.jitters[v.Name] // of a Parallel or Map state, they need not be in this thread
	return !failures[p.ownLast.ID] && (v.Type == "Task" || len(failures) == 0)
}
