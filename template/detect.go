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
	case err != nil || root.kind != object:
		return false
	case isManifest:
		return root.get("artifacts") != nil
	}
	return root.get("Resources") != nil && root.get("StartAt") == nil
}
