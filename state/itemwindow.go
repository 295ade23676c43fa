package state

import (
	"slices"

	"github.com/goasl/goasl/jsonvalue"
)

// Item is an item of a Map: one that a distributed Map has read, or an element of the state's
// data.
type Item struct {
	Value  jsonvalue.Value
	Key    string // the name, if the items are the members of an object
	Keyed  bool   // the item has a Key
	Source string // what $$.Map.Item.Source is
}

// Page is a part of a source: what [ReadItems] asks for. It may have fewer items than
// that. After a page that is not the last, even if it has none, more is asked for.
type Page struct {
	Items  []Item
	Cursor []byte // where the items end
	Last   bool   // the source has no more items
}

// stateData is the Source of items that come from the state's input.
const stateData = "STATE_DATA"

// windowSize is the number of items that are read ahead.
const windowSize = 1_000

// itemWindow has the items of a Map Run that were read and not taken. Those that come
// from the state's input count as not read until they are taken.
type itemWindow struct {
	data  jsonvalue.Value // an array in the state's input, of pairs if keyed; none with a source
	keyed bool

	items  []Item
	read   int64 // the number of items that were read, or taken out of data
	cursor []byte
	ended  bool // nothing is left to read
}

// at returns the item that comes n items after the next one, and its index. ok is false if
// there is none.
func (w *itemWindow) at(n int) (item Item, index int64, ok bool) {
	if !w.data.Exists() {
		if n >= len(w.items) {
			return item, 0, false
		}
		return w.items[n], w.read - int64(len(w.items)-n), true
	}
	index = w.read + int64(n)
	if index >= int64(w.data.Len()) {
		return item, 0, false
	}
	return itemOf(w.data.Index(int(index)), w.keyed), index, true
}

// itemOf returns the item for an element of a state's data. With keyed it stands for the
// member of an object, as its Key and its Value.
func itemOf(v jsonvalue.Value, keyed bool) Item {
	if keyed {
		return Item{Key: v.Get("Key").Text(), Keyed: true, Value: v.Get("Value"), Source: stateData}
	}
	return Item{Value: v, Source: stateData}
}

// take removes the next n items.
func (w *itemWindow) take(n int) {
	if w.data.Exists() {
		w.read += int64(n)
		return
	}
	if w.items = w.items[n:]; len(w.items) == 0 {
		w.items = nil
	}
}

// left returns the number of items that were not taken, as far as it is known.
func (w *itemWindow) left() int64 {
	if w.data.Exists() {
		return int64(w.data.Len()) - w.read
	}
	return int64(len(w.items))
}

// bytes returns about what the items take that were read and not taken.
func (w *itemWindow) bytes() (n int) {
	for i := range w.items {
		n += w.items[i].Value.Size() + len(w.items[i].Key)
	}
	return n
}

// exhausted reports whether all items were taken.
func (w *itemWindow) exhausted() bool { return w.ended && w.left() == 0 }

// add takes the items of a page. most is MaxItems, 0 for all.
func (w *itemWindow) add(p *Page, most int64) {
	items := p.Items
	if most > 0 && w.read+int64(len(items)) >= most {
		items, w.ended = items[:most-w.read], true
	}
	for i := range items {
		w.items = append(w.items, items[i].valid())
	}
	w.read += int64(len(items))
	w.cursor = slices.Clone(p.Cursor)
	w.ended = w.ended || p.Last
}

// valid returns the item as its JSON would give it back. A value that is none is null.
func (item *Item) valid() Item {
	read := Item{Value: item.Value.Compact(), Keyed: item.Keyed, Source: validText(item.Source)}
	if item.Keyed {
		read.Key = validText(item.Key)
	}
	if !read.Value.Exists() {
		read.Value = jsonvalue.NullValue
	}
	return read
}

// value returns the item as an execution gets it without an ItemSelector.
// Step Functions: the member of an object as its Key and its Value.
func (item *Item) value() jsonvalue.Value {
	if !item.Keyed {
		return item.Value
	}
	return jsonvalue.OfObject([]jsonvalue.Member{member("Key", text(item.Key)), member("Value", item.Value)})
}

// context returns $$.Map for the item with an index.
func (item *Item) context(index int64) jsonvalue.Value {
	members := []jsonvalue.Member{member("Index", jsonvalue.OfInt(index))}
	if item.Keyed {
		members = append(members, member("Key", text(item.Key)))
	}
	members = append(members, member("Value", item.Value), member("Source", text(item.Source)))
	return jsonvalue.OfObject([]jsonvalue.Member{member("Item", jsonvalue.OfObject(members))})
}
