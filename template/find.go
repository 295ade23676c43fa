package template

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/goasl/goasl/diag"
)

// Find returns the template of a folder: template.yaml and other usual names, cdk.out, or the only
// file that is a template with state machines. It returns "" if the folder has none, and an error if
// it has several.
func Find(folder string) (string, error) {
	name, err := find(folder)
	if errors.Is(err, errNoTemplate) {
		return "", nil
	}
	return name, err
}

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
	if info, err := os.Stat(name); err != nil || !info.Mode().IsRegular() { // to open a pipe may take for ever
		return nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxBytes+1))
	if err != nil || len(text) > maxBytes {
		return nil
	}
	return text
}

var errNoTemplate = errors.New("the folder has no template with a state machine")

// The names of templates that a folder is looked through for.
var templateNames = []string{"template.yaml", "template.yml", "template.json", "cdk.out/" + manifestFile, manifestFile, "sam.yaml", "sam.yml"}

// find returns the template of a folder, or the file itself. In a folder without one of the usual
// names, the only file that is a template with machines counts.
func find(name string) (string, error) {
	info, err := os.Stat(name)
	if err != nil || !info.IsDir() {
		return name, err
	}
	for _, usual := range templateNames {
		full := filepath.Join(name, usual)
		if isTemplate(full) || strings.HasPrefix(usual, "template.") && isBroken(full) {
			return full, nil
		}
	}
	var found []string
	for _, pattern := range []string{"*", "*/*"} {
		all, err := filepath.Glob(filepath.Join(globEscape(name), pattern))
		if err != nil {
			return "", err
		}
		for _, full := range all[:min(len(all), maxSearched)] {
			if isTemplate(full) {
				found = append(found, full)
			}
		}
		switch len(found) {
		case 0:
		case 1:
			return found[0], nil
		default:
			return "", fmt.Errorf("template: %s has several templates, name one of them: %s", name, strings.Join(found, ", "))
		}
	}
	return "", fmt.Errorf("template: %s: %w", name, errNoTemplate)
}

// maxSearched is how many files of a folder are looked at.
const maxSearched = 1000

// globEscape lets a path stand for itself in a pattern.
func globEscape(s string) string {
	return strings.NewReplacer(`*`, `[*]`, `?`, `[?]`, `[`, `[[]`).Replace(s)
}
