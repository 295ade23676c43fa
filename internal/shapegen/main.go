// Shapegen makes from the public service models of AWS, as botocore has them, the table of
// package awsshapes: the form of each operation's request and response. With -wire it makes
// that of module aws: how they are written on the wire, and where the services are. With
// -api it makes the operations of package sfnapi, from the model of Step Functions.
//
//	go run ./internal/shapegen [-o FILE] [DIR]
//	go run ./internal/shapegen -wire -o FILE [DIR]
//	go run ./internal/shapegen -api [-written TYPES] [-o FILE] [DIR]
//
// DIR is the folder "data" of botocore, by default that of the installed Python. The
// same models give the same file, byte for byte. The newest are installed by
//
//	pip install --upgrade botocore
package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

func main() {
	out := flag.String("o", filepath.Join("awsshapes", "shapes.zip"), "write to this `file`")
	api := flag.Bool("api", false, "make the operations of Step Functions")
	wire := flag.Bool("wire", false, "make the table of requests and responses on the wire")
	written := flag.String("written", "", "the `types` that are written by hand, with commas between them")
	flag.Parse()
	make := generate
	switch {
	case *wire:
		make = generateWire
	case *api:
		make = func(dir, origin string, w io.Writer) error {
			return generateAPI(dir, origin, strings.Split(*written, ","), w)
		}
	}
	if err := run(flag.Arg(0), *out, make); err != nil {
		fmt.Fprintln(os.Stderr, "shapegen:", err)
		os.Exit(1)
	}
}

// run writes what make makes of the models below dir to a file.
func run(dir, out string, make func(dir, origin string, w io.Writer) error) error {
	if dir == "" {
		text, err := exec.Command("python3", "-c", "import botocore; print(botocore.__path__[0])").Output()
		if err != nil {
			return fmt.Errorf("botocore is not installed; name its folder of models: %w", err)
		}
		dir = filepath.Join(strings.TrimSpace(string(text)), "data")
	}
	of, err := origin(dir)
	if err != nil {
		return err
	}
	var text bytes.Buffer // an error must not leave half a file
	if err := make(dir, of, &text); err != nil {
		return err
	}
	return os.WriteFile(out, text.Bytes(), 0o666)
}

// version is the line of botocore's program that has its version.
var version = regexp.MustCompile(`(?m)^__version__ = '([^']+)'`)

// origin returns the version of botocore, and the day on which it was packed or, with a
// pip that does not keep that, installed: no model is newer.
func origin(dir string) (string, error) {
	name := filepath.Join(filepath.Dir(filepath.Clean(dir)), "__init__.py")
	text, err := os.ReadFile(name)
	if err != nil {
		return "", err
	}
	found := version.FindSubmatch(text)
	if found == nil {
		return "", fmt.Errorf("%s has no version", name)
	}
	file, err := os.Stat(name)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("botocore %s of %s", found[1], file.ModTime().UTC().Format(time.DateOnly)), nil
}

// generate writes the table of the models below dir to w. Its comment says where they
// are from.
func generate(dir, origin string, w io.Writer) error {
	return writeArchive(dir, origin, w, nil, func(_ string, m *model) (string, error) { return m.condense(), nil })
}

// writeArchive writes an archive with the first files, and with what condense makes of
// each model below dir, which it gets with the model's folder.
func writeArchive(dir, origin string, w io.Writer, first map[string]string, condense func(folder string, m *model) (string, error)) error {
	services, err := os.ReadDir(dir) // sorted by name
	if err != nil {
		return err
	}
	archive := zip.NewWriter(w)
	archive.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(w, flate.BestCompression)
	})
	write := func(name, text string) error {
		entry, err := archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
		if err != nil {
			return err
		}
		_, err = io.WriteString(entry, text)
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(first)) {
		if err := write(name, first[name]); err != nil {
			return err
		}
	}
	written := map[string]bool{} // some models have two names
	for _, s := range services {
		folder := filepath.Join(dir, s.Name())
		m, err := newestModel(folder)
		if err != nil {
			return err
		}
		if m == nil || written[m.name()] {
			continue
		}
		written[m.name()] = true
		text, err := condense(folder, m)
		if err != nil {
			return err
		}
		if err := write(m.name(), text); err != nil {
			return err
		}
	}
	if err := archive.SetComment(origin); err != nil {
		return err
	}
	return archive.Close()
}

// generateAPI writes the operations of Step Functions to w.
func generateAPI(dir, origin string, written []string, w io.Writer) error {
	m, err := newestModel(filepath.Join(dir, "stepfunctions"))
	if err != nil {
		return err
	}
	if m == nil {
		return fmt.Errorf("%s has no model of stepfunctions", dir)
	}
	text, err := m.api(origin, written)
	if err != nil {
		return err
	}
	_, err = w.Write(text)
	return err
}

// newestModel reads the newest model of a service, nil if there is none.
func newestModel(folder string) (*model, error) { return newest[model](folder, "service-2") }

// newest reads the newest file of this name in the folder of a service, nil if there is none.
func newest[T any](folder, name string) (*T, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*", name+".json.gz")) // sorted, versions are dates
	if err != nil || len(files) == 0 {
		return nil, err
	}
	f, err := os.Open(files[len(files)-1])
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	v := new(T)
	if err := json.NewDecoder(text).Decode(v); err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name(), err)
	}
	return v, nil
}
