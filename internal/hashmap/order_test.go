package hashmap_test

import (
	"fmt"
	"testing"

	"github.com/goasl/goasl/internal/hashmap"
	"github.com/google/go-cmp/cmp"
)

func TestOrder(t *testing.T) {
	tests := []struct {
		name string
		keys []string
		want []string
	}{
		{"none", nil, []string{}},
		{"by hash, not by place", []string{"StateMachineArn", "Input", "Name"}, []string{"Input", "StateMachineArn", "Name"}},
		{"one letter is its own bucket", []string{"c", "a", "b"}, []string{"a", "b", "c"}},
		// "Aa" and "BB" have the same hash code.
		{"ties as they were put in", []string{"BB", "Aa"}, []string{"BB", "Aa"}},
		{"ties the other way", []string{"Aa", "BB"}, []string{"Aa", "BB"}},
		// "p" and "a" differ by 15: with 16 buckets p is in bucket 0, before a;
		// with 13 keys there are 32 buckets, and it comes after.
		{"twelve keys, 16 buckets", []string{"a", "p", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"}, []string{"p", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"}},
		{"thirteen keys, 32 buckets", []string{"a", "p", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"}, []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "p"}},
		// U+1F600 is hashed as its two surrogates, 31*0xD83D + 0xDE00.
		{"surrogates", []string{"\U0001F600", "a"}, []string{"a", "\U0001F600"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := make([]string, 0, len(tt.keys))
			for _, i := range hashmap.Order(tt.keys) {
				got = append(got, tt.keys[i])
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("order (-want +got):\n%s", d)
			}
		})
	}
}

func ExampleOrder() {
	keys := []string{"StateMachineArn", "Input", "Name"}
	for _, i := range hashmap.Order(keys) {
		fmt.Println(keys[i])
	}
	// Output:
	// Input
	// StateMachineArn
	// Name
}
