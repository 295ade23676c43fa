package jsonata

import "github.com/goasl/goasl/jsonata/internal/picture"

// encodingFunctions are the functions that encode and decode strings.
var encodingFunctions = []definition{
	{"base64encode", 1, "<s-:s>", runBase64Encode},
	{"base64decode", 1, "<s-:s>", runBase64Decode},
	{"encodeUrlComponent", 1, "<s-:s>", coder("encodeUrlComponent", picture.EncodeURLComponent)},
	{"encodeUrl", 1, "<s-:s>", coder("encodeUrl", picture.EncodeURL)},
	{"decodeUrlComponent", 1, "<s-:s>", coder("decodeUrlComponent", picture.DecodeURLComponent)},
	{"decodeUrl", 1, "<s-:s>", coder("decodeUrl", picture.DecodeURL)},
}

func runBase64Encode(ev *evaluation, args []value) (value, error) {
	return ev.coded(args, picture.Base64Encode)
}

func runBase64Decode(ev *evaluation, args []value) (value, error) {
	return ev.coded(args, picture.Base64Decode)
}

func (ev *evaluation) coded(args []value, code func(string) string) (value, error) {
	return ev.mapText(args, func(s string) (string, error) { return code(s), nil })
}

// coder returns the built-in function that encodes or decodes URLs by code.
func coder(name string, code func(string) (string, error)) func(*evaluation, []value) (value, error) {
	return func(ev *evaluation, args []value) (value, error) {
		if !arg(args, 0).exists() {
			return undefined, nil
		}
		s, err := code(args[0].text())
		if err != nil {
			e := newError("D3140", args[0])
			e.name = name
			return undefined, e
		}
		return ev.newString(s)
	}
}
