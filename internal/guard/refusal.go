package guard

import (
	"encoding/json"
	"net/http"
)

// refusal is the answer to a request that is not handed on.
type refusal struct {
	status        int
	code, message string
}

func forbidden(message string) *refusal {
	return &refusal{http.StatusForbidden, "AccessDeniedException", message}
}

// write writes the answer, as AWS clients read it. The connection is closed, as what follows on
// it is of the same client.
func (no *refusal) write(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Type", "application/x-amz-json-1.0")
	h.Set("Connection", "close")
	if no.status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Basic realm="the token of the server, as the password"`)
	}
	w.WriteHeader(no.status)
	_ = json.NewEncoder(w).Encode(map[string]string{"__type": no.code, "message": no.message}) // the client may have gone
}
