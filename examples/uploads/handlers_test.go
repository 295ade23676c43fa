package main

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/lambda"
)

// encoders are what writes pictures, by the ends of the names of their files.
var encoders = map[string]func(io.Writer, image.Image) error{
	".png": png.Encode,
	".gif": func(w io.Writer, m image.Image) error { return gif.Encode(w, m, nil) },
	".jpg": func(w io.Writer, m image.Image) error { return jpeg.Encode(w, m, nil) },
}

// The handlers read the formats, and refuse what is none of them.
func TestHandlers(t *testing.T) {
	t.Chdir("../..")
	picture := image.NewPaletted(image.Rect(0, 0, 300, 2), []color.Color{color.Black, color.White})
	dir := filepath.Join(t.TempDir(), "in box")
	if err := os.Mkdir(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	looks := func(name string, text []byte, want string) {
		t.Helper()
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, text, 0o666); err != nil {
			t.Fatal(err)
		}
		output, err := look(file)
		var missing *lambda.InterpreterError
		if errors.As(err, &missing) {
			t.Skip(err)
		}
		var failed *asl.Error
		if errors.As(err, &failed) {
			output = []byte(failed.Name)
		} else if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(output), want) {
			t.Errorf("%s: %s, error %v, want %s", name, output, err, want)
		}
	}
	for end, encode := range encoders {
		var text bytes.Buffer
		if err := encode(&text, picture); err != nil {
			t.Fatal(err)
		}
		format := map[string]string{".png": "PNG", ".gif": "GIF", ".jpg": "JPEG"}[end]
		looks("a cät"+end, text.Bytes(), `: `+format+` of 300 x 2 pixels, `)
		looks("cut"+end, text.Bytes()[:5], "NoPicture")
	}
	looks("empty.png", nil, "NoPicture")
	looks("endless.jpg", append([]byte{0xff, 0xd8}, bytes.Repeat([]byte{0xff, 0xe0, 0, 2}, 100)...), "NoPicture")
}
