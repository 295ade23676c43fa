package picture_test

import (
	"testing"

	"github.com/goasl/goasl/jsonata/internal/picture"
)

func TestURL(t *testing.T) {
	tests := []struct {
		name     string
		f        func(string) (string, error)
		in, want string
	}{
		{"encode", picture.EncodeURL, "https://a.b/?x=é€😀&y=a b#c", "https://a.b/?x=%C3%A9%E2%82%AC%F0%9F%98%80&y=a%20b#c"},
		{"encode", picture.EncodeURL, `az AZ 09 -_.!~*'() ;/?:@&=+$,# [%"<^`, `az%20AZ%2009%20-_.!~*'()%20;/?:@&=+$,#%20%5B%25%22%3C%5E`},
		{"encode component", picture.EncodeURLComponent, "?x=é/-_.!~*'()", "%3Fx%3D%C3%A9%2F-_.!~*'()"},
		{"decode", picture.DecodeURL, "%2f?x=%C3%A9%e2%82%ac%F0%9F%98%80%20%23", "%2f?x=é€😀 %23"},
		{"decode component", picture.DecodeURLComponent, "%3Fx%3d%C3%A9/é", "?x=é/é"},
		{"decode component", picture.DecodeURLComponent, "", ""},
	}
	for _, test := range tests {
		if got, err := test.f(test.in); err != nil || got != test.want {
			t.Errorf("%s %q: %q, %v; want %q", test.name, test.in, got, err, test.want)
		}
	}
}

func TestMalformedURL(t *testing.T) {
	for _, s := range []string{"%", "%4", "%zz", "%4z", "%C3", "%C3x", "%80", "%C0%80", "%ED%A0%80", "%F4%90%80%80", "%E0%A4%A"} {
		_, err := picture.DecodeURL(s)
		wantError(t, s, err, picture.Error{Code: "D3140", Value: s})
		_, err = picture.DecodeURLComponent(s)
		wantError(t, s, err, picture.Error{Code: "D3140", Value: s})
	}
	// What was half of a surrogate pair, in both forms that Go has for it.
	for _, s := range []string{"a\uFFFD", "\xed\xa0\x80"} {
		_, err := picture.EncodeURL(s)
		wantError(t, s, err, picture.Error{Code: "D3140", Value: s})
		_, err = picture.EncodeURLComponent(s)
		wantError(t, s, err, picture.Error{Code: "D3140", Value: s})
	}
}
