package guard

import (
	"crypto/subtle"
	"net/http"
	"strings"
)

// hasKey reports whether a request has the ID of an access key, in its signature or as the
// password of a person.
func hasKey(r *http.Request, id string) bool {
	if _, password, ok := r.BasicAuth(); ok {
		return same(password, id)
	}
	_, credential, _ := strings.Cut(r.Header.Get("Authorization"), "Credential=")
	sent, _, _ := strings.Cut(credential, "/")
	return same(sent, id)
}

// same compares in a time that does not tell how much is right.
func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
