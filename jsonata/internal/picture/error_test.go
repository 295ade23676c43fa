package picture_test

import (
	"errors"
	"testing"

	"github.com/goasl/goasl/jsonata/internal/picture"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// wantError checks that err is an Error like want.
func wantError(t *testing.T, what string, err error, want picture.Error) {
	t.Helper()
	var got *picture.Error
	if !errors.As(err, &got) {
		t.Errorf("%s: error %v, want %s", what, err, want.Error())
		return
	}
	if diff := cmp.Diff(want, *got, cmpopts.EquateNaNs()); diff != "" {
		t.Errorf("%s: another error (-want +got):\n%s", what, diff)
	}
}

func TestError(t *testing.T) {
	for want, e := range map[string]picture.Error{
		"D3080":     {Code: "D3080"},
		"D3130: α":  {Code: "D3130", Value: "α"},
		"D3100: 37": {Code: "D3100", Value: 37.0},
	} {
		if got := e.Error(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
