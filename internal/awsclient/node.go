package awsclient

import (
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

//go:embed node.js
var nodeProgram string

// Node returns the SDK for JavaScript, which npm has installed in a folder.
func Node(folder string) (Client, error) {
	name, err := exec.LookPath("node")
	if err != nil {
		return nil, fmt.Errorf("the SDK for JavaScript: %w: there is no node", ErrMissing)
	}
	sdk, err := filepath.Abs(filepath.Join(folder, "node_modules", "@aws-sdk", "client-sfn"))
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(sdk); err != nil {
		return nil, fmt.Errorf("the SDK for JavaScript: %w: npm install --prefix %s", ErrMissing, folder)
	}
	return begin(name, "-e", nodeProgram, sdk)
}
