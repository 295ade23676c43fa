package jsonpath_test

import (
	"strings"
	"testing"

	"github.com/goasl/goasl/jsonpath"
)

// TestCompilerSpace: paths take memory from what they share until nothing is left.
func TestCompilerSpace(t *testing.T) {
	left := 10_000
	c := jsonpath.Compiler{Space: &left}
	compiled := 0
	for ; compiled < 100; compiled++ {
		if _, err := c.Compile("$.a.b"); err != nil {
			break
		}
	}
	if compiled != 10_000/(80+2*90) || left != 0 {
		t.Errorf("%d paths are compiled, and %d bytes are left", compiled, left)
	}
	if _, err := c.Compile("$"); err == nil || !strings.Contains(err.Error(), "there is no memory left for compiled paths") {
		t.Errorf("without space: %v", err)
	}
}

// TestCompilerSpaceOfErrors: a path that is refused takes what was compiled of it.
func TestCompilerSpaceOfErrors(t *testing.T) {
	for path, least := range map[string]int{
		`$[?(@.a.. && @ =~ /a{1,900}/)]`:                             900 * 64,
		`$[?(@ =~ /` + strings.Repeat(`\pL`, 300) + `**/)]`:          300 * 8 << 10,
		`$` + strings.Repeat(".a", 1_000) + ` .b`:                    1_000 * 90,
		`$[?(@.a..` + strings.Repeat(" || @.a", 1_000) + `)]`:        1_000 * 290,
		`$['` + strings.Repeat("a','", 1_000) + `b'].`:               1_000 * 16,
		`$[?(@ =~ /` + strings.Repeat(`(a{1,99})`, 50) + `/) && $[]`: 0,
	} {
		left := 100 << 20
		if _, err := (jsonpath.Compiler{Space: &left}).Compile(path); err == nil {
			t.Errorf("%.40s is accepted", path)
		}
		if taken := 100<<20 - left; taken < least {
			t.Errorf("%.40s takes %d bytes, want at least %d", path, taken, least)
		}
	}
}
