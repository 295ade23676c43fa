package jsonata

// matcher is a regular expression as a function. It takes a string and the position at
// which to begin, and returns an object for the first match. The member next of that
// object is a function that returns the next match.
type matcher struct {
	pattern *pattern
	pos     int // of the regular expression in the source
}

func (n *regexNode) eval(*evaluation, value, *frame) (value, error) {
	return ofFunction(&matcher{pattern: n.pattern, pos: n.pos}), nil
}

func (*matcher) arity() int { return 2 }

func (m *matcher) call(ev *evaluation, args []value, _ value, _ *frame) (value, error) {
	text := searchText(arg(args, 0))
	if v := arg(args, 0); v.exists() && v.kind != kindString {
		var err error
		if text, err = ev.stringify(v, false); err != nil { // JavaScript makes a string of it
			return undefined, err
		}
	}
	if err := ev.spendOn(len(text)); err != nil {
		return undefined, err
	}
	from := 0
	if f := arg(args, 1); f.kind == kindNumber && f.float() > 0 {
		if from = int(min(f.float(), 1<<31-1)); from > units(text) {
			return undefined, nil
		}
	}
	found, err := m.find(ev, text, unitOffset(text, from), from)
	if err != nil || found == nil {
		return undefined, err
	}
	return found.toValue(ev)
}

// match is one match of a regular expression.
type match struct {
	matcher *matcher
	text    string
	places  []int // byte offsets of the match and of its groups
	start   int   // position of the match in code units
}

// find returns the first match at or after a byte offset, nil if there is none. The
// offset is that of code unit number before.
func (m *matcher) find(ev *evaluation, text string, from, before int) (*match, error) {
	places, err := m.pattern.search(ev, text, from)
	if err != nil || places == nil {
		return nil, err
	}
	return &match{m, text, places, before + units(text[from:places[0]])}, nil
}

// whole returns the matched text.
func (m *match) whole() string { return m.text[m.places[0]:m.places[1]] }

// groups returns the texts that the groups have matched, undefined for a group that has
// matched nothing.
func (m *match) groups(ev *evaluation) (value, error) {
	out := &array{extent: extent{depth: 1}}
	for i := 2; i < len(m.places); i += 2 {
		v := undefined
		if m.places[i] >= 0 {
			v = ofString(m.text[m.places[i]:m.places[i+1]])
		}
		if err := ev.push(out, v); err != nil {
			return undefined, err
		}
	}
	return ofArray(out), nil
}

// toValue returns the object that the function returns.
func (m *match) toValue(ev *evaluation) (value, error) {
	groups, err := m.groups(ev)
	if err != nil {
		return undefined, err
	}
	return ev.object(
		member{"match", ofString(m.whole())},
		member{"start", number(float64(m.start))},
		member{"end", number(float64(m.start + units(m.whole())))},
		member{"groups", groups},
		member{"next", ofFunction(&nextMatch{m})},
	)
}

// next returns the match after this one, nil if there is none.
func (m *match) next(ev *evaluation) (*match, error) {
	from := m.places[1]
	if from >= len(m.text) {
		return nil, nil
	}
	next, err := m.matcher.find(ev, m.text, from, m.start+units(m.whole()))
	if err != nil || next == nil {
		return nil, err
	}
	if next.places[0] == next.places[1] {
		// It would be found again and again.
		return nil, place(newError("D1004", ofString(m.matcher.pattern.source)), m.matcher.pos, "")
	}
	return next, nil
}

// nextMatch is the function that returns the next match.
type nextMatch struct{ after *match }

func (*nextMatch) arity() int { return 0 }

func (n *nextMatch) call(ev *evaluation, _ []value, _ value, _ *frame) (value, error) {
	next, err := n.after.next(ev)
	if err != nil || next == nil {
		return undefined, err
	}
	return next.toValue(ev)
}

// occurrence is a match of a regular expression, or of a function that takes the place
// of one.
type occurrence struct {
	match      *match // nil if a function has found it
	object     value  // the result of that function
	start, end int    // byte offsets
}

// search finds the first occurrence, nil if there is none.
func (ev *evaluation) search(fn value, text string) (*occurrence, error) {
	m, ok := fn.ref.(*matcher)
	if !ok {
		return ev.ask(fn, text, ofString(text))
	}
	found, err := m.find(ev, text, 0, 0)
	return occurrenceOf(found), err
}

func occurrenceOf(m *match) *occurrence {
	if m == nil {
		return nil
	}
	return &occurrence{match: m, start: m.places[0], end: m.places[1]}
}

// next finds the next occurrence, nil if there is none.
func (o *occurrence) next(ev *evaluation, text string) (*occurrence, error) {
	if o.match == nil {
		return ev.ask(o.object.get("next"), text)
	}
	found, err := o.match.next(ev)
	return occurrenceOf(found), err
}

// ask calls a function that takes the place of a regular expression.
func (ev *evaluation) ask(fn value, text string, args ...value) (*occurrence, error) {
	if fn.kind != kindFunction {
		return nil, newError("T1010", undefined)
	}
	base := len(ev.stack)
	ev.stack = append(ev.stack, args...)
	v, err := ev.apply(fn, ev.stack[base:], null(), ev.site.frame)
	if err != nil {
		return nil, err
	}
	ev.stack = ev.stack[:base]
	if v = collapse(v, false); !v.exists() {
		return nil, nil
	}
	start, end := v.get("start"), v.get("end")
	isMatch := start.kind == kindNumber ||
		v.get("groups").kind == kindArray || v.get("next").kind == kindFunction
	if v.kind != kindObject || !isMatch {
		return nil, newError("T1010", undefined)
	}
	o := &occurrence{object: v}
	if start.kind == kindNumber {
		o.start = unitOffset(text, int(min(max(start.float(), 0), 1<<31-1)))
	}
	o.end = o.start
	if end.kind == kindNumber {
		o.end = max(o.start, unitOffset(text, int(min(max(end.float(), 0), 1<<31-1))))
	}
	return o, ev.spendOn(o.start + o.end) // for counting the code units
}

// toValue returns the occurrence as the object that a matcher returns.
func (o *occurrence) toValue(ev *evaluation) (value, error) {
	if o.match == nil {
		return o.object, nil
	}
	return o.match.toValue(ev)
}

// text returns the text that was found.
func (o *occurrence) text() value {
	if o.match == nil {
		return o.object.get("match")
	}
	return ofString(o.match.whole())
}

// index returns the position at which it was found, in code units.
func (o *occurrence) index() value {
	if o.match == nil {
		return o.object.get("start")
	}
	return number(float64(o.match.start))
}

func (o *occurrence) groups(ev *evaluation) (value, error) {
	if o.match == nil {
		return o.object.get("groups"), nil
	}
	return o.match.groups(ev)
}
