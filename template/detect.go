package template

import (
	"path/filepath"
	"strings"

	"github.com/goasl/goasl/diag"
)

// Detect reports whether a text is a template, or the manifest of an app of CDK, and not a definition
// or something else. name is that of its file.
func Detect(name string, text []byte) bool {
	if len(text) > maxBytes {
		return false
	}
	s := string(text)
	isManifest := filepath.Base(name) == manifestFile && strings.Contains(s, "artifacts")
	if !isManifest && !strings.Contains(s, "Resources") {
		return false
	}
	root, err := parse(&file{Source: diag.NewSource(name, text), name: filepath.ToSlash(name)})
	switch {
	case err != nil: // what is wrong with it is told by the reader of templates
		return ownLine(s, "Resources") && !ownLine(s, "StartAt")
	case root.kind != object:
		return false
	case isManifest:
		return root.get("artifacts") != nil
	}
	return root.get("Resources") != nil && root.get("StartAt") == nil
}

// ownLine reports whether a line of YAML begins with a name, as those at the top do.
func ownLine(s, name string) bool { return strings.Contains("\n"+s, "\n"+name+":") }
