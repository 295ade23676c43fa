package lint

import (
	"fmt"
	"io"
	"strings"

	"github.com/goasl/goasl/diag"
)

// Annotations writes a list of problems to w as commands of a GitHub workflow, one in a
// line, which GitHub shows beside the source:
//
//	::warning file=a.asl.json,line=3,col=5,title=SECRET_IN_TEXT::the text looks like a key at /States/Pay
//
// It returns the error of w.
func Annotations(w io.Writer, list diag.List) error {
	for _, d := range list {
		properties := []string{"title=" + property.Replace(d.Code)}
		if d.Pos.IsValid() {
			properties = append([]string{fmt.Sprintf("line=%d,col=%d", d.Pos.Line, d.Pos.Column)}, properties...)
		}
		if d.File != "" {
			properties = append([]string{"file=" + property.Replace(d.File)}, properties...)
		}
		if _, err := fmt.Fprintf(w, "::%s %s::%s\n", level(d), strings.Join(properties, ","), data.Replace(located(d))); err != nil {
			return err
		}
	}
	return nil
}

// located returns the problem with its place in the definition, which tells the state
// where the whole text is one line.
func located(d diag.Diagnostic) string {
	if d.Location == "" {
		return message(d)
	}
	return message(d) + " at " + d.Location
}

// The characters that GitHub needs escaped in a message, and in a property.
var (
	data     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)
