package picture_test

import (
	"testing"

	"github.com/goasl/goasl/jsonata/internal/picture"
)

func TestBase64Encode(t *testing.T) {
	for in, want := range map[string]string{
		"":            "",
		"hello:world": "aGVsbG86d29ybGQ=",
		"é":           "6Q==",
		"€":           "rA==", // the low eight bits
		"😀":           "PQA=", // of each half
		"\x00ÿ~":      "AP9+",
	} {
		if got := picture.Base64Encode(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}

func TestBase64Decode(t *testing.T) {
	for in, want := range map[string]string{
		"":                         "",
		"aGVsbG86d29ybGQ=":         "hello:world",
		"aGVsbG8":                  "hello",
		"6Q==":                     "é",
		"-_-_":                     "ûÿ¿",
		"+/+/":                     "ûÿ¿",
		" aG*Vsé\nb€G8=":           "hello",
		"aGVs=bG8=":                "hel",
		"aGVsb":                    "hel", // six bits are no byte
		"a":                        "",
		"====":                     "",
		"/\U0001F600/////////////": "", // its low byte is "="
	} {
		if got := picture.Base64Decode(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}
