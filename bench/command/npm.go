package main

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
)

// name is that of the package whose command is measured.
const name = "aws-local-stepfunctions"

// closure returns the folders of the packages that the package needs, itself included, and its
// version.
func closure(modules string) (folders []string, version string, err error) {
	todo, seen := []string{name}, map[string]bool{name: true}
	for len(todo) > 0 {
		folder := filepath.Join(modules, todo[0])
		text, err := os.ReadFile(filepath.Join(folder, "package.json"))
		if err != nil {
			return nil, "", err
		}
		var p struct {
			Version      string
			Dependencies map[string]string
		}
		if err := json.Unmarshal(text, &p); err != nil {
			return nil, "", err
		}
		if todo[0] == name {
			version = p.Version
		}
		folders, todo = append(folders, folder), todo[1:]
		for needed := range p.Dependencies {
			if !seen[needed] {
				seen[needed] = true
				todo = append(todo, needed)
			}
		}
	}
	return folders, version, nil
}

// sizeOf returns the size of files and of all files in folders, in bytes.
func sizeOf(names []string) (sum int64, err error) {
	for _, name := range names {
		name, err := filepath.EvalSymlinks(name)
		if err != nil {
			return 0, err
		}
		err = filepath.WalkDir(name, func(_ string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			info, err := e.Info()
			if err == nil {
				sum += info.Size()
			}
			return err
		})
		if err != nil {
			return 0, err
		}
	}
	return sum, nil
}
