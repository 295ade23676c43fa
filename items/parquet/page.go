package parquet

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math/bits"

	"github.com/parquet-go/parquet-go/format"
)

// maxOpen is the most bytes of the pages and dictionaries that the columns of a row group have
// open at once.
const maxOpen = 256 << 20

// The lengths of the pieces in which a column is read. The header of a page must be in one.
const (
	minPiece  = 16 << 10
	maxPiece  = 1 << 20
	allPieces = 32 << 20
)

// memory is what the columns of a row group may have open together.
type memory struct{ left int64 }

// swap takes memory in place of some that was taken before.
func (m *memory) swap(before, now int64) error {
	if now-before > m.left {
		return fmt.Errorf("pages that are open at once have more than %d bytes", int64(maxOpen))
	}
	m.left -= now - before
	return nil
}

// pages reads the pages of a column in a row group.
type pages struct {
	leaf   *leaf
	codec  codec
	source *bufio.Reader
	memory *memory
	open   int64 // bytes of the page
	dict   *dictionary
}

// page is a data page.
type page struct {
	left     int64 // entries that are to come
	rep, def levels
	values   decoder
}

// decoder decodes values, one after the other.
type decoder interface {
	next(v *value) error
}

func newPages(file io.ReaderAt, l *leaf, meta *format.ColumnMetaData, shared *memory, columns int) *pages {
	start, length := extent(&format.ColumnChunk{MetaData: *meta})
	size := max(minPiece, min(maxPiece, allPieces/columns))
	section := io.NewSectionReader(file, start, length)
	return &pages{leaf: l, codec: codec{is: meta.Codec}, memory: shared, source: bufio.NewReaderSize(section, min(size, max(int(length), 16)))}
}

// next reads the next data page, and the dictionary before it. It returns io.EOF if there are
// no more.
func (p *pages) next(into *page) error {
	for {
		h, err := p.header()
		if err != nil {
			return err
		}
		switch h.Type {
		case format.DictionaryPage:
			err = p.dictionary(h)
		case format.DataPage:
			return p.dataV1(h, into)
		case format.DataPageV2:
			return p.dataV2(h, into)
		default:
			_, err = p.source.Discard(int(h.CompressedPageSize))
		}
		if err != nil {
			return early(err)
		}
	}
}

// early makes the end of a column in the middle of a page an error.
func early(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// header reads the header of a page.
func (p *pages) header() (*format.PageHeader, error) {
	if _, err := p.source.Peek(1); err != nil {
		return nil, err
	}
	h := new(format.PageHeader)
	for n := 128; ; n *= 2 {
		n = min(n, p.source.Size())
		text, peeked := p.source.Peek(n)
		used, err := decode(text, h)
		switch {
		case err == io.ErrUnexpectedEOF && peeked == nil && n < p.source.Size():
			continue
		case err == io.ErrUnexpectedEOF && peeked != nil && peeked != io.EOF:
			return nil, peeked
		case err != nil:
			return nil, fmt.Errorf("the header of a page cannot be read: %w", err)
		case h.CompressedPageSize < 0 || h.UncompressedPageSize < 0:
			return nil, errors.New("the header of a page is damaged")
		}
		_, err = p.source.Discard(used)
		return h, err
	}
}

// body reads what is in a page. All but the first plain bytes may be compressed.
func (p *pages) body(h *format.PageHeader, plain int32, isCompressed bool) ([]byte, error) {
	sum := int64(h.CompressedPageSize) + int64(h.UncompressedPageSize)
	if err := p.memory.swap(p.open, sum); err != nil {
		return nil, err
	}
	p.open = sum
	text := make([]byte, h.CompressedPageSize)
	if _, err := io.ReadFull(p.source, text); err != nil {
		return nil, early(err)
	}
	if h.CRC != 0 && crc32.ChecksumIEEE(text) != uint32(h.CRC) {
		return nil, errors.New("the checksum of a page is another one")
	}
	if !isCompressed || p.codec.is == format.Uncompressed {
		return text, nil
	}
	whole := make([]byte, h.UncompressedPageSize)
	if copy(whole, text[:plain]) < int(plain) {
		return nil, errPage
	}
	if err := p.codec.decompress(whole[plain:], text[plain:]); err != nil {
		return nil, err
	}
	err := p.memory.swap(sum, int64(len(whole)))
	p.open = int64(len(whole))
	return whole, err
}

var errPage = errors.New("a page is damaged")

// dictionary reads the values that data pages refer to.
func (p *pages) dictionary(h *format.PageHeader) error {
	d := h.DictionaryPageHeader.V
	if p.dict != nil || !h.DictionaryPageHeader.Valid {
		return errPage
	}
	if e := d.Encoding; e != format.Plain && e != format.PlainDictionary {
		return fmt.Errorf("a dictionary has the encoding %s, which is not supported", e)
	}
	text, err := p.body(h, 0, true)
	if err != nil {
		return err
	}
	if p.dict, err = newDictionary(p.leaf.element, text, int(d.NumValues), p.memory); err != nil {
		return fmt.Errorf("the dictionary: %w", err)
	}
	return nil
}

// dataV1 reads a data page of the first version.
func (p *pages) dataV1(h *format.PageHeader, into *page) error {
	d := h.DataPageHeader.V
	if !h.DataPageHeader.Valid || d.NumValues < 0 {
		return errPage
	}
	text, err := p.body(h, 0, true)
	if err != nil {
		return err
	}
	*into = page{left: int64(d.NumValues)}
	if into.rep, text, err = levelsV1(text, p.leaf.rep, d.RepetitionLevelEncoding); err != nil {
		return err
	}
	if into.def, text, err = levelsV1(text, p.leaf.def, d.DefinitionLevelEncoding); err != nil {
		return err
	}
	into.values, err = p.decoder(d.Encoding, text, into.left)
	return err
}

// levelsV1 returns levels, and what is after them.
func levelsV1(text []byte, highest int, e format.Encoding) (levels, []byte, error) {
	switch {
	case highest == 0:
		return levels{}, text, nil
	case e != format.RLE:
		return levels{}, nil, fmt.Errorf("levels have the encoding %s, which is not supported", e)
	case len(text) < 4 || uint64(binary.LittleEndian.Uint32(text)) > uint64(len(text)-4):
		return levels{}, nil, errPage
	}
	end := 4 + int(binary.LittleEndian.Uint32(text))
	return newLevels(text[4:end], highest), text[end:], nil
}

// dataV2 reads a data page of the second version, whose levels are not compressed.
func (p *pages) dataV2(h *format.PageHeader, into *page) error {
	d := h.DataPageHeaderV2.V
	rep, def := d.RepetitionLevelsByteLength, d.DefinitionLevelsByteLength
	if !h.DataPageHeaderV2.Valid || d.NumValues < 0 || rep < 0 || def < 0 || int64(rep)+int64(def) > int64(min(h.CompressedPageSize, h.UncompressedPageSize)) {
		return errPage
	}
	text, err := p.body(h, rep+def, !d.IsCompressed.Valid || d.IsCompressed.V)
	if err != nil {
		return err
	}
	*into = page{left: int64(d.NumValues), rep: newLevels(text[:rep], p.leaf.rep), def: newLevels(text[rep:rep+def], p.leaf.def)}
	into.values, err = p.decoder(d.Encoding, text[rep+def:], into.left)
	return err
}

// newLevels returns levels that may be as high as highest.
func newLevels(text []byte, highest int) levels {
	return levels{runs{text: text, width: bits.Len(uint(highest))}}
}

// decoder returns the decoder of the values in a data page.
func (p *pages) decoder(e format.Encoding, text []byte, entries int64) (decoder, error) {
	element := p.leaf.element
	kind := element.Type.V
	isNumber := kind == format.Int32 || kind == format.Int64
	isBytes := kind == format.ByteArray || kind == format.FixedLenByteArray
	switch {
	case e == format.Plain:
		return newPlain(element, text), nil
	case e == format.PlainDictionary || e == format.RLEDictionary:
		return newIndexes(p.dict, text)
	case e == format.RLE && kind == format.Boolean:
		return newFlags(text)
	case e == format.DeltaBinaryPacked && isNumber:
		return newDelta(text, entries)
	case e == format.DeltaLengthByteArray && kind == format.ByteArray:
		return newLengths(text, entries)
	case e == format.DeltaByteArray && isBytes:
		return newPrefixes(text, entries)
	case e == format.ByteStreamSplit && kind != format.Boolean && kind != format.ByteArray:
		return newSplit(element, text)
	}
	return nil, fmt.Errorf("values of the type %s have the encoding %s, which is not supported", kind, e)
}
