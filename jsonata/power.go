package jsonata

import "math"

// maxExactExponent bounds the exponents for which power multiplies.
const maxExactExponent = 1 << 10

// power is JavaScript's Math.pow. Go's math.Pow is off by one in the last digit more
// often, and returns 1 for 1 to an infinite power.
func power(x, y float64) float64 {
	switch {
	case math.Abs(x) == 1 && math.IsInf(y, 0) || y != y:
		return math.NaN()
	case isInteger(y) && math.Abs(y) <= maxExactExponent && x != 0:
		if r := raise(x, int(math.Abs(y)), y < 0); !math.IsInf(r, 0) && r == r && math.Abs(r) > 0x1p-1000 {
			return r
		}
	}
	return math.Pow(x, y)
}

// double is a number with twice the digits of a float64: the sum of the two.
type double struct{ high, low float64 }

// times returns a × b.
func (a double) times(b double) double {
	high := a.high * b.high
	low := math.FMA(a.high, b.high, -high) + (a.high*b.low + a.low*b.high)
	sum := high + low
	return double{sum, low - (sum - high)}
}

// raise returns x to the power of n, or one divided by that, rounded once.
func raise(x float64, n int, inverse bool) float64 {
	result, square := double{1, 0}, double{x, 0}
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			result = result.times(square)
		}
		square = square.times(square)
	}
	if !inverse {
		return result.high + result.low
	}
	q := 1 / result.high
	rest := math.FMA(-q, result.high, 1) - q*result.low
	return q + rest/result.high
}
