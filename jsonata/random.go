package jsonata

// splitMix is the SplitMix64 generator: small, fast, and good enough for values that
// need not be secret.
type splitMix struct{ state uint64 }

func (s *splitMix) next() uint64 {
	s.state += 0x9E3779B97F4A7C15
	z := s.state
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return z ^ z>>31
}

// bits returns random bits, from [Env.Random] if that is set.
func (ev *evaluation) bits() uint64 {
	if ev.env.Random != nil {
		return ev.env.Random()
	}
	return ev.random.next()
}

// uniform returns a number from 0 up to, but not including, 1.
func (ev *evaluation) uniform() float64 { return float64(ev.bits()>>11) / (1 << 53) }

// javaRandom is java.util.Random: a linear congruential generator of 48 bits.
type javaRandom struct{ state int64 }

const (
	javaMultiplier = 0x5DEECE66D
	javaMask       = 1<<48 - 1
)

func newJavaRandom(seed int64) *javaRandom {
	return &javaRandom{(seed ^ javaMultiplier) & javaMask}
}

// next returns the next bits, at most 32.
func (r *javaRandom) next(bits int) int64 {
	r.state = (r.state*javaMultiplier + 0xB) & javaMask
	return r.state >> (48 - bits)
}

// float64 is nextDouble.
func (r *javaRandom) float64() float64 {
	high := r.next(26) << 27
	return float64(high+r.next(27)) / (1 << 53)
}
