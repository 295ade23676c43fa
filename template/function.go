package template

import (
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/lambda"
)

// A Function is a function of Lambda in a template.
type Function struct {
	lambda.Function

	ID   string // of the resource, with the nested stack that it is in
	File string // where it is written
	Pos  diag.Pos

	// Missing says why there is no code to run, as it is in a container; "" if there is. Dir is
	// "" then.
	Missing string

	// Inline is the code that the template itself has: the content of a file "index" with the
	// ending of the Runtime's language. Dir is "" then.
	Inline string

	// StandIns are those that only the function needs, as in its environment.
	StandIns []StandIn
}

// readFunctions adds the functions of a stack.
func (s *stack) readFunctions(p *Project) error {
	var wrong problems
	for _, r := range s.kinds["AWS::Lambda::Function"] {
		there, err := r.exists()
		if wrong.add(err) || !there {
			continue
		}
		before := len(s.all)
		f, err := s.function(r)
		if wrong.add(err) {
			continue
		}
		f.StandIns = append(f.StandIns, s.all[before:]...)
		s.all = s.all[:before]
		p.Functions = append(p.Functions, f)
	}
	return wrong.err()
}

// validName matches the names of functions that Lambda takes.
var validName = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,64}$`)

// function reads a function.
func (s *stack) function(r *resource) (*Function, error) {
	f := &Function{ID: s.id + r.id, File: r.place.file.File(), Pos: r.place.file.Pos(r.at)}
	name, err := r.name(r.node)
	if err != nil {
		return nil, err
	}
	if name, err = r.checkedName(name, "the name of the function", maxName, validName.MatchString); err != nil {
		return nil, err
	}
	f.Name = name.text
	if f.Handler, err = r.textOf("Handler"); err != nil {
		return nil, err
	}
	if f.Runtime, err = r.textOf("Runtime"); err != nil {
		return nil, err
	}
	seconds, err := r.numberOf("Timeout")
	if err != nil {
		return nil, err
	}
	f.Timeout = time.Duration(seconds) * time.Second
	if f.Memory, err = r.numberOf("MemorySize"); err != nil {
		return nil, err
	}
	if f.Env, err = r.environment(); err != nil {
		return nil, err
	}
	if err := s.layers(r, f); err != nil {
		return nil, err
	}
	return f, s.code(r, f)
}

// numberOf returns a property that is a whole number, 0 if there is none.
func (r *resource) numberOf(name string) (int, error) {
	t, err := r.textOf(name)
	if err != nil || t == "" {
		return 0, err
	}
	n, err := strconv.Atoi(t)
	if err != nil || n < 0 || n > 1<<20 {
		return 0, r.property(name).problem("%s of %s has to be a number, not %q", name, r.id, t)
	}
	return n, nil
}

func (r *resource) environment() (map[string]string, error) {
	v, err := r.value("Environment")
	if err != nil || v == nil {
		return nil, err
	}
	all := map[string]string{}
	for _, m := range members(v.get("Variables")) {
		t, ok := m.str()
		if !ok {
			return nil, m.problem("the variable %s of %s has to be a text, not %s", m.name, r.id, m.describe())
		}
		all[m.name] = t
	}
	return all, nil
}

// code finds the folder with the code: what "sam build" or "cdk synth" has made, or else the source.
func (s *stack) code(r *resource, f *Function) error {
	if built := path.Join(s.folder.home, ".aws-sam/build", r.id); s.id == "" && s.folder.isFolder(built) {
		f.Dir = filepath.FromSlash(s.folder.show(built))
		return nil
	}
	if asset, ok := r.find("Metadata", "aws:asset:path").str(); ok {
		return s.folderOf(r.node, f, asset)
	}
	for _, inline := range []*node{r.property("InlineCode"), r.property("Code").get("ZipFile")} {
		if inline != nil && inline.kind != null {
			v, err := s.evalText(inline, "the code of "+r.id)
			if err == nil {
				f.Inline = v.text
			}
			return err
		}
	}
	if kind := r.property("PackageType"); kind.is("Image") || r.property("ImageUri") != nil || r.property("Code").get("ImageUri") != nil {
		f.Missing = "its code is in a container"
		return nil
	}
	return s.codeFolder(r, f)
}

func (s *stack) codeFolder(r *resource, f *Function) error {
	where := r.property("CodeUri")
	if where == nil {
		where = r.property("Code")
	}
	if where == nil {
		return s.folderOf(r.node, f, ".")
	}
	before := len(s.all)
	v, err := s.eval(where)
	if err != nil {
		return err
	}
	if key, ok := v.get("S3Key").str(); ok && s.assets[key] != "" {
		return s.asset(where, f, s.assets[key])
	}
	uri, ok := v.str()
	if !ok || strings.Contains(uri, "://") {
		s.forget(before)
		f.Missing = "its code is in S3"
		return nil
	}
	return s.folderOf(where, f, uri)
}

// folderOf sets the folder with the code, by its path from the template. A function whose folder is
// not there is missing, which does not matter before it is called.
func (s *stack) folderOf(at *node, f *Function, written string) error {
	name, err := s.inside(written)
	if err != nil {
		return at.problemOf(CodeUnreadable, "the code of %s in %q: %v", f.ID, written, err)
	}
	return s.asset(at, f, name)
}

func (s *stack) asset(at *node, f *Function, name string) error {
	switch {
	case s.folder.isFolder(name):
		f.Dir = filepath.FromSlash(s.folder.show(name))
	case s.folder.isFile(name):
		f.Missing = "its code is in the file " + s.folder.show(name)
	default:
		f.Missing = "there is no folder " + s.folder.show(name)
	}
	return nil
}
