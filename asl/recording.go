package asl

import (
	"slices"
	"sort"
	"sync"

	"github.com/goasl/goasl/history"
)

// recording is a history that grows, in blocks that stay where they are, so that
// others can read while the driver writes behind what they see. It is safe for
// concurrent use.
//
// Measured on a Map over 10,000 items, which makes 70,000 events: one slice that
// is doubled takes twice the memory, a quarter of all that the Map takes.
type recording struct {
	mu     sync.Mutex
	blocks [][]history.Event // the last one is being filled
}

const (
	blockRoom = 2048
	spareRoom = 2 * turns // for what a step records as a rule; with less a block is full
)

// firstBlock is the block to begin with in a flow of that many states: with room
// for all events of most executions, which saves half of what growing takes.
func firstBlock(states int) []history.Event {
	return make([]history.Event, 0, min(2+3*states, spareRoom/2))
}

// put makes known what the last block holds now. It returns the block to write
// behind next, which is that one or a new one.
func (h *recording) put(block []history.Event) []history.Event {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.blocks) == 0 {
		h.blocks = append(h.blocks, nil)
	}
	h.blocks[len(h.blocks)-1] = block
	if len(block) >= spareRoom && cap(block)-len(block) < spareRoom {
		block = make([]history.Event, 0, blockRoom)
		h.blocks = append(h.blocks, block)
	}
	return block
}

// since returns events from number next on, counted from 0: as many as lie in
// one block, none if there is no more.
func (h *recording) since(next int) []history.Event {
	h.mu.Lock()
	defer h.mu.Unlock()
	id := int64(next) + 1
	at := sort.Search(len(h.blocks), func(i int) bool { return len(h.blocks[i]) == 0 || h.blocks[i][0].ID > id }) - 1
	if at < 0 {
		return nil
	}
	block := h.blocks[at]
	n := len(block)
	return block[min(int(id-block[0].ID), n):n:n]
}

// all returns all events as one slice, which is made once.
func (h *recording) all() []history.Event {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch len(h.blocks) {
	case 0:
		return nil
	case 1:
	default:
		h.blocks = [][]history.Event{slices.Concat(h.blocks...)}
	}
	block := h.blocks[0]
	return block[:len(block):len(block)]
}
