package state

import (
	"fmt"
	"testing"
)

// TestKeyring asks for keys in a row, and out of it.
func TestKeyring(t *testing.T) {
	var k keyring
	for _, effect := range []int64{1, 2, 3, 9, 10, 11, 5, 100, 101, 99, 1 << 62} {
		if got, want := k.of("arn:x", effect), fmt.Sprintf("arn:x#%d", effect); got != want {
			t.Errorf("the key of effect %d is %q, want %q", effect, got, want)
		}
	}
}
