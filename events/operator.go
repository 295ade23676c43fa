package events

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/goasl/goasl/internal/jsontree"
	"github.com/goasl/goasl/jsonvalue"
)

const onlyOneKey = "Only one key allowed in match expression"

// only returns the member of an operator's object, which has no other.
func only(n jsontree.Node, empty string) (jsontree.Node, error) {
	members := n.Children()
	switch len(members) {
	case 0:
		return jsontree.Node{}, wrongAfter(n, "%s", empty)
	case 1:
		return members[0], nil
	}
	return jsontree.Node{}, wrongAt(members[1], onlyOneKey)
}

// operator adds an operator, such as {"prefix": "a"}.
func (l *leaf) operator(n jsontree.Node) error {
	m, err := only(n, "Match expression name not found")
	if err != nil {
		return err
	}
	var t test
	switch m.Name {
	case "exists":
		return l.exists(m)
	case "anything-but":
		t, err = parseAnythingBut(m)
	case "prefix", "suffix":
		t, err = parseEnd(m)
	case "exactly", "equals-ignore-case", "wildcard":
		if m.Kind() != jsonvalue.String {
			return wrongAt(m, "%s match pattern must be a string", strings.Replace(m.Name, "exactly", "exact", 1))
		}
		t, err = parseTextTest(m.Name, m)
	case "numeric":
		t, err = parseNumeric(m)
	case "cidr":
		t, err = parseCIDR(m)
	default:
		return wrongAt(m, "Unrecognized match type %s", m.Name)
	}
	l.tests = append(l.tests, t)
	return err
}

func (l *leaf) exists(m jsontree.Node) error {
	switch {
	case m.Kind() != jsonvalue.Bool:
		return wrongAt(m, "exists match pattern must be either true or false.")
	case m.IsTrue():
		l.tests = append(l.tests, func(scalar) bool { return true })
	default:
		l.absent = true
	}
	return nil
}

// parseEnd reads the value of prefix or suffix: a string, or one in equals-ignore-case.
func parseEnd(m jsontree.Node) (test, error) {
	name := m.Name
	if m.Kind() == jsonvalue.Object {
		title := strings.ToUpper(name[:1]) + name[1:]
		inner, err := only(m, title+" expression name not found")
		switch {
		case err != nil:
			return nil, err
		case inner.Name != "equals-ignore-case":
			return nil, wrongAt(inner, "Unsupported %s pattern: %s", name, inner.Name)
		case inner.Kind() != jsonvalue.String:
			return nil, wrongAt(inner, "equals-ignore-case match pattern must be a string")
		}
		return parseTextTest(name+" "+inner.Name, inner)
	}
	if m.Kind() != jsonvalue.String {
		return nil, wrongAt(m, "%s match pattern must be a string", name)
	}
	return parseTextTest(name, m)
}

// parseTextTest returns the test of strings by an operator.
func parseTextTest(operator string, n jsontree.Node) (test, error) {
	want := n.Text()
	var is func(text string) bool
	switch operator {
	case "exactly":
		is = func(text string) bool { return text == want }
	case "equals-ignore-case":
		is = func(text string) bool { return strings.EqualFold(text, want) }
	case "prefix":
		is = func(text string) bool { return strings.HasPrefix(text, want) }
	case "suffix":
		is = func(text string) bool { return strings.HasSuffix(text, want) }
	case "prefix equals-ignore-case":
		is = func(text string) bool { return strings.EqualFold(firstRunes(text, want), want) }
	case "suffix equals-ignore-case":
		is = func(text string) bool { return strings.EqualFold(lastRunes(text, want), want) }
	case "wildcard":
		w, reason := parseWildcard(want)
		if reason != "" {
			return nil, wrongAfter(n, "%s", reason)
		}
		is = w.matches
	}
	return func(s scalar) bool { return s.kind == jsonvalue.String && is(s.text) }, nil
}

// parseNumeric reads ["=", 5], [">", 0] or [">", 0, "<=", 5].
func parseNumeric(m jsontree.Node) (test, error) {
	if m.Kind() != jsonvalue.Array {
		return nil, wrongAt(m, "Value of numeric must be an array.")
	}
	terms := m.Children()
	switch {
	case len(terms) == 0:
		return nil, wrongAfter(m, "Invalid member in numeric match: ]")
	case terms[0].Kind() != jsonvalue.String:
		return nil, wrongAt(terms[0], "Invalid member in numeric match: %s", terms[0].Raw())
	}
	first := terms[0].Text()
	name := first
	switch first {
	case "=":
		name = "equals"
	case "<", "<=", ">", ">=":
	default:
		return nil, wrongAfter(terms[0], "Unrecognized numeric range operator: %s", first)
	}
	low, err := bound(m, terms, 1, name)
	switch {
	case err != nil:
		return nil, err
	case len(terms) == 2:
		return func(s scalar) bool { f, ok := s.number(); return ok && holds(f, first, low) }, nil
	case first[0] != '>':
		return nil, wrongAt(terms[2], "Too many elements in numeric expression")
	}
	return parseRange(m, terms, first, low)
}

// parseRange reads the upper bound of a range.
func parseRange(m jsontree.Node, terms []jsontree.Node, first string, low float64) (test, error) {
	second := terms[2].Text()
	switch {
	case terms[2].Kind() != jsonvalue.String:
		return nil, wrongAfter(terms[2], "Bad value in numeric range: %s", terms[2].Raw())
	case second != "<" && second != "<=":
		return nil, wrongAfter(terms[2], "Bad numeric range operator: %s", second)
	}
	high, err := bound(m, terms, 3, second)
	switch {
	case err != nil:
		return nil, err
	case len(terms) > 4:
		return nil, wrongAt(terms[4], "Too many terms in numeric range expression")
	case low >= high:
		return nil, wrongAfter(m, "Bottom must be less than top")
	}
	return func(s scalar) bool {
		f, ok := s.number()
		return ok && holds(f, first, low) && holds(f, second, high)
	}, nil
}

// bound returns term i, which must be a number.
func bound(m jsontree.Node, terms []jsontree.Node, i int, operator string) (float64, error) {
	if i >= len(terms) {
		return 0, wrongAfter(m, "Value of %s must be numeric", operator)
	}
	f, err := strconv.ParseFloat(terms[i].Raw(), 64)
	if terms[i].Kind() != jsonvalue.Number || err != nil {
		return 0, wrongAt(terms[i], "Value of %s must be numeric", operator)
	}
	return f, nil
}

func holds(f float64, operator string, bound float64) bool {
	switch operator {
	case "=":
		return f == bound
	case "<":
		return f < bound
	case "<=":
		return f <= bound
	case ">":
		return f > bound
	}
	return f >= bound
}

// parseCIDR reads a network of IPv4 or IPv6.
func parseCIDR(m jsontree.Node) (test, error) {
	if m.Kind() != jsonvalue.String {
		return nil, wrongAt(m, "prefix match pattern must be a string") // EventBridge: it says prefix
	}
	network, reason := cidr(m.Text())
	if reason != "" {
		return nil, wrongAfter(m, "%s", reason)
	}
	return func(s scalar) bool {
		ip, ok := s.ip()
		return ok && network.Contains(ip)
	}, nil
}

func cidr(text string) (network netip.Prefix, reason string) {
	address, mask, found := strings.Cut(text, "/")
	if !found || strings.Contains(mask, "/") {
		return network, "Malformed CIDR, one '/' required"
	}
	bits, err := strconv.Atoi(mask)
	ip, ok := parseIP(address)
	switch {
	case err != nil:
		return network, "Malformed CIDR, mask bits must be an integer"
	case bits < 0:
		return network, "Malformed CIDR, mask bits must not be negative"
	case !ok:
		return network, "Nonstandard IP address: " + address
	case ip.Is4() && bits > 31:
		return network, "IPv4 mask bits must be < 32"
	case bits > 127:
		return network, "IPv6 mask bits must be < 128"
	}
	return netip.PrefixFrom(ip, bits), ""
}
