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
// service in the resources of aws-sdk integrations. It has a line for each operation,
// with the numbers of the shapes of its request and its response, "-" for none; an empty
// line; and a line for each shape. A shape is one of
//
//	any
//	boolean
//	integer|long|float|double|number [TAB min TAB max]
//	string [TAB min length TAB max length]
//	enum {TAB word}
//	list N
//	map N
//	object [name] {TAB member[mark] N}
//
// where N is the number of a shape, counted from 0, and "-" is no limit. An object has
// a name if it can be inside a request. A member is marked if it must be there: "+" if it
// is a body that is sent as it is produced, else "!". The archive's comment says what the
// table was made from.
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
	name      string   // of an object; the type of a number: "integer"
	low, high string   // limits of a number, or of a text's length; "" for none
	words     []string // of an enum: the texts that it allows
	of        *shape   // elements of a list, values of a dictionary
	members   []member
}

type member struct {
	name     string
	required bool
	body     bool // that is sent as it is produced; it is required, too
	shape    *shape
}

// operation has the shapes of an operation's request and response, nil for none.
type operation struct{ request, response *shape }

// services has the services that were read. Each is read when it is first needed.
var services sync.Map // of name to func() (map[string]operation, error)

// lookUp returns the operations of a service, nil if the table does not have it. It keeps
// nothing for names that are not in the table: they come from definitions, which may have
// any number of them.
func lookUp(service string) (map[string]operation, error) {
	archive, err := open()
	if err != nil || archive.files[service] == nil {
		return nil, err
	}
	load, _ := services.LoadOrStore(service, sync.OnceValues(func() (map[string]operation, error) {
		return read(archive.files[service])
	}))
	return load.(func() (map[string]operation, error))()
}

// opened is the archive.
type opened struct {
	files  map[string]*zip.File // by their names
	origin string
}

var open = sync.OnceValues(func() (opened, error) {
	archive, err := zip.NewReader(bytes.NewReader(shapes), int64(len(shapes)))
	if err != nil {
		return opened{}, fmt.Errorf("awsshapes: the table is damaged: %w", err)
	}
	files := make(map[string]*zip.File, len(archive.File))
	for _, f := range archive.File {
		files[f.Name] = f
	}
	return opened{files, archive.Comment}, nil
})

// read returns the operations of a service.
func read(file *zip.File) (map[string]operation, error) {
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
func parse(file string) map[string]operation {
	head, body, _ := strings.Cut(file, "\n\n")
	lines := strings.Split(strings.TrimSuffix(body, "\n"), "\n")
	all := make([]shape, len(lines))
	for i, line := range lines {
		all[i].read(line, all)
	}
	operations := map[string]operation{}
	for line := range strings.SplitSeq(head, "\n") {
		if words := strings.Fields(line); len(words) == 3 {
			operations[words[0]] = operation{orNone(all, words[1]), orNone(all, words[2])}
		}
	}
	return operations
}

func orNone(all []shape, number string) *shape {
	if number == "-" {
		return nil
	}
	return at(all, number)
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
	case "integer", "long", "float", "double", "number":
		s.kind, s.name = number, word
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
		s.kind, s.name = object, n
		for _, part := range parts[1:] {
			name, n, _ := strings.Cut(part, " ")
			plain := strings.TrimRight(name, "!+")
			mark := name[len(plain):]
			s.members = append(s.members, member{name: plain, required: mark != "", body: mark == "+", shape: at(all, n)})
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
