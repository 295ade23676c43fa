package uuid_test

import (
	"testing"

	"github.com/goasl/goasl/internal/uuid"
)

func TestFormat(t *testing.T) {
	counting := [16]byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}
	var ones [16]byte
	for i := range ones {
		ones[i] = 0xFF
	}
	for _, test := range []struct {
		bytes   [16]byte
		version byte
		want    string
	}{
		{counting, 4, "00010203-0405-4607-8809-0a0b0c0d0e0f"},
		{ones, 4, "ffffffff-ffff-4fff-bfff-ffffffffffff"},
		{ones, 3, "ffffffff-ffff-3fff-bfff-ffffffffffff"},
	} {
		if got := uuid.Format(test.bytes, test.version); got != test.want {
			t.Errorf("%x, version %d: %s, want %s", test.bytes, test.version, got, test.want)
		}
	}
}

func TestRandom(t *testing.T) {
	if got, want := uuid.Random(0x0123456789ABCDEF, 0x0123456789ABCDEF), "01234567-89ab-4def-8123-456789abcdef"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
