package intrinsic_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/intrinsic"
	"github.com/goasl/goasl/jsonvalue"
)

func TestArray(t *testing.T) {
	test(t, []row{
		{"States.Array()", "", "[]"},
		{"States.Array($.a)", `{"a":{"b":[1,2.50]}}`, `[{"b":[1,2.50]}]`},
		{"States.Array($.a, 1, $.a)", `{"a":"x"}`, `["x",1,"x"]`},
	})
}

func TestArrayLength(t *testing.T) {
	test(t, []row{
		{"States.ArrayLength($)", "[]", "0"},
		{"States.ArrayLength($.a)", `{"a":[1,[2,3],null]}`, "3"},
		{"States.ArrayLength($.a)", `{"a":{"b":1}}`, `error: Invalid arguments in States.ArrayLength: the first argument must be an array, but was {"b":1}`},
		{"States.ArrayLength('abc')", "", `error: Invalid arguments in States.ArrayLength: the first argument must be an array, but was "abc"`},
		{"States.ArrayLength(null)", "", "error: Invalid arguments in States.ArrayLength: the first argument must be an array, but was null"},
	})
}

func TestArrayGetItem(t *testing.T) {
	const items = `{"items":["a",{"b":1},null],"i":1}`
	test(t, []row{
		{"States.ArrayGetItem($.items, 0)", items, `"a"`},
		{"States.ArrayGetItem($.items, $.i)", items, `{"b":1}`},
		{"States.ArrayGetItem($.items, 2)", items, "null"},
		{"States.ArrayGetItem($.items, 2.0)", items, "null"},
		{"States.ArrayGetItem($.items, 3)", items, "error: Invalid arguments in States.ArrayGetItem: the index 3 is out of range for an array of length 3"},
		{"States.ArrayGetItem($.items, -1)", items, "error: Invalid arguments in States.ArrayGetItem: the index -1 is out of range for an array of length 3"},
		{"States.ArrayGetItem(States.Array(), 0)", "", "error: Invalid arguments in States.ArrayGetItem: the index 0 is out of range for an array of length 0"},
		{"States.ArrayGetItem($.items, 4294967296)", items, "error: Invalid arguments in States.ArrayGetItem: the index 4294967296 is out of range for an array of length 3"},
		{"States.ArrayGetItem($.items, 0.4)", items, "error: Invalid arguments in States.ArrayGetItem: the second argument must be an integer, but was 0.4"},
		{"States.ArrayGetItem($.items, '0')", items, `error: Invalid arguments in States.ArrayGetItem: the second argument must be an integer, but was "0"`},
		{"States.ArrayGetItem($.i, 0)", items, "error: Invalid arguments in States.ArrayGetItem: the first argument must be an array, but was 1"},
	})
}

func TestArrayContains(t *testing.T) {
	test(t, []row{
		{"States.ArrayContains($, 5)", "[1,5,9]", "true"},
		{"States.ArrayContains($, 5.0)", "[1,5,9]", "true"},
		{"States.ArrayContains($, 6)", "[1,5,9]", "false"},
		{"States.ArrayContains($, '5')", "[1,5,9]", "false"},
		{"States.ArrayContains($, null)", "[]", "false"},
		{"States.ArrayContains($, null)", "[1,null]", "true"},
		{"States.ArrayContains($.a, $.x)", `{"a":[{"p":1,"q":[2]}],"x":{"q":[2],"p":1}}`, "true"},
		{"States.ArrayContains($.a, $.x)", `{"a":[{"p":1,"q":[2]}],"x":{"p":1}}`, "false"},
		{"States.ArrayContains($.a, $.x)", `{"a":[[1,2]],"x":[1,2]}`, "true"},
		{"States.ArrayContains($.a, $.x)", `{"a":[1,2],"x":[1,2]}`, "false"},
		{"States.ArrayContains('abc', 'a')", "", `error: Invalid arguments in States.ArrayContains: the first argument must be an array, but was "abc"`},
	})
}

func TestArrayPartition(t *testing.T) {
	test(t, []row{
		{"States.ArrayPartition($, 2)", "[1,2,3,4,5]", "[[1,2],[3,4],[5]]"},
		{"States.ArrayPartition($, 1)", "[1,2]", "[[1],[2]]"},
		{"States.ArrayPartition($, 2)", "[1,2]", "[[1,2]]"},
		{"States.ArrayPartition($, 9)", "[1,2]", "[[1,2]]"},
		{"States.ArrayPartition($, 1e300)", "[1,2]", "[[1,2]]"},
		{"States.ArrayPartition($, 3)", "[]", "[]"},
		{"States.ArrayPartition($, 2.4)", "[1,2,3]", "[[1,2],[3]]"},
		{"States.ArrayPartition($, 1.5)", "[1,2,3]", "[[1,2],[3]]"},
		{"States.ArrayPartition($, 0.5)", "[1,2]", "[[1],[2]]"},
		{"States.ArrayPartition($, 0.4)", "[1,2]", "error: Invalid arguments in States.ArrayPartition: the second argument must be a positive integer, but was 0.4"},
		{"States.ArrayPartition($, 0)", "[1,2]", "error: Invalid arguments in States.ArrayPartition: the second argument must be a positive integer, but was 0"},
		{"States.ArrayPartition($, -1)", "[]", "error: Invalid arguments in States.ArrayPartition: the second argument must be a positive integer, but was -1"},
		{"States.ArrayPartition($, 'x')", "[]", `error: Invalid arguments in States.ArrayPartition: the second argument must be an integer, but was "x"`},
		{"States.ArrayPartition($, 1)", "{}", "error: Invalid arguments in States.ArrayPartition: the first argument must be an array, but was {}"},
	})
}

func TestArrayPartitionKeepsItsInput(t *testing.T) {
	input := jsonvalue.MustParse("[1,2,3]")
	c, err := intrinsic.Parse("States.Array(States.ArrayPartition($, 2), $)")
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		v, err := c.Eval(intrinsic.Env{Path: func(int) (jsonvalue.Value, error) { return input, nil }})
		if err != nil || v.String() != "[[[1,2],[3]],[1,2,3]]" {
			t.Errorf("got %v, %v", v, err)
		}
	}
}

func TestArrayRange(t *testing.T) {
	var thousand []string
	for i := range 1000 {
		thousand = append(thousand, strconv.Itoa(i+1))
	}
	const tooMany = "error: Invalid arguments in States.ArrayRange: the array must not contain more than 1000 items"
	test(t, []row{
		{"States.ArrayRange(1, 9, 2)", "", "[1,3,5,7,9]"},
		{"States.ArrayRange(1, 8, 2)", "", "[1,3,5,7]"},
		{"States.ArrayRange(9, 1, -4)", "", "[9,5,1]"},
		{"States.ArrayRange(-2, 2, 1)", "", "[-2,-1,0,1,2]"},
		{"States.ArrayRange(5, 5, 1)", "", "[5]"},
		{"States.ArrayRange(5, 5, -1)", "", "[5]"},
		{"States.ArrayRange(1, 2, 100)", "", "[1]"},
		{"States.ArrayRange(1, 9, -1)", "", "[]"},
		{"States.ArrayRange(9, 1, 1)", "", "[]"},
		{"States.ArrayRange(0.5, 2.5, 1.4)", "", "[1,2,3]"},
		{"States.ArrayRange(1, 1000, 1)", "", "[" + strings.Join(thousand, ",") + "]"},
		{"States.ArrayRange(0, 1000, 1)", "", tooMany},
		{"States.ArrayRange(1000, 0, -1)", "", tooMany},
		{"States.ArrayRange(-9223372036854775808, 9223372036854775807, 1)", "", tooMany},
		{"States.ArrayRange(9223372036854775807, -9223372036854775808, -1)", "", tooMany},
		{"States.ArrayRange(-1e300, 1e300, 1)", "", tooMany},
		{"States.ArrayRange(-9223372036854775808, 9223372036854775807, 9223372036854775807)", "", "[-9223372036854775808,-1,9223372036854775806]"},
		{"States.ArrayRange(9223372036854775807, -9223372036854775808, -9223372036854775808)", "", "[9223372036854775807,-1]"},
		{"States.ArrayRange(1, 2, 0)", "", "error: Invalid arguments in States.ArrayRange: the third argument must be a non-zero integer, but was 0"},
		{"States.ArrayRange(1, 2, 0.4)", "", "error: Invalid arguments in States.ArrayRange: the third argument must be a non-zero integer, but was 0.4"},
		{"States.ArrayRange('1', 2, 1)", "", `error: Invalid arguments in States.ArrayRange: the first argument must be an integer, but was "1"`},
		{"States.ArrayRange(1, null, 1)", "", "error: Invalid arguments in States.ArrayRange: the second argument must be an integer, but was null"},
		{"States.ArrayRange(1, 2, true)", "", "error: Invalid arguments in States.ArrayRange: the third argument must be an integer, but was true"},
	})
}

func TestArrayUnique(t *testing.T) {
	test(t, []row{
		{"States.ArrayUnique($)", "[]", "[]"},
		{"States.ArrayUnique($)", "[3,1,3,2,1,3]", "[3,1,2]"},
		{"States.ArrayUnique($)", `["a","A","a",""]`, `["a","A",""]`},
		{"States.ArrayUnique($)", `[null,false,0,"",null,false,0,""]`, `[null,false,0,""]`},
		{"States.ArrayUnique($)", `[1,1.0,1e0,10e-1,0.1e1,"1"]`, `[1,"1"]`},
		{"States.ArrayUnique($)", "[0,-0,0.0,0e9,-0.00]", "[0]"},
		{"States.ArrayUnique($)", "[-1,1,-1.0]", "[-1,1]"},
		{"States.ArrayUnique($)", "[100,1e2,1.00e+2,1e-2,0.01]", "[100,1e-2]"},
		{"States.ArrayUnique($)", "[12345678901234567890,12345678901234567891]", "[12345678901234567890,12345678901234567891]"},
		{"States.ArrayUnique($)", `[{"a":1,"b":[2]},{"b":[2.0],"a":1},{"a":1}]`, `[{"a":1,"b":[2]},{"a":1}]`},
		{"States.ArrayUnique($)", `[[1,[2]],[1,[2]],[[1],2],[1,2]]`, `[[1,[2]],[[1],2],[1,2]]`},
		{"States.ArrayUnique($)", `[[1,2],[12],["1,2"],{"1":2},"[1,2]"]`, `[[1,2],[12],["1,2"],{"1":2},"[1,2]"]`},
		{"States.ArrayUnique($)", "1", "error: Invalid arguments in States.ArrayUnique: the first argument must be an array, but was 1"},
	})
}

// TestArrayUniqueIsLinear: the time does not grow with the square of the length.
func TestArrayUniqueIsLinear(t *testing.T) {
	elems := make([]jsonvalue.Value, 100_000)
	for i := range elems {
		elems[i] = jsonvalue.OfObject([]jsonvalue.Member{{Name: "a", Value: jsonvalue.OfInt(int64(i))}})
	}
	input := jsonvalue.OfArray(elems)
	c, err := intrinsic.Parse("States.ArrayLength(States.ArrayUnique($))")
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	v, err := c.Eval(intrinsic.Env{Bytes: 16 << 20, Path: func(int) (jsonvalue.Value, error) { return input, nil }})
	if err != nil || v.String() != "100000" {
		t.Fatalf("got %v, %v", v, err)
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("took %v", took)
	}
}
