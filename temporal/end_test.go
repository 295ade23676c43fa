package temporal_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	sdk "go.temporal.io/sdk/temporal"
)

// A long cause is whole in the description, and short in the message of the workflow's error.
func TestLongCause(t *testing.T) {
	c := newCluster(t, `{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"E","CausePath":"$"}}}`, functions())
	why := "x" + strings.Repeat("\U0001F600", 10_000)
	is := c.run(`"` + why + `"`)
	var failed *sdk.ApplicationError
	if !errors.As(c.err, &failed) || len(failed.Message()) > 5_000 || !utf8.ValidString(failed.Message()) || !strings.HasPrefix(failed.Message(), "x\U0001F600") {
		t.Errorf("%.100v", c.err)
	}
	if is.Status != "FAILED" || is.Cause != why {
		t.Errorf("%s, a cause of %d bytes", is.Status, len(is.Cause))
	}
}
