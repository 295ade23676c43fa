package parquet

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/format"

	"github.com/goasl/goasl/jsonvalue"
)

// writer appends a value as JSON.
type writer = func(dst []byte, v *value) ([]byte, error)

// textOf returns what writes the values of a column.
func textOf(e *format.SchemaElement) writer {
	switch e.Type.V {
	case format.Boolean:
		return func(dst []byte, v *value) ([]byte, error) { return strconv.AppendBool(dst, v.n != 0), nil }
	case format.Int32:
		return integer(e, func(v *value) int64 { return int64(int32(v.n)) })
	case format.Int64:
		return integer(e, func(v *value) int64 { return int64(v.n) })
	case format.Int96:
		return int96
	case format.Float:
		return float
	case format.Double:
		return func(dst []byte, v *value) ([]byte, error) {
			return appendNumber(dst, math.Float64frombits(v.n)), nil
		}
	}
	return text(e)
}

// integer returns what writes a column of integers.
func integer(e *format.SchemaElement, of func(*value) int64) writer {
	write := func(f func(dst []byte, n int64) []byte) writer {
		return func(dst []byte, v *value) ([]byte, error) { return f(dst, of(v)), nil }
	}
	switch t := e.LogicalType.Value.(type) {
	case *format.DecimalType:
		return decimal(t.Scale, func(v *value) *big.Int { return big.NewInt(of(v)) })
	case *format.DateType:
		return write(appendDate)
	case *format.TimeType:
		return write(func(dst []byte, n int64) []byte { return appendTime(dst, n, unit(t.Unit)) })
	case *format.TimestampType:
		return write(func(dst []byte, n int64) []byte { return appendStamp(dst, n, unit(t.Unit), t.IsAdjustedToUTC) })
	case *format.IntType:
		if !t.IsSigned {
			return unsigned(e)
		}
	}
	if e.ConvertedType.Valid && e.LogicalType.Value == nil {
		return converted(e, of, write)
	}
	return write(func(dst []byte, n int64) []byte { return strconv.AppendInt(dst, n, 10) })
}

// converted is integer for the types of older writers.
func converted(e *format.SchemaElement, of func(*value) int64, write func(func([]byte, int64) []byte) writer) writer {
	stamp := func(per int64) writer {
		return write(func(dst []byte, n int64) []byte { return appendStamp(dst, n, per, true) })
	}
	clock := func(per int64) writer {
		return write(func(dst []byte, n int64) []byte { return appendTime(dst, n, per) })
	}
	switch e.ConvertedType.V {
	case deprecated.Decimal:
		return decimal(e.Scale.V, func(v *value) *big.Int { return big.NewInt(of(v)) })
	case deprecated.Date:
		return write(appendDate)
	case deprecated.TimeMillis:
		return clock(1e3)
	case deprecated.TimeMicros:
		return clock(1e6)
	case deprecated.TimestampMillis:
		return stamp(1e3)
	case deprecated.TimestampMicros:
		return stamp(1e6)
	case deprecated.Uint8, deprecated.Uint16, deprecated.Uint32, deprecated.Uint64:
		return unsigned(e)
	}
	return write(func(dst []byte, n int64) []byte { return strconv.AppendInt(dst, n, 10) })
}

func unsigned(e *format.SchemaElement) writer {
	return func(dst []byte, v *value) ([]byte, error) {
		n := v.n
		if e.Type.V == format.Int32 {
			n = uint64(uint32(n))
		}
		return strconv.AppendUint(dst, n, 10), nil
	}
}

// text returns what writes a column of bytes.
func text(e *format.SchemaElement) writer {
	switch t := e.LogicalType.Value.(type) {
	case *format.DecimalType:
		return decimal(t.Scale, signed)
	case *format.UUIDType:
		return identifier
	case *format.Float16Type:
		return float16
	case nil:
		if e.ConvertedType.Valid && e.ConvertedType.V == deprecated.Decimal {
			return decimal(e.Scale.V, signed)
		}
	}
	return func(dst []byte, v *value) ([]byte, error) {
		if len(v.b) > maxRow {
			return dst, errRow
		}
		if !utf8.Valid(v.b) {
			return append(base64.StdEncoding.AppendEncode(append(dst, '"'), v.b), '"'), nil
		}
		return jsonvalue.AppendString(dst, string(v.b)), nil
	}
}

func identifier(dst []byte, v *value) ([]byte, error) {
	if len(v.b) != 16 {
		return dst, fmt.Errorf("a UUID has %d bytes", len(v.b))
	}
	return fmt.Appendf(dst, `"%x-%x-%x-%x-%x"`, v.b[:4], v.b[4:6], v.b[6:8], v.b[8:10], v.b[10:]), nil
}

func float(dst []byte, v *value) ([]byte, error) {
	short := strconv.FormatFloat(float64(math.Float32frombits(uint32(v.n))), 'g', -1, 32)
	f, _ := strconv.ParseFloat(short, 64) // the shortest text, as a number with more digits
	return appendNumber(dst, f), nil
}

// float16 writes a number of one sign, five exponent and ten fraction bits.
func float16(dst []byte, v *value) ([]byte, error) {
	if len(v.b) != 2 {
		return dst, fmt.Errorf("a FLOAT16 has %d bytes", len(v.b))
	}
	n := binary.LittleEndian.Uint16(v.b)
	exponent, fraction := int(n>>10&31), float64(n&1023)
	f := math.Ldexp(1024+fraction, exponent-25)
	switch {
	case exponent == 0:
		f = math.Ldexp(fraction, -24)
	case exponent == 31 && fraction == 0:
		f = math.Inf(1)
	case exponent == 31:
		f = math.NaN()
	}
	if n>>15 == 1 {
		f = -f
	}
	return appendNumber(dst, f), nil
}

// appendNumber appends a number, or a string in its place.
func appendNumber(dst []byte, f float64) []byte {
	switch {
	case math.IsNaN(f):
		return append(dst, `"NaN"`...)
	case math.IsInf(f, 1):
		return append(dst, `"Infinity"`...)
	case math.IsInf(f, -1):
		return append(dst, `"-Infinity"`...)
	}
	return jsonvalue.AppendDouble(dst, f)
}

// maxDecimal is the most bytes of a decimal: 256 bits are more than writers know.
const maxDecimal = 64

// signed returns the number that bytes are, the highest first.
func signed(v *value) *big.Int {
	n := new(big.Int)
	if len(v.b) > maxDecimal {
		return nil
	}
	n.SetBytes(v.b)
	if len(v.b) > 0 && v.b[0] >= 0x80 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(v.b))))
	}
	return n
}

// decimal returns what writes numbers with some digits after the point.
func decimal(scale int32, of func(*value) *big.Int) writer {
	return func(dst []byte, v *value) ([]byte, error) {
		n := of(v)
		if n == nil || scale < 0 || scale > 8*maxDecimal {
			return dst, fmt.Errorf("a DECIMAL has %d bytes and %d digits after the point", len(v.b), scale)
		}
		digits := new(big.Int).Abs(n).String()
		if short := int(scale) + 1 - len(digits); short > 0 {
			digits = strings.Repeat("0", short) + digits
		}
		if n.Sign() < 0 {
			dst = append(dst, '-')
		}
		point := len(digits) - int(scale)
		dst = append(dst, digits[:point]...)
		if scale > 0 {
			dst = append(append(dst, '.'), digits[point:]...)
		}
		return dst, nil
	}
}

// unit returns how many of a unit of time are a second.
func unit(u format.TimeUnit) int64 {
	switch u.Value.(type) {
	case *format.MilliSeconds:
		return 1e3
	case *format.MicroSeconds:
		return 1e6
	}
	return 1e9
}

// layouts are the fractions of seconds in texts, by how many there are in a second.
var layouts = map[int64]string{1e3: ".000", 1e6: ".000000", 1e9: ".000000000"}

func appendDate(dst []byte, days int64) []byte {
	return time.Unix(days*86400, 0).UTC().AppendFormat(dst, `"2006-01-02"`)
}

func appendTime(dst []byte, n, per int64) []byte {
	return at(n, per).AppendFormat(dst, `"15:04:05`+layouts[per]+`"`)
}

func appendStamp(dst []byte, n, per int64, isUTC bool) []byte {
	layout := `"2006-01-02T15:04:05` + layouts[per]
	if isUTC {
		layout += "Z"
	}
	return at(n, per).AppendFormat(dst, layout+`"`)
}

// at returns the time that is n parts of a second after 1970.
func at(n, per int64) time.Time {
	seconds, rest := n/per, n%per
	return time.Unix(seconds, rest*(1e9/per)).UTC()
}

// int96 writes the nanoseconds of a day, and the day after the Julian calendar, as a timestamp.
func int96(dst []byte, v *value) ([]byte, error) {
	const epoch = 2440588 // the day of 1970-01-01
	nanos := int64(binary.LittleEndian.Uint64(v.b))
	day := int64(binary.LittleEndian.Uint32(v.b[8:]))
	t := time.Unix((day-epoch)*86400, 0).Add(time.Duration(nanos)).UTC()
	return t.AppendFormat(dst, `"2006-01-02T15:04:05.000000000Z"`), nil
}
