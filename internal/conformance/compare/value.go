package compare

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// values compares recorded values with actual ones.
type values struct {
	masks []Mask
	bound Bindings
	// id translates the id of an actual event to that of the recorded one.
	id func(int64) int64
}

// api compares values of the service itself, such as an event or a response. The order
// of their members does not count, and the recorder may have parsed JSON texts in them.
// It returns "", or the place and kind of the first difference.
func (v *values) api(at []string, want, got jsonvalue.Value) string {
	switch {
	case masked(v.masks, at, want):
		return ""
	case got.Kind() == jsonvalue.String && isContainer(want):
		parsed, err := jsonvalue.ParseString(got.Text())
		if err != nil {
			return v.differ(at, want, got)
		}
		return v.payload(at, want, parsed)
	case want.Kind() == jsonvalue.Object && got.Kind() == jsonvalue.Object:
		return v.record(at, want, got)
	case want.Kind() == jsonvalue.Array && got.Kind() == jsonvalue.Array:
		return v.array(at, want, got, v.api)
	}
	return v.scalar(at, want, got)
}

func isContainer(x jsonvalue.Value) bool {
	return x.Kind() == jsonvalue.Object || x.Kind() == jsonvalue.Array
}

func (v *values) record(at []string, want, got jsonvalue.Value) string {
	for name := range got.Members() {
		if !want.Get(name).Exists() && !ignored(name) {
			return fmt.Sprintf("%s: not in the recording", place(at, name))
		}
	}
	for name, w := range want.Members() {
		if ignored(name) {
			continue
		}
		g := got.Get(name)
		if !g.Exists() {
			return fmt.Sprintf("%s: only in the recording", place(at, name))
		}
		if dates(name) {
			continue
		}
		if diff := v.api(append(slices.Clip(at), name), w, g); diff != "" {
			return diff
		}
	}
	return ""
}

// ignored reports whether a member depends on the machine that the service ran on, or
// is only in the body of a response and not in what a client shows.
func ignored(name string) bool { return name == "billingDetails" || name == "__type" }

// dates reports whether a member of the service's is a date. It must be there, but its
// value is not compared.
func dates(name string) bool {
	return name == "timestamp" || name == "event_timestamp" || strings.HasSuffix(name, "Date")
}

// payload compares values of the user, in which the order of members counts.
func (v *values) payload(at []string, want, got jsonvalue.Value) string {
	switch {
	case masked(v.masks, at, want):
		return ""
	case want.Kind() == jsonvalue.Object && got.Kind() == jsonvalue.Object:
		return v.object(at, want, got)
	case want.Kind() == jsonvalue.Array && got.Kind() == jsonvalue.Array:
		return v.array(at, want, got, v.payload)
	}
	return v.scalar(at, want, got)
}

func (v *values) object(at []string, want, got jsonvalue.Value) string {
	for i := range max(want.Len(), got.Len()) {
		wantName, w := want.Member(i)
		gotName, g := got.Member(i)
		switch {
		case i >= want.Len():
			return fmt.Sprintf("%s: not in the recording", place(at, gotName))
		case i >= got.Len():
			return fmt.Sprintf("%s: only in the recording", place(at, wantName))
		case !v.bound.Match(wantName, gotName):
			return fmt.Sprintf("%s: member %d is %q, want %q", place(at), i+1, gotName, wantName)
		}
		if diff := v.payload(append(slices.Clip(at), wantName), w, g); diff != "" {
			return diff
		}
	}
	return ""
}

func (v *values) array(at []string, want, got jsonvalue.Value, element func([]string, jsonvalue.Value, jsonvalue.Value) string) string {
	if want.Len() != got.Len() {
		return fmt.Sprintf("%s: %d elements, want %d", place(at), got.Len(), want.Len())
	}
	for i, w := range want.Elements() {
		if diff := element(at, w, got.Index(i)); diff != "" {
			return diff
		}
	}
	return ""
}

func (v *values) scalar(at []string, want, got jsonvalue.Value) string {
	same := want.Kind() == got.Kind() && !isContainer(want)
	switch want.Kind() {
	case jsonvalue.String:
		same = same && v.string(want.Text(), got.Text())
	case jsonvalue.Number:
		same = same && sameNumber(want.Number(), got.Number())
	case jsonvalue.Bool:
		same = same && want.IsTrue() == got.IsTrue()
	}
	if same {
		return ""
	}
	return v.differ(at, want, got)
}

func (v *values) string(want, got string) bool {
	got = v.translate(got)
	return isTime(want, got) || v.bound.Match(want, got)
}

// isTime reports whether the recorder may have replaced the time at the beginning of a
// string by want. Both may be JSON texts of strings.
func isTime(want, got string) bool {
	if inner, quoted := strings.CutPrefix(want, `"`); quoted {
		want = strings.TrimSuffix(inner, `"`)
		if got, quoted = strings.CutPrefix(got, `"`); !quoted {
			return false
		}
	}
	return isTimeLiteral(want) && looksLikeTime.MatchString(got)
}

var enteredAt = regexp.MustCompile(`entered at the event id #\d+`)

// translate replaces actual ids of events in a cause by recorded ones.
func (v *values) translate(text string) string {
	if v.id == nil || !strings.Contains(text, "entered at") {
		return text
	}
	return enteredAt.ReplaceAllStringFunc(text, func(found string) string {
		before, digits, _ := strings.Cut(found, "#")
		id, err := strconv.ParseInt(digits, 10, 64)
		if err != nil {
			return found
		}
		return before + "#" + strconv.FormatInt(v.id(id), 10)
	})
}

// sameNumber reports whether two number texts agree as far as the recording shows. The
// recorder kept the digits of integers, and whether there was a fraction or an
// exponent; it wrote other numbers anew from a float64.
func sameNumber(want, got string) bool {
	if strings.ContainsAny(want, ".eE") != strings.ContainsAny(got, ".eE") {
		return false
	}
	if jsonvalue.CompareNumbers(want, got) == 0 {
		return true
	}
	if !strings.ContainsAny(want, ".eE") {
		return false
	}
	w, errW := strconv.ParseFloat(want, 64)
	g, errG := strconv.ParseFloat(got, 64)
	return errW == nil && errG == nil && w == g
}

func (v *values) differ(at []string, want, got jsonvalue.Value) string {
	return fmt.Sprintf("%s: %s, want %s", place(at), preview(got), preview(want))
}

func preview(x jsonvalue.Value) string {
	if !x.Exists() {
		return "nothing"
	}
	return x.Preview(300)
}

func place(at []string, more ...string) string {
	return strings.Join(slices.Concat(at, more), ".")
}
