package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/goasl/goasl/bench/part"
	"github.com/goasl/goasl/bench/view"
)

// writeDocument writes the results into the blocks of a document, and the pictures into the
// folder of the document.
func (all results) writeDocument(name string) error {
	document, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	files, err := all.render(string(document))
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	for file, text := range files {
		if file == "" {
			file = filepath.Base(name)
		}
		if err := os.WriteFile(filepath.Join(filepath.Dir(name), file), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// render returns a document with the results in its blocks, by the name "", and pictures by the
// names of their files.
func (all results) render(document string) (map[string]string, error) {
	files := map[string]string{}
	document, err := replaceBlock(document, "go run ./bench", all.head())
	if err != nil {
		return nil, err
	}
	var reports []part.Report
	for _, p := range parts {
		result, ok := all[p.part]
		if !ok {
			continue
		}
		if document, err = replaceBlock(document, p.command(), "$ "+p.command()+"\n"+view.Text(result.Report)); err != nil {
			return nil, err
		}
		if bars := view.Bars(p.picture, result.Report); bars != "" {
			files["performance-"+p.part+".svg"] = bars
		}
		reports = append(reports, result.Report)
	}
	if lines := view.Lines("What one costs, as the number grows", reports...); lines != "" {
		files["performance-scale.svg"] = lines
	}
	files[""] = document
	return files, nil
}

// head says in which runs the parts were measured, how long these took, and how the peers did.
func (all results) head() string {
	var b strings.Builder
	seconds := map[Run]float64{}
	for _, p := range parts {
		if r, ok := all[p.part]; ok {
			seconds[r.Run] += r.Report.Seconds
		}
	}
	for _, p := range parts {
		run := all[p.part].Run
		if took, ok := seconds[run]; ok {
			fmt.Fprintf(&b, "%s; took %s\n", run, time.Duration(took*float64(time.Second)))
			delete(seconds, run)
		}
	}
	var summary view.Summary
	for _, p := range parts {
		if r, ok := all[p.part]; ok {
			summary.Add(p.part, r.Report)
		}
	}
	if text := summary.Text(); text != "" {
		b.WriteString("\n" + text)
	}
	return b.String()
}

// replaceBlock returns a document with another text in the block below a command in a comment.
func replaceBlock(document, command, text string) (string, error) {
	const fence = "```\n"
	comment := "<!-- " + command + " -->\n" + fence
	before, rest, found := strings.Cut(document, comment)
	if !found {
		return "", fmt.Errorf("there is no block below a line <!-- %s -->", command)
	}
	_, after, found := strings.Cut("\n"+rest, "\n"+fence)
	if !found {
		return "", fmt.Errorf("the block below <!-- %s --> has no end", command)
	}
	return before + comment + text + fence + after, nil
}
