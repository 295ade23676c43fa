package events_test

import (
	"strings"
	"testing"

	"github.com/goasl/goasl/events"
)

const instanceEvent = `{
	"version": "0", "id": "6a7e8feb-b491-4cf7-a9f1-bf3703467718", "detail-type": "EC2 Instance State-change Notification",
	"source": "aws.ec2", "account": "111122223333", "time": "2017-12-22T18:43:48Z", "region": "us-west-1",
	"resources": ["arn:aws:ec2:us-west-1:123456789012:instance/i-1234567890abcdef0", "arn:aws:ec2:us-east-1:111122223333:instance/i-b188560f"],
	"detail": {"instance-id": "i-1234567890abcdef0", "state": "running", "count": 5, "limit": 301.8, "ip": "10.0.0.33", "empty": "", "nothing": null, "on": true}
}`

func TestMatches(t *testing.T) {
	for _, c := range []struct {
		name, pattern, event string
		want                 bool
	}{
		// What the user guide shows, on an event of EC2.
		{"source", `{"source": ["aws.ec2"]}`, instanceEvent, true},
		{"several values", `{"detail": {"state": ["initializing", "running"]}}`, instanceEvent, true},
		{"other value", `{"detail": {"state": ["stopped"]}}`, instanceEvent, false},
		{"case", `{"source": ["AWS.EC2"]}`, instanceEvent, false},
		{"all fields", `{"source": ["aws.ec2"], "detail": {"state": ["stopped"]}}`, instanceEvent, false},
		{"field that is missing", `{"detail": {"name": ["x"]}}`, instanceEvent, false},
		{"array", `{"resources": ["arn:aws:ec2:us-east-1:111122223333:instance/i-b188560f", "other"]}`, instanceEvent, true},
		{"array without it", `{"resources": ["arn:aws:ec2:us-east-1:444455556666:instance/i-b188560f"]}`, instanceEvent, false},
		{"empty string", `{"detail": {"empty": [""]}}`, instanceEvent, true},
		{"empty string is not null", `{"detail": {"nothing": [""]}}`, instanceEvent, false},
		{"null", `{"detail": {"nothing": [null]}}`, instanceEvent, true},
		{"null is not empty", `{"detail": {"empty": [null]}}`, instanceEvent, false},
		{"true", `{"detail": {"on": [true]}}`, instanceEvent, true},
		{"false", `{"detail": {"on": [false]}}`, instanceEvent, false},
		{"text is not true", `{"detail": {"on": ["true"]}}`, instanceEvent, false},

		{"prefix", `{"time": [{"prefix": "2017-12-22"}]}`, instanceEvent, true},
		{"prefix without case", `{"source": [{"prefix": {"equals-ignore-case": "AWS."}}]}`, instanceEvent, true},
		{"prefix with case", `{"source": [{"prefix": "AWS."}]}`, instanceEvent, false},
		{"empty prefix", `{"detail": {"state": [{"prefix": ""}]}}`, instanceEvent, true},
		{"prefix of a number", `{"detail": {"count": [{"prefix": ""}]}}`, instanceEvent, false},
		{"suffix", `{"source": [{"suffix": "ec2"}]}`, instanceEvent, true},
		{"suffix without case", `{"source": [{"suffix": {"equals-ignore-case": ".EC2"}}]}`, instanceEvent, true},
		{"long suffix", `{"source": [{"suffix": {"equals-ignore-case": "xxxxaws.ec2"}}]}`, instanceEvent, false},
		{"equals without case", `{"detail-type": [{"equals-ignore-case": "ec2 instance state-change notification"}]}`, instanceEvent, true},
		{"exactly", `{"source": [{"exactly": "aws.ec2"}]}`, instanceEvent, true},

		{"anything but", `{"detail": {"state": [{"anything-but": "initializing"}]}}`, instanceEvent, true},
		{"anything but it", `{"detail": {"state": [{"anything-but": "running"}]}}`, instanceEvent, false},
		{"anything but a list", `{"detail": {"state": [{"anything-but": ["stopped", "overloaded"]}]}}`, instanceEvent, true},
		{"anything but a list with it", `{"detail": {"state": [{"anything-but": ["stopped", "running"]}]}}`, instanceEvent, false},
		{"anything but numbers", `{"detail": {"limit": [{"anything-but": [100, 200, 300]}]}}`, instanceEvent, true},
		{"anything but the number", `{"detail": {"limit": [{"anything-but": [100, 3.018e2]}]}}`, instanceEvent, false},
		{"anything but a prefix", `{"detail": {"state": [{"anything-but": {"prefix": "init"}}]}}`, instanceEvent, true},
		{"anything but its prefix", `{"detail": {"state": [{"anything-but": {"prefix": ["init", "run"]}}]}}`, instanceEvent, false},
		{"anything but a suffix", `{"detail": {"state": [{"anything-but": {"suffix": ["ing"]}}]}}`, instanceEvent, false},
		{"anything but without case", `{"detail": {"state": [{"anything-but": {"equals-ignore-case": ["RUNNING"]}}]}}`, instanceEvent, false},
		{"anything but a wildcard", `{"detail": {"state": [{"anything-but": {"wildcard": "run*ing"}}]}}`, instanceEvent, false},
		{"anything but wildcards", `{"detail": {"state": [{"anything-but": {"wildcard": ["*/lib/*", "*/bin/*"]}}]}}`, instanceEvent, true},
		{"anything but of null", `{"detail": {"nothing": [{"anything-but": "x"}]}}`, instanceEvent, true},
		{"anything but of a missing field", `{"detail": {"name": [{"anything-but": "x"}]}}`, instanceEvent, false},
		{"anything but of an array", `{"resources": [{"anything-but": ["arn:aws:ec2:us-east-1:111122223333:instance/i-b188560f"]}]}`, instanceEvent, true},

		{"number", `{"detail": {"count": [5]}}`, instanceEvent, true},
		{"number by value", `{"detail": {"limit": [3.018e2]}}`, instanceEvent, true},
		{"number with zeros", `{"detail": {"count": [5.00]}}`, instanceEvent, true},
		{"text is no number", `{"detail": {"count": ["5"]}}`, instanceEvent, false},
		{"long number", `{"n": [123456789012345678901]}`, `{"n": 123456789012345678901}`, true},
		{"other long number", `{"n": [123456789012345678901]}`, `{"n": 123456789012345678902}`, false},
		{"numeric", `{"detail": {"count": [{"numeric": [">", 0, "<=", 5]}], "limit": [{"numeric": ["=", 3.018e2]}]}}`, instanceEvent, true},
		{"numeric below", `{"detail": {"count": [{"numeric": ["<", 5]}]}}`, instanceEvent, false},
		{"numeric from", `{"detail": {"count": [{"numeric": [">=", 5]}]}}`, instanceEvent, true},
		{"numeric of a text", `{"detail": {"empty": [{"numeric": ["<", 5]}]}}`, instanceEvent, false},

		{"cidr", `{"detail": {"ip": [{"cidr": "10.0.0.0/24"}]}}`, instanceEvent, true},
		{"cidr elsewhere", `{"detail": {"ip": [{"cidr": "10.0.1.0/24"}]}}`, instanceEvent, false},
		{"cidr of IPv6", `{"ip": [{"cidr": "2001:db8::/32"}]}`, `{"ip": "2001:DB8:0::7"}`, true},
		{"cidr of a text", `{"detail": {"state": [{"cidr": "10.0.0.0/8"}]}}`, instanceEvent, false},
		{"address", `{"ip": ["2001:db8::7"]}`, `{"ip": "2001:0DB8:0::0007"}`, true},

		{"exists", `{"detail": {"state": [{"exists": true}]}}`, instanceEvent, true},
		{"exists as null", `{"detail": {"nothing": [{"exists": true}]}}`, instanceEvent, true},
		{"does not exist", `{"detail": {"name": [{"exists": true}]}}`, instanceEvent, false},
		{"must not exist", `{"detail": {"name": [{"exists": false}]}}`, instanceEvent, true},
		{"must not exist and does", `{"detail": {"state": [{"exists": false}]}}`, instanceEvent, false},
		{"must not exist in what is missing", `{"more": {"name": [{"exists": false}]}}`, instanceEvent, true},
		{"exists as an object", `{"detail": [{"exists": true}]}`, instanceEvent, false},
		{"must not exist as an object", `{"detail": [{"exists": false}]}`, instanceEvent, true},
		{"missing or a value", `{"detail": {"name": ["x", {"exists": false}]}}`, instanceEvent, true},
		{"value or missing", `{"detail": {"state": ["running", {"exists": false}]}}`, instanceEvent, true},
		{"exists in an empty array", `{"a": [{"exists": true}]}`, `{"a": []}`, false},

		{"wildcard", `{"source": [{"wildcard": "a*.*c2"}]}`, instanceEvent, true},
		{"wildcard of nothing", `{"source": [{"wildcard": "*aws.ec2*"}]}`, instanceEvent, true},
		{"wildcard of the whole", `{"source": [{"wildcard": "ws*"}]}`, instanceEvent, false},
		{"wildcard that overlaps", `{"a": [{"wildcard": "ab*ba"}]}`, `{"a": "aba"}`, false},
		{"escaped asterisk", `{"a": [{"wildcard": "a\\*b*"}]}`, `{"a": "a*bc"}`, true},
		{"escaped asterisk is one", `{"a": [{"wildcard": "a\\*b*"}]}`, `{"a": "axbc"}`, false},
		{"escaped backslash", `{"a": [{"wildcard": "a\\\\*"}]}`, `{"a": "a\\x"}`, true},

		{"or", `{"source": ["aws.ec2"], "$or": [{"detail": {"state": ["stopped"]}}, {"detail": {"count": [5]}}]}`, instanceEvent, true},
		{"or of neither", `{"$or": [{"source": ["a"]}, {"region": ["b"]}]}`, instanceEvent, false},
		{"or with its siblings", `{"source": ["other"], "$or": [{"region": ["us-west-1"]}, {"account": ["1"]}]}`, instanceEvent, false},
		{"or in or", `{"$or": [{"source": ["a"]}, {"region": ["us-west-1"], "$or": [{"account": ["1"]}, {"detail": {"on": [true]}}]}]}`, instanceEvent, true},
		{"or of different levels", `{"detail": {"$or": [{"count": [1]}, {"limit": [{"numeric": [">", 300]}]}]}, "$or": [{"source": ["x"]}, {"region": [{"prefix": "us"}]}]}`, instanceEvent, true},
		{"or as a field", `{"$or": {"a": [1]}}`, `{"$or": {"a": 1}}`, true},
		{"or as a field with values", `{"$or": ["x"]}`, `{"$or": "x"}`, true},
		{"or that overrides", `{"a": [1], "$or": [{"a": [2]}, {"b": [3]}]}`, `{"a": 2}`, true},
		{"or before what overrides", `{"$or": [{"a": [2]}, {"b": [3]}], "a": [1]}`, `{"a": 2}`, false},
		{"the last of two", `{"a": [1], "a": [2]}`, `{"a": 1}`, false},
		{"two objects of one name", `{"a": {"x": [1]}, "a": {"y": [2]}}`, `{"a": {"x": 3, "y": 2}}`, false},

		// Fields of objects in an array must match in one element.
		{"same element", `{"p": {"first": ["Anna"], "last": ["Smith"]}}`, people, true},
		{"different elements", `{"p": {"first": ["Anna"], "last": ["Jones"]}}`, people, false},
		{"any element", `{"p": {"last": ["Jones"]}}`, people, true},
		{"different elements by or", `{"p": {"first": ["Anna"]}, "$or": [{"p": {"last": ["Jones"]}}, {"p": {"last": ["x"]}}]}`, people, false},
		{"same element by or", `{"p": {"first": ["Anna"]}, "$or": [{"p": {"last": ["Jones"]}}, {"p": {"last": ["Smith"]}}]}`, people, true},
		{"element of an element", `{"p": {"tags": {"k": ["b"], "v": [2]}}}`, people, true},
		{"two elements of an element", `{"p": {"tags": {"k": ["a"], "v": [2]}}}`, people, false},
		{"array in an array", `{"a": {"x": [1], "y": [2]}}`, `{"a": [[{"x": 1}], [[{"x": 1, "y": 2}]]]}`, true},
		{"values in an array in an array", `{"a": [2]}`, `{"a": [1, [[2]]]}`, true},
		{"missing in all elements", `{"p": {"tags": [{"exists": false}]}}`, `{"p": [{"first": "a", "tags": 1}, {"first": "b"}]}`, false},
		{"missing in the element", `{"p": {"first": ["b"], "tags": [{"exists": false}]}}`, `{"p": [{"first": "a", "tags": 1}, {"first": "b"}]}`, true},
		{"missing before the element", `{"p": {"age": [{"exists": false}], "first": ["b"]}}`, `{"p": [{"first": "a", "age": 1}, {"first": "b"}]}`, false},
		{"missing in no elements", `{"p": {"tags": [{"exists": false}]}}`, `{"p": []}`, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := events.ParsePattern(c.pattern)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := p.MatchesJSON([]byte(c.event)); got != c.want || err != nil {
				t.Errorf("it matches: %v, %v, want %v", got, err, c.want)
			}
		})
	}
}

const people = `{"p": [
	{"first": "Anna", "last": "Smith", "tags": [{"k": "a", "v": 1}, {"k": "b", "v": 2}]},
	{"first": "Bob", "last": "Jones", "tags": []}
]}`

func TestParsePatternRefuses(t *testing.T) {
	for pattern, want := range map[string]string{
		`"x"`:      `Filter is not an object at [Source: (String)""x""; line: 1, column: 2]`,
		`not`:      `Unrecognized token 'not'`,
		`{"a": [}`: `Unexpected`,
		`{"source": ["aws.health"], "detail": {}}`:             `Empty objects are not allowed at [Source: (String)"{"source": ["aws.health"], "detail": {}}"; line: 1, column: 40]`,
		"{\n  \"detail\": {\n    \"slug\": \"x\"\n  }\n}":      `"slug" must be an object or an array at `,
		`{"detail-type":["Object Created"],"source":"aws.s3"}`: `"source" must be an object or an array at [Source: (String)"{"detail-type":["Object Created"],"source":"aws.s3"}"; line: 1, column: 45]`,
		`{}`:                       `Empty objects are not allowed`,
		`{"a": []}`:                `Empty arrays are not allowed`,
		`{"a": 1}`:                 `"a" must be an object or an array`,
		`{"a": [[1]]}`:             `Match value must be String, number, true, false, or null`,
		`{"a": [{}]}`:              `Match expression name not found`,
		`{"a": [{"begins": "x"}]}`: `Unrecognized match type begins`,
		`{"a": [{"prefix": "x", "suffix": "y"}]}`:                               `Only one key allowed in match expression`,
		`{"a": [{"prefix": 1}]}`:                                                `prefix match pattern must be a string`,
		`{"a": [{"suffix": ["x"]}]}`:                                            `suffix match pattern must be a string`,
		`{"a": [{"prefix": {"wildcard": "x"}}]}`:                                `Unsupported prefix pattern: wildcard`,
		`{"a": [{"suffix": {"equals-ignore-case": 1}}]}`:                        `equals-ignore-case match pattern must be a string`,
		`{"a": [{"equals-ignore-case": 1}]}`:                                    `equals-ignore-case match pattern must be a string`,
		`{"a": [{"exactly": 1}]}`:                                               `exact match pattern must be a string`,
		`{"a": [{"wildcard": "a**b"}]}`:                                         `Consecutive wildcard characters at pos 2`,
		`{"a": [{"wildcard": "a\\b"}]}`:                                         `Invalid escape character at pos 2`,
		`{"a": [{"anything-but": null}]}`:                                       `Value of anything-but must be an array or single string/number value.`,
		`{"a": [{"anything-but": ["x", 1]}]}`:                                   `Inside anything but list, either all values are number or string, mixed type is not supported`,
		`{"a": [{"anything-but": []}]}`:                                         `Inside anything but list, either all values are number or string, mixed type is not supported`,
		`{"a": [{"anything-but": [true]}]}`:                                     `Inside anything but list, start|null|boolean is not supported.`,
		`{"a": [{"anything-but": {"numeric": ["=", 1]}}]}`:                      `Unsupported anything-but pattern: numeric`,
		`{"a": [{"anything-but": {"prefix": ""}}]}`:                             `Null prefix/suffix not allowed`,
		`{"a": [{"anything-but": {"suffix": [1]}}]}`:                            `prefix/suffix match pattern must be a string`,
		`{"a": [{"anything-but": {"wildcard": [1]}}]}`:                          `wildcard match pattern must be a string`,
		`{"a": [{"anything-but": {"equals-ignore-case": [1]}}]}`:                `Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.`,
		`{"a": [{"anything-but": {}}]}`:                                         `Anything-But expression name not found`,
		`{"a": [{"numeric": 1}]}`:                                               `Value of numeric must be an array.`,
		`{"a": [{"numeric": []}]}`:                                              `Invalid member in numeric match: ]`,
		`{"a": [{"numeric": [1]}]}`:                                             `Invalid member in numeric match: 1`,
		`{"a": [{"numeric": ["!=", 1]}]}`:                                       `Unrecognized numeric range operator: !=`,
		`{"a": [{"numeric": ["=", "1"]}]}`:                                      `Value of equals must be numeric`,
		`{"a": [{"numeric": [">"]}]}`:                                           `Value of > must be numeric`,
		`{"a": [{"numeric": ["<", 1, ">", 0]}]}`:                                `Too many elements in numeric expression`,
		`{"a": [{"numeric": [">", 0, 1]}]}`:                                     `Bad value in numeric range: 1`,
		`{"a": [{"numeric": [">", 0, "=", 1]}]}`:                                `Bad numeric range operator: =`,
		`{"a": [{"numeric": [">", 0, "<", 1, "<", 2]}]}`:                        `Too many terms in numeric range expression`,
		`{"a": [{"numeric": [">", 2, "<", 1]}]}`:                                `Bottom must be less than top`,
		`{"a": [{"exists": "yes"}]}`:                                            `exists match pattern must be either true or false.`,
		`{"a": [{"cidr": 1}]}`:                                                  `prefix match pattern must be a string`,
		`{"a": [{"cidr": "10.0.0.0"}]}`:                                         `Malformed CIDR, one '/' required`,
		`{"a": [{"cidr": "10.0.0.0/x"}]}`:                                       `Malformed CIDR, mask bits must be an integer`,
		`{"a": [{"cidr": "10.0.0.0/-1"}]}`:                                      `Malformed CIDR, mask bits must not be negative`,
		`{"a": [{"cidr": "10.0.0.0/32"}]}`:                                      `IPv4 mask bits must be < 32`,
		`{"a": [{"cidr": "::/128"}]}`:                                           `IPv6 mask bits must be < 128`,
		`{"a": [{"cidr": "host/8"}]}`:                                           `Nonstandard IP address: host`,
		`{"$or": [{"a": [1]}, {"b": {"prefix": ["x"]}}]}`:                       `prefix is Ruler reserved fieldName which cannot be used inside $or.`,
		`{"a": ["` + strings.Repeat("x", 4096) + `"]}`:                          `it has 4107 characters, at most 4096 are allowed`,
		`{` + strings.Repeat(`"$or": [{"a":[1]},{"b":[1]}],`, 12) + `"c": [1]}`: `Rule is too complex`,
	} {
		want = "InvalidEventPatternException: Event pattern is not valid. Reason: " + want
		if _, err := events.ParsePattern(pattern); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s\ngot  %v\nwant %s", pattern, err, want)
		}
	}
}

func TestMatchesJSONRefuses(t *testing.T) {
	p, err := events.ParsePattern(`{"a": [1]}`)
	if err != nil {
		t.Fatal(err)
	}
	for _, event := range []string{``, `{`, `[]`, `null`} {
		if _, err := p.MatchesJSON([]byte(event)); err == nil {
			t.Errorf("%s: want an error", event)
		}
	}
}

// Hostile patterns and events take time in proportion to their sizes.
func TestMatchesIsBounded(t *testing.T) {
	many := func(s string, n int) string { return strings.TrimSuffix(strings.Repeat(s, n), ",") }
	for name, c := range map[string][2]string{
		"wildcards": {`{"a": [{"wildcard": "` + many("*a", 2000) + `b"}]}`, `{"a": "` + many("a", 250_000) + `"}`},
		"absence":   {`{"a": {"b": [{"exists": false}]}, "z": [1]}`, `{"a": [` + many(`{"c":1},`, 30_000) + `]}`},
		"or":        {`{"a": {` + many(`"$or": [{"a":[1]},{"b":[1]}],`, 8) + `, "c": [1]}}`, `{"a": [` + many(`{"b":1},`, 30_000) + `]}`},
		"depth":     {`{"a": [1]}`, `{"a": ` + strings.Repeat("[", 9000) + strings.Repeat("]", 9000) + `}`},
		"levels":    {many(`{"a":`, 600) + `[1]` + many(`}`, 600), many(`{"a":`, 9000) + `1` + many(`}`, 9000)},
	} {
		p, err := events.ParsePattern(c[0])
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got, err := p.MatchesJSON([]byte(c[1])); got || err != nil {
			t.Errorf("%s: it matches: %v, %v", name, got, err)
		}
	}
}

func FuzzPattern(f *testing.F) {
	f.Add(`{"detail": {"state": [{"anything-but": {"wildcard": "a*b"}}], "n": [{"numeric": [">", 0, "<=", 5]}]}}`, instanceEvent)
	f.Add(`{"p": {"first": ["Anna"]}, "$or": [{"p": {"last": ["Jones"]}}, {"p": {"tags": [{"exists": false}]}}]}`, people)
	f.Fuzz(func(t *testing.T, pattern, event string) {
		p, err := events.ParsePattern(pattern)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "InvalidEventPatternException: Event pattern is not valid. Reason: ") {
				t.Error(err)
			}
			return
		}
		first, err := p.MatchesJSON([]byte(event))
		again, other := p.MatchesJSON([]byte(event))
		if first != again || (err == nil) != (other == nil) {
			t.Errorf("it matches: %v, %v, then %v, %v", first, err, again, other)
		}
	})
}
