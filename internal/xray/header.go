// Package xray reads and writes trace headers of AWS X-Ray, which say the same as those of W3C
// Trace Context.
package xray

import (
	"encoding/hex"
	"strings"
)

// Header is what a trace header says of a trace and of a span in it.
type Header struct {
	Trace   [16]byte
	Parent  [8]byte // zero if the header names none
	Sampled bool
}

// Parse reads a header such as
// "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1", whose fields may
// have any order, and among which may be others. ok is false if it names no trace. A parent that
// is no ID of a span counts as none.
func Parse(header string) (h Header, ok bool) {
	for field := range strings.SplitSeq(header, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(field), "=")
		switch name {
		case "Root":
			ok = h.readTrace(value)
		case "Parent":
			if !decode(h.Parent[:], value) {
				h.Parent = [8]byte{}
			}
		case "Sampled":
			h.Sampled = value == "1"
		}
	}
	return h, ok
}

// readTrace reads the ID of a trace: a version, the time of its start, and the rest.
func (h *Header) readTrace(id string) bool {
	const version = "1-"
	at, rest, _ := strings.Cut(strings.TrimPrefix(id, version), "-")
	return strings.HasPrefix(id, version) && len(at) == 8 && decode(h.Trace[:], at+rest) && h.Trace != [16]byte{}
}

// decode reads lower or upper case hex digits, as many as there is room for.
func decode(to []byte, digits string) bool {
	if len(digits) != hex.EncodedLen(len(to)) {
		return false
	}
	_, err := hex.Decode(to, []byte(digits))
	return err == nil
}

// String returns the header.
func (h Header) String() string {
	id := hex.EncodeToString(h.Trace[:])
	text := "Root=1-" + id[:8] + "-" + id[8:]
	if h.Parent != [8]byte{} {
		text += ";Parent=" + hex.EncodeToString(h.Parent[:])
	}
	if h.Sampled {
		return text + ";Sampled=1"
	}
	return text + ";Sampled=0"
}

// Traceparent returns the same as a header traceparent of W3C Trace Context, "" if there is no
// parent, without which there is none.
func (h Header) Traceparent() string {
	if h.Parent == [8]byte{} {
		return ""
	}
	flags := "-00"
	if h.Sampled {
		flags = "-01"
	}
	return "00-" + hex.EncodeToString(h.Trace[:]) + "-" + hex.EncodeToString(h.Parent[:]) + flags
}
