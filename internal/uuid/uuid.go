// Package uuid writes UUIDs. Where their bytes come from is the caller's affair.
package uuid

import (
	"encoding/binary"
	"encoding/hex"
)

// Random returns the UUID of version 4 that has the bits of two random numbers.
func Random(high, low uint64) string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], high)
	binary.BigEndian.PutUint64(b[8:], low)
	return Format(b, 4)
}

// Format returns the UUID of a version, such as 4, that has these bytes. It replaces the
// bits that say the version and the variant, that of RFC 9562.
func Format(b [16]byte, version byte) string {
	b[6], b[8] = b[6]&0x0F|version<<4, b[8]&0x3F|0x80
	text := [36]byte{8: '-', 13: '-', 18: '-', 23: '-'}
	hex.Encode(text[0:], b[:4])
	hex.Encode(text[9:], b[4:6])
	hex.Encode(text[14:], b[6:8])
	hex.Encode(text[19:], b[8:10])
	hex.Encode(text[24:], b[10:])
	return string(text[:])
}
