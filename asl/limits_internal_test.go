package asl

import (
	"fmt"
	"os"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/state"
)

// TestLimitsReachTheRun: each limit of package state is one here, and is handed on.
func TestLimitsReachTheRun(t *testing.T) {
	var limits Limits
	given := reflect.ValueOf(&limits).Elem()
	for i := range given.NumField() {
		given.Field(i).SetInt(int64(i + 1))
	}
	handed := reflect.ValueOf(limits.ofRun())
	for i := range handed.NumField() {
		name := handed.Type().Field(i).Name
		if want := given.FieldByName(name); !want.IsValid() || handed.Field(i).Int() != want.Int() {
			t.Errorf("%s is %v, want %v", name, handed.Field(i), want)
		}
	}
	if got := Unlimited().ofRun(); got != state.Unlimited {
		t.Errorf("without limits the Run has %+v, want %+v", got, state.Unlimited)
	}
}

// TestLimitsAreDocumented: docs/security.md has each limit with its default.
func TestLimitsAreDocumented(t *testing.T) {
	document, err := os.ReadFile("../docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	documented := map[string]string{}
	for _, row := range regexp.MustCompile("(?m)^\\| `Limits\\.(\\w+)` \\| ([^|]+) \\|").FindAllStringSubmatch(string(document), -1) {
		documented[row[1]] = row[2]
	}
	limits, ofRun := reflect.TypeFor[Limits](), reflect.ValueOf(state.Limits{}.OrDefault(Standard))
	own := map[string]int64{"Tasks": defaultTasks, "History": defaultHistory, "Children": defaultChildren, "ChildDepth": defaultChildDepth}
	for i := range limits.NumField() {
		name := limits.Field(i).Name
		value, isOwn := own[name]
		if !isOwn {
			value = ofRun.FieldByName(name).Int()
		}
		want := thousands(value)
		if name == "Duration" {
			want = fmt.Sprintf("%d days", time.Duration(value)/(24*time.Hour))
		}
		if got := documented[name]; got != want {
			t.Errorf("docs/security.md says %q of %s, want %q", got, name, want)
		}
		delete(documented, name)
	}
	for name := range documented {
		t.Errorf("docs/security.md has a limit %s that does not exist", name)
	}
}

// thousands writes a number with commas.
func thousands(n int64) string {
	digits := strconv.FormatInt(n, 10)
	var groups []string
	for len(digits) > 3 {
		digits, groups = digits[:len(digits)-3], append([]string{digits[len(digits)-3:]}, groups...)
	}
	return strings.Join(append([]string{digits}, groups...), ",")
}
