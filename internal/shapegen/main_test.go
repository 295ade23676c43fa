package main

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const oldModel = `{"metadata": {"serviceId": "AWS Parcel Service"}, "operations": {}}`

const newModel = `{
	"metadata": {"serviceId": "AWS Parcel Service"},
	"operations": {
		"Send": {"input": {"shape": "Unused"}, "output": {"shape": "Sent"}},
		"Drop": {},
		"Follow": {"output": {"shape": "Tree"}}
	},
	"shapes": {
		"Sent": {"type": "structure", "required": ["weight"], "members": {
			"weight": {"shape": "Weight"}, "Kind": {"shape": "Kind"}, "at": {"shape": "Time"}, "sure": {"shape": "Sure"},
			"any": {"shape": "Any"}, "labels": {"shape": "Labels"}, "name": {"shape": "Name"}, "again": {"shape": "Name"}}},
		"Weight": {"type": "double", "min": 0.5},
		"Kind": {"type": "string", "enum": ["A", "B c"]},
		"Time": {"type": "timestamp"},
		"Sure": {"type": "boolean"},
		"Any": {"type": "structure", "document": true, "members": {}},
		"Labels": {"type": "map", "key": {"shape": "Name"}, "value": {"shape": "Name"}},
		"Name": {"type": "string", "min": 1, "max": 9},
		"Tree": {"type": "structure", "members": {"kids": {"shape": "Trees"}}},
		"Trees": {"type": "list", "member": {"shape": "Tree"}},
		"Unused": {"type": "structure", "members": {}}
	}
}`

const condensed = `Follow 0
Send 2

object	kids 1
list 0
object	weight! 3	Kind 4	at 5	sure 6	any 7	labels 8	name 9	again 9
number	0.5	-
enum	A	B c
string
boolean
any
map 9
string	1	9
`

// write puts a model where botocore has it.
func write(t *testing.T, dir, service, version, model string) {
	t.Helper()
	name := filepath.Join(dir, service, version, "service-2.json.gz")
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := io.WriteString(w, model); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, b.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
}

func TestGenerate(t *testing.T) {
	dir, out := t.TempDir(), filepath.Join(t.TempDir(), "shapes.zip")
	write(t, dir, "parcel", "2020-01-01", oldModel)
	write(t, dir, "parcel", "2021-01-01", newModel)
	write(t, dir, "parcel-again", "2021-01-01", newModel)
	if err := os.WriteFile(filepath.Join(dir, "endpoints.json"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := run(dir, out); err != nil {
		t.Fatal(err)
	}
	archive, err := zip.OpenReader(out)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	got := map[string]string{}
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		got[f.Name] += string(text)
	}
	if diff := cmp.Diff(map[string]string{"parcel": condensed}, got); diff != "" {
		t.Errorf("table (-want +got):\n%s", diff)
	}
}

func TestGenerateErrors(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "bad", "2020-01-01", "{")
	for _, models := range []string{dir, filepath.Join(dir, "none")} {
		if err := run(models, filepath.Join(t.TempDir(), "out")); err == nil {
			t.Errorf("%s: no error", models)
		}
	}
	if err := run(dir, filepath.Join(dir, "none", "out")); err == nil {
		t.Error("a file that cannot be written: no error")
	}
}

// TestMeasured: what the service was seen to check wins.
func TestMeasured(t *testing.T) {
	m := &model{Shapes: map[string]*shape{"MemorySize": {Type: "integer", Max: "32768"}}}
	m.Metadata.ServiceID = "Lambda"
	m.correct()
	if s := m.Shapes["MemorySize"]; s.Max != "10240" {
		t.Errorf("the most memory is %s", s.Max)
	}
}
