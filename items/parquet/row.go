package parquet

import (
	"errors"
	"fmt"
	"io"

	"github.com/goasl/goasl/jsonvalue"
)

// maxRow is the most bytes of a row. Step Functions: an item has at most so many.
const maxRow = 8 << 20

// rows reads the rows of a row group.
type rows struct {
	root    *node
	columns []*column
	left    int64
	text    []byte // of the row that is read
}

// openRows opens a row group.
func openRows(file io.ReaderAt, f *footer, i int) (*rows, error) {
	g := &f.groups[i]
	r := &rows{root: f.root, left: g.NumRows}
	shared := &memory{left: maxOpen}
	for i, l := range f.leaves {
		r.columns = append(r.columns, newColumn(file, l, &g.Columns[i].MetaData, shared, len(f.leaves)))
	}
	return r, nil
}

// skip passes over rows.
func (r *rows) skip(n int64) error {
	for _, c := range r.columns {
		for range n {
			if err := c.skipRow(); err != nil {
				return err
			}
		}
	}
	r.left -= n
	return nil
}

// read reads a row.
func (r *rows) read() (jsonvalue.Value, error) {
	r.left--
	for _, c := range r.columns {
		if err := c.beginRow(); err != nil {
			return jsonvalue.Value{}, err
		}
	}
	r.text = r.text[:0]
	if err := r.group(r.root); err != nil {
		return jsonvalue.Value{}, err
	}
	return jsonvalue.ParseWithin(r.text, jsonvalue.Limits{Bytes: maxRow, Depth: 10 * maxDepth})
}

var (
	errLevels = errors.New("the levels of its columns do not fit each other")
	errRow    = fmt.Errorf("the row has more than %d bytes", maxRow)
)

// write appends a part of the row's text.
func (r *rows) write(text string) error {
	if len(r.text)+len(text) > maxRow {
		return errRow
	}
	r.text = append(r.text, text...)
	return nil
}

// at returns the levels of the next value in a node, those of its first column.
func (r *rows) at(n *node) (rep, def int, err error) {
	c := r.columns[n.column]
	if !c.has {
		return 0, 0, fmt.Errorf("the column %s ends before the row: %w", c.leaf.path(), errLevels)
	}
	return c.rep, c.def, nil
}

// node writes the value of a node, with all repetitions of it.
func (r *rows) node(n *node) error {
	_, def, err := r.at(n)
	switch {
	case err != nil:
		return err
	case def >= n.def:
	case n.repeated:
		return r.none(n, "[]")
	case n.optional:
		return r.none(n, "null")
	}
	if n.repeated {
		return r.repeat(n, '[', ']', func() error { return r.one(n) })
	}
	return r.one(n)
}

// none writes the text of a value that is not there, and passes over the entries that say so.
func (r *rows) none(n *node, text string) error {
	for _, c := range r.columns[n.column : n.column+n.columns] {
		if !c.has || c.def >= n.def {
			return errLevels
		}
		if err := c.next(); err != nil {
			return err
		}
	}
	return r.write(text)
}

// repeat writes something for each repetition of a node that is there.
func (r *rows) repeat(n *node, open, closed byte, one func() error) error {
	if err := r.write(string(open)); err != nil {
		return err
	}
	for i := 0; ; i++ {
		if i > 0 {
			if err := r.write(","); err != nil {
				return err
			}
		}
		before := r.columns[n.column].read
		if err := one(); err != nil {
			return err
		}
		if r.columns[n.column].read == before {
			return errLevels // it would not come to an end
		}
		if c := r.columns[n.column]; !c.has || c.rep < n.rep {
			return r.write(string(closed))
		} else if c.rep > n.rep {
			return errLevels
		}
	}
}

// one writes one value of a node that is there.
func (r *rows) one(n *node) error {
	switch n.shape {
	case list:
		return r.list(n)
	case mapping:
		return r.mapping(n)
	case object:
		return r.group(n)
	}
	c := r.columns[n.column]
	if c.def != n.def {
		return errLevels
	}
	var err error
	if r.text, err = n.leaf.json(r.text, &c.value); err != nil {
		return fmt.Errorf("the column %s: %w", n.leaf.path(), err)
	}
	if len(r.text) > maxRow {
		return errRow
	}
	return c.next()
}

// group writes an object.
func (r *rows) group(n *node) error {
	if err := r.write("{"); err != nil {
		return err
	}
	for i, child := range n.children {
		if i > 0 {
			if err := r.write(","); err != nil {
				return err
			}
		}
		if err := r.write(string(child.name)); err != nil {
			return err
		}
		if err := r.node(child); err != nil {
			return err
		}
	}
	return r.write("}")
}

// list writes an array.
func (r *rows) list(n *node) error {
	inner := n.children[0]
	of, wrapped := n.element()
	_, def, err := r.at(inner)
	if err != nil {
		return err
	}
	if def < inner.def {
		return r.none(inner, "[]")
	}
	return r.repeat(inner, '[', ']', func() error {
		if wrapped {
			return r.node(of)
		}
		return r.one(of)
	})
}

// mapping writes an object whose names are the keys of a map.
func (r *rows) mapping(n *node) error {
	inner := n.children[0]
	_, def, err := r.at(inner)
	if err != nil {
		return err
	}
	if def < inner.def {
		return r.none(inner, "{}")
	}
	return r.repeat(inner, '{', '}', func() error { return r.entry(inner) })
}

// entry writes a key of a map and its value.
func (r *rows) entry(inner *node) error {
	start := len(r.text)
	if err := r.node(inner.children[0]); err != nil {
		return err
	}
	if r.text[start] != '"' { // the key is no string
		key := string(r.text[start:])
		r.text = jsonvalue.AppendString(r.text[:start], key)
	}
	if err := r.write(":"); err != nil {
		return err
	}
	if len(inner.children) == 1 {
		return r.write("null")
	}
	return r.node(inner.children[1])
}
