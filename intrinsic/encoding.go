package intrinsic

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// maxCharacters is the length up to which a text can be encoded, decoded or hashed.
const maxCharacters = 10_000

// base64Encode is States.Base64Encode(text).
func base64Encode(f *frame) (jsonvalue.Value, error) {
	text, err := f.shortText(0)
	if err != nil {
		return jsonvalue.Value{}, err
	}
	return jsonvalue.OfString(base64.StdEncoding.EncodeToString([]byte(text))), nil
}

// base64Decode is States.Base64Decode(text). It decodes as MIME does (RFC 2045):
// characters that are not of the alphabet are skipped, padding may be missing.
func base64Decode(f *frame) (jsonvalue.Value, error) {
	text, err := f.shortText(0)
	if err != nil {
		return jsonvalue.Value{}, err
	}
	body, padding, _ := strings.Cut(text, "=")
	digits := strings.Map(base64Digit, body)
	if strings.Map(base64Digit, padding) != "" {
		return jsonvalue.Value{}, f.invalid("the first argument is not Base64: data after the padding")
	}
	data, err := base64.RawStdEncoding.DecodeString(digits)
	if err != nil {
		return jsonvalue.Value{}, f.invalid("the first argument is not Base64: the last unit is incomplete")
	}
	return jsonvalue.OfString(string(data)), nil
}

// base64Digit keeps the characters of the Base64 alphabet and drops others.
func base64Digit(r rune) rune {
	switch {
	case 'A' <= r && r <= 'Z', 'a' <= r && r <= 'z', '0' <= r && r <= '9', r == '+', r == '/':
		return r
	}
	return -1
}

// hash is States.Hash(data, algorithm), in hexadecimal digits. It hashes the content of a
// string, and the JSON text of other data.
func hash(f *frame) (jsonvalue.Value, error) {
	data := f.args[0].Text()
	if f.args[0].Kind() != jsonvalue.String {
		data = f.args[0].String()
	}
	if characters(data) > maxCharacters {
		return jsonvalue.Value{}, f.tooLong(0)
	}
	algorithm, err := f.text(1)
	if err != nil {
		return jsonvalue.Value{}, err
	}
	sum := digest(algorithm, []byte(data))
	if sum == nil {
		return jsonvalue.Value{}, f.want(1, "one of MD5, SHA-1, SHA-256, SHA-384, SHA-512")
	}
	return jsonvalue.OfString(hex.EncodeToString(sum)), nil
}

// digest returns nil if there is no such algorithm.
func digest(algorithm string, data []byte) []byte {
	switch algorithm {
	case "MD5":
		sum := md5.Sum(data)
		return sum[:]
	case "SHA-1":
		sum := sha1.Sum(data)
		return sum[:]
	case "SHA-256":
		sum := sha256.Sum256(data)
		return sum[:]
	case "SHA-384":
		sum := sha512.Sum384(data)
		return sum[:]
	case "SHA-512":
		sum := sha512.Sum512(data)
		return sum[:]
	}
	return nil
}

// shortText returns argument i, which must be a string within maxCharacters.
func (f *frame) shortText(i int) (string, error) {
	text, err := f.text(i)
	if err == nil && characters(text) > maxCharacters {
		err = f.tooLong(i)
	}
	return text, err
}

func (f *frame) tooLong(i int) error {
	return f.invalid("the %s argument must have at most %d characters", ordinals[i], maxCharacters)
}

// characters counts the characters of a text like Java: those beyond U+FFFF count twice.
func characters(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}
