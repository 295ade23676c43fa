package part

import (
	"os"
	"path/filepath"
)

// Published returns the texts of the published definitions: of the JSON files in their folder.
func (s *Settings) Published() ([]string, error) {
	if _, err := os.Stat(s.Definitions); err != nil {
		return nil, err
	}
	files, err := filepath.Glob(filepath.Join(s.Definitions, "*.json"))
	if err != nil {
		return nil, err
	}
	texts := make([]string, len(files))
	for i, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		texts[i] = string(text)
	}
	return texts, nil
}
