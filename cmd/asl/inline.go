package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
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

// ending returns the ending of the file of the code, "" for a language that has none here.
// Lambda: only code for Node and Python can be in a template.
func (f inlineFunction) ending() string {
	switch {
	case strings.HasPrefix(f.Runtime, "python"):
		return ".py"
	case strings.HasPrefix(f.Runtime, "nodejs"):
		return ".js"
	}
	return ""
}

// cannotRun says why the function cannot run here, "" if it can. Nothing is written.
func (f inlineFunction) cannotRun() string {
	if f.ending() == "" {
		return fmt.Sprintf("its code is in the template, and the runtime %q is neither of Python nor of Node", f.Runtime)
	}
	f.Dir = "." // the runtime alone says what the code is
	return cannotRun(f.Function)
}

// written returns the function with a folder that has its code. The folder is in the user's cache,
// by what is in it: the same code is in the same place, also for a server that watches.
func (f inlineFunction) written() (lambda.Function, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return f.Function, err
	}
	sum := sha256.Sum256([]byte(f.ending() + f.code))
	f.Dir = filepath.Join(cache, "goasl", "inline", hex.EncodeToString(sum[:16]))
	name := filepath.Join(f.Dir, "index"+f.ending())
	if is, err := os.ReadFile(name); err == nil && bytes.Equal(is, []byte(f.code)) {
		return f.Function, nil
	}
	return f.Function, errors.Join(os.MkdirAll(f.Dir, 0o700), os.WriteFile(name, []byte(f.code), 0o600))
}
