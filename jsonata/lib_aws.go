package jsonata

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"math"
	"strings"

	"github.com/goasl/goasl/internal/uuid"
	"github.com/goasl/goasl/jsonvalue"
)

// awsFunctions are the functions that Step Functions adds to the language or changes.
var awsFunctions = []definition{
	{"partition", 2, "<a-n:a>", runPartition},
	{"range", 3, "<n-nn:a>", runRange},
	{"hash", 2, "<s-s:s>", runHash},
	{"random", 1, "<n?:n>", runSeededRandom},
	{"uuid", 0, "<:s>", runUUID},
	{"parse", 1, "<s-:x>", runParse},
}

// runPartition returns the items in arrays of a size, whose fraction is cut off.
// Step Functions: without items, or with size 0, there is no result.
func runPartition(ev *evaluation, args []value) (value, error) {
	v, size := arg(args, 0), arg(args, 1)
	if !v.exists() || !size.exists() {
		return undefined, nil
	}
	n, most := v.length(), math.Trunc(size.float())
	switch {
	case most < 0:
		return undefined, fail("Second argument must be zero or greater")
	case n == 0 || !(most > 0):
		return undefined, nil
	}
	out := &array{extent: extent{depth: 1}}
	for i := 0; i < n; {
		part := &array{extent: extent{depth: 1}}
		for ; i < n && float64(len(part.items)) < most; i++ {
			if err := ev.spendOne(); err != nil {
				return undefined, err
			}
			if err := ev.push(part, v.item(i)); err != nil {
				return undefined, err
			}
		}
		if err := ev.push(out, ofArray(part)); err != nil {
			return undefined, err
		}
	}
	return ofArray(out), nil
}

// fail returns the error of a function that only Step Functions has.
func fail(message string) error { return &Error{Code: "D3137", Message: message} }

// rangeItems is the largest number of items of $range. Step Functions: more are too much
// memory. An ArrayList of Java is full with so many, and would take room for half as many
// more.
const rangeItems = 360_145

// runRange returns the numbers from the first argument up or down to the second one.
// Step Functions: fractions are cut off; a single number is not in an array.
func runRange(ev *evaluation, args []value) (value, error) {
	for i := range 3 {
		if !arg(args, i).exists() {
			return undefined, nil
		}
	}
	first, last, step := math.Trunc(args[0].float()), math.Trunc(args[1].float()), math.Trunc(args[2].float())
	if step == 0 {
		return undefined, fail("The third argument of the range function cannot be zero")
	}
	out := &array{flags: sequence, extent: extent{depth: 1}}
	count := math.Floor((last - first) / step)
	if count >= rangeItems {
		return undefined, limitError("items of a range", rangeItems, 0)
	}
	for i := 0.0; i <= count; i++ {
		if err := ev.spendOne(); err != nil {
			return undefined, err
		}
		if err := ev.push(out, number(first+i*step)); err != nil {
			return undefined, err
		}
	}
	return ofArray(out), nil
}

func runHash(_ *evaluation, args []value) (value, error) {
	if !arg(args, 0).exists() || !arg(args, 1).exists() {
		return undefined, nil
	}
	text := []byte(validText(args[0].text()))
	var sum []byte
	switch args[1].text() {
	case "MD5":
		h := md5.Sum(text)
		sum = h[:]
	case "SHA-1":
		h := sha1.Sum(text)
		sum = h[:]
	case "SHA-256":
		h := sha256.Sum256(text)
		sum = h[:]
	case "SHA-384":
		h := sha512.Sum384(text)
		sum = h[:]
	case "SHA-512":
		h := sha512.Sum512(text)
		sum = h[:]
	default:
		return undefined, fail("The second argument of the hash function must be " +
			"one of MD5, SHA-1, SHA-256, SHA-384, SHA-512")
	}
	return ofString(hex.EncodeToString(sum)), nil
}

// runSeededRandom is $random. Step Functions: with a seed, the result is the first
// number of java.util.Random.
func runSeededRandom(ev *evaluation, args []value) (value, error) {
	seed := arg(args, 0)
	if !seed.exists() {
		return runRandom(ev, nil)
	}
	f := min(max(math.Trunc(seed.float()), -1<<63), 1<<63-1024)
	return number(newJavaRandom(int64(f)).float64()), nil
}

// runUUID returns a random UUID, version 4.
func runUUID(ev *evaluation, _ []value) (value, error) {
	return ofString(uuid.Random(ev.bits(), ev.bits())), nil
}

// runParse returns the value of a JSON text.
// Step Functions: a text with a name twice in an object is none, and neither is one with a
// number that is too large; $parse("-0") is 0.
func runParse(ev *evaluation, args []value) (value, error) {
	text := arg(args, 0)
	if !text.exists() {
		return undefined, nil
	}
	s := text.text()
	if err := ev.allocate(2*len(s) + 2*jsonBytes*strings.Count(s, ",")); err != nil {
		return undefined, err
	}
	j, err := jsonvalue.ParseString(strings.Clone(validText(s)))
	normal, fits := j.NormalNumbers()
	if err != nil || !fits || j.RepeatsName() {
		return undefined, fail("Invalid JSON")
	}
	return fromJSON(normal), nil
}
