package cases

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"sort"
	"strings"
)

// Folder has the cases of one folder, in the order of their files' names.
type Folder struct {
	Name  string
	Cases []*Case
}

// Load reads every case (*.json) below the roots. A root is a folder of cases, a folder
// of such folders, or one file. Load returns the folders sorted by name. An id that
// occurs twice is an error.
func Load(roots ...string) ([]Folder, error) {
	files := make(map[string]bool)
	for _, root := range roots {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && strings.HasSuffix(path, ".json") {
				abs, absErr := filepath.Abs(path)
				files[abs] = true
				return absErr
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return group(files)
}

func group(files map[string]bool) ([]Folder, error) {
	sorted := make([]string, 0, len(files))
	for file := range files {
		sorted = append(sorted, file)
	}
	sort.Slice(sorted, func(i, j int) bool {
		if a, b := filepath.Dir(sorted[i]), filepath.Dir(sorted[j]); a != b {
			return a < b
		}
		return sorted[i] < sorted[j]
	})
	var folders []Folder
	seen := make(map[string]string)
	dir := ""
	for _, file := range sorted {
		c, err := ReadFile(file)
		if err != nil {
			return nil, err
		}
		if other := seen[c.ID]; other != "" {
			return nil, fmt.Errorf("%s: id %q is taken by %s", file, c.ID, other)
		}
		seen[c.ID] = file
		if d := filepath.Dir(file); d != dir || len(folders) == 0 {
			dir = d
			folders = append(folders, Folder{Name: filepath.Base(d)})
		}
		last := &folders[len(folders)-1]
		last.Cases = append(last.Cases, c)
	}
	return folders, nil
}
