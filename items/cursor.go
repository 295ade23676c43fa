package items

import (
	"cmp"
	"encoding/json"
	"errors"
)

// cursor is a place between two items of a source. Its text is JSON, so that a person who
// looks for a problem can read it. It is checked when it comes back, because it may come
// from a snapshot that somebody has changed.
type cursor struct {
	Form    string `json:"form"`              // of the source: an InputType, LIST, or a list of files
	Items   int64  `json:"items"`             // before the place
	End     bool   `json:"end,omitempty"`     // there are no items after it
	Version string `json:"version,omitempty"` // of the object
	ETag    string `json:"etag,omitempty"`    // of the object
	// Offset is the place in the file, in bytes of what is read: of the text inside, if
	// the file is compressed.
	Offset int64    `json:"offset,omitempty"`
	Header []string `json:"header,omitempty"` // the names of the columns, of CSV
	Object bool     `json:"object,omitempty"` // the items are members of an object, of JSON
	After  string   `json:"after,omitempty"`  // the key of the last object, of LIST

	// Of a source of several files: where the list of files was read up to, and the file
	// that is being read, if that has begun.
	List   *cursor `json:"list,omitempty"`
	Bucket string  `json:"bucket,omitempty"`
	Key    string  `json:"key,omitempty"`
	File   *cursor `json:"file,omitempty"`
}

// maxCursor is more than the longest cursor, whose header has 10 KiB and is escaped, as
// names of objects are.
const maxCursor = 128 << 10

func (c *cursor) encode() []byte {
	text, _ := json.Marshal(c) // strings and numbers always have a text
	return text
}

// parseCursor reads a cursor of a source of that form. There is none for the beginning.
func parseCursor(text []byte, form string) (cursor, error) {
	c := cursor{Form: form}
	if len(text) == 0 {
		return c, nil
	}
	err := errors.New("it is too long")
	if len(text) <= maxCursor {
		err = json.Unmarshal(text, &c)
	}
	switch {
	case err != nil:
		return c, readerFailed("The cursor of the items cannot be read: %w", err)
	case !c.fits(form):
		return c, errCursor
	}
	return c, nil
}

// orStart returns the place, or the beginning of a source of that form if it is nil.
func (c *cursor) orStart(form string) (cursor, error) {
	if c == nil {
		return cursor{Form: form}, nil
	}
	if !c.fits(form) {
		return cursor{}, errCursor
	}
	return *c, nil
}

// position returns where an object is to be opened that was opened at the place before, if it
// was.
func (c *cursor) position(of *Spec) Position {
	return Position{Version: cmp.Or(c.Version, of.VersionID), ETag: c.ETag}
}

var errCursor = readerFailed("The cursor of the items does not fit the ItemReader.")

// fits reports whether a cursor can be one of a source of that form.
func (c *cursor) fits(form string) bool {
	return c.Form == form && c.Items >= 0 && c.Offset >= 0 && bytesOf(c.Header) <= maxHeader
}
