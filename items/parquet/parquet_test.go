package parquet_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
	"github.com/parquet-go/parquet-go/deprecated"

	reader "github.com/goasl/goasl/items/parquet"
)

// write returns a Parquet file with rows.
func write[T any](t testing.TB, rows []T, options ...parquet.WriterOption) []byte {
	t.Helper()
	var b bytes.Buffer
	w := parquet.NewGenericWriter[T](&b, options...)
	if _, err := w.Write(rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// read returns the rows of a file from one on, and the error, a line each.
func read(file []byte, row int64) []string {
	lines := []string{}
	table, err := reader.Open(bytes.NewReader(file), int64(len(file)), row)
	if err != nil {
		return append(lines, err.Error())
	}
	defer table.Close()
	for {
		item, err := table.Next()
		if err == io.EOF {
			return lines
		}
		if err != nil {
			return append(lines, err.Error())
		}
		lines = append(lines, item.String())
	}
}

type inner struct {
	A *int32   `parquet:"a,optional"`
	B []string `parquet:"b,list"`
}

type all struct {
	Flag     bool             `parquet:"flag"`
	I8       int8             `parquet:"i8"`
	U32      uint32           `parquet:"u32"`
	U64      uint64           `parquet:"u64"`
	I64      int64            `parquet:"i64"`
	F        float32          `parquet:"f"`
	D        float64          `parquet:"d"`
	S        string           `parquet:"s"`
	E        string           `parquet:"e,enum"`
	J        string           `parquet:"j,json"`
	Raw      []byte           `parquet:"raw"`
	ID       [16]byte         `parquet:"id,uuid"`
	Price    int64            `parquet:"price,decimal(2:10)"`
	Day      int32            `parquet:"day,date"`
	Millis   int64            `parquet:"millis,timestamp(millisecond)"`
	Micros   int64            `parquet:"micros,timestamp(microsecond)"`
	Nanos    int64            `parquet:"nanos,timestamp(nanosecond:local)"`
	Clock    int32            `parquet:"clock,time(millisecond)"`
	Old      deprecated.Int96 `parquet:"old"`
	Maybe    *string          `parquet:"maybe,optional"`
	Repeated []int32          `parquet:"repeated"`
	List     []int64          `parquet:"list,list"`
	Lists    []inner          `parquet:"lists,list"`
	Map      map[string]int32 `parquet:"map"`
	Numbers  map[int64]*inner `parquet:"numbers"`
	Group    inner            `parquet:"group"`
}

func TestTypes(t *testing.T) {
	seven, text := int32(7), "x"
	full := all{
		Flag: true, I8: -8, U32: math.MaxUint32, U64: math.MaxUint64, I64: math.MinInt64, F: 0.1, D: 1e100, S: "ä\"\n", E: "RED", J: `{"a":1}`,
		Raw: []byte{0xff, 0}, ID: [16]byte{0: 1, 15: 255}, Price: -1205, Day: 20_000, Millis: 1_790_204_286_123, Micros: -1, Nanos: 1, Clock: 3_661_001,
		Old: deprecated.Int96{1, 0, 2440589}, Maybe: &text, Repeated: []int32{1, 2}, List: []int64{3}, Lists: []inner{{A: &seven}, {B: []string{"p", "q"}}},
		Map: map[string]int32{"k": 1}, Numbers: map[int64]*inner{5: {A: &seven}}, Group: inner{B: []string{"g"}},
	}
	got := read(write(t, []all{{}, full}), 0)
	want := []string{
		`{"flag":false,"i8":0,"u32":0,"u64":0,"i64":0,"f":0.0,"d":0.0,"s":"","e":"","j":"","raw":"","id":"00000000-0000-0000-0000-000000000000","price":0.00,"day":"1970-01-01",` +
			`"millis":"1970-01-01T00:00:00.000Z","micros":"1970-01-01T00:00:00.000000Z","nanos":"1970-01-01T00:00:00.000000000","clock":"00:00:00.000","old":"-4713-11-24T00:00:00.000000000Z",` +
			`"maybe":null,"repeated":[],"list":[],"lists":[],"map":{},"numbers":{},"group":{"a":null,"b":[]}}`,
		`{"flag":true,"i8":-8,"u32":4294967295,"u64":18446744073709551615,"i64":-9223372036854775808,"f":0.1,"d":1.0E100,"s":"ä\"\n","e":"RED","j":"{\"a\":1}","raw":"/wA=",` +
			`"id":"01000000-0000-0000-0000-0000000000ff","price":-12.05,"day":"2024-10-04","millis":"2026-09-23T22:58:06.123Z","micros":"1969-12-31T23:59:59.999999Z",` +
			`"nanos":"1970-01-01T00:00:00.000000001","clock":"01:01:01.001","old":"1970-01-02T00:00:00.000000001Z","maybe":"x","repeated":[1,2],"list":[3],` +
			`"lists":[{"a":7,"b":[]},{"a":null,"b":["p","q"]}],"map":{"k":1},"numbers":{"5":{"a":7,"b":[]}},"group":{"a":null,"b":["g"]}}`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	for i, line := range got {
		if !json.Valid([]byte(line)) {
			t.Errorf("row %d is no JSON", i)
		}
	}
	type odd struct {
		F float32 `parquet:"f"`
		D float64 `parquet:"d"`
	}
	odds := []odd{{float32(math.NaN()), math.Inf(1)}, {float32(math.Inf(-1)), -0.5}}
	if got := strings.Join(read(write(t, odds), 0), ""); got != `{"f":"NaN","d":"Infinity"}{"f":"-Infinity","d":-0.5}` {
		t.Errorf("rows %s", got)
	}
}

// record has a column for each encoding.
type record struct {
	N      int64    `parquet:"n,delta"`
	Small  int32    `parquet:"small,delta"`
	Dict   string   `parquet:"dict,dict"`
	Len    string   `parquet:"len,delta"`
	Raw    string   `parquet:"raw,plain"`
	Float  float64  `parquet:"float,split"`
	Single float32  `parquet:"single,split"`
	Flag   bool     `parquet:"flag"`
	Maybe  *int64   `parquet:"maybe,optional,dict"`
	Tags   []string `parquet:"tags,list,dict"`
	Deep   []deep   `parquet:"deep,list"`
}

type deep struct {
	In []int64 `parquet:"in,list" json:"in"`
}

func records(n int) (rows []record, want []string) {
	for i := range n {
		r := record{
			N: int64(i)*int64(i)*977 - 5, Small: int32(i % 3), Dict: fmt.Sprint("d", i%7), Len: strings.Repeat("é", i%40), Raw: fmt.Sprint("row ", i), Float: float64(i) / 8,
			Single: float32(i), Flag: i%5 < 2,
		}
		if i%3 > 0 {
			n := int64(i) << 20
			r.Maybe = &n
		}
		for k := range i % 4 {
			r.Tags = append(r.Tags, fmt.Sprint("t", k))
			r.Deep = append(r.Deep, deep{make([]int64, k)})
		}
		rows = append(rows, r)
		want = append(want, r.text())
	}
	return rows, want
}

// text is the JSON of a record, with decimal points as the service has them.
func (r record) text() string {
	maybe := "null"
	if r.Maybe != nil {
		maybe = fmt.Sprint(*r.Maybe)
	}
	number := func(f float64) string {
		if f == math.Trunc(f) {
			return fmt.Sprintf("%.1f", f)
		}
		return fmt.Sprint(f)
	}
	tags, _ := json.Marshal(append([]string{}, r.Tags...))
	inner, _ := json.Marshal(append([]deep{}, r.Deep...))
	return fmt.Sprintf(`{"n":%d,"small":%d,"dict":%q,"len":%q,"raw":%q,"float":%s,"single":%s,"flag":%t,"maybe":%s,"tags":%s,"deep":%s}`,
		r.N, r.Small, r.Dict, r.Len, r.Raw, number(r.Float), number(float64(r.Single)), r.Flag, maybe, tags, inner)
}

// The rows are the same in every encoding, compression, version of pages and size of row
// groups, and from each row on.
func TestEncodings(t *testing.T) {
	rows, want := records(500)
	for _, codec := range []compress.Codec{&parquet.Uncompressed, &parquet.Snappy, &parquet.Gzip, &parquet.Zstd} {
		for _, version := range []int{1, 2} {
			for _, group := range []int64{7, 250, 1000} {
				file := write(t, rows, parquet.Compression(codec), parquet.DataPageVersion(version), parquet.MaxRowsPerRowGroup(group), parquet.PageBufferSize(300))
				name := fmt.Sprintf("%s, version %d, row groups of %d", codec, version, group)
				if diff := cmp.Diff(want, read(file, 0)); diff != "" {
					t.Errorf("%s (-want +got):\n%.2000s", name, diff)
				}
				for row := int64(0); row <= 500; row += 83 {
					if diff := cmp.Diff(want[row:], read(file, row)); diff != "" {
						t.Errorf("%s, from row %d on (-want +got):\n%.500s", name, row, diff)
					}
				}
				if got := read(file, 9999); len(got) > 0 {
					t.Errorf("%s: after the end there is %s", name, got)
				}
			}
		}
	}
}

// Texts that begin as the one before them.
func TestPrefixes(t *testing.T) {
	schema := parquet.NewSchema("root", parquet.Group{"c": parquet.Encoded(parquet.String(), &parquet.DeltaByteArray)})
	var b bytes.Buffer
	w := parquet.NewWriter(&b, schema)
	want := []string{}
	for i := range 1000 {
		text := strings.Repeat("ab", i%50) + fmt.Sprint(i)
		want = append(want, fmt.Sprintf(`{"c":%q}`, text))
		if _, err := w.WriteRows([]parquet.Row{{parquet.ValueOf(text).Level(0, 0, 0)}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, read(b.Bytes(), 0)); diff != "" {
		t.Errorf("rows (-want +got):\n%.500s", diff)
	}
}

// A time of an old writer, and a file without rows.
func TestSmall(t *testing.T) {
	type row struct {
		At time.Time `parquet:"at"`
	}
	if got := read(write(t, []row{}), 0); len(got) > 0 {
		t.Errorf("rows %s", got)
	}
	if got := read(write(t, []row{{time.Unix(1, 5).UTC()}}), 0); strings.Join(got, "") != `{"at":"1970-01-01T00:00:01.000000005Z"}` {
		t.Errorf("rows %s", got)
	}
}

// counting counts what is read of a file.
type counting struct {
	file  *bytes.Reader
	bytes int
	calls int
}

func (c *counting) ReadAt(b []byte, at int64) (int, error) {
	n, err := c.file.ReadAt(b, at)
	c.bytes += n
	c.calls++
	return n, err
}

// A file is read in pieces: for some rows not the whole, and with few reads.
func TestPieces(t *testing.T) {
	type row struct{ N, M int64 }
	rows := make([]row, 400_000)
	for i := range rows {
		rows[i] = row{int64(i) * 1_000_003, int64(i) * 777_777_777}
	}
	file := write(t, rows, parquet.MaxRowsPerRowGroup(100_000))
	c := &counting{file: bytes.NewReader(file)}
	table, err := reader.Open(c, int64(len(file)), 0)
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	if _, err := table.Next(); err != nil {
		t.Fatal(err)
	}
	if c.bytes > len(file)/2 || c.calls > 8 {
		t.Errorf("for one row, %d of %d bytes were read, in %d calls", c.bytes, len(file), c.calls)
	}
	for err == nil {
		_, err = table.Next()
	}
	if err != io.EOF || c.bytes > len(file)+1000 || c.calls > 40 {
		t.Errorf("%d of %d bytes were read, in %d calls, %v", c.bytes, len(file), c.calls, err)
	}
}
