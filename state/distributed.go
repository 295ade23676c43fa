package state

import (
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// ItemReader says where a distributed Map reads its items.
type ItemReader struct {
	Resource  string
	InputType string // of the ReaderConfig: JSON, CSV …; "" if absent
	Pointer   string // ItemsPointer of the ReaderConfig, "" if absent

	arguments template
}

// itemBatcher says how a distributed Map puts items together.
type itemBatcher struct {
	items, bytes Quantity // the most of a batch; not set for no bound
	input        template // BatchInput; nil if absent
}

// distributed reads the fields that only a distributed Map has.
func (o *object) distributed(s *Map) {
	o.text("Label")
	_, s.writes = o.take("ResultWriter")
	s.Tolerated = o.tolerance()
	if inner := o.inner("ItemReader"); inner != nil {
		s.Reader = inner.itemReader()
	}
	if inner := o.inner("ItemBatcher"); inner != nil {
		s.batcher = inner.itemBatcher()
	}
}

// inner returns the object that is the value of a field, nil if there is none.
func (o *object) inner(name string) *object {
	n, ok := o.take(name)
	if !ok || !o.p.isObject(n, o.at(name)) {
		return nil
	}
	inner := newObject(o.p, n, o.at(name))
	inner.within = o.within + name + "/"
	inner.speak(o.language)
	return inner
}

func (o *object) itemReader() *ItemReader {
	config := o.literal("ReaderConfig")
	return &ItemReader{
		Resource:  o.text("Resource"),
		InputType: config.Get("InputType").Text(),
		Pointer:   config.Get("ItemsPointer").Text(),
		arguments: o.template(o.language.parameters()),
	}
}

func (o *object) itemBatcher() *itemBatcher {
	return &itemBatcher{
		items: o.quantity("MaxItemsPerBatch", bounds{1, maxAttempts}),
		bytes: o.quantity("MaxInputBytesPerBatch", bounds{1, maxAttempts}),
		input: o.template("BatchInput"),
	}
}

// at finds the array that ItemsPointer, a JSON Pointer (RFC 6901), leads to in
// what was read.
func (r *ItemReader) at(v jsonvalue.Value) jsonvalue.Value {
	if r.Pointer == "" {
		return v
	}
	unescape := strings.NewReplacer("~1", "/", "~0", "~")
	for _, step := range strings.Split(r.Pointer, "/")[1:] {
		v = v.Get(unescape.Replace(step))
	}
	return v
}

// batches puts the inputs of iterations together.
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

// batchOf is the input of an iteration that works on several items.
func batchOf(shared jsonvalue.Value, items []jsonvalue.Value) jsonvalue.Value {
	all := member("Items", jsonvalue.OfArray(items))
	if !shared.Exists() {
		return jsonvalue.OfObject([]jsonvalue.Member{all})
	}
	return jsonvalue.OfObject([]jsonvalue.Member{member("BatchInput", shared), all})
}

// ResultKind is the kind of value that the iterations come to together: an array
// of their outputs, or, with a ResultWriter, an object that says where they are.
func (s *Map) ResultKind() jsonvalue.Kind {
	if s.writes {
		return jsonvalue.Object
	}
	return jsonvalue.Array
}
