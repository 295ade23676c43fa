package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// binding has the texts of this run for those of a recording that are others each time:
// UUIDs, task tokens and tokens of pages.
type binding map[string]string

// tokenName matches what stands for a token in a recording.
var tokenName = regexp.MustCompile(`<[a-z]+(?:-[a-z0-9]+)*>`)

// expand returns a recorded request with the texts of this run.
func (b binding) expand(request string) string {
	var pairs []string
	for _, theirs := range slices.Sorted(maps.Keys(b)) {
		pairs = append(pairs, theirs, b[theirs])
	}
	return strings.NewReplacer(pairs...).Replace(request)
}

// comparison compares a response with the recorded one.
type comparison struct {
	known binding // from before
	found binding // in this response
	part  bool    // only a part of the response was recorded
}

// opaque are members whose whole text is another one each time.
var opaque = map[string]bool{"taskToken": true, "nextToken": true, "revisionId": true}

// timed are members that say how long something took.
var timed = map[string]bool{"billedDurationInMilliseconds": true, "timestamp": true}

// value returns where and how two values differ, "" if they do not.
func (c *comparison) value(at string, want, got jsonvalue.Value) string {
	name := at[strings.LastIndexByte(at, '.')+1:]
	switch {
	case !got.Exists():
		return at + ": it is missing"
	case timed[name] || strings.HasSuffix(name, "Date"):
		return ""
	case opaque[name]:
		return c.bind(at, want.Text(), got.Text())
	case want.Kind() == jsonvalue.Object && got.Kind() == jsonvalue.Object:
		return c.object(at, want, got)
	case want.Kind() == jsonvalue.Array && got.Kind() == jsonvalue.Array:
		return c.list(at, want, got)
	case want.Kind() == jsonvalue.String && got.Kind() == jsonvalue.String:
		return c.text(at, want.Text(), got.Text())
	case want.Kind() == jsonvalue.Number && got.Kind() == jsonvalue.Number:
		a, _ := want.Float64()
		if b, _ := got.Float64(); a == b {
			return ""
		}
	case want.String() == got.String():
		return ""
	}
	return fmt.Sprintf("%s: %s, want %s", at, got, want)
}

func (c *comparison) object(at string, want, got jsonvalue.Value) string {
	for name, member := range want.Members() {
		if name == "__type" { // boto3 hides it
			continue
		}
		if diff := c.value(at+"."+name, member, got.Get(name)); diff != "" {
			return diff
		}
	}
	for name, member := range got.Members() {
		if !want.Get(name).Exists() && !c.part {
			return fmt.Sprintf("%s.%s: it is %s, want none", at, name, member)
		}
	}
	return ""
}

func (c *comparison) list(at string, want, got jsonvalue.Value) string {
	if want.Len() != got.Len() && !(c.part && want.Len() < got.Len()) {
		return fmt.Sprintf("%s: %d elements, want %d: %s", at, got.Len(), want.Len(), got)
	}
	theirs, ours := elements(want), elements(got)
	if strings.HasPrefix(at, "response.variableReferences.") { // a set
		theirs, ours = inOrder(theirs), inOrder(ours)
	}
	for i, element := range theirs {
		if diff := c.value(fmt.Sprintf("%s.%d", at, i), element, ours[i]); diff != "" {
			return diff
		}
	}
	return ""
}

// elements returns the elements of a list.
func elements(list jsonvalue.Value) (all []jsonvalue.Value) {
	for _, element := range list.Elements() {
		all = append(all, element)
	}
	return all
}

func inOrder(set []jsonvalue.Value) []jsonvalue.Value {
	slices.SortFunc(set, func(a, b jsonvalue.Value) int { return strings.Compare(a.String(), b.String()) })
	return set
}

// text compares texts but for times, and binds the UUIDs and placeholders in them.
func (c *comparison) text(at, want, got string) string {
	want, got = instant.ReplaceAllString(want, "TIME"), instant.ReplaceAllString(got, "TIME")
	if want == got {
		return ""
	}
	names := slices.Concat(uuid.FindAllString(want, -1), tokenName.FindAllString(want, -1))
	pattern := regexp.QuoteMeta(want)
	for _, name := range names {
		pattern = strings.Replace(pattern, regexp.QuoteMeta(name), `([\w+/=-]+)`, 1)
	}
	found := regexp.MustCompile("^" + pattern + "$").FindStringSubmatch(got)
	if found == nil {
		return fmt.Sprintf("%s: %q, want %q", at, got, want)
	}
	for i, name := range inOrderOf(want, names) {
		if diff := c.bind(at, name, found[i+1]); diff != "" {
			return diff
		}
	}
	return ""
}

// inOrderOf sorts names by where they are in a text. Each place counts once.
func inOrderOf(text string, names []string) (sorted []string) {
	for text != "" {
		first, at := "", len(text)
		for _, name := range names {
			if i := strings.Index(text, name); i >= 0 && i < at {
				first, at = name, i
			}
		}
		if first == "" {
			return sorted
		}
		sorted, text = append(sorted, first), text[at+len(first):]
	}
	return sorted
}

// bind binds a recorded text. It must always have the same one of this run.
func (c *comparison) bind(at, theirs, ours string) string {
	for _, b := range []binding{c.known, c.found} {
		if known, ok := b[theirs]; ok && known != ours {
			return fmt.Sprintf("%s: %q, want %q as before", at, ours, known)
		}
	}
	c.found[theirs] = ours
	return ""
}

// compare compares a response, and keeps what it binds if there is no difference.
func (b binding) compare(recorded, response json.RawMessage, part bool) error {
	want, err := jsonvalue.Parse(recorded)
	if err != nil {
		return err
	}
	got, err := jsonvalue.Parse(response)
	if err != nil {
		return err
	}
	c := comparison{known: b, found: binding{}, part: part}
	if diff := c.value("response", want, got); diff != "" {
		return different(&failure{reason: "another response", diff: diff + "\n"})
	}
	maps.Copy(b, c.found)
	return nil
}
