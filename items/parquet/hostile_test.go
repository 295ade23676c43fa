package parquet_test

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"

	reader "github.com/goasl/goasl/items/parquet"
)

// compact returns a value in Thrift's compact protocol.
func compact(t testing.TB, v any) []byte {
	t.Helper()
	b, err := thrift.Marshal(&thrift.CompactProtocol{}, v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// ended returns a file with a footer.
func ended(pages, footer []byte) []byte {
	file := append([]byte("PAR1"), pages...)
	file = append(file, footer...)
	return append(binary.LittleEndian.AppendUint32(file, uint32(len(footer))), "PAR1"...)
}

// column returns a file of one required column with one row group, whose pages these are.
func column(t testing.TB, kind format.Type, codec format.CompressionCodec, rows int64, pages ...[]byte) []byte {
	t.Helper()
	return columnOf(t, kind, 4, codec, rows, pages...)
}

// columnOf is column, with the length of values of a fixed length.
func columnOf(t testing.TB, kind format.Type, length int32, codec format.CompressionCodec, rows int64, pages ...[]byte) []byte {
	t.Helper()
	all := bytes.Join(pages, nil)
	meta := format.FileMetaData{
		Version: 1, NumRows: rows,
		Schema: []format.SchemaElement{
			{Name: "root", NumChildren: thrift.New(int32(1))},
			{Name: "c", Type: thrift.New(kind), RepetitionType: thrift.New(format.Required), TypeLength: thrift.New(length)},
		},
		RowGroups: []format.RowGroup{{NumRows: rows, Columns: []format.ColumnChunk{{MetaData: format.ColumnMetaData{
			Type: kind, Codec: codec, NumValues: rows, TotalCompressedSize: int64(len(all)), DataPageOffset: 4, PathInSchema: []string{"c"}, Encoding: []format.Encoding{format.Plain},
		}}}}},
	}
	return ended(all, compact(t, meta))
}

// data returns a data page.
func data(t testing.TB, values int32, e format.Encoding, body []byte, whole int) []byte {
	return append(compact(t, format.PageHeader{
		Type: format.DataPage, UncompressedPageSize: int32(whole), CompressedPageSize: int32(len(body)),
		DataPageHeader: thrift.New(format.DataPageHeader{NumValues: values, Encoding: e, DefinitionLevelEncoding: format.RLE, RepetitionLevelEncoding: format.RLE}),
	}), body...)
}

// dictionary returns the page of a dictionary.
func dictionary(t testing.TB, values int32, body []byte) []byte {
	return append(compact(t, format.PageHeader{
		Type: format.DictionaryPage, UncompressedPageSize: int32(len(body)), CompressedPageSize: int32(len(body)),
		DictionaryPageHeader: thrift.New(format.DictionaryPageHeader{NumValues: values, Encoding: format.Plain}),
	}), body...)
}

// nested returns a file whose schema has so many groups in one another.
func nested(t testing.TB, levels int) []byte {
	meta := format.FileMetaData{}
	for range levels {
		meta.Schema = append(meta.Schema, format.SchemaElement{Name: "g", NumChildren: thrift.New(int32(1)), RepetitionType: thrift.New(format.Optional)})
	}
	meta.Schema = append(meta.Schema, format.SchemaElement{Name: "c", Type: thrift.New(format.Int32)})
	return ended(nil, compact(t, meta))
}

// named returns a file whose schema has many columns in a group with a long name.
func named(t testing.TB, length, columns int) []byte {
	meta := format.FileMetaData{Schema: []format.SchemaElement{
		{Name: "root", NumChildren: thrift.New(int32(1))},
		{Name: strings.Repeat("g", length), NumChildren: thrift.New(int32(columns)), RepetitionType: thrift.New(format.Required)},
	}}
	for range columns {
		meta.Schema = append(meta.Schema, format.SchemaElement{Name: "c", Type: thrift.New(format.Int32)})
	}
	return ended(nil, compact(t, meta))
}

func compressed(t testing.TB, codec format.CompressionCodec, text []byte) []byte {
	var b bytes.Buffer
	switch codec {
	case format.Gzip:
		z := gzip.NewWriter(&b)
		_, _ = z.Write(text)
		_ = z.Close()
	case format.Zstd:
		z, err := zstd.NewWriter(&b)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = z.Write(text)
		_ = z.Close()
	case format.Snappy:
		return snappy.Encode(nil, text)
	}
	return b.Bytes()
}

// uvarint appends a number to a text.
func uvarint(text []byte, n uint64) []byte { return binary.AppendUvarint(text, n) }

// No file makes reading panic, or take much more memory than it may.
func TestHostile(t *testing.T) {
	four := []byte{1, 0, 0, 0}
	text := func(s string) []byte { return append(binary.LittleEndian.AppendUint32(nil, uint32(len(s))), s...) }
	hugeHeader := compact(t, format.PageHeader{Type: format.DataPage, UncompressedPageSize: math.MaxInt32, CompressedPageSize: math.MaxInt32, DataPageHeader: thrift.New(format.DataPageHeader{})})
	manyRows := append([]byte{0}, uvarint(nil, 1<<33)...) // no bits, and one run of all values
	blocks := uvarint(uvarint(uvarint(nil, 1<<60), 1), 1<<60)
	prefix := bytes.Join([][]byte{number(1), number(4), []byte("text")}, nil)
	tests := []struct {
		name string
		file []byte
		want string // a part of the last line
	}{
		{"nothing", nil, "it is no Parquet file: it is too short"},
		{"another file", bytes.Repeat([]byte("x"), 100), `it is no Parquet file: it ends in "xxxx"`},
		{"an encrypted file", []byte("PARE0000\x01\x00\x00\x00PARE"), "encrypted"},
		{"a footer longer than the file", []byte("PAR1\xff\x00\x00\x00PAR1"), "longer than the file"},
		{"a footer that is too long", append(make([]byte, 6<<20), "\x00\x00\x51\x00PAR1"...), "its footer has 5308416 bytes, more than 5242880"},
		{"a footer of zeros", ended(nil, make([]byte, 100)), "its footer cannot be read: missing required field"},
		{"a footer without an end", ended(nil, []byte{0x15}), "its footer cannot be read: unexpected EOF"},
		{"a list longer than the footer", ended(nil, append([]byte{0x29, 0xfc}, uvarint(nil, 1<<31)...)), "its footer cannot be read: a text in Thrift's compact protocol is damaged"},
		{"a list of many elements", ended(nil, append(append([]byte{0x29, 0xfc}, uvarint(nil, 4_000_000)...), make([]byte, 4_000_000)...)), "is damaged"},
		{"a footer with many levels", ended(nil, bytes.Repeat([]byte{0x1c}, 1_000_000)), "is damaged"},
		{"a deep schema", nested(t, 1000), "its schema has more than 100 levels"},
		{"a large schema", nested(t, 10_000), "its schema has 10001 elements, more than 5000"},
		{"many columns in a group with a long name", named(t, 1<<20, 1000), "EOF"},
		{"a page that is too long", column(t, format.Int32, format.Uncompressed, 1, hugeHeader), "pages that are open at once have more than 268435456 bytes"},
		{"a page that ends early", column(t, format.Int32, format.Uncompressed, 1, data(t, 1, format.Plain, four, 4)[:20]), "unexpected EOF"},
		{"a header that never ends", column(t, format.Int32, format.Uncompressed, 1, bytes.Repeat([]byte{0x15, 0x80}, 1<<20)), "the header of a page cannot be read"},
		{"fewer values than the page says", column(t, format.Int32, format.Uncompressed, 2, data(t, 2, format.Plain, four, 4)), "a page has fewer values than it says"},
		{"fewer rows than the row group says", column(t, format.Int32, format.Uncompressed, 2, data(t, 1, format.Plain, four, 4)), "it has fewer rows than the row group"},
		{"gzip with more in it", column(t, format.Int32, format.Gzip, 1, data(t, 1, format.Plain, compressed(t, format.Gzip, make([]byte, 64<<20)), 4)), "a page cannot be decompressed: a page is damaged"},
		{"Zstandard with more in it", column(t, format.Int32, format.Zstd, 1, data(t, 1, format.Plain, compressed(t, format.Zstd, make([]byte, 64<<20)), 4)), "a page cannot be decompressed: a page is damaged"},
		{"Snappy with more in it", column(t, format.Int32, format.Snappy, 1, data(t, 1, format.Plain, compressed(t, format.Snappy, make([]byte, 8<<20)), 4)), "a page cannot be decompressed: a page is damaged"},
		{"gzip with less in it", column(t, format.Int32, format.Gzip, 1, data(t, 1, format.Plain, compressed(t, format.Gzip, four), 8)), "a page cannot be decompressed: unexpected EOF"},
		{"another compression", column(t, format.Int32, format.Brotli, 1, data(t, 1, format.Plain, four, 4)), "the compression BROTLI is not supported"},
		{"a dictionary of many values", column(t, format.Int32, format.Uncompressed, 1, dictionary(t, math.MaxInt32, four)), "the dictionary: a page has fewer values than it says"},
		{"a dictionary of fewer values", column(t, format.Int32, format.Uncompressed, 1, dictionary(t, 2, four)), "the dictionary: a page has fewer values than it says"},
		{"a dictionary of many texts", column(t, format.ByteArray, format.Uncompressed, 1, dictionary(t, 8<<20, make([]byte, 32<<20))), "it has fewer rows than the row group"},
		{"a dictionary of fewer texts", column(t, format.ByteArray, format.Uncompressed, 1, dictionary(t, math.MaxInt32, four)), "the dictionary: a page has fewer values than it says"},
		{"two dictionaries", column(t, format.Int32, format.Uncompressed, 1, dictionary(t, 1, four), dictionary(t, 1, four)), "a page is damaged"},
		{"a value that the dictionary has not", column(t, format.Int32, format.Uncompressed, 1, dictionary(t, 1, four), data(t, 1, format.RLEDictionary, []byte{1, 2, 1}, 3)), "a page refers to value 2 of a dictionary of 1 values"},
		{"no dictionary", column(t, format.Int32, format.Uncompressed, 1, data(t, 1, format.RLEDictionary, []byte{1, 2, 1}, 3)), "of a dictionary of 0 values"},
		{"a text longer than the page", column(t, format.ByteArray, format.Uncompressed, 1, data(t, 1, format.Plain, []byte("\xff\xff\xff\xffx"), 5)), "a page has fewer values than it says"},
		{"a long text", column(t, format.ByteArray, format.Uncompressed, 1, data(t, 1, format.Plain, text(strings.Repeat("x", 9<<20)), 9<<20+4)), "the row has more than 8388608 bytes"},
		{"blocks of many differences", column(t, format.Int32, format.Uncompressed, 1, data(t, 1, format.DeltaBinaryPacked, blocks, len(blocks))), "a page is damaged"},
		{"a prefix longer than the text before", column(t, format.ByteArray, format.Uncompressed, 1, data(t, 1, format.DeltaByteArray, prefix, len(prefix))), "a page is damaged"},
		{"split values without one", columnOf(t, format.FixedLenByteArray, 200<<20, format.Uncompressed, 1, data(t, 1, format.ByteStreamSplit, nil, 0)), "a page has fewer values than it says"},
		{"an encoding that does not fit", column(t, format.Double, format.Uncompressed, 1, data(t, 1, format.DeltaBinaryPacked, four, 4)), "values of the type DOUBLE have the encoding DELTA_BINARY_PACKED, which is not supported"},
		{"many rows in a few bytes", column(t, format.Int32, format.Uncompressed, 1<<30, dictionary(t, 1, four), data(t, math.MaxInt32, format.RLEDictionary, manyRows, len(manyRows))), `{"c":1}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			got := some(tt.file, 0, 1000)
			runtime.ReadMemStats(&after)
			if last := got[len(got)-1]; !strings.Contains(last, tt.want) {
				t.Errorf("the last of %d lines is %.300s", len(got), last)
			}
			if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > 100 {
				t.Errorf("%d MiB of memory", used)
			}
		})
	}
}

// number returns one number that is encoded by differences, of which there are none.
func number(n int64) []byte {
	return binary.AppendVarint(uvarint(uvarint(uvarint(nil, 128), 4), 1), n)
}

// some is read for some rows, with an end that is an error as well.
func some(file []byte, row int64, most int) (lines []string) {
	table, err := reader.Open(bytes.NewReader(file), int64(len(file)), row)
	if err != nil {
		return []string{err.Error()}
	}
	defer table.Close()
	for range most {
		row, err := table.Next()
		if err != nil {
			return append(lines, err.Error())
		}
		lines = append(lines, row.String())
	}
	return lines
}

// A file that cannot be read is the error of reading it.
func TestReadError(t *testing.T) {
	rows, _ := records(100)
	file := write(t, rows)
	broken := errors.New("broken")
	for at := range int64(len(file)) {
		if at%97 > 0 {
			continue
		}
		f := &breaking{bytes.NewReader(file), at, broken}
		table, err := reader.Open(f, int64(len(file)), 0)
		for err == nil {
			_, err = table.Next()
		}
		if err != io.EOF && !errors.Is(err, broken) {
			t.Errorf("at %d: %v", at, err)
		}
	}
}

// breaking is a file of which the bytes at a place cannot be read.
type breaking struct {
	file *bytes.Reader
	at   int64
	err  error
}

func (b *breaking) ReadAt(p []byte, at int64) (int, error) {
	if at <= b.at && b.at < at+int64(len(p)) {
		return 0, b.err
	}
	return b.file.ReadAt(p, at)
}

// FuzzOpen reads files that somebody has changed: from the first row on, and from another one.
func FuzzOpen(f *testing.F) {
	rows, _ := records(20)
	for _, codec := range []parquet.WriterOption{parquet.Compression(&parquet.Uncompressed), parquet.Compression(&parquet.Snappy), parquet.Compression(&parquet.Zstd)} {
		for _, version := range []int{1, 2} {
			f.Add(write(f, rows, codec, parquet.DataPageVersion(version), parquet.MaxRowsPerRowGroup(9)), uint16(3))
		}
	}
	f.Add(nested(f, 3), uint16(0))
	f.Fuzz(func(t *testing.T, file []byte, row uint16) {
		const most = 500
		all := some(file, 0, most)
		rest := some(file, int64(row%most), most)
		if last := all[len(all)-1]; last != io.EOF.Error() {
			return // it is damaged, or long
		}
		if want := all[min(int(row%most), len(all)-1):]; fmt.Sprint(want) != fmt.Sprint(rest) {
			t.Errorf("from row %d on there are %.500q, and not %.500q", row%most, rest, want)
		}
	})
}
