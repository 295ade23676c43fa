package intrinsic

import (
	"math"
	"strconv"
	"strings"

	"github.com/goasl/goasl/internal/hashmap"
	"github.com/goasl/goasl/jsonvalue"
)

// Step Functions is written in Java. This shows in the texts that States.Format prints, in
// the rounding of numbers, and in the order of merged objects.

// javaRound is Math.round: to the nearest integer, half towards positive
// infinity, and to the nearest int64 if it is out of that range.
func javaRound(x float64) int64 {
	switch {
	case x >= math.MaxInt64:
		return math.MaxInt64
	case x <= math.MinInt64:
		return math.MinInt64
	}
	// x+0.5 would round the largest number below 0.5 up.
	floor := math.Floor(x)
	if x-floor >= 0.5 {
		floor++
	}
	return int64(floor)
}

// printer prints values as toString does in Java: {Arg1=1, Arg2=[]}. It stops at an error:
// when the text passes Env.Bytes, a value is nested too deeply, or the budget ends.
type printer struct {
	frame *frame
	text  strings.Builder
	err   error
}

func (p *printer) literal(s string) {
	if p.err == nil && p.text.Len()+len(s) > p.frame.env.Bytes {
		p.err = p.frame.tooLarge()
	}
	if p.err == nil {
		p.err = p.frame.spend(0, 2*len(s)) // the memory for the text grows by doubling
	}
	if p.err == nil {
		p.text.WriteString(s)
	}
}

func (p *printer) value(v jsonvalue.Value, depth int) {
	if p.err == nil && depth == maxDepth {
		p.err = p.frame.tooDeep()
	}
	if p.err == nil {
		p.err = p.frame.spend(1, 0)
	}
	if p.err != nil {
		return
	}
	switch v.Kind() {
	case jsonvalue.String:
		p.literal(v.Text())
	case jsonvalue.Number:
		p.literal(javaNumber(v.Number()))
	case jsonvalue.Array:
		p.literal("[")
		for i, e := range v.Elements() {
			p.separator(i)
			p.value(e, depth+1)
		}
		p.literal("]")
	case jsonvalue.Object:
		p.literal("{")
		for i := range v.Len() {
			name, member := v.Member(i)
			p.separator(i)
			p.literal(name)
			p.literal("=")
			p.value(member, depth+1)
		}
		p.literal("}")
	default:
		p.literal(v.String())
	}
}

func (p *printer) separator(i int) {
	if i > 0 {
		p.literal(", ")
	}
}

// javaNumber prints a JSON number: integers unchanged, and others like Double.toString if a
// double can hold them.
func javaNumber(text string) string {
	if !strings.ContainsAny(text, ".eE") {
		if text == "-0" {
			return "0"
		}
		return text
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return text
	}
	return string(jsonvalue.AppendDouble(nil, x))
}

// merge returns an object with the members of both, of which the second one wins, in the
// order in which a Java HashMap iterates over them that was made of the first one.
func merge(first, second jsonvalue.Value) jsonvalue.Value {
	members := make([]jsonvalue.Member, 0, first.Len()+second.Len())
	for _, object := range []jsonvalue.Value{first, second} {
		for name, v := range object.Members() {
			members = append(members, jsonvalue.Member{Name: name, Value: v})
		}
	}
	merged := jsonvalue.OfObject(members)
	names := make([]string, 0, merged.Len())
	for name := range merged.Members() {
		names = append(names, name)
	}
	ordered := make([]jsonvalue.Member, len(names))
	for to, from := range hashmap.MergedOrder(names, first.Len()) {
		name, v := merged.Member(from)
		ordered[to] = jsonvalue.Member{Name: name, Value: v}
	}
	return jsonvalue.OfObject(ordered)
}

// javaRandom is java.util.Random, a linear congruential generator of 48 bits.
type javaRandom struct{ state uint64 }

const (
	lcgMultiplier = 0x5DEECE66D
	lcgIncrement  = 0xB
	lcgMask       = 1<<48 - 1
)

func newJavaRandom(seed int64) *javaRandom {
	return &javaRandom{(uint64(seed) ^ lcgMultiplier) & lcgMask}
}

func (r *javaRandom) next(bits int) int32 {
	r.state = (r.state*lcgMultiplier + lcgIncrement) & lcgMask
	return int32(r.state >> (48 - bits))
}

// nextInt returns a number from 0 up to, but not including, bound, which is positive.
func (r *javaRandom) nextInt(bound int32) int32 {
	n := r.next(31)
	if bound&(bound-1) == 0 {
		return int32(int64(bound) * int64(n) >> 31)
	}
	for n-n%bound+(bound-1) < 0 { // overflows in the last, incomplete stretch
		n = r.next(31)
	}
	return n % bound
}

func (r *javaRandom) nextLong() int64 { return int64(r.next(32))<<32 + int64(r.next(32)) }
