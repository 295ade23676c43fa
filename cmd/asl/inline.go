package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/goasl/goasl/lambda"
)

// inlineFunction is a function whose code is in a template.
type inlineFunction struct {
	lambda.Function
	code string
}

// written returns the function with a folder that has its code. The folder is in the user's cache,
// by what is in it: the same code is in the same place, also for a server that watches.
func (f inlineFunction) written() (lambda.Function, error) {
	ending := ".js"
	if strings.HasPrefix(f.Runtime, "python") {
		ending = ".py"
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return f.Function, err
	}
	sum := sha256.Sum256([]byte(ending + f.code))
	f.Dir = filepath.Join(cache, "goasl", "inline", hex.EncodeToString(sum[:16]))
	name := filepath.Join(f.Dir, "index"+ending)
	if is, err := os.ReadFile(name); err == nil && bytes.Equal(is, []byte(f.code)) {
		return f.Function, nil
	}
	return f.Function, errors.Join(os.MkdirAll(f.Dir, 0o700), os.WriteFile(name, []byte(f.code), 0o600))
}
