package intrinsic

import (
	"errors"
	"fmt"
	"math"
	"math/bits"

	"github.com/goasl/goasl/internal/uuid"
	"github.com/goasl/goasl/jsonvalue"
)

// mathAdd is States.MathAdd(a, b). Each argument is rounded before they are
// added, and must then have 32 bits; the sum need not.
func mathAdd(f *frame) (jsonvalue.Value, error) {
	var sum int64
	for i := range f.args {
		n, err := f.integer(i)
		if err != nil {
			return jsonvalue.Value{}, err
		}
		if n < math.MinInt32 || n > math.MaxInt32 {
			return jsonvalue.Value{}, f.want(i, fmt.Sprintf("in the range of %d and %d", math.MinInt32, math.MaxInt32))
		}
		sum += n
	}
	return jsonvalue.OfInt(sum), nil
}

// mathRandom is States.MathRandom(start, end, seed): an integer from start up to, but not
// including, end. With a seed the result is always the same.
func mathRandom(f *frame) (jsonvalue.Value, error) {
	start, err := f.integer(0)
	if err != nil {
		return jsonvalue.Value{}, err
	}
	end, err := f.integer(1)
	if err != nil {
		return jsonvalue.Value{}, err
	}
	if start >= end {
		return jsonvalue.Value{}, f.invalid("the start number %d must be less than the end number %d", start, end)
	}
	width := uint64(end) - uint64(start)
	if len(f.args) == 3 {
		seed, err := f.integer(2)
		if err != nil {
			return jsonvalue.Value{}, err
		}
		return jsonvalue.OfInt(start + seeded(seed, width)), nil
	}
	if f.env.Random == nil {
		return jsonvalue.Value{}, errNoRandom
	}
	return jsonvalue.OfInt(start + scale(f.env.Random.Uint64(), width)), nil
}

// seeded returns the first number below width of java.util.Random with a seed.
func seeded(seed int64, width uint64) int64 {
	r := newJavaRandom(seed)
	if width <= math.MaxInt32 {
		return int64(r.nextInt(int32(width)))
	}
	return scale(uint64(r.nextLong()), width)
}

// scale maps 64 random bits to a number below width. For a width of 32 bits the bias is less
// than one in four billion, so that one draw is enough.
func scale(n, width uint64) int64 {
	high, _ := bits.Mul64(n, width)
	return int64(high)
}

// newUUID is States.UUID(): a random (version 4) UUID.
func newUUID(f *frame) (jsonvalue.Value, error) {
	if f.env.Random == nil {
		return jsonvalue.Value{}, errNoRandom
	}
	return jsonvalue.OfString(uuid.Random(f.env.Random.Uint64(), f.env.Random.Uint64())), nil
}

var errNoRandom = errors.New("intrinsic: Env.Random is nil")
