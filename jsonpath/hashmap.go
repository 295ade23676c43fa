package jsonpath

import "unicode/utf16"

// The order in which a java.util.HashMap iterates: by bucket, and within a bucket
// in the order of insertion.

// hashBuckets returns the number of buckets of a map of n keys.
func hashBuckets(n int) uint32 {
	buckets := uint32(16)
	for uint32(n) > buckets/4*3 {
		buckets *= 2
	}
	return buckets
}

// hashBucket returns the bucket of a key.
func hashBucket(key string, buckets uint32) uint32 {
	h := stringHash(key)
	return (h ^ h>>16) & (buckets - 1)
}

// stringHash is Java's String.hashCode, which goes over UTF-16 units.
func stringHash(s string) uint32 {
	h := uint32(0)
	for _, r := range s {
		if r > 0xFFFF {
			high, low := utf16.EncodeRune(r)
			h = 31*h + uint32(high)
			r = low
		}
		h = 31*h + uint32(r)
	}
	return h
}
