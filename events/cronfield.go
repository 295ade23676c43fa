package events

import (
	"fmt"
	"strconv"
	"strings"
)

// bitset is a set of small numbers.
type bitset [4]uint64

func (b *bitset) add(i int) { b[i/64] |= 1 << (i % 64) }

func (b *bitset) has(i int) bool { return b[i/64]&(1<<(i%64)) != 0 }

// parse reads a list of values, ranges and steps, such as "0-10,30/5". A year is counted from
// the first one.
func (u unit) parse(text string) (set bitset, err error) {
	for item := range strings.SplitSeq(text, ",") {
		if err := u.add(&set, item); err != nil {
			return set, err
		}
	}
	return set, nil
}

// add adds the values of one item: a value, a range or an asterisk, and a step.
func (u unit) add(set *bitset, item string) error {
	values, stepText, stepped := strings.Cut(item, "/")
	step, err := 1, error(nil)
	if stepped {
		if step, err = u.number(stepText, 1, u.max-u.min+1); err != nil {
			return err
		}
	}
	first, last, isRange := strings.Cut(values, "-")
	low, high := u.min, u.max
	if values != "*" {
		if low, err = u.value(first); err != nil {
			return err
		}
		switch {
		case isRange:
			if high, err = u.value(last); err != nil {
				return err
			}
		case !stepped:
			high = low
		}
	}
	return u.addRange(set, low, high, step)
}

// addRange adds every step-th value. A range goes around the end, as in FRI-MON; but years do
// not.
func (u unit) addRange(set *bitset, low, high, step int) error {
	size := u.max - u.min + 1
	if high < low {
		if u.min == yearUnit.min {
			return fmt.Errorf("%s: %d-%d ends before it begins", u.name, low, high)
		}
		high += size
	}
	for v := low; v <= high; v += step {
		i := u.min + (v-u.min)%size
		if u.min == yearUnit.min {
			i -= u.min
		}
		set.add(i)
	}
	return nil
}

// value reads a value, which is a number or a name.
func (u unit) value(text string) (int, error) {
	for i, name := range u.names {
		if strings.EqualFold(name, text) {
			return u.min + i, nil
		}
	}
	return u.number(text, u.min, u.max)
}

func (u unit) number(text string, low, high int) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < low || n > high || text[0] == '+' || text[0] == '-' {
		return 0, fmt.Errorf("%s: %q is no number from %d to %d", u.name, text, low, high)
	}
	return n, nil
}
