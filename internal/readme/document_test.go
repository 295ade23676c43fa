package readme

import (
	"regexp"
	"strings"
	"testing"
)

// block is a fenced block of a document.
type block struct {
	line   int    // of the fence
	lang   string // what the fence says
	source string // what the comment above it says: a file, or the command that makes the block
	text   string
}

var sourceComment = regexp.MustCompile(`^<!-- (.+) -->$`)

// blocks returns the fenced blocks of a document.
func blocks(t *testing.T, document string) []block {
	t.Helper()
	var all []block
	var open *block
	source := ""
	for i, line := range strings.SplitAfter(document, "\n") {
		text := strings.TrimSuffix(line, "\n")
		lang, fence := strings.CutPrefix(text, "```")
		switch {
		case open != nil && fence:
			all, open = append(all, *open), nil
		case open != nil:
			open.text += line
		case fence:
			open = &block{line: i + 1, lang: lang, source: source}
		}
		source = ""
		if m := sourceComment.FindStringSubmatch(text); m != nil {
			source = m[1]
		}
	}
	if open != nil {
		t.Fatalf("the block of line %d has no end", open.line)
	}
	return all
}

// prose returns a document without its fenced blocks.
func prose(t *testing.T, document string) string {
	t.Helper()
	for _, b := range blocks(t, document) {
		document = strings.Replace(document, "\n"+b.text+"```", "\n", 1)
	}
	return document
}

// row is a row of a table in a document.
type row struct {
	line  int
	cells []string
}

// tableAfter returns the rows of the table whose first cell of the head is given.
func tableAfter(t *testing.T, document, head string) []row {
	t.Helper()
	var rows []row
	lines := strings.Split(document, "\n")
	for i, line := range lines {
		if !strings.HasPrefix(line, "| "+head+" |") {
			continue
		}
		for j := i + 2; j < len(lines) && strings.HasPrefix(lines[j], "|"); j++ {
			cells := strings.Split(strings.Trim(lines[j], "|"), "|")
			for k := range cells {
				cells[k] = strings.TrimSpace(cells[k])
			}
			rows = append(rows, row{line: j + 1, cells: cells})
		}
	}
	if rows == nil {
		t.Fatalf("there is no table %q", head)
	}
	return rows
}

func TestBlocks(t *testing.T) {
	got := blocks(t, "a\n<!-- f.go -->\n```go\nx\n\ny\n```\n\n<!-- g.go -->\n\n```\nz\n```\n")
	want := []block{{3, "go", "f.go", "x\n\ny\n"}, {11, "", "", "z\n"}}
	if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("blocks %+v, want %+v", got, want)
	}
}
