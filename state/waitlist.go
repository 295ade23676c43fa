package state

import (
	"cmp"
	"maps"
	"slices"
)

// waitlist holds the frames that wait for an answer, by effect. As a rule they are
// few, and the newest effect has the highest number.
//
// Measured on a row of Task states: a map for one frame at a time takes a twelfth
// of what the step machine takes for a task.
type waitlist struct {
	few  []*frame         // in the order of their effects
	room [2]*frame        // for few, at first
	many map[int64]*frame // instead of few, once these were too many
}

// maxFew is the number of frames that are cheaper to move than to look up in a map.
const maxFew = 64

// find returns the place of an effect's frame among the few, where it is or would
// be: mostly at the end. slices.BinarySearchFunc takes three times as long.
func (w *waitlist) find(effect int64) (i int, found bool) {
	last := len(w.few) - 1
	switch {
	case last < 0 || w.few[last].effect < effect:
		return last + 1, false
	case w.few[last].effect == effect:
		return last, true
	}
	lo, hi := 0, last
	for lo < hi {
		if mid := (lo + hi) / 2; w.few[mid].effect < effect {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo, w.few[lo].effect == effect
}

// get returns the frame that waits for an effect, nil if there is none.
func (w *waitlist) get(effect int64) *frame {
	if w.many != nil {
		return w.many[effect]
	}
	if i, found := w.find(effect); found {
		return w.few[i]
	}
	return nil
}

func (w *waitlist) add(f *frame) {
	switch {
	case w.many != nil:
		w.many[f.effect] = f
		return
	case len(w.few) == maxFew:
		w.many = map[int64]*frame{f.effect: f}
		for _, g := range w.few {
			w.many[g.effect] = g
		}
		w.few, w.room = nil, [2]*frame{}
		return
	case w.few == nil:
		w.few = w.room[:0]
	}
	if i, _ := w.find(f.effect); i == len(w.few) { // slices.Insert takes longer even there
		w.few = append(w.few, f)
	} else {
		w.few = slices.Insert(w.few, i, f)
	}
}

// remove takes a frame out, which still has its effect.
func (w *waitlist) remove(f *frame) {
	if w.many != nil {
		delete(w.many, f.effect)
		return
	}
	switch i, found := w.find(f.effect); {
	case !found:
	case i == len(w.few)-1: // slices.Delete takes longer even there
		w.few[i] = nil
		w.few = w.few[:i]
	default:
		w.few = slices.Delete(w.few, i, i+1)
	}
}

// all returns the frames in the order of their effects.
func (w *waitlist) all() []*frame {
	if w.many == nil {
		return w.few
	}
	return slices.SortedFunc(maps.Values(w.many), func(f, g *frame) int { return cmp.Compare(f.effect, g.effect) })
}
