package state

import "github.com/goasl/goasl/jsonvalue"

// itemBatcher says how a distributed Map groups items.
type itemBatcher struct {
	items, bytes Quantity // the most in a batch; not set for no limit
	input        template // BatchInput; nil if absent
}

// batching is an itemBatcher whose expressions were evaluated.
type batching struct {
	items  int64           // the most in a batch, 0 for no limit
	bytes  int64           // the most that the input of a batch may have, 0 for no limit
	shared jsonvalue.Value // BatchInput, none if absent
}

func (b *itemBatcher) batching(s *scope) (to batching, err error) {
	if to.items, err = s.natural(&b.items, "MaxItemsPerBatch"); err != nil {
		return to, err
	}
	if to.bytes, err = s.natural(&b.bytes, "MaxInputBytesPerBatch"); err != nil {
		return to, err
	}
	if limit := s.r.cfg.Limits.Payload; limit > 0 && (to.bytes == 0 || to.bytes > int64(limit)) {
		to.bytes = int64(limit)
	}
	if b.input != nil {
		to.shared, err = b.input.eval(s)
	}
	return to, err
}

// batch is the input of one execution while it is filled with items.
type batch struct {
	items []jsonvalue.Value
	size  int // of the input so far, 0 while it has no items
}

// add adds an item. It reports false, and does nothing, if the batch has no room for
// the item. There is always room for the first one.
func (b *batch) add(item jsonvalue.Value, to *batching) bool {
	if len(b.items) == 0 {
		b.size = to.input(nil).Size() + item.Size()
		b.items = append(b.items, item)
		return true
	}
	size := b.size + len(",") + item.Size()
	if b.full(to) || to.bytes > 0 && int64(size) > to.bytes {
		return false
	}
	b.items, b.size = append(b.items, item), size
	return true
}

// full reports whether the batch has as many items as it may have.
func (b *batch) full(to *batching) bool { return to.items > 0 && int64(len(b.items)) >= to.items }

// batchItems is the member of a batch that has the items.
const batchItems = "Items"

// input returns the input of an execution for several items.
func (to *batching) input(items []jsonvalue.Value) jsonvalue.Value {
	all := member(batchItems, jsonvalue.OfArray(items))
	if !to.shared.Exists() {
		return jsonvalue.OfObject([]jsonvalue.Member{all})
	}
	return jsonvalue.OfObject([]jsonvalue.Member{member("BatchInput", to.shared), all})
}

// batches groups the inputs of iterations.
func (b *itemBatcher) batches(s *scope, inputs []jsonvalue.Value) ([]jsonvalue.Value, error) {
	to, err := b.batching(s)
	if err != nil {
		return nil, err
	}
	var batches []jsonvalue.Value
	var open batch
	for _, input := range inputs {
		if !open.add(input, &to) {
			batches = append(batches, to.input(open.items))
			open = batch{}
			open.add(input, &to)
		}
	}
	if len(open.items) > 0 {
		batches = append(batches, to.input(open.items))
	}
	return batches, nil
}
