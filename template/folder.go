package template

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/goasl/goasl/diag"
)

// folder is where the files of a project may be read. What is in the template's folder is read
// inside of that, and what is beside it inside of top, whatever links say.
type folder struct {
	own   *os.Root
	top   *os.Root
	home  string // of the template, inside of top
	shown string // home, as messages name it
	whole bool   // all of top belongs to the project; otherwise only home does for sure
	total int    // bytes that were read
	files map[string]*file
	roots map[*file]*node // what they were parsed to
}

// openFolder opens the project that a template is in.
func openFolder(templatePath string) (*folder, string, error) {
	home, err := filepath.Abs(filepath.Dir(templatePath))
	if err != nil {
		return nil, "", err
	}
	top, whole := projectOf(home)
	inside, err := filepath.Rel(top, home)
	if err != nil {
		return nil, "", err
	}
	f := &folder{home: filepath.ToSlash(inside), shown: filepath.Dir(templatePath), whole: whole, files: map[string]*file{}, roots: map[*file]*node{}}
	if f.top, err = os.OpenRoot(top); err != nil {
		return nil, "", err
	}
	if f.own = f.top; !whole {
		if f.own, err = os.OpenRoot(home); err != nil {
			return nil, "", errors.Join(err, f.top.Close())
		}
	}
	return f, path.Join(f.home, filepath.Base(templatePath)), nil
}

// close closes what is open. It may be called twice.
func (f *folder) close() error { return errors.Join(f.own.Close(), f.top.Close()) }

// where returns the folder that a file is read in, and its path there.
func (f *folder) where(name string) (*os.Root, string) {
	if f.whole {
		return f.top, filepath.FromSlash(name)
	}
	if inside, ok := strings.CutPrefix(name, f.home+"/"); ok {
		return f.own, filepath.FromSlash(inside)
	}
	return f.top, filepath.FromSlash(name)
}

// projectOf returns the top of the project that a folder is in: the working tree of git, or the
// folder in which "sam build" or "cdk synth" has made it. If there is neither, it is not known, and
// the folder above has the folders beside.
func projectOf(home string) (top string, known bool) {
	for dir := home; ; {
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
			return dir, true
		}
		up := filepath.Dir(dir)
		if up == dir {
			break
		}
		dir = up
	}
	const slash = string(filepath.Separator)
	for _, made := range []string{".aws-sam", "cdk.out"} {
		if before, _, ok := strings.Cut(home+slash, slash+made+slash); ok && before != "" {
			return before, true
		}
	}
	return filepath.Dir(home), false
}

// show is how messages name a file.
func (f *folder) show(name string) string {
	short, err := filepath.Rel(filepath.FromSlash(f.home), filepath.FromSlash(name))
	if err != nil {
		return name
	}
	return filepath.Join(f.shown, short)
}

// local returns a file of the project by its path from a folder of it. It says why there is none.
func (f *folder) local(from, name string) (string, error) {
	inside := path.Join(from, name)
	switch {
	case strings.HasPrefix(name, "/") || filepath.IsAbs(name):
		return "", errors.New("the path is absolute; it has to begin at the template's folder")
	case !filepath.IsLocal(filepath.FromSlash(inside)) || strings.ContainsRune(name, 0):
		return "", errors.New("it is outside of the project's folder")
	}
	return inside, nil
}

// text reads a file, given by its place in the project. Beside the template's folder, only what is
// a definition by its name is read.
func (f *folder) text(name string) (*file, error) {
	if known := f.files[name]; known != nil {
		return known, nil
	}
	if !f.whole && !f.belongs(name) {
		return nil, errors.New("it is outside of the project's folder, which is that of the template unless it is in a working tree of git")
	}
	root, inside := f.where(name)
	if info, err := root.Stat(inside); err == nil && !info.Mode().IsRegular() { // to open a pipe may take for ever
		return nil, errors.New("it is no file")
	}
	opened, err := root.Open(inside)
	if err != nil {
		return nil, plainly(err)
	}
	defer opened.Close()
	text, err := io.ReadAll(io.LimitReader(opened, maxBytes+1))
	text = bytes.TrimPrefix(text, []byte("\uFEFF"))
	f.total += len(text)
	switch {
	case err != nil:
		return nil, plainly(err)
	case len(text) > maxBytes:
		return nil, fmt.Errorf("it has more than %d bytes", maxBytes)
	case f.total > maxTotal:
		return nil, fmt.Errorf("the files of the project have more than %d bytes", maxTotal)
	}
	made := &file{Source: diag.NewSource(f.show(name), text), name: name}
	f.files[name] = made
	return made, nil
}

// parse is parse, and reads a file once.
func (a *app) parse(of *file) (*node, error) {
	if known := a.folder.roots[of]; known != nil {
		return known, nil
	}
	n, err := parse(of)
	a.folder.roots[of] = n
	for _, m := range of.repeated {
		a.note(place{of, m.at}, StandIn{Name: m.name, Why: "the name is given twice in one object; the last one counts"})
	}
	return n, err
}

// belongs reports whether a file is in the template's folder, or a definition.
func (f *folder) belongs(name string) bool {
	if f.home == "." || strings.HasPrefix(name, f.home+"/") {
		return true
	}
	for _, ending := range []string{".asl.json", ".asl.yaml", ".asl.yml"} {
		if strings.HasSuffix(name, ending) {
			return true
		}
	}
	return false
}

// plainly leaves out the operation and the path of an error, which the message has already.
func plainly(err error) error {
	var of *fs.PathError
	if errors.As(err, &of) {
		return of.Err
	}
	return err
}

// isFile reports whether there is such a file.
func (f *folder) isFile(name string) bool {
	root, inside := f.where(name)
	info, err := root.Stat(inside)
	return err == nil && info.Mode().IsRegular()
}

// isFolder reports whether there is such a folder.
func (f *folder) isFolder(name string) bool {
	root, inside := f.where(name)
	info, err := root.Stat(inside)
	return err == nil && info.IsDir()
}

// resembling returns the file whose path differs from a name in the case of letters only, "" if
// there is none or several. On the systems that many templates are written on, that is the file.
func (f *folder) resembling(name string) string {
	at := "."
	for step := range strings.SplitSeq(name, "/") {
		entries, err := fs.ReadDir(f.top.FS(), at)
		if err != nil {
			return ""
		}
		found := ""
		for _, e := range entries {
			if e.Name() == step {
				found = step
				break
			}
			if strings.EqualFold(e.Name(), step) {
				if found != "" {
					return ""
				}
				found = e.Name()
			}
		}
		if found == "" {
			return ""
		}
		at = path.Join(at, found)
	}
	return at
}
