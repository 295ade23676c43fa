package jsonata

// arrayFunctions are the functions of arrays.
var arrayFunctions = []definition{
	{"count", 1, "<a:n>", runCount},
	{"append", 2, "<xx:a>", runAppend},
	{"reverse", 1, "<a:a>", runReverse},
	{"shuffle", 1, "<a:a>", runShuffle},
	{"distinct", 1, "<x:x>", runDistinct},
	{"zip", 0, "<a+>", runZip},
	{"sort", 2, "<af?:a>", runSort},
}

func runCount(_ *evaluation, args []value) (value, error) {
	return number(float64(arg(args, 0).length())), nil
}

func runAppend(ev *evaluation, args []value) (value, error) {
	return ev.appended(arg(args, 0), arg(args, 1))
}

// room returns an empty array with memory for n items.
func (ev *evaluation) room(n int) (*array, error) {
	out := &array{extent: extent{depth: 1}}
	return out, ev.grow(out, n)
}

func runReverse(ev *evaluation, args []value) (value, error) {
	v := arg(args, 0)
	n := v.length()
	if n <= 1 {
		return v, nil
	}
	out, err := ev.room(n)
	if err != nil {
		return undefined, err
	}
	for i := n - 1; i >= 0; i-- {
		if err := ev.push(out, v.item(i)); err != nil {
			return undefined, err
		}
	}
	return ofArray(out), ev.spend(n)
}

func runShuffle(ev *evaluation, args []value) (value, error) {
	v := arg(args, 0)
	n := v.length()
	if n <= 1 {
		return v, nil
	}
	out, err := ev.room(n)
	if err != nil {
		return undefined, err
	}
	for i := range n {
		if err := ev.push(out, v.item(i)); err != nil {
			return undefined, err
		}
		j := int(ev.uniform() * float64(i+1))
		out.items[i], out.items[j] = out.items[j], out.items[i]
	}
	return ofArray(out), ev.spend(n)
}

func runDistinct(ev *evaluation, args []value) (value, error) {
	v := arg(args, 0)
	if v.kind != kindArray || v.length() <= 1 {
		return v, nil
	}
	out := &array{extent: extent{depth: 1}}
	if v.isSequence() {
		out.flags = sequence
	}
	// Scalars are looked up; arrays and objects are compared with each other.
	seen := map[any]bool{}
	var compound []value
	for i := range v.length() {
		if err := ev.spendOne(); err != nil {
			return undefined, err
		}
		item := v.item(i)
		repeated, err := ev.isRepeated(item, seen, compound)
		if err != nil {
			return undefined, err
		}
		if repeated {
			continue
		}
		if err := ev.allocate(seenBytes); err != nil {
			return undefined, err
		}
		if item.kind == kindArray || item.kind == kindObject {
			compound = append(compound, item)
		}
		if err := ev.push(out, item); err != nil {
			return undefined, err
		}
	}
	return ofArray(out), nil
}

// seenBytes is the memory for looking up a value that was seen.
const seenBytes = 64

// isRepeated reports whether an equal value is in seen or in compound. It adds v to seen.
func (ev *evaluation) isRepeated(v value, seen map[any]bool, compound []value) (bool, error) {
	var key any
	switch v.kind {
	case kindArray, kindObject:
		if err := ev.spend(len(compound)); err != nil {
			return false, err
		}
		for _, other := range compound {
			if same, err := ev.equal(v, other); err != nil || same {
				return same, err
			}
		}
		return false, nil
	case kindNumber:
		key = v.float()
	case kindString:
		key = v.text()
		if err := ev.spendOn(v.size()); err != nil {
			return false, err
		}
	case kindFunction:
		key = v.ref
	default:
		key = [2]any{v.kind, v.num}
	}
	repeated := seen[key]
	seen[key] = true
	return repeated, nil
}

func runZip(ev *evaluation, args []value) (value, error) {
	shortest := -1
	for _, a := range args {
		if n := a.length(); shortest < 0 || n < shortest {
			shortest = n
		}
	}
	out := &array{extent: extent{depth: 1}}
	for i := range max(shortest, 0) {
		if err := ev.spend(len(args)); err != nil {
			return undefined, err
		}
		if err := ev.allocate(len(args) * itemBytes); err != nil {
			return undefined, err
		}
		tuple := make([]value, len(args))
		for j, a := range args {
			tuple[j] = a.item(i)
		}
		if err := ev.push(out, ofArray(newArray(tuple, 0))); err != nil {
			return undefined, err
		}
	}
	return ofArray(out), nil
}

func runSort(ev *evaluation, args []value) (value, error) {
	v, comparator := arg(args, 0), arg(args, 1)
	if v.length() <= 1 {
		return v, nil
	}
	if comparator.exists() {
		return ev.sorted(v, func(i, j int) (bool, error) {
			r, err := ev.call(comparator, v.item(i), v.item(j))
			return isTruthy(collapse(r, false)), err
		})
	}
	numbers, err := ev.areNumbers(v)
	if err != nil {
		return undefined, err
	}
	if !numbers && !areStrings(v) {
		return undefined, newError("D3070", undefined)
	}
	if numbers {
		return ev.sortNumbers(v)
	}
	return ev.sortTexts(v)
}

// sortNumbers sorts an array of numbers. Each is read once.
func (ev *evaluation) sortNumbers(v value) (value, error) {
	if err := ev.allocate(8 * v.length()); err != nil {
		return undefined, err
	}
	keys := make([]float64, v.length())
	for i := range keys {
		keys[i] = v.item(i).float()
	}
	return ev.sorted(v, func(i, j int) (bool, error) { return keys[i] > keys[j], ev.spendOne() })
}

// sortTexts sorts an array of strings.
func (ev *evaluation) sortTexts(v value) (value, error) {
	if err := ev.allocate(16 * v.length()); err != nil {
		return undefined, err
	}
	keys := make([]string, v.length())
	for i := range keys {
		keys[i] = v.item(i).text()
	}
	return ev.sorted(v, func(i, j int) (bool, error) {
		a, b := keys[i], keys[j]
		return compareUnits(a, b) > 0, ev.spend(1 + min(len(a), len(b))/bytesOfStep)
	})
}
