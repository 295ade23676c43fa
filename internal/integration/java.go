package integration

import (
	"regexp"
	"strings"
)

// Names that AWS's SDKs for Java make of those of models. Step Functions shows them in the
// names of errors.

// Exception returns the name of the class of an exception: it always ends in Exception, and
// in the SDK 2, that of the aws-sdk integrations, an abbreviation is like any other word:
// DBInstanceNotFoundFault is DbInstanceNotFoundException.
func Exception(shape string, sdk bool) string {
	base, isFault := strings.CutSuffix(shape, "Fault")
	if !isFault {
		base = strings.TrimSuffix(shape, "Exception")
	}
	if sdk {
		base = pascal(base)
	} else {
		base = Field(base, false)
	}
	return base + "Exception"
}

// Prefix returns what errors of a service begin with in the aws-sdk integrations: the name
// of its client class without Client. id is the serviceId of the model.
func Prefix(id string) string {
	if id == "MemoryDB" { // as the Developer Guide has it
		return id
	}
	name := pascal(id)
	for _, vendor := range []string{"Amazon", "Aws"} {
		name = strings.TrimPrefix(name, vendor)
	}
	return strings.TrimSuffix(name, "Service")
}

// steps separate the words of a name, one after the other. Between the third and the fourth
// one, humps does.
var steps = []struct {
	found *regexp.Regexp
	by    string
}{
	{regexp.MustCompile(`[^A-Za-z0-9]+`), " "},
	{regexp.MustCompile(`([^a-z]{2,})v([0-9]+)`), "$1 v$2 "},
	{regexp.MustCompile(`([^A-Z]{2,})V([0-9]+)`), "$1 V$2 "},
	{regexp.MustCompile(`([A-Z]+)([A-Z][a-z])`), "$1 $2"},
	{regexp.MustCompile(`([0-9])([a-zA-Z])`), "$1 $2"},
}

// pascal returns a name with a capital at the beginning of each word, and nowhere else.
func pascal(name string) string {
	for i, step := range steps {
		if i == 3 {
			name = humps(name)
		}
		name = step.found.ReplaceAllString(name, step.by)
	}
	var b strings.Builder
	for word := range strings.FieldsSeq(name) {
		b.WriteString(strings.ToUpper(word[:1]) + strings.ToLower(word[1:]))
	}
	return b.String()
}

// humps separates words that begin with a capital after a small letter.
func humps(name string) string {
	var b strings.Builder
	for i := range len(name) {
		b.WriteByte(name[i])
		if i+2 < len(name) && isLower(name[i]) && isUpper(name[i+1]) && name[i+2] != ' ' {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

func isLower(c byte) bool { return 'a' <= c && c <= 'z' }
func isUpper(c byte) bool { return 'A' <= c && c <= 'Z' }
