package awsshapes

import (
	"archive/zip"
	"bytes"
	_ "embed" // the table
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
)

// shapes is a zip archive with a file for each service. The file has the name of the
// service in the resources of aws-sdk integrations. It has a line for each operation
// that has a response, with the number of the response's shape; an empty line;
// and a line for each shape. A shape is one of
//
//	any
//	boolean
//	number [TAB min TAB max]
//	string [TAB min length TAB max length]
//	enum {TAB word}
//	list N
//	map N
//	object {TAB name["!" if it is always there] N}
//
// where N is the number of a shape, counted from 0, and "-" is no limit.
//
//go:embed shapes.zip
var shapes []byte

// kind is the kind of JSON value that a shape has.
type kind uint8

const (
	anything kind = iota
	boolean
	number
	text
	list
	dictionary
	object
)

type shape struct {
	kind      kind
	low, high string   // limits of a number, or of a text's length; "" for none
	words     []string // of an enum: the texts that it allows
	of        *shape   // elements of a list, values of a dictionary
	members   []member
}

type member struct {
	name     string
	required bool
	shape    *shape
}

// services has the services that were read. Each is read when it is first needed.
var services sync.Map // of name to func() (map[string]*shape, error)

// lookUp returns the shape of an operation's response, nil if the table does not have
// it. It keeps nothing for names that are not in the table: they come from definitions,
// which may have any number of them.
func lookUp(service, operation string) (*shape, error) {
	files, err := index()
	if err != nil || files[service] == nil {
		return nil, err
	}
	load, _ := services.LoadOrStore(service, sync.OnceValues(func() (map[string]*shape, error) {
		return read(files[service])
	}))
	answers, err := load.(func() (map[string]*shape, error))()
	return answers[operation], err
}

// index returns the files of the archive by name.
var index = sync.OnceValues(func() (map[string]*zip.File, error) {
	archive, err := zip.NewReader(bytes.NewReader(shapes), int64(len(shapes)))
	if err != nil {
		return nil, fmt.Errorf("awsshapes: the table is damaged: %w", err)
	}
	files := make(map[string]*zip.File, len(archive.File))
	for _, f := range archive.File {
		files[f.Name] = f
	}
	return files, nil
})

// read returns the shapes of the responses of a service, by operation.
func read(file *zip.File) (map[string]*shape, error) {
	f, err := file.Open()
	if err != nil {
		return nil, fmt.Errorf("awsshapes: %s: %w", file.Name, err)
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	if err != nil {
		return nil, fmt.Errorf("awsshapes: %s: %w", file.Name, err)
	}
	return parse(string(text)), nil
}

// parse reads a file of the archive.
func parse(file string) map[string]*shape {
	head, body, _ := strings.Cut(file, "\n\n")
	lines := strings.Split(strings.TrimSuffix(body, "\n"), "\n")
	all := make([]shape, len(lines))
	for i, line := range lines {
		all[i].read(line, all)
	}
	answers := map[string]*shape{}
	for line := range strings.SplitSeq(head, "\n") {
		if name, n, ok := strings.Cut(line, " "); ok {
			answers[name] = at(all, n)
		}
	}
	return answers
}

func at(all []shape, number string) *shape {
	n, err := strconv.Atoi(number)
	if err != nil || n < 0 || n >= len(all) {
		return &shape{}
	}
	return &all[n]
}

// read reads the line of one shape.
func (s *shape) read(line string, all []shape) {
	parts := strings.Split(line, "\t")
	word, n, _ := strings.Cut(parts[0], " ")
	switch word {
	case "boolean":
		s.kind = boolean
	case "number":
		s.kind = number
		s.bounds(parts[1:])
	case "string":
		s.kind = text
		s.bounds(parts[1:])
	case "enum":
		s.kind, s.words = text, parts[1:]
	case "list":
		s.kind, s.of = list, at(all, n)
	case "map":
		s.kind, s.of = dictionary, at(all, n)
	case "object":
		s.kind = object
		for _, part := range parts[1:] {
			name, n, _ := strings.Cut(part, " ")
			plain, required := strings.CutSuffix(name, "!")
			s.members = append(s.members, member{name: plain, required: required, shape: at(all, n)})
		}
	}
}

func (s *shape) bounds(parts []string) {
	bound := func(text string) string {
		if text == "-" {
			return ""
		}
		return text
	}
	if len(parts) == 2 {
		s.low, s.high = bound(parts[0]), bound(parts[1])
	}
}
