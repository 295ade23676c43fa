package httptask

import (
	"net/http"
	"strings"
)

// header is the header of a request: its fields, in their order.
type header struct{ fields []Parameter }

func (h *header) add(fields ...Parameter) { h.fields = append(h.fields, fields...) }

// has reports whether there is a field of this name, however it is spelled.
func (h *header) has(name string) bool {
	for _, f := range h.fields {
		if strings.EqualFold(f.Key, name) {
			return true
		}
	}
	return false
}

// addTo adds the fields to a request, except for those by which the connection to the
// server is managed.
func (h *header) addTo(req *http.Request) error {
	for _, f := range h.fields {
		if !isToken(f.Key) || strings.ContainsFunc(f.Value, isControl) {
			return runtimeError("The header '%.256s' has a name or a value that cannot be sent.", f.Key)
		}
		req.Header.Add(f.Key, f.Value)
	}
	for _, name := range []string{"Host", "Content-Length", "Transfer-Encoding", "Trailer", "Te", "Upgrade", "Connection"} {
		req.Header.Del(name)
	}
	return nil
}

// isToken reports whether a text may be the name of a field (RFC 9110, section 5.6.2).
func isToken(text string) bool {
	return text != "" && !strings.ContainsFunc(text, func(r rune) bool {
		isAlphanumeric := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
		return !isAlphanumeric && !strings.ContainsRune("!#$%&'*+-.^_`|~", r)
	})
}

func isControl(r rune) bool { return r < ' ' && r != '\t' || r == 0x7F }
