package jsonpath_test

import (
	"errors"
	"testing"

	"github.com/goasl/goasl/jsonpath"
	"github.com/goasl/goasl/jsonvalue"
)

// library is the document of the tests below.
const library = `{
	"name": "City", "open": true, "closed": null, "floors": 3, "two words": 2, "a.b": 1, "": "empty", "length": 9,
	"shelves": [
		{"id": "S1", "books": [{"title": "Dune", "year": 1965, "price": 9.5, "lent": false}, {"title": "Emma", "year": 1815, "isbn": null}]},
		{"id": "S2", "books": [], "note": "it's new"},
		{"id": "S3", "books": [{"title": "Solaris", "year": 1961, "price": 12, "lent": true}]}
	],
	"grid": [[1, 2], [3], []],
	"rooms": {"b": {"seats": 4}, "a": {"seats": 12}}
}`

// TestDialect has the answers of Jayway 2.0.0 for each row of the package's
// table. A want that begins with "not found:" or "error:" is that of an error.
func TestDialect(t *testing.T) {
	document := jsonvalue.MustParse(library)
	for _, c := range []struct{ path, want string }{
		// members
		{"$.name", `"City"`},
		{"$['name']", `"City"`},
		{"$.['name']", `"City"`},
		{"$['two words']", `2`},
		{"$['a.b']", `1`},
		{"$['']", `"empty"`},
		{"$.closed", `null`},
		{"$['rooms']a.seats", `12`},
		{"$.length", `9`},
		{"$.name ", `"City"`},
		{"$.name?", `not found: No results for path: $['name?']`},
		{"$.name.x", `not found: Property ['x'] not found in path $['name']`},
		{"$.closed.x", `not found: Property ['x'] not found in path $['closed']`},
		{"$.no", `not found: No results for path: $['no']`},
		{"$.no.more", `not found: Missing property in path $['no']`},
		{"$.rooms.c.seats", `not found: Missing property in path $['rooms']['c']`},
		{"$.shelves.length()", `not found: Property ['length()'] not found in path $['shelves']`},
		{"$.length()", `not found: No results for path: $['length()']`},

		// several members
		{"$['floors','name']", `{"floors":3,"name":"City"}`},
		{"$['floors', 'no']", `{"floors":3}`},
		{"$['no','none']", `{}`},
		{"$.shelves[*]['id','note']", `[{"id":"S1"},{"id":"S2","note":"it's new"},{"id":"S3"}]`},
		{"$['rooms','grid'].a", `error: Multi properties can only be used as path leafs: $['rooms', 'grid']`},
		{"$.name['a','b']", `not found: Property ['a', 'b'] not found in path $['name']`},

		// elements
		{"$.grid[0]", `[1,2]`},
		{"$.grid[0][1]", `2`},
		{"$.grid[ 0 ]", `[1,2]`},
		{"$.grid[9]", `not found: Index out of bounds when evaluating path $['grid'][9]`},
		{"$.grid[-1]", `not found: Index out of bounds when evaluating path $['grid'][-1]`},
		{"$.closed[0]", `not found: The path $['closed'] is null`},
		{"$.rooms.a[0]", `error: Filter: [0] can only be applied to arrays. Current context is: {seats=12}`},
		{"$.name[0].x", `error: Filter: [0]['x'] can only be applied to arrays. Current context is: City`},
		{"$.grid[(@.length-1)]", `[]`},
		{"$.grid[(@.length() - 2)][0]", `3`},
		{"$.grid[(@.size()-3)]", `[1,2]`},
		{"$.grid[(@.length-4)]", `not found: Index out of bounds when evaluating path $['grid'][-1]`},
		{"$.rooms[(@.length-1)]", `error: Filter: [@.size()-1] can only be applied to arrays. Current context is: {b={seats=4}, a={seats=12}}`},

		{"$.rooms[0]..a[*]", `error: Filter: [0]..['a'][*] can only be applied to arrays. Current context is: {b={seats=4}, a={seats=12}}`},
		{"$.rooms[:2][0,1][1:]", `error: Filter: [:2][0,1][1:] can only be applied to arrays. Current context is: {b={seats=4}, a={seats=12}}`},

		// unions and slices
		{"$.shelves[0,2].id", `["S1","S3"]`},
		{"$.shelves[2,0].id", `["S3","S1"]`},
		{"$.shelves[0,9].id", `not found: Index out of bounds when evaluating path $['shelves'][9]`},
		{"$.grid[*][0,1]", `[1,2,3]`},
		{"$.grid[1,]", `[3]`},
		{"$.shelves[0:2].id", `["S1","S2"]`},
		{"$.shelves[1:].id", `["S2","S3"]`},
		{"$.shelves[:1].id", `["S1"]`},
		{"$.shelves[-1:].id", `["S3"]`},
		{"$.shelves[:-1].id", `["S1","S2"]`},
		{"$.shelves[-9:].id", `["S1","S2","S3"]`},
		{"$.shelves[:-9].id", `[]`},
		{"$.shelves[0:9].id", `["S1","S2","S3"]`},
		{"$.shelves[2:1].id", `[]`},
		{"$.shelves[7:9].id", `[]`},
		{"$.shelves[7:].id", `[]`},
		{"$.shelves[0:-1].id", `[]`},
		{"$.shelves[-2:-1].id", `not found: Index out of bounds when evaluating path $['shelves'][-2]`},
		{"$.grid[2][-2:-1]", `[]`},
		{"$.shelves[0:9:2].id", `["S1","S2","S3"]`},
		{"$.shelves[1:2,0].id", `["S2"]`},
		{"$.shelves[0,1:2].id", `["S1","S2","S3"]`},
		{"$.no[1:]", `[]`},
		{"$.no[1:].id", `[]`},
		{"$.closed[1:]", `not found: The path $['closed'] is null`},
		{"$.rooms.a[1:].x", `error: Filter: [1:]['x'] can only be applied to arrays. Current context is: {seats=12}`},

		// wildcards
		{"$.rooms.*", `[{"seats":4},{"seats":12}]`},
		{"$.rooms[*].seats", `[4,12]`},
		{"$.grid[*]", `[[1,2],[3],[]]`},
		{"$.grid[*][*]", `[1,2,3]`},
		{"$.grid[*][1]", `[2]`},
		{"$.name[*]", `[]`},
		{"$.no[*].id", `[]`},
		{"$.shelves[*].note", `["it's new"]`},
		{"$.shelves[*].books[*].isbn", `[null]`},
		{"$.rooms[*].beds", `not found: No results for path: $['rooms']['b']['beds']`},
		{"$.rooms[*].beds.size", `[]`},
		{"$.rooms[*].seats.size.x", `not found: Property ['size'] not found in path $['rooms']['b']['seats']`},
		{"$.shelves[0:1].no.more", `[]`},
		{"$.shelves[0:1].no", `not found: No results for path: $['shelves'][0]['no']`},

		// descent
		{"$..title", `["Dune","Emma","Solaris"]`},
		{"$.shelves..year", `[1965,1815,1961]`},
		{"$..no", `[]`},
		{"$.name..x", `[]`},
		{"$.rooms..*", `[{"seats":4},{"seats":12},4,12]`},
		{"$.rooms..['seats']", `[4,12]`},
		{"$.shelves..['title','year']", `[{"title":"Dune","year":1965},{"title":"Emma","year":1815},{"title":"Solaris","year":1961}]`},
		{"$.grid..[0]", `not found: Index out of bounds when evaluating path $['grid'][2][0]`},
		{"$.rooms..[0]", `[]`},
		{"$.grid..[1:]", `[[3],[],2]`},
		{"$.shelves..[0].title", `not found: No results for path: $['shelves'][0]['title']`},
		{"$..[?(@.seats > 5)]", `[{"seats":12}]`},
		{"$.rooms....seats", `[]`},

		// filters: what they apply to
		{"$.shelves[?(@.id == 'S2')].note", `["it's new"]`},
		{"$.shelves.[?(@.id=='S2')].note", `["it's new"]`},
		{"$.rooms.a[?(@.seats)]", `[{"seats":12}]`},
		{"$.rooms[?(@.seats)]", `[]`},
		{"$.no[?(@.seats)]", `[]`},
		{"$.name[?(@.seats)]", `error: Filter: [?] can not be applied to primitives. Current context is: City`},
		{"$.grid[?(@[0] == 3)]", `[[3]]`},
		{"$.grid[0][?(@ > 1)]", `[2]`},
		{"$.shelves[?(@.id == 'S2')][0]", `error: Filter: [0] can only be applied to arrays. Current context is: {id=S2, books=[], note=it's new}`},

		// filters: existence
		{"$.shelves[0].books[?(@.price)].title", `["Dune"]`},
		{"$.shelves[0].books[?(!@.price)].title", `["Emma"]`},
		{"$.shelves[0].books[?(@.isbn)].title", `[]`},
		{"$.shelves[0].books[?(!@.isbn)].title", `["Dune","Emma"]`},
		{"$.shelves[0].books[?(@.lent)].title", `["Dune"]`},
		{"$.shelves[0].books[?(@['price','lent'])].title", `["Dune"]`},
		{"$.shelves[0].books[?(@['price','isbn'])].title", `[]`},
		{"$.shelves[?($.note)].id", `["S2"]`},
		{"$.grid[0][?(@)]", `[1,2]`},
		{"$.shelves[?(@[0])].id", `error: Filter: [0] can only be applied to arrays. Current context is: {id=S1, books=[{title=Dune, year=1965, price=9.5, lent=false}, {title=Emma, year=1815, isbn=null}]}`},

		// filters: comparisons
		{"$..books[?(@.year == 1965)].title", `["Dune"]`},
		{"$..books[?(@.year == '1965.0')].title", `["Dune"]`},
		{"$..books[?(@.year == 1.965e3)].title", `["Dune"]`},
		{"$..books[?(@.year == +01965.)].title", `["Dune"]`},
		{"$..books[?(@.price > -.5E+1)].title", `["Dune","Solaris"]`},
		{"$..books[?(@.price < 00.5e+2)].title", `["Dune","Solaris"]`},
		{"$..books[?(@.price > -007)].title", `["Dune","Solaris"]`},
		{"$..books[?(@.price == 1e)].title", `error: Character e is neither a decimal digit number, decimal point, nor "e" notation exponential mark.`},
		{"$..books[?(@.price == '')].title", `error: A number needs a digit.`},
		{"$..books[?(@.price == 1x)].title", `error: Character x is neither a decimal digit number, decimal point, nor "e" notation exponential mark.`},
		{"$..books[?(@.year != 1965)].title", `["Emma","Solaris"]`},
		{"$..books[?(@.year < 1961)].title", `["Emma"]`},
		{"$..books[?(@.year <= 1961)].title", `["Emma","Solaris"]`},
		{"$..books[?(@.year > 1961)].title", `["Dune"]`},
		{"$..books[?(@.year >= 1961)].title", `["Dune","Solaris"]`},
		{"$..books[?(1961 <= @.year)].title", `[]`},
		{"$..books[?(@.price < $.floors)].title", `[]`},
		{"$..books[?(@.price > $.floors)].title", `["Dune","Solaris"]`},
		{"$..books[?(@.year > -1)].title", `["Dune","Emma","Solaris"]`},
		{"$..books[?(@.title > 'E')].title", `["Emma","Solaris"]`},
		{"$..books[?(@.title == Emma)].title", `["Emma"]`},
		{"$..books[?('Emma' == @.title)].title", `["Emma"]`},
		{"$..books[?(@.title == @.title)].title", `["Dune","Emma","Solaris"]`},
		{"$.shelves[?(@.note == 'it\\'s new')].id", `["S2"]`},
		{"$.shelves[?(@.books == @.books)].id", `["S1","S2","S3"]`},
		{"$.shelves[?(@.books != 'x')].id", `[]`},
		{"$..books[?(@.lent == true)].title", `["Solaris"]`},
		{"$..books[?(@.lent == 'TRUE')].title", `["Solaris"]`},
		{"$..books[?(@.lent == no)].title", `["Dune"]`},
		{"$..books[?(@.lent < true)].title", `["Dune"]`},
		{"$..books[?(@.lent <= FALSE)].title", `["Dune"]`},
		{"$..books[?(@.lent > @.title)].title", `["Solaris"]`},
		{"$..books[?(true == @.lent)].title", `[]`},
		{"$..books[?(@.lent == @.lent)].title", `["Dune","Solaris"]`},
		{"$..books[?(@.lent != $.open)].title", `["Dune"]`},
		{"$..books[?(@.isbn == 'null')].year", `[1815]`},
		{"$..books[?(@.isbn == null)].title", `["Emma"]`},
		{"$..books[?(@.isbn == 'null')].title", `["Emma"]`},
		{"$..books[?(@.isbn != 1)].title", `["Emma"]`},
		{"$..books[?(@.isbn < 1)].title", `[]`},
		{"$..books[?(@.year > null)].title", `["Dune","Emma","Solaris"]`},
		{"$..books[?(@.none != 1)].title", `[]`},
		{"$..books[?(@.title == 1)].title", `[]`},
		{"$..books[?(@.year == @.title)].title", `error: Character D is neither a decimal digit number, decimal point, nor "e" notation exponential mark.`},
		{"$..books[?(@.title == @.year)].title", `[]`},
		{"$..books[?(@.year === 1965)].title", `error: Character = is neither a decimal digit number, decimal point, nor "e" notation exponential mark.`},

		// filters: regular expressions
		{"$..books[?(@.title =~ /.*e/)].title", `["Dune"]`},
		{"$..books[?(@.title =~ /e/)].title", `[]`},
		{"$..books[?(@.title =~ /DUNE|EMMA/i)].title", `["Dune","Emma"]`},
		{"$..books[?(@.title =~ /Dune|Emm/)].title", `["Dune"]`},
		{"$..books[?(/E.*/ =~ @.title)].title", `["Emma"]`},
		{"$..books[?(@.year =~ /19\\d\\d/)].title", `["Dune","Solaris"]`},
		{"$..books[?(@.isbn =~ /.*/)].title", `[]`},
		{"$.rooms.*[?(@ =~ /\\{seats=.\\}/)]", `[{"seats":4}]`},
		{"$..books[?(@.isbn =~ @.isbn)].title", `[]`},
		{"$..books[?(@.title =~ 'Dune')].title", `error: =~ needs a regular expression between slashes`},
		{"$..books[?(@.title == /Dune/)].title", `[]`},

		// filters: logic
		{"$..books[?(@.year == 1965 || @.lent == true && @.price == 0)].title", `["Dune"]`},
		{"$..books[?(@.price == 0 && @.lent == true || @.year == 1965)].title", `["Dune"]`},
		{"$..books[?((@.year == 1965 || @.year == 1815) && @.price)].title", `["Dune"]`},
		{"$..books[?((@.year == 1815 || @.year == 1965) && @.lent == true)].title", `["Emma"]`},
		{"$..books[?(@.year&&@.price&&@.lent==true)].title", `["Solaris"]`},
		{"$..books[?(@.year > x && @.none)].title", `[]`},
		{"$..books[?(@.none && @.year > x)].title", `error: Character x is neither a decimal digit number, decimal point, nor "e" notation exponential mark.`},
		{"$..books[?(@.year > x || @.title)].title", `["Dune","Emma","Solaris"]`},

		// what nobody should write
		{`$.grid["n1"]`, `[3]`},
		{"$['name", `error: invalid path "$['name" at offset 7: the bracket is not closed`},
		{"$['name]", `{}`},
		{"$['name].x", `error: Multi properties can only be used as path leafs: $[]`},
		{"$.grid[1:::9]", `[[3],[]]`},
		{"$.grid[1:::]", `error: invalid path "$.grid[1:::]" at offset 11: an index is missing`},
		{"$.grid[0,1:x]", `[[1,2],[3]]`},
		{"$['two' 'name']", `{"name":"City"}`},
		{"$.it's", `not found: No results for path: $['it']`},
	} {
		t.Run(c.path, func(t *testing.T) {
			if got := answer(c.path, document); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

func answer(path string, document jsonvalue.Value) string {
	p, err := jsonpath.Compile(path)
	if err != nil {
		return "error: " + err.Error()
	}
	v, err := p.Eval(document, nil)
	switch e := (*jsonpath.NotFoundError)(nil); {
	case errors.As(err, &e):
		return "not found: " + err.Error()
	case err != nil:
		return "error: " + err.Error()
	}
	return v.String()
}

func TestDefinite(t *testing.T) {
	for path, want := range map[string]bool{
		"$": true, "$.a": true, "$['a','b']": true, "$.a[0].b": true, "$[(@.length-1)]": true, "$[0,]": true,
		"$.a[0,1]": false, "$[1:]": false, "$.*": false, "$..a": false, "$[?(@.a)]": false,
	} {
		if got := jsonpath.MustCompile(path).Definite(); got != want {
			t.Errorf("%s: definite is %v", path, got)
		}
	}
}

// TestOrderIsThatOfUTF16: Java compares strings by UTF-16 units, in which 𐀀
// begins with D800 and comes before U+FFFD.
func TestOrderIsThatOfUTF16(t *testing.T) {
	document := jsonvalue.MustParse(`["\uFFFD", "𐀀", "𐀁", "𐀀a"]`)
	for path, want := range map[string]string{
		"$[?(@ < '\uFFFD')]": `["𐀀","𐀁","𐀀a"]`,
		"$[?(@ > '𐀀')]":      `["\ufffd","𐀁","𐀀a"]`,
	} {
		if got := answer(path, document); got != jsonvalue.MustParse(want).Compact().String() {
			t.Errorf("%s = %s, want %s", path, got, want)
		}
	}
}

func TestNumbersAreExact(t *testing.T) {
	document := jsonvalue.MustParse(`[12345678901234567890, 12345678901234567891, 0.1, 0.10000000000000001]`)
	for path, want := range map[string]string{
		"$[?(@ == 12345678901234567891)]": `[12345678901234567891]`,
		"$[?(@ == 0.1)]":                  `[0.1]`,
		"$[?(@ > .1e0)]":                  `[12345678901234567890,12345678901234567891,0.10000000000000001]`,
		"$[?(@ < -0)]":                    `[]`,
	} {
		if got := answer(path, document); got != want {
			t.Errorf("%s = %s, want %s", path, got, want)
		}
	}
}
