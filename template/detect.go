package template

import (
	"io"
	"io/fs"
	"os"
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

// Find returns the template of a folder: template.yaml and other usual names, cdk.out, or the only
// file that is a template with state machines. It returns "" if the folder has none, and an error if
// it has several.
func Find(folder string) (string, error) {
	name, err := find(folder)
	if _, none := err.(*fs.PathError); none {
		return "", nil
	}
	return name, err
}

func stat(name string) (fs.FileInfo, error) { return os.Stat(name) }

// isTemplate reports whether a file is a template with machines, or a manifest.
func isTemplate(name string) bool {
	text := readTemplate(name)
	if text == nil || !Detect(name, text) {
		return false
	}
	return filepath.Base(name) == manifestFile || strings.Contains(string(text), "::StateMachine") ||
		strings.Contains(string(text), "AWS::CloudFormation::Stack") || strings.Contains(string(text), "AWS::Serverless::Application")
}

// isBroken reports whether a file is neither JSON nor YAML.
func isBroken(name string) bool {
	text := readTemplate(name)
	if text == nil {
		return false
	}
	_, err := parse(&file{Source: diag.NewSource(name, text), name: filepath.ToSlash(name)})
	return err != nil
}

// readTemplate returns the text of a file that may be a template, nil of another one.
func readTemplate(name string) []byte {
	switch filepath.Ext(name) {
	case ".yaml", ".yml", ".json", ".template":
	default:
		return nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil
	}
	text, err := io.ReadAll(io.LimitReader(f, maxBytes+1))
	if err != nil || len(text) > maxBytes {
		return nil
	}
	return text
}
