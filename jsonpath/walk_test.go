package jsonpath_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/goasl/goasl/jsonpath"
	"github.com/goasl/goasl/jsonvalue"
)

// dice are the choices that a fuzzed input makes; after its end all are 0.
type dice []byte

// n returns a number below limit.
func (d *dice) n(limit int) int {
	if len(*d) == 0 || limit <= 1 {
		return 0
	}
	b := (*d)[0]
	*d = (*d)[1:]
	return int(b) % limit
}

// pick returns one of the choices.
func pick[E any](d *dice, choices ...E) E { return choices[d.n(len(choices))] }

var (
	drawnNames = []string{"a", "b", "c", "id", "x1", "é", "_", "true", "two words", "a.b", "a-b", "", "@", "*", `"`}
	drawnWords = []string{"red", "blue", "Red", "dark red", "x1", "é", "z"}
)

// value draws a value.
func (d *dice) value(depth int) jsonvalue.Value {
	kinds := 10
	if depth == 0 {
		kinds = 5
	}
	switch d.n(kinds) {
	case 0, 1:
		return jsonvalue.OfNumber(d.number())
	case 2, 3:
		return jsonvalue.OfString(pick(d, drawnWords...))
	case 4:
		return pick(d, jsonvalue.True, jsonvalue.False, jsonvalue.NullValue)
	case 5:
		return d.object(depth)
	case 6:
		return d.array(depth)
	}
	return d.rows(depth)
}

func (d *dice) number() string { return strconv.Itoa(d.n(16)-4) + pick(d, "", "", ".5", ".25", "e1") }

func (d *dice) object(depth int) jsonvalue.Value {
	members := make([]jsonvalue.Member, pick(d, 1, 2, 3, 4, 5, 0))
	for i := range members {
		members[i] = jsonvalue.Member{Name: pick(d, drawnNames...), Value: d.value(depth - 1)}
	}
	return jsonvalue.OfObject(members)
}

// array draws an array, half of them of scalars that are alike.
func (d *dice) array(depth int) jsonvalue.Value {
	elems := make([]jsonvalue.Value, d.n(5))
	kind := d.n(4)
	for i := range elems {
		switch kind {
		case 0:
			elems[i] = jsonvalue.OfNumber(d.number())
		case 1:
			elems[i] = jsonvalue.OfString(pick(d, drawnWords...))
		default:
			elems[i] = d.value(depth - 1)
		}
	}
	return jsonvalue.OfArray(elems)
}

// rows draws an array of objects that are alike, which filters want.
func (d *dice) rows(depth int) jsonvalue.Value {
	columns := []string{pick(d, drawnNames[:6]...), pick(d, drawnNames[:6]...), pick(d, drawnNames...)}
	rows := make([]jsonvalue.Value, pick(d, 3, 1, 2, 4, 5, 0))
	for i := range rows {
		rows[i] = jsonvalue.OfObject([]jsonvalue.Member{
			{Name: columns[0], Value: jsonvalue.OfNumber(d.number())},
			{Name: columns[1], Value: jsonvalue.OfString(pick(d, drawnWords...))},
			{Name: columns[2], Value: d.value(depth - 1)},
		}[d.n(2)*d.n(2):]) // now and then without the first one
	}
	return jsonvalue.OfArray(rows)
}

// walk is a path that is drawn step by step, in both notations. Each step is one
// that the class allows at the values that the path has come to.
type walk struct {
	*dice
	document     jsonvalue.Value
	ours, theirs string
	at           []jsonvalue.Value
	unordered    bool // the oracle went over a map of several members
	lenient      bool // a miss is passed over: a wildcard over arrays was the last step to lead to several values
}

func drawWalk(input []byte) *walk {
	d := dice(input)
	w := &walk{dice: &d, document: d.object(3), ours: "$", theirs: "$"}
	if d.n(4) == 3 {
		w.document = d.rows(3)
	}
	w.arrive()
	for range 4 + d.n(20) { // attempts; most steps are not allowed at most places
		step := pick(w.dice, w.name, w.name, w.index, w.wildcard, w.slice, w.union, w.scan, w.filter, w.filter, w.filter, w.filter)
		if step() && !w.arrive() {
			break
		}
	}
	return w
}

// arrive finds the values that the path leads to so far, and reports whether the
// walk can go on.
func (w *walk) arrive() bool {
	p, err := jsonpath.Compile(w.ours)
	if err != nil {
		return false
	}
	v, err := p.Eval(w.document, nil)
	if err != nil {
		return false
	}
	w.at = []jsonvalue.Value{v}
	if !p.Definite() {
		w.at = nil
		for _, element := range v.Elements() {
			w.at = append(w.at, element)
		}
	}
	return len(w.at) > 0 && !strings.HasSuffix(w.ours, "..*")
}

func (w *walk) add(ours, theirs string) bool {
	w.ours += ours
	w.theirs += theirs
	return true
}

// areArrays reports whether the path has come to arrays only, and the lengths of
// the shortest and the longest.
func (w *walk) areArrays() (shortest, longest int, ok bool) {
	for i, v := range w.at {
		if v.Kind() != jsonvalue.Array {
			return 0, 0, false
		}
		if i == 0 || v.Len() < shortest {
			shortest = v.Len()
		}
		longest = max(longest, v.Len())
	}
	return shortest, longest, true
}

func (w *walk) name() bool {
	var names []string
	for _, v := range w.at {
		for name := range v.Members() {
			everywhere := !slices.ContainsFunc(w.at, func(v jsonvalue.Value) bool { return !v.Get(name).Exists() })
			if everywhere || w.lenient {
				names = append(names, name)
			}
		}
	}
	if len(names) == 0 {
		return false
	}
	name := pick(w.dice, names...)
	return w.add(w.notations(".", name))
}

// anyName draws a name, mostly one of a member that is there.
func (w *walk) anyName(values []jsonvalue.Value) string {
	if len(values) == 0 {
		return pick(w.dice, drawnNames...)
	}
	v := pick(w.dice, values...)
	if name, member := v.Member(w.n(v.Len())); member.Exists() {
		return name
	}
	return pick(w.dice, drawnNames...)
}

// notations writes a name for both, after a dot where both can.
func (w *walk) notations(dots, name string) (ours, theirs string) {
	if slices.Contains(drawnNames[:8], name) && w.n(3) > 0 {
		return dots + name, dots + name
	}
	if dots == "." {
		dots = ""
	}
	return dots + "['" + name + "']", dots + "[" + strconv.Quote(name) + "]"
}

func (w *walk) index() bool {
	shortest, longest, ok := w.areArrays()
	if w.lenient {
		shortest = longest
	}
	if !ok || shortest == 0 {
		return false
	}
	step := fmt.Sprintf("[%d]", w.n(shortest))
	return w.add(step, step)
}

func (w *walk) wildcard() bool {
	w.lenient = true
	for _, v := range w.at {
		if v.Kind() == jsonvalue.Object {
			w.lenient = false
			w.unordered = w.unordered || v.Len() > 1
		}
	}
	step := pick(w.dice, "[*]", ".*")
	return w.add(step, step)
}

func (w *walk) slice() bool {
	if _, _, ok := w.areArrays(); !ok {
		return false
	}
	i, j := w.n(4), w.n(5)
	step := pick(w.dice, fmt.Sprintf("[%d:%d]", i, j), fmt.Sprintf("[%d:]", i), fmt.Sprintf("[:%d]", j), fmt.Sprintf("[-%d:]", i+1))
	w.lenient = false
	return w.add(step, step)
}

func (w *walk) union() bool {
	shortest, _, ok := w.areArrays()
	if !ok || shortest == 0 {
		return false
	}
	step := fmt.Sprintf("[%d,%d]", w.n(shortest), w.n(shortest))
	w.lenient = false
	return w.add(step, step)
}

func (w *walk) scan() bool {
	w.unordered, w.lenient = true, false
	if w.n(4) == 3 {
		return w.add("..*", "..*")
	}
	return w.add(w.notations("..", w.anyName(w.at)))
}

func (w *walk) filter() bool {
	if _, _, ok := w.areArrays(); !ok {
		return false
	}
	var items []jsonvalue.Value
	for _, v := range w.at {
		for _, item := range v.Elements() {
			items = append(items, item)
		}
	}
	count := pick(w.dice, 1, 1, 2, 3)
	ours, theirs, ok := w.criterion(items, count > 1)
	for i := 1; i < count && ok; i++ {
		var left, right string
		left, right, ok = w.criterion(items, true)
		logic := pick(w.dice, " && ", " || ")
		ours, theirs = ours+logic+left, theirs+logic+right
	}
	if !ok {
		return false
	}
	w.lenient = false
	return w.add("[?("+ours+")]", "[?("+theirs+")]")
}

// criterion draws a comparison of something that is of one type in all items, and
// there in all of them if everywhere is set.
func (w *walk) criterion(items []jsonvalue.Value, everywhere bool) (ours, theirs string, ok bool) {
	name := w.anyName(items)
	ours, theirs = w.notations(".", name)
	of := func(item jsonvalue.Value) jsonvalue.Value { return item.Get(name) }
	if len(items) > 0 && items[0].Kind() != jsonvalue.Object || w.n(8) == 7 {
		ours, theirs = "", ""
		of = func(item jsonvalue.Value) jsonvalue.Value { return item }
	}
	var sample jsonvalue.Value
	for _, item := range items {
		v := of(item)
		if !v.Exists() && !everywhere {
			continue
		}
		if sample.Exists() && v.Kind() != sample.Kind() || !v.Exists() {
			return "", "", false
		}
		if !sample.Exists() || w.n(2) == 1 {
			sample = v
		}
	}
	op, left, right, ok := w.comparison(sample)
	return "@" + ours + op + left, "@" + theirs + op + right, ok
}

// comparison draws an operator and an operand for values such as the sample.
func (w *walk) comparison(sample jsonvalue.Value) (op, ours, theirs string, ok bool) {
	kind := sample.Kind()
	op = pick(w.dice, " == ", " != ", " < ", " <= ", " > ", " >= ", "==", ">")
	for name, v := range w.document.Members() {
		if v.Kind() == kind && kind != jsonvalue.Bool && slices.Contains(drawnNames[:6], name) && w.n(2) == 1 {
			return op, "$." + name, "$." + name, kind == jsonvalue.Number || kind == jsonvalue.String
		}
	}
	switch kind {
	case jsonvalue.Number:
		number := pick(w.dice, sample.Number(), w.number())
		return op, number, number, true
	case jsonvalue.String:
		if w.n(3) == 2 {
			pattern := pick(w.dice, "red", "r.*", ".*e.?", "[a-m].*", "RED", ".")
			return " =~ ", "/" + pattern + "/", strconv.Quote("^(?:" + pattern + ")$"), true
		}
		word := pick(w.dice, sample.Text(), pick(w.dice, drawnWords...))
		return op, "'" + word + "'", strconv.Quote(word), true
	case jsonvalue.Bool:
		literal := pick(w.dice, "true", "false")
		return pick(w.dice, " == ", "!="), literal, literal, true
	}
	return "", "", "", false
}
