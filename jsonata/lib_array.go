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
		item := v.item(i)
		repeated, err := ev.isRepeated(item, seen, compound)
		if err != nil {
			return undefined, err
		}
		if repeated {
			continue
		}
		if item.kind == kindArray || item.kind == kindObject {
			compound = append(compound, item)
		}
		if err := ev.push(out, item); err != nil {
			return undefined, err
		}
	}
	return ofArray(out), ev.spend(v.length())
}

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
		tuple := make([]value, len(args))
		for j, a := range args {
			tuple[j] = a.item(i)
		}
		if err := ev.allocate(len(tuple) * itemBytes); err != nil {
			return undefined, err
		}
		if err := ev.push(out, ofArray(newArray(tuple, 0))); err != nil {
			return undefined, err
		}
	}
	return ofArray(out), ev.spend(max(shortest, 0) * len(args))
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
		return ev.sorted(v, func(i, j int) (bool, error) { return v.item(i).float() > v.item(j).float(), nil })
	}
	return ev.sorted(v, func(i, j int) (bool, error) {
		a, b := v.item(i), v.item(j)
		return compareUnits(a.text(), b.text()) > 0, ev.spendOn(min(a.size(), b.size()))
	})
}
