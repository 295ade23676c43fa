package template

import (
	"path"
	"slices"
)

const manifestFile = "manifest.json"

// artifact is a stack of an app of CDK.
type artifact struct{ name, file string }

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

// artifacts returns the stacks of a manifest and of the stages in it, and reads what their assets are.
func (a *app) artifacts(name string, manifest *node, depth int) (all []artifact, err error) {
	if depth > maxAssemblies {
		return nil, manifest.problemOf(CodeTooLarge, "there are more than %d assemblies in one another", maxAssemblies)
	}
	dir := path.Dir(name)
	for _, m := range members(manifest.get("artifacts")) {
		switch kind, _ := m.get("type").str(); kind {
		case "cdk:asset-manifest":
			if err := a.readAssets(path.Join(dir, orText(m.find("properties", "file"), ""))); err != nil {
				return nil, err
			}
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
	root, err := a.read(of.file)
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
	root, err := a.read(name)
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
