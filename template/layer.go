package template

import (
	"path"
	"path/filepath"
	"strings"
)

// layerFolders are where the languages look for modules in a layer, and the variables that make them
// look in other folders.
var layerFolders = []struct{ variable, runtime, folder string }{
	{"PYTHONPATH", "python", "python"}, {"NODE_PATH", "nodejs", "nodejs/node_modules"},
}

// layers lets a function find the modules of its layers, whose code is in the project.
func (s *stack) layers(r *resource, f *Function) error {
	n := r.property("Layers")
	if n == nil {
		return nil
	}
	before := len(s.all)
	defer s.forget(before) // what a layer is called does not matter
	all, err := s.evalElements(n, "Layers of "+r.id)
	if err != nil {
		return err
	}
	for _, layer := range s.kinds["AWS::Lambda::LayerVersion"] {
		arn, err := layer.ref(n)
		if err != nil {
			return err
		}
		for _, e := range all {
			if e.is(arn.text) {
				s.addLayer(f, layer)
			}
		}
	}
	return nil
}

// addLayer adds the folder of a layer to the environment. One that is not there does not matter before
// the function runs.
func (s *stack) addLayer(f *Function, layer *resource) {
	uri, ok := layer.property("ContentUri").str()
	folders := []string{path.Join(s.folder.home, ".aws-sam/build", layer.id)}
	if inside, err := s.inside(uri); ok && err == nil {
		folders = append(folders, inside)
	}
	for _, l := range layerFolders {
		if !strings.HasPrefix(f.Runtime, l.runtime) {
			continue
		}
		for _, root := range folders {
			for _, dir := range []string{path.Join(root, l.folder), root} {
				if s.folder.isFolder(dir) {
					f.extend(l.variable, s.folder.show(dir))
				}
			}
		}
	}
}

// extend adds a folder to a list of folders in the environment.
func (f *Function) extend(variable, dir string) {
	if absolute, err := filepath.Abs(dir); err == nil {
		dir = absolute
	}
	if f.Env == nil {
		f.Env = map[string]string{}
	}
	if is := f.Env[variable]; is != "" {
		dir = is + string(filepath.ListSeparator) + dir
	}
	f.Env[variable] = dir
}
