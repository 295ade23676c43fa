package state

import "github.com/goasl/goasl/jsonvalue"

// itemBatcher says how a distributed Map groups items.
type itemBatcher struct {
	items, bytes Quantity // the most in a batch; not set for no limit
	input        template // BatchInput; nil if absent
}

// batches groups the inputs of iterations.
func (b *itemBatcher) batches(s *scope, inputs []jsonvalue.Value) ([]jsonvalue.Value, error) {
	items, err := s.whole(&b.items, "MaxItemsPerBatchPath")
	if err != nil {
		return nil, err
	}
	bytes, err := s.whole(&b.bytes, "MaxInputBytesPerBatchPath")
	if err != nil {
		return nil, err
	}
	var shared jsonvalue.Value
	if b.input != nil {
		if shared, err = b.input.eval(s); err != nil {
			return nil, err
		}
	}
	var batches []jsonvalue.Value
	empty := batchOf(shared, nil).Size()
	for len(inputs) > 0 {
		n, size := 1, empty+inputs[0].Size()
		for ; n < len(inputs) && (items == 0 || int64(n) < items); n++ {
			size += len(",") + inputs[n].Size()
			if bytes > 0 && int64(size) > bytes {
				break
			}
		}
		batches, inputs = append(batches, batchOf(shared, inputs[:n])), inputs[n:]
	}
	return batches, nil
}

// batchOf returns the input of an iteration over several items.
func batchOf(shared jsonvalue.Value, items []jsonvalue.Value) jsonvalue.Value {
	all := member("Items", jsonvalue.OfArray(items))
	if !shared.Exists() {
		return jsonvalue.OfObject([]jsonvalue.Member{all})
	}
	return jsonvalue.OfObject([]jsonvalue.Member{member("BatchInput", shared), all})
}
