package sfnapi_test

import (
	"encoding/json"
	"regexp"
	"strconv"
	"testing"

	"github.com/goasl/goasl/asl"
)

// asl123 is the account of the roles of tests.
var asl123 = asl.Identity{Account: "123456789012"}

var dates = regexp.MustCompile(`(Date":)[0-9.]+`)

// marshalled returns a response in JSON, in which dates are T.
func marshalled(t testing.TB, out any) string {
	t.Helper()
	text, err := json.Marshal(out)
	if err != nil {
		t.Fatal(err)
	}
	return dates.ReplaceAllString(string(text), "${1}T")
}

func quoted(text string) string { return strconv.Quote(text) }
