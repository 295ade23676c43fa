package template

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

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

func (a *app) openFile(name string) error {
	f, err := a.folder.text(name)
	if err != nil {
		return fmt.Errorf("template: %s: %w", a.folder.show(name), err)
	}
	root, err := a.parse(f)
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

const manifestFile = "manifest.json"

// artifact is a stack of an app of CDK.
type artifact struct{ name, file, assets string }

// openAssembly reads the stacks of an app of CDK, by its manifest.
func (a *app) openAssembly(name string, manifest *node) error {
	all, err := a.artifacts(name, manifest, 0)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return manifest.problem("the app has no stack")
	}
	var wrong problems
	for _, made := range all {
		wrong.add(a.openArtifact(made, len(all) > 1))
	}
	for _, s := range slices.Clone(a.stacks) { // when all are there, as they import from one another
		if s.parent == nil {
			wrong.add(s.readNested())
		}
	}
	return wrong.err()
}

// maxAssemblies is how deep stages of an app may be in one another.
const maxAssemblies = 10

// artifacts returns the stacks of a manifest and of the stages in it.
func (a *app) artifacts(name string, manifest *node, depth int) (all []artifact, err error) {
	if depth > maxAssemblies {
		return nil, manifest.problemOf(CodeTooLarge, "there are more than %d assemblies in one another", maxAssemblies)
	}
	dir := path.Dir(name)
	assets := ""
	for _, m := range members(manifest.get("artifacts")) {
		if m.get("type").is("cdk:asset-manifest") {
			assets = path.Join(dir, orText(m.find("properties", "file"), ""))
			all = append(all, artifact{assets: assets})
		}
	}
	for _, m := range members(manifest.get("artifacts")) {
		switch kind, _ := m.get("type").str(); kind {
		case "aws:cloudformation:stack":
			file, ok := m.find("properties", "templateFile").str()
			if !ok {
				return nil, m.problem("the stack %s has no templateFile", m.name)
			}
			all = append(all, artifact{name: orText(m.find("properties", "stackName"), m.name), file: path.Join(dir, file)})
		case "cdk:cloud-assembly":
			inner, err := a.stage(m, path.Join(dir, orText(m.find("properties", "directoryName"), ".")), depth)
			if err != nil {
				return nil, err
			}
			all = append(all, inner...)
		}
	}
	return all, nil
}

// stage returns the stacks of a stage.
func (a *app) stage(m member, dir string, depth int) ([]artifact, error) {
	name := path.Join(dir, manifestFile)
	f, err := a.folder.text(name)
	if err != nil {
		return nil, m.problemOf(CodeUnreadable, "the manifest %s cannot be read: %v", a.folder.show(name), err)
	}
	root, err := a.parse(f)
	if err != nil {
		return nil, err
	}
	return a.artifacts(name, root, depth+1)
}

// openArtifact reads a stack.
func (a *app) openArtifact(of artifact, several bool) error {
	if of.file == "" {
		return a.readAssets(of.assets)
	}
	f, err := a.folder.text(of.file)
	if err != nil {
		return fmt.Errorf("template: %s: %w", a.folder.show(of.file), err)
	}
	root, err := a.parse(f)
	if err != nil {
		return err
	}
	from := origin{name: of.name, template: of.file}
	if several {
		from.id = of.name + "/"
	}
	_, err = a.newStack(from, root, nil)
	return err
}

// readAssets notes where the files and folders are that a stack has in S3, by their keys.
func (a *app) readAssets(name string) error {
	f, err := a.folder.text(name)
	if err != nil {
		return fmt.Errorf("template: %s: %w", a.folder.show(name), err)
	}
	root, err := a.parse(f)
	if err != nil {
		return err
	}
	for _, m := range members(root.get("files")) {
		source, ok := m.find("source", "path").str()
		if !ok {
			continue
		}
		for _, d := range members(m.get("destinations")) {
			if key, ok := d.get("objectKey").str(); ok {
				a.assets[key] = path.Join(path.Dir(name), source)
			}
		}
	}
	return nil
}

// The names of templates that a folder is looked through for.
var templateNames = []string{"template.yaml", "template.yml", "template.json", "cdk.out/" + manifestFile, manifestFile, "sam.yaml", "sam.yml"}

// find returns the template of a folder, or the file itself. In a folder without one of the usual
// names, the only file that is a template with machines counts.
func find(name string) (string, error) {
	info, err := stat(name)
	if err != nil || !info.IsDir() {
		return name, err
	}
	for _, usual := range templateNames {
		full := filepath.Join(name, usual)
		if isTemplate(full) || strings.HasPrefix(usual, "template.") && isBroken(full) {
			return full, nil
		}
	}
	var found []string
	for _, pattern := range []string{"*", "*/*"} {
		all, err := filepath.Glob(filepath.Join(globEscape(name), pattern))
		if err != nil {
			return "", err
		}
		for _, full := range all[:min(len(all), maxSearched)] {
			if isTemplate(full) {
				found = append(found, full)
			}
		}
		switch len(found) {
		case 0:
		case 1:
			return found[0], nil
		default:
			return "", fmt.Errorf("template: %s has several templates, name one of them: %s", name, strings.Join(found, ", "))
		}
	}
	return "", &fs.PathError{Op: "template", Path: name, Err: errors.New("the folder has no template with a state machine")}
}

// maxSearched is how many files of a folder are looked at.
const maxSearched = 1000

// globEscape lets a path stand for itself in a pattern.
func globEscape(s string) string {
	return strings.NewReplacer(`*`, `[*]`, `?`, `[?]`, `[`, `[[]`).Replace(s)
}
