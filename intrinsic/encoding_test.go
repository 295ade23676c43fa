package intrinsic_test

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
)

const tooLong = "the first argument must have at most 10000 characters"

func quoted(s string) string { return `"` + s + `"` }

func TestBase64Encode(t *testing.T) {
	test(t, []row{
		{"States.Base64Encode('')", "", `""`},
		{"States.Base64Encode('f')", "", `"Zg=="`},
		{"States.Base64Encode('foobar')", "", `"Zm9vYmFy"`},
		{"States.Base64Encode('ü😀?>')", "", `"w7zwn5iAPz4="`},
		{"States.Base64Encode($)", quoted(strings.Repeat("abc", 40)), quoted(strings.Repeat("YWJj", 40))},
		{"States.Base64Encode($)", quoted(strings.Repeat("abc", 3333) + "a"), quoted(strings.Repeat("YWJj", 3333) + "YQ==")},
		{"States.Base64Encode($)", quoted(strings.Repeat("a", 10_001)), "error: Invalid arguments in States.Base64Encode: " + tooLong},
		{"States.Base64Encode($)", quoted(strings.Repeat("😀", 5_001)), "error: Invalid arguments in States.Base64Encode: " + tooLong},
		{"States.Base64Encode(1)", "", "error: Invalid arguments in States.Base64Encode: the first argument must be a string, but was 1"},
	})
}

func TestBase64Decode(t *testing.T) {
	test(t, []row{
		{"States.Base64Decode('')", "", `""`},
		{"States.Base64Decode('Zm9vYmFy')", "", `"foobar"`},
		{"States.Base64Decode('Zg==')", "", `"f"`},
		{"States.Base64Decode('Zg')", "", `"f"`},
		{"States.Base64Decode('Zg=')", "", `"f"`},
		{"States.Base64Decode('w7zwn5iAPz4=')", "", `"ü😀?>"`},
		{"States.Base64Decode('Zm9v\r\nYmFy\n')", "", `"foobar"`},
		{"States.Base64Decode('Zm9v*YmFy')", "", `"foobar"`},
		{"States.Base64Decode('/w==')", "", `"�"`},
		{"States.Base64Decode('Z')", "", "error: Invalid arguments in States.Base64Decode: the first argument is not Base64: the last unit is incomplete"},
		{"States.Base64Decode('Zg==Zg==')", "", "error: Invalid arguments in States.Base64Decode: the first argument is not Base64: data after the padding"},
		{"States.Base64Decode($)", quoted(strings.Repeat("YWJj", 2_500)), quoted(strings.Repeat("abc", 2_500))},
		{"States.Base64Decode($)", quoted(strings.Repeat("YWJj", 2_501)), "error: Invalid arguments in States.Base64Decode: " + tooLong},
		{"States.Base64Decode($)", "{}", "error: Invalid arguments in States.Base64Decode: the first argument must be a string, but was {}"},
	})
}

func TestHash(t *testing.T) {
	sum := sha256.Sum256([]byte(`{"b":[1,2],"a":"x"}`))
	ofObject := quoted(hex.EncodeToString(sum[:]))
	test(t, []row{
		{"States.Hash('abc', 'MD5')", "", `"900150983cd24fb0d6963f7d28e17f72"`},
		{"States.Hash('abc', 'SHA-1')", "", `"a9993e364706816aba3e25717850c26c9cd0d89d"`},
		{"States.Hash('abc', 'SHA-256')", "", `"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"`},
		{"States.Hash('abc', 'SHA-384')", "", `"cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"`},
		{"States.Hash('abc', 'SHA-512')", "", `"ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"`},
		{"States.Hash('', 'MD5')", "", `"d41d8cd98f00b204e9800998ecf8427e"`},
		{"States.Hash($, 'SHA-256')", `{"b": [1, 2], "a": "x"}`, ofObject},
		{"States.Hash(1, 'MD5')", "", `"c4ca4238a0b923820dcc509a6f75849b"`}, // as of '1'
		{"States.Hash('abc', 'sha-256')", "", `error: Invalid arguments in States.Hash: the second argument must be one of MD5, SHA-1, SHA-256, SHA-384, SHA-512, but was "sha-256"`},
		{"States.Hash('abc', 256)", "", "error: Invalid arguments in States.Hash: the second argument must be a string, but was 256"},
		{"States.Hash($, 'MD5')", quoted(strings.Repeat("a", 10_001)), "error: Invalid arguments in States.Hash: " + tooLong},
		{"States.Hash($, 'MD5')", "[" + quoted(strings.Repeat("a", 9_997)) + "]", "error: Invalid arguments in States.Hash: " + tooLong},
	})
}
