package parquet

import (
	"errors"
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go/format"
)

// value is a value of a column: n has the bits of a number or a boolean, b the bytes of the
// others, which are valid until the next value.
type value struct {
	n uint64
	b []byte
}

// column reads the entries of a column in a row group: values, and where there are none.
type column struct {
	leaf  *leaf
	pages *pages
	page  page
	read  int64 // entries

	// The entry that is next, if there is one.
	has      bool
	rep, def int
	value    value
	begun    bool
}

func newColumn(file io.ReaderAt, l *leaf, meta *format.ColumnMetaData, shared *memory, columns int) *column {
	return &column{leaf: l, pages: newPages(file, l, meta, shared, columns)}
}

// next reads the next entry.
func (c *column) next() error {
	if err := c.entry(); err != nil {
		return fmt.Errorf("the column %s: %w", c.leaf.path(), err)
	}
	return nil
}

func (c *column) entry() error {
	c.read++
	c.has = false
	for c.page.left == 0 {
		err := c.pages.next(&c.page)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
	c.page.left--
	var err error
	if c.rep, err = c.page.rep.level(c.leaf.rep); err != nil {
		return err
	}
	if c.def, err = c.page.def.level(c.leaf.def); err != nil {
		return err
	}
	c.has = true
	if c.def == c.leaf.def {
		return c.page.values.next(&c.value)
	}
	return nil
}

var errRows = errors.New("it has fewer rows than the row group")

// beginRow makes sure that the next entry begins a row.
func (c *column) beginRow() error {
	if !c.begun {
		c.begun = true
		if err := c.next(); err != nil {
			return err
		}
	}
	switch {
	case !c.has:
		return fmt.Errorf("the column %s: %w", c.leaf.path(), errRows)
	case c.rep != 0:
		return fmt.Errorf("the column %s: %w", c.leaf.path(), errLevels)
	}
	return nil
}

// skipRow passes over a row.
func (c *column) skipRow() error {
	if err := c.beginRow(); err != nil {
		return err
	}
	for {
		if err := c.next(); err != nil {
			return err
		}
		if !c.has || c.rep == 0 {
			return nil
		}
	}
}
