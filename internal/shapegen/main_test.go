package main

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const oldModel = `{"metadata": {"serviceId": "AWS Parcel Service"}, "operations": {}}`

const newModel = `{
	"metadata": {"serviceId": "AWS Parcel Service"},
	"operations": {
		"Send": {"input": {"shape": "Order"}, "output": {"shape": "Sent"}},
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
		"Order": {"type": "structure", "required": ["token", "size"], "members": {
			"token": {"shape": "Name", "idempotencyToken": true}, "size": {"shape": "Size"}, "count": {"shape": "Count"},
			"body": {"shape": "Body"}, "stream": {"shape": "Name", "streaming": true}, "to": {"shape": "Address"}}},
		"Size": {"type": "float"},
		"Count": {"type": "integer"},
		"Body": {"type": "blob", "streaming": true},
		"Address": {"type": "structure", "required": ["street"], "members": {"street": {"shape": "Name"}, "token": {"shape": "Name", "idempotencyToken": true}}},
		"Unused": {"type": "structure", "members": {}}
	}
}`

const condensed = `Drop - -
Follow - 0
Send 2 8

object	kids 1
list 0
object	token 3	size! 4	count 5	body+ 6	stream+ 3	to 7
string	1	9
float
integer
string
object Address	street! 3	token 3
object	weight! 9	Kind 10	at 6	sure 11	any 12	labels 13	name 3	again 3
double	0.5	-
enum	A	B c
boolean
any
map 3
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

// models returns a folder of models like that of botocore.
func models(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "__init__.py")
	if err := os.WriteFile(program, []byte("import os\n__version__ = '1.2.3'\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	packed := time.Date(2026, 5, 20, 23, 0, 0, 0, time.UTC)
	if err := os.Chtimes(program, packed, packed); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(filepath.Dir(program), "data")
	if err := os.Mkdir(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestGenerate(t *testing.T) {
	dir, out := models(t), filepath.Join(t.TempDir(), "shapes.zip")
	write(t, dir, "parcel", "2020-01-01", oldModel)
	write(t, dir, "parcel", "2021-01-01", newModel)
	write(t, dir, "parcel-again", "2021-01-01", newModel)
	if err := os.WriteFile(filepath.Join(dir, "endpoints.json"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := run(dir, out, generate); err != nil {
		t.Fatal(err)
	}
	archive, err := zip.OpenReader(out)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	if archive.Comment != "botocore 1.2.3 of 2026-05-20" {
		t.Errorf("the table is said to be from %q", archive.Comment)
	}
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
	dir, versionless := models(t), models(t)
	write(t, dir, "bad", "2020-01-01", "{")
	write(t, versionless, "parcel", "2020-01-01", newModel)
	if err := os.WriteFile(filepath.Join(versionless, "..", "__init__.py"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{dir, filepath.Join(dir, "none"), filepath.Join(filepath.Dir(dir), "none"), versionless} {
		if err := run(dir, filepath.Join(t.TempDir(), "out"), generate); err == nil {
			t.Errorf("%s: no error", dir)
		}
	}
	write(t, dir, "bad", "2020-01-01", newModel)
	if err := run(dir, filepath.Join(dir, "none", "out"), generate); err == nil {
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
