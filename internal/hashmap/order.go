// Package hashmap has the order in which a java.util.HashMap iterates over its keys.
// Step Functions is written in Java, and shows that order in the members of a payload
// template, of a merged object, and of a row of a CSV file.
package hashmap

import (
	"cmp"
	"slices"
	"unicode/utf16"
)

// Order returns the positions of the keys in the order in which a HashMap iterates over
// them after they were put in one by one: by bucket, and in a bucket as they were put
// in. The table has 16 buckets, and doubles when it is more than three quarters full.
func Order(keys []string) []int { return order(keys, 16) }

// MergedOrder is Order for a HashMap that was made as a copy of a map with the first of
// the keys, or, if that map was empty, with all of them. Its table has the least number
// of buckets for those, and doubles in the same way.
func MergedOrder(keys []string, first int) []int {
	if first == 0 {
		first = len(keys)
	}
	buckets := uint32(1)
	for int(buckets) < first*4/3+1 {
		buckets *= 2
	}
	return order(keys, buckets)
}

// order returns the order in a table that has a number of buckets at first.
func order(keys []string, buckets uint32) []int {
	for len(keys) > int(buckets*3/4) {
		buckets *= 2
	}
	bucket := make([]uint32, len(keys))
	order := make([]int, len(keys))
	for i, key := range keys {
		h := hashCode(key)
		bucket[i] = (h ^ h>>16) & (buckets - 1)
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(bucket[a], bucket[b]) })
	return order
}

// hashCode is Java's String.hashCode, over UTF-16 code units.
func hashCode(s string) uint32 {
	var h uint32
	for _, r := range s {
		if r > 0xFFFF {
			var high rune
			high, r = utf16.EncodeRune(r)
			h = h*31 + uint32(high)
		}
		h = h*31 + uint32(r)
	}
	return h
}
