package replay

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// generated matches what an execution makes up, or takes from a clock: UUIDs, times, and
// milliseconds since 1970.
var generated = regexp.MustCompile(uuid + `|` + instant + `|` + `\b1\d{12}\b`)

const (
	uuid    = `[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`
	instant = `\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)`
)

// What may stand in a recorded text where the execution has made up a text of its own.
var (
	isUUID  = regexp.MustCompile(`^` + uuid + `$`)
	isTime  = regexp.MustCompile(`^[0-9TZ:.+-]+$`)
	isToken = regexp.MustCompile(`^[^\s"\\]+$`)
	isName  = regexp.MustCompile(`^[^\s:/"\\]+$`)
)

// tokenLike matches task tokens.
var tokenLike = regexp.MustCompile(`[A-Za-z0-9+/]{30,}=*`)

// literal matches the strings in a JSON text, and what is between them.
var literal = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|[^"]+|"`)

// matcher compares texts of two executions. What one of them has made up is not in the
// other one: the recorded text in its place is learnt, and from then on stands for it.
type matcher struct {
	given    map[string]bool // UUIDs and times that came from outside
	tokens   map[string]bool // that the execution has made
	recorded map[string]string
	own      map[string]string
	slack    time.Duration // how far two times may be apart; negative if they are not compared
	same     func(recorded, own string) bool
}

func newMatcher(rec *recording, p *player, o Options) *matcher {
	return &matcher{
		given: rec.given, tokens: p.tokens, recorded: map[string]string{}, own: map[string]string{},
		slack: o.Tolerance, same: o.Same,
	}
}

// match reports whether two texts are equal, but for what was made up.
func (m *matcher) match(recorded, own string) bool {
	if recorded == own || m.same != nil && m.same(recorded, own) {
		return true
	}
	theirs, ours := literal.FindAllString(recorded, -1), literal.FindAllString(own, -1)
	if len(theirs) != len(ours) {
		return false
	}
	var learnt []pair
	for i := range ours {
		if theirs[i] == ours[i] {
			continue
		}
		found, ok := m.piece(theirs[i], ours[i])
		if !ok {
			return false
		}
		learnt = append(learnt, found...)
	}
	return m.learn(learnt)
}

// pair is a text that was made up, in both executions.
type pair struct{ recorded, own string }

// learn notes pairs. It reports false if one contradicts another one.
func (m *matcher) learn(pairs []pair) bool {
	for _, p := range pairs {
		theirs, bound := m.recorded[p.own]
		ours, taken := m.own[p.recorded]
		if bound && theirs != p.recorded || taken && ours != p.own {
			return false
		}
		m.recorded[p.own], m.own[p.recorded] = p.recorded, p.own
	}
	return true
}

// piece compares two pieces of texts, and returns what it has learnt.
func (m *matcher) piece(recorded, own string) (learnt []pair, ok bool) {
	holes := m.holes(own)
	rest, at := recorded, 0
	for i, h := range holes {
		end := len(own)
		if i+1 < len(holes) {
			end = holes[i+1].from
		}
		text, after, ok := h.fill(rest, own[at:h.from], own[h.to:end], end == len(own))
		p := pair{text, own[h.from:h.to]}
		if !ok || text != p.own && m.given[text] || h.timed && !m.near(p) {
			return nil, false
		}
		if !h.timed {
			learnt = append(learnt, p)
		}
		rest, at = after, h.to
	}
	return learnt, len(holes) > 0 && rest == own[at:]
}

// hole is a place in an own text that was made up.
type hole struct {
	from, to int
	class    *regexp.Regexp // of the recorded text
	timed    bool
}

// fill returns the recorded text in a hole, and what follows it. text begins with what is
// before the hole; after it comes the text behind, which is the rest if the hole is the
// last one.
func (h *hole) fill(text, before, behind string, isLast bool) (found, rest string, ok bool) {
	text, ok = strings.CutPrefix(text, before)
	if !ok {
		return "", "", false
	}
	n := len(text) - len(behind)
	if !isLast {
		n = strings.Index(text, behind)
	}
	if n < 0 || !h.class.MatchString(text[:n]) {
		return "", "", false
	}
	return text[:n], text[n:], true
}

// maxHoles bounds the work for one text.
const maxHoles = 1_000

// holes finds what was made up. What came from outside was not.
func (m *matcher) holes(own string) (all []hole) {
	for _, at := range generated.FindAllStringIndex(own, maxHoles) {
		text := own[at[0]:at[1]]
		switch {
		case m.given[text]:
		case isUUID.MatchString(text):
			all = append(all, hole{at[0], at[1], isUUID, false})
		default:
			all = append(all, hole{at[0], at[1], isTime, true})
		}
	}
	for _, at := range tokenLike.FindAllStringIndex(own, maxHoles) {
		if m.tokens[own[at[0]:at[1]]] {
			all = append(all, hole{at[0], at[1], isToken, false})
		}
	}
	for _, name := range []string{someExecution, someMachine, someRegion} {
		for from := 0; len(all) < maxHoles; {
			i := strings.Index(own[from:], name)
			if i < 0 {
				break
			}
			all = append(all, hole{from + i, from + i + len(name), isName, false})
			from += i + len(name)
		}
	}
	slices.SortFunc(all, func(a, b hole) int { return a.from - b.from })
	return slices.CompactFunc(all, func(a, b hole) bool { return a.from < b.to })
}

// near reports whether two times are the same, as far as they are compared.
func (m *matcher) near(p pair) bool {
	theirs, ok := timeOf(p.recorded)
	ours, known := timeOf(p.own)
	return ok && known && (m.slack < 0 || theirs.Sub(ours).Abs() <= m.slack)
}

func timeOf(text string) (time.Time, bool) {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return time.UnixMilli(n), true
	}
	t, err := time.Parse(time.RFC3339, text)
	return t, err == nil
}
