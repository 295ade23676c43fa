package state

// random is the execution's source of random values, SplitMix64. Its state is one
// number, which a snapshot holds. The values are well spread, and not secret.
type random uint64

// Uint64 returns the next value.
func (r *random) Uint64() uint64 {
	*r += 0x9E3779B97F4A7C15
	z := uint64(*r)
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return z ^ z>>31
}

// float64 returns a value in [0, 1).
func (r *random) float64() float64 { return float64(r.Uint64()>>11) / (1 << 53) }
