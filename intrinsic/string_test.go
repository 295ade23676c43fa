package intrinsic_test

import "testing"

func TestStringSplit(t *testing.T) {
	test(t, []row{
		{"States.StringSplit('1,2,3', ',')", "", `["1","2","3"]`},
		{"States.StringSplit('a.b+c,d=e', '.+,=')", "", `["a","b","c","d","e"]`},
		{"States.StringSplit('a::b', '::')", "", `["a","b"]`},
		{"States.StringSplit(',a,,b,', ',')", "", `["a","b"]`},
		{"States.StringSplit(',,', ',')", "", "[]"},
		{"States.StringSplit('', ',')", "", "[]"},
		{"States.StringSplit('a b', '')", "", `["a b"]`},
		{"States.StringSplit('', '')", "", "[]"},
		{"States.StringSplit('a b', ',')", "", `["a b"]`},
		{"States.StringSplit(' , ', ',')", "", `[" "," "]`},
		{"States.StringSplit('x\ny', '\n')", "", `["x","y"]`},
		{"States.StringSplit('aäbßc😀d', 'äß😀')", "", `["a","b","c","d"]`},
		{`States.StringSplit('a\\b{c', '\\\{')`, "", `["a","b","c"]`},
		{"States.StringSplit(1, ',')", "", "error: Invalid arguments in States.StringSplit: the first argument must be a string, but was 1"},
		{"States.StringSplit('a', null)", "", "error: Invalid arguments in States.StringSplit: the second argument must be a string, but was null"},
	})
}
