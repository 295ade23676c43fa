package items

import (
	"bytes"
	"errors"
	"io"

	"github.com/goasl/goasl/internal/hashmap"
	"github.com/goasl/goasl/jsonvalue"
)

// maxHeader is the most bytes of the names of columns. Step Functions: as documented.
const maxHeader = 10 << 10

// csvFile is the form of a CSV file. An item is an object with a string for each column.
//
// Step Functions: the members are in the order of a Java HashMap. What a row has too many
// of is dropped, what it has too few of is an empty string.
type csvFile struct {
	isGiven bool     // the header is not in the file
	given   []string // header
	row     csvRow
	order   []int    // the columns in the order of the members
	names   []string // in this order: the JSON text up to the value, `{"id":` or `,"id":`
	item    []byte   // the text of the last item
}

var delimiters = map[string]byte{
	"": ',', "COMMA": ',', "PIPE": '|', "SEMICOLON": ';', "SPACE": ' ', "TAB": '\t',
}

func newCSV(of *Spec) (form, error) {
	c := &csvFile{given: of.Headers, isGiven: of.HeaderLocation == "GIVEN"}
	if of.HeaderLocation == "" {
		c.isGiven = len(of.Headers) > 0
	}
	var ok bool
	if c.row.delimiter, ok = delimiters[of.Delimiter]; !ok {
		const names = "COMMA, PIPE, SEMICOLON, SPACE and TAB"
		return nil, readerFailed("The ItemReader's CSVDelimiter %q is none of %s.", of.Delimiter, names)
	}
	return c, nil
}

func (c *csvFile) begin(t *text, at *cursor) error {
	header := at.Header
	switch {
	case c.isGiven:
		header = c.given
	case header == nil:
		c.row.most = maxHeader // columns: there are not more than bytes
		if err := c.row.read(t); err != nil {
			return err
		}
		for _, field := range c.row.fields {
			header = append(header, jsonvalue.OfString(string(field)).Text())
		}
		at.Header = header
	}
	return c.setHeader(header)
}

// setHeader sets the names of the columns.
func (c *csvFile) setHeader(header []string) error {
	switch {
	case len(header) == 0:
		return readerFailed("The ItemReader gives no CSVHeaders.")
	case bytesOf(header) > maxHeader:
		return readerFailed("The CSV headers are longer than %d bytes.", maxHeader)
	case hasTwice(header):
		return readerFailed("CSV headers cannot contain duplicates.")
	}
	c.row.most = len(header)
	c.order = hashmap.Order(header)
	before := "{"
	for _, i := range c.order {
		c.names = append(c.names, string(append(jsonvalue.AppendString([]byte(before), header[i]), ':')))
		before = ","
	}
	return nil
}

func bytesOf(names []string) (sum int) {
	for _, name := range names {
		sum += len(name)
	}
	return sum
}

func hasTwice(names []string) bool {
	seen := map[string]bool{}
	for _, name := range names {
		if seen[name] {
			return true
		}
		seen[name] = true
	}
	return false
}

func (c *csvFile) next(t *text, _ *cursor) (jsonvalue.Value, string, error) {
	if err := c.row.read(t); err != nil {
		return jsonvalue.Value{}, "", err
	}
	c.item = c.item[:0]
	for i, column := range c.order {
		c.item = append(c.item, c.names[i]...)
		if column < len(c.row.fields) {
			c.item = appendField(c.item, c.row.fields[column])
		} else {
			c.item = append(c.item, `""`...)
		}
	}
	c.item = append(c.item, '}')
	item, err := parseItem(c.item)
	return item, "", err
}

// appendField appends a field as a JSON string.
func appendField(dst, field []byte) []byte {
	for _, c := range field {
		if c < ' ' || c == '"' || c == '\\' || c >= 0x80 {
			return jsonvalue.AppendString(dst, string(field))
		}
	}
	dst = append(append(dst, '"'), field...)
	return append(dst, '"')
}

// csvRow reads a row of a CSV file into its fields.
//
// Step Functions: the developer guide has some rules for quotes and backslashes, and they
// are those of OpenCSV, a library for Java. So the others are taken from it, too.
type csvRow struct {
	delimiter byte
	most      int      // number of fields that are wanted
	fields    [][]byte // of the last row, at most as many; valid until the text is read

	unescaped []byte // the fields of a row with quotes or backslashes, one after the other
	ends      []int  // of the fields in it
	inQuotes  bool
	inField   bool // a quote that is doubled here is a quote
}

var errOpenQuote = errors.New("a quotation mark is missing at the end of a field")

// read reads the next row. It returns io.EOF if there are no more.
func (r *csvRow) read(t *text) error {
	line, err := t.line()
	if err != nil {
		return err
	}
	if bytes.IndexByte(line, '"') >= 0 || bytes.IndexByte(line, '\\') >= 0 {
		return r.readEscaped(t, line)
	}
	r.fields = r.fields[:0]
	for len(r.fields) < r.most-1 {
		i := bytes.IndexByte(line, r.delimiter)
		if i < 0 {
			break
		}
		r.fields = append(r.fields, line[:i])
		line = line[i+1:]
	}
	if i := bytes.IndexByte(line, r.delimiter); i >= 0 {
		line = line[:i]
	}
	r.fields = append(r.fields, line)
	return nil
}

// readEscaped reads a row whose first line is line, and which has quotes or backslashes.
func (r *csvRow) readEscaped(t *text, line []byte) error {
	r.unescaped, r.ends, r.inQuotes, r.inField = r.unescaped[:0], r.ends[:0], false, false
	start := t.offset
	for r.addLine(line); r.inQuotes; r.addLine(line) {
		r.unescaped = append(r.unescaped, '\n')
		if t.offset-start > maxItem {
			return errTooLong
		}
		var err error
		if line, err = t.line(); err == io.EOF {
			return errOpenQuote
		} else if err != nil {
			return err
		}
	}
	r.endField()
	r.fields = r.fields[:0]
	field := 0
	for _, end := range r.ends {
		r.fields = append(r.fields, r.unescaped[field:end])
		field = end
	}
	return nil
}

// endField ends a field. Those that are not wanted are forgotten.
func (r *csvRow) endField() {
	if len(r.ends) < r.most {
		r.ends = append(r.ends, len(r.unescaped))
	}
	r.unescaped = r.unescaped[:r.ends[len(r.ends)-1]]
	r.inField = false
}

// addLine adds the fields of a line of the row.
func (r *csvRow) addLine(line []byte) {
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '\\':
			r.inField = true
			if i+1 < len(line) && r.isEscapable(line[i+1]) {
				i++
				r.unescaped = append(r.unescaped, line[i])
			}
		case c == '"':
			i += r.quote(line, i)
		case c == r.delimiter && !r.inQuotes:
			r.endField()
		default:
			r.unescaped = append(r.unescaped, c)
			r.inField = true
		}
	}
}

func (r *csvRow) isEscapable(c byte) bool { return c == '\\' || c == '"' || c == r.delimiter }

// quote adds the quote at i. It returns how many bytes after it are used with it.
func (r *csvRow) quote(line []byte, i int) (used int) {
	if (r.inQuotes || r.inField) && i+1 < len(line) && line[i+1] == '"' {
		r.unescaped = append(r.unescaped, '"')
		r.inField = !r.inField
		return 1
	}
	r.inQuotes, r.inField = !r.inQuotes, !r.inField
	if r.isStray(line, i) {
		r.stray()
	}
	return 0
}

// isStray reports whether the quote at i is in the middle of a field, and not at its start
// or end. The first three bytes of a line are exempt.
func (r *csvRow) isStray(line []byte, i int) bool {
	return i > 2 && line[i-1] != r.delimiter && i+1 < len(line) && line[i+1] != r.delimiter
}

// stray adds a quote in the middle of a field. Spaces before the first one are dropped
// with it.
func (r *csvRow) stray() {
	start := 0
	if len(r.ends) > 0 {
		start = r.ends[len(r.ends)-1]
	}
	if len(r.unescaped) > start && len(bytes.TrimSpace(r.unescaped[start:])) == 0 {
		r.unescaped = r.unescaped[:start]
		return
	}
	r.unescaped = append(r.unescaped, '"')
}
