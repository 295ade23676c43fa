package template

import (
	"errors"
	"fmt"
	"path"
	"strings"
)

// app is what is known of all stacks of a project.
type app struct {
	settings
	standIns
	folder  *folder
	assets  map[string]string // files and folders of an app of CDK, by their keys in S3
	stacks  []*stack
	exports map[string]export // nil until one is imported
	spent   int               // of maxWork
	parsed  int               // of maxParsed
	depth   int               // of calls

	suggested int // how often something was
}

// maxWork is how many bytes functions may make. A value counts for more than its text, as it takes
// more memory.
const (
	maxWork   = 32 << 20
	valueWork = 64
)

// maxParsed is how many bytes the files of the definitions may have, each counted for each machine in
// it: parsing a definition takes the file, to show problems in it. CloudFormation's limits, 500
// resources in a template of 1 MB, are half of it.
const maxParsed = 1 << 30

// open reads the templates that a path leads to, as stacks.
func (a *app) open(path string) error {
	file, err := find(path)
	if err != nil {
		return err
	}
	f, name, err := openFolder(file)
	if err != nil {
		return fmt.Errorf("template: %w", err)
	}
	a.folder = f
	if err := a.openFile(name); err != nil {
		return errors.Join(err, f.close())
	}
	return nil
}

// read reads and parses a file that no value of a template names.
func (a *app) read(name string) (*node, error) {
	f, err := a.folder.text(name)
	if err != nil {
		return nil, fmt.Errorf("template: %s: %w", a.folder.show(name), err)
	}
	return a.parse(f)
}

func (a *app) openFile(name string) error {
	root, err := a.read(name)
	if err != nil {
		return err
	}
	if path.Base(name) == manifestFile && root.get("artifacts") != nil {
		return a.openAssembly(name, root)
	}
	if before, ok := strings.CutSuffix(name, ".template.json"); ok && a.folder.isFile(before+".assets.json") {
		if err := a.readAssets(before + ".assets.json"); err != nil {
			return err
		}
	}
	s, err := a.newStack(origin{template: name}, root, nil)
	if err != nil {
		return err
	}
	return s.readNested()
}
