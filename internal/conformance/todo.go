package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
)

// readTodo returns the ids in a list of cases that are known to fail, one in a line.
// Empty lines and lines that begin with # are ignored.
func readTodo(name string) ([]string, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var ids []string
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			ids = append(ids, line)
		}
	}
	return ids, nil
}

// writeTodo writes such a list, and keeps the comment at the head of the old one.
func writeTodo(name string, ids []string) error {
	old, err := os.ReadFile(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	var text bytes.Buffer
	for line := range bytes.Lines(old) {
		if line[0] != '#' {
			break
		}
		text.Write(line)
	}
	for _, id := range slices.Sorted(slices.Values(ids)) {
		text.WriteString(id + "\n")
	}
	return os.WriteFile(name, text.Bytes(), 0o666)
}
