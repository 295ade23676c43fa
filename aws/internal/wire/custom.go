package wire

import (
	"net/http"
	"strings"
)

// What some services need and their models do not say; AWS's SDKs have the same.

// addHeaders adds what requests to a service have.
func (s *Service) addHeaders(h http.Header) {
	switch s.Name {
	case "apigateway":
		setDefault(h, "Accept", "application/json") // else it answers in another form
	case "glacier":
		setDefault(h, "X-Amz-Glacier-Version", s.version)
	}
}

// plainID returns the text of a label of the path. The ids in Route 53's answers begin with
// a part of their path.
func (s *Service) plainID(t string) string {
	if s.Name == "route53" {
		for _, prefix := range []string{"/hostedzone/", "/change/", "/delegationset/"} {
			t = strings.TrimPrefix(t, prefix)
		}
	}
	return t
}
