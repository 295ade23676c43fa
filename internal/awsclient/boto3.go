package awsclient

import (
	_ "embed"
	"fmt"
	"os/exec"
)

//go:embed boto3.py
var boto3Program string

// Boto3 returns boto3.
func Boto3() (Client, error) {
	python, err := python()
	if err != nil {
		return nil, err
	}
	return begin(python, "-c", boto3Program)
}

// python returns a Python that has boto3.
func python() (string, error) {
	name, err := exec.LookPath("python3")
	if err != nil {
		return "", fmt.Errorf("boto3: %w: there is no python3", ErrMissing)
	}
	if err := exec.Command(name, "-c", "import boto3").Run(); err != nil {
		return "", fmt.Errorf("boto3: %w", ErrMissing)
	}
	return name, nil
}
