package state

import (
	"fmt"
	"slices"
	"testing"
)

// TestWaitlist adds and removes frames in several orders, few and many.
func TestWaitlist(t *testing.T) {
	for _, n := range []int64{1, maxFew, maxFew + 1, 500} {
		var w waitlist
		frames := map[int64]*frame{}
		for id := int64(1); id <= n; id++ {
			frames[id] = &frame{effect: id}
			w.add(frames[id])
		}
		for id := int64(1); id <= n; id += 3 {
			w.remove(frames[id])
			w.remove(&frame{effect: n + id}) // which is not in it
			delete(frames, id)
		}
		for id := int64(0); id <= n+1; id++ {
			if got := w.get(id); got != frames[id] {
				t.Errorf("of %d: effect %d has the frame %v, want %v", n, id, got, frames[id])
			}
		}
		all := w.all()
		inOrder := slices.IsSortedFunc(all, func(f, g *frame) int { return int(f.effect - g.effect) })
		if len(all) != len(frames) || !inOrder {
			t.Errorf("of %d: %d frames are listed, in order: %t; want %d", n, len(all), inOrder, len(frames))
		}
	}
}

// TestKeyring asks for keys in a row, and out of it.
func TestKeyring(t *testing.T) {
	var k keyring
	for _, effect := range []int64{1, 2, 3, 9, 10, 11, 5, 100, 101, 99, 1 << 62} {
		if got, want := k.of("arn:x", effect), fmt.Sprintf("arn:x#%d", effect); got != want {
			t.Errorf("the key of effect %d is %q, want %q", effect, got, want)
		}
	}
}
