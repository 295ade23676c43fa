package state

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
)

// random is the execution's source of random values, SplitMix64. Its state is
// one number, which a snapshot holds; the values need to be well spread, not
// secret.
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

// token returns the task token of an effect. Who does not know the secret
// cannot guess it, and it needs no place in a snapshot.
func (r *Run) token(effect int64) string {
	mac := hmac.New(sha256.New, r.secret)
	mac.Write([]byte(r.arn))
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(effect)))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
