package intrinsic

import (
	"fmt"
	"math"
	"sort"

	"github.com/goasl/goasl/jsonvalue"
)

// function is one intrinsic function. eval may rely on the number of its arguments, and
// checks their values.
type function struct {
	name     string
	min, max int // numbers of arguments
	eval     func(*frame) (jsonvalue.Value, error)
}

const anyNumber = math.MaxInt

// functions are all intrinsic functions by name. AWS adds no further ones.
var functions = [...]function{
	{"States.Array", 0, anyNumber, array},
	{"States.ArrayContains", 2, 2, arrayContains},
	{"States.ArrayGetItem", 2, 2, arrayGetItem},
	{"States.ArrayLength", 1, 1, arrayLength},
	{"States.ArrayPartition", 2, 2, arrayPartition},
	{"States.ArrayRange", 3, 3, arrayRange},
	{"States.ArrayUnique", 1, 1, arrayUnique},
	{"States.Base64Decode", 1, 1, base64Decode},
	{"States.Base64Encode", 1, 1, base64Encode},
	{nameFormat, 1, anyNumber, format},
	{"States.Hash", 2, 2, hash},
	{"States.JsonMerge", 3, 3, jsonMerge},
	{"States.JsonToString", 1, 1, jsonToString},
	{"States.MathAdd", 2, 2, mathAdd},
	{"States.MathRandom", 2, 3, mathRandom},
	{"States.StringSplit", 2, 2, stringSplit},
	{"States.StringToJson", 1, 1, stringToJSON},
	{"States.UUID", 0, 0, newUUID},
}

// lookup returns the function of that name, nil if there is none.
func lookup(name string) *function {
	i := sort.Search(len(functions), func(i int) bool { return functions[i].name >= name })
	if i < len(functions) && functions[i].name == name {
		return &functions[i]
	}
	return nil
}

// arity returns the problem with a number of arguments, "" if there is none.
func (f *function) arity(n int) string {
	if n >= f.min && n <= f.max {
		return ""
	}
	want := fmt.Sprintf("%d to %d arguments", f.min, f.max)
	switch {
	case f.max == anyNumber:
		want = fmt.Sprintf("at least %d argument%s", f.min, plural(f.min))
	case f.max == 0:
		want = "no arguments"
	case f.min == f.max:
		want = fmt.Sprintf("%d argument%s", f.min, plural(f.min))
	}
	return fmt.Sprintf("%s takes %s, not %d", f.name, want, n)
}

func plural(n int) string {
	if n == 1 {
		return ""
	}
	return "s"
}
