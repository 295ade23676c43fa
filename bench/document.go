package main

import (
	"fmt"
	"os"
	"strings"
)

// command is the line before the block of a document that is replaced.
const command = "<!-- go run ./bench -->"

// writeBlock replaces the text in the block of a document.
func writeBlock(name, text string) error {
	document, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	changed, err := replaceBlock(string(document), text)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return os.WriteFile(name, []byte(changed), 0o644)
}

// replaceBlock returns a document with another text in its block.
func replaceBlock(document, text string) (string, error) {
	const fence = "```\n"
	before, rest, found := strings.Cut(document, command+"\n"+fence)
	if !found {
		return "", fmt.Errorf("there is no block below a line %s", command)
	}
	_, after, found := strings.Cut("\n"+rest, "\n"+fence)
	if !found {
		return "", fmt.Errorf("the block below %s has no end", command)
	}
	return before + command + "\n" + fence + text + fence + after, nil
}
