package intrinsic_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/goasl/goasl/intrinsic"
	"github.com/goasl/goasl/jsonvalue"
)

// counter is a source of random bits that is none.
type counter uint64

func (c *counter) Uint64() uint64 {
	*c += 0x9E3779B97F4A7C15
	return uint64(*c)
}

// env resolves the simplest paths ($, $.a, $.a.b) in input.
func env(c *intrinsic.Call, input string) intrinsic.Env {
	return envWithin(c, jsonvalue.MustParse(input), jsonvalue.EmptyObject)
}

// envWithin resolves $$.a.b, too, in the context object.
func envWithin(c *intrinsic.Call, input, context jsonvalue.Value) intrinsic.Env {
	paths := c.Paths()
	return intrinsic.Env{
		Random: new(counter),
		Path: func(i int) (jsonvalue.Value, error) {
			names := strings.Split(paths[i].Text, ".")
			v := input
			if names[0] == "$$" {
				v = context
			}
			for _, name := range names[1:] {
				v = v.Get(name)
			}
			return v, nil
		},
	}
}

// row is a call, its input, and either the result as JSON or the message of the
// failure.
type row struct{ call, input, want string }

func test(t *testing.T, rows []row) {
	t.Helper()
	for _, r := range rows {
		t.Run(r.call, func(t *testing.T) {
			c, err := intrinsic.Parse(r.call)
			if err != nil {
				t.Fatal(err)
			}
			if r.input == "" {
				r.input = "{}"
			}
			v, err := c.Eval(env(c, r.input))
			got := v.String()
			if err != nil {
				got = "error: " + err.Error()
			}
			if got != r.want {
				t.Errorf("%s of %s\n got %s\nwant %s", r.call, r.input, got, r.want)
			}
		})
	}
}

func TestIs(t *testing.T) {
	for text, want := range map[string]bool{
		"States.UUID()": true,
		"States.":       true,
		"States.Foo":    true,
		"$.States.UUID": false,
		"states.UUID()": false,
		" States.UUID(": false,
		"":              false,
	} {
		if got := intrinsic.Is(text); got != want {
			t.Errorf("Is(%q) = %v, want %v", text, got, want)
		}
	}
}

func TestNames(t *testing.T) {
	names := intrinsic.Names()
	if len(names) != 18 || !slices.IsSorted(names) {
		t.Errorf("Names() = %q, want 18 names in order", names)
	}
	for _, name := range names {
		var syntax *intrinsic.SyntaxError
		_, err := intrinsic.Parse(name + "(null,null,null,null)")
		if errors.As(err, &syntax) && strings.HasPrefix(syntax.Msg, "unknown") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPaths(t *testing.T) {
	for _, tt := range []struct {
		call string
		want []intrinsic.PathArg
	}{
		{"States.UUID()", nil},
		{"States.Array($)", []intrinsic.PathArg{{"$", 13, "States.Array", 0}}},
		{"States.Array( $.a , $$.Execution.Id,$v.b\n)", []intrinsic.PathArg{{"$.a", 14, "States.Array", 0}, {"$$.Execution.Id", 20, "States.Array", 1}, {"$v.b", 36, "States.Array", 2}}},
		{"States.Format('{}{}', States.ArrayGetItem($.x, 0), $.y)", []intrinsic.PathArg{{"$.x", 42, "States.ArrayGetItem", 0}, {"$.y", 51, "States.Format", 2}}},
		{"States.Array('$.no', $.yes)", []intrinsic.PathArg{{"$.yes", 21, "States.Array", 1}}},
		{"States.Array($['a,b'], $.c)", []intrinsic.PathArg{{"$['a,b']", 13, "States.Array", 0}, {"$.c", 23, "States.Array", 1}}},
		{`States.Array($["a)"]["]"], 1)`, []intrinsic.PathArg{{`$["a)"]["]"]`, 13, "States.Array", 0}}},
		{`States.Array($['it\'s, (']['\\'], 1)`, []intrinsic.PathArg{{`$['it\'s, (']['\\']`, 13, "States.Array", 0}}},
		{"States.Array($.a[?(@.x == 'y)' && (@.n > 1, 2))], 1)", []intrinsic.PathArg{{"$.a[?(@.x == 'y)' && (@.n > 1, 2))]", 13, "States.Array", 0}}},
		{"States.Array($.a[?(@.x==$.b)].c, $.d)", []intrinsic.PathArg{{"$.a[?(@.x==$.b)].c", 13, "States.Array", 0}, {"$.d", 33, "States.Array", 1}}},
		{"States.Array($.a[?(@.id =~ /'[)]\\/,/i)], 1)", []intrinsic.PathArg{{"$.a[?(@.id =~ /'[)]\\/,/i)]", 13, "States.Array", 0}}},
		{"States.Array($.a[?(@.n/2 > '/')], 1)", []intrinsic.PathArg{{"$.a[?(@.n/2 > '/')]", 13, "States.Array", 0}}},
		{"States.Array($.a.length(), $.concat($.b, 'c)'))", []intrinsic.PathArg{{"$.a.length()", 13, "States.Array", 0}, {"$.concat($.b, 'c)')", 27, "States.Array", 1}}},
		{"States.Array($.it's, $.a[0,1:2])", []intrinsic.PathArg{{"$.it's", 13, "States.Array", 0}, {"$.a[0,1:2]", 21, "States.Array", 1}}},
		{"States.Array($.größe, $.日本)", []intrinsic.PathArg{{"$.größe", 13, "States.Array", 0}, {"$.日本", 24, "States.Array", 1}}},
	} {
		c, err := intrinsic.Parse(tt.call)
		if err != nil {
			t.Errorf("%s: %v", tt.call, err)
			continue
		}
		if got := c.Paths(); !slices.Equal(got, tt.want) {
			t.Errorf("%s: paths %+v, want %+v", tt.call, got, tt.want)
		}
		if c.String() != tt.call {
			t.Errorf("String() = %q, want %q", c, tt.call)
		}
	}
}

func TestPathsAreACopy(t *testing.T) {
	c, err := intrinsic.Parse("States.ArrayLength($.a)")
	if err != nil {
		t.Fatal(err)
	}
	c.Paths()[0].Text = "changed"
	if got := c.Paths()[0].Text; got != "$.a" {
		t.Errorf("path is %q after a change to the list", got)
	}
}

func TestPathError(t *testing.T) {
	c, err := intrinsic.Parse("States.Array($.a, States.ArrayLength($.b), $.c)")
	if err != nil {
		t.Fatal(err)
	}
	want := errors.New("no such thing")
	var asked []int
	_, err = c.Eval(intrinsic.Env{Path: func(i int) (jsonvalue.Value, error) {
		asked = append(asked, i)
		if i == 1 {
			return jsonvalue.Value{}, want
		}
		return jsonvalue.True, nil
	}})
	if err != want {
		t.Errorf("error %v, want the one of Path", err)
	}
	if !slices.Equal(asked, []int{0, 1}) {
		t.Errorf("asked for paths %v, want [0 1]", asked)
	}
}

func TestNoValueIsNull(t *testing.T) {
	c, err := intrinsic.Parse("States.Format('{}', $.a)")
	if err != nil {
		t.Fatal(err)
	}
	v, err := c.Eval(intrinsic.Env{Path: func(int) (jsonvalue.Value, error) { return jsonvalue.Value{}, nil }})
	if err != nil || v.Text() != "null" {
		t.Errorf("got %v, %v", v, err)
	}
}

func TestIncompleteEnv(t *testing.T) {
	for _, text := range []string{"States.UUID()", "States.MathRandom(1, 2)", "States.Array($.a)"} {
		c, err := intrinsic.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Eval(intrinsic.Env{}); err == nil {
			t.Errorf("%s: no error without what it needs", text)
		}
	}
	if _, err := new(intrinsic.Call).Eval(intrinsic.Env{}); err == nil {
		t.Error("the zero Call evaluates")
	}
}

func TestErrorNames(t *testing.T) {
	for _, tt := range []struct {
		call, name, function string
	}{
		{"States.Array(States.ArrayLength(1))", "States.Runtime", "States.ArrayLength"},
		{"States.Format('{')", "States.Runtime", "States.Format"},
		{"States.Base64Encode('0123456789')", "States.DataLimitExceeded", "States.Base64Encode"},
		{"States.Format('{}{}', '123456', '789')", "States.DataLimitExceeded", "States.Format"},
		{"States.ArrayLength(States.Array(10, 20, 30, 40))", "States.DataLimitExceeded", "States.Array"},
		{"States.JsonToString('123456789')", "States.DataLimitExceeded", "States.JsonToString"},
	} {
		c, err := intrinsic.Parse(tt.call)
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.Eval(intrinsic.Env{Bytes: 10})
		var failure *intrinsic.Error
		if !errors.As(err, &failure) {
			t.Errorf("%s: %v, want an *Error", tt.call, err)
			continue
		}
		if failure.Name != tt.name || failure.Function != tt.function {
			t.Errorf("%s: %s of %s, want %s of %s", tt.call, failure.Name, failure.Function, tt.name, tt.function)
		}
	}
}

func TestDefaultBound(t *testing.T) {
	quarter := quoted(strings.Repeat("x", 256<<10-1))
	test(t, []row{
		{"States.ArrayLength(States.Array($, $, $))", quarter, "3"},
		{"States.ArrayLength(States.Array($, $, $, $))", quarter, "error: The result of States.Array exceeds 1048576 bytes."},
		{"States.Format('{}{}{}{}{}', $, $, $, $, $)", quarter, "error: The result of States.Format exceeds 1048576 bytes."},
	})
}

// TestMessagesAreBounded: no message holds more than a glimpse of a value.
func TestMessagesAreBounded(t *testing.T) {
	long := `"` + strings.Repeat("x", 10_000) + `"`
	for _, call := range []string{
		"States.ArrayLength($)", "States.ArrayGetItem($, 1)", "States.MathAdd($, 1)", "States.JsonMerge($, $, false)",
		"States.StringToJson($)", "States.Hash('a', $)", "States.ArrayPartition(States.Array(1), $)",
	} {
		c, err := intrinsic.Parse(call)
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.Eval(env(c, long))
		if err == nil || len(err.Error()) > 200 {
			t.Errorf("%s: %v", call, err)
		}
	}
}

// TestDeepValues: neither printing nor comparing overflows the stack.
func TestDeepValues(t *testing.T) {
	deep := jsonvalue.OfInt(1)
	for range 50_000 {
		deep = jsonvalue.OfArray([]jsonvalue.Value{jsonvalue.OfObject([]jsonvalue.Member{{Name: "a", Value: deep}})})
	}
	for call, want := range map[string]string{
		"States.Format('{}', $)":                   "Invalid arguments in States.Format: the value has more than 10000 levels of nesting",
		"States.ArrayUnique(States.Array($, $))":   "Invalid arguments in States.ArrayUnique: the value has more than 10000 levels of nesting",
		"States.ArrayContains(States.Array(1), $)": "",
		"States.ArrayLength($)":                    "",
		"States.JsonToString($)":                   "",
	} {
		c, err := intrinsic.Parse(call)
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.Eval(intrinsic.Env{Path: func(int) (jsonvalue.Value, error) { return deep, nil }})
		if got := fmt.Sprint(err); got != want && (err != nil || want != "") {
			t.Errorf("%s: %v, want %q", call, err, want)
		}
	}
}

func TestConcurrentEval(t *testing.T) {
	c, err := intrinsic.Parse("States.Format('{} {} {}', States.JsonToString(States.JsonMerge($.a, $.b, false)), States.ArrayUnique($.c), States.UUID())")
	if err != nil {
		t.Fatal(err)
	}
	shared := env(c, `{"a":{"x":{"y":1},"z":2},"b":{"x":[1,{"q":2}]},"c":[[1,2],[1.0,2],{"p":1}]}`)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			mine := shared
			mine.Random = new(counter)
			v, err := c.Eval(mine)
			const want = `{"x":[1,{"q":2}],"z":2} [[1, 2], {p=1}] 9e3779b9-7f4a-4c15-bc6e-f372fe94f82a`
			if err != nil || v.Text() != want {
				t.Errorf("got %q, %v, want %q", v.Text(), err, want)
			}
		})
	}
	wg.Wait()
}

// A call tells of its parts.
func TestArgs(t *testing.T) {
	c, err := intrinsic.Parse(`States.ArrayGetItem(States.StringSplit($.text, ','), 2)`)
	if err != nil {
		t.Fatal(err)
	}
	args := c.Args()
	if c.Function() != "States.ArrayGetItem" || len(args) != 2 || args[1].Literal.String() != "2" || args[0].Call == nil {
		t.Fatalf("%s with %+v", c.Function(), args)
	}
	inner := args[0].Call
	if got := inner.Args(); inner.Function() != "States.StringSplit" || len(got) != 2 || got[0].Path != "$.text" || got[1].Literal.Text() != "," {
		t.Errorf("%s with %+v", inner.Function(), got)
	}
	if zero := new(intrinsic.Call); zero.Function() != "" || zero.Args() != nil {
		t.Error("the zero Call has parts")
	}
}
