package server

import (
	"net/http"
	"strings"

	"github.com/goasl/goasl/events"
	"github.com/goasl/goasl/lambda"
	"github.com/goasl/goasl/sfnapi"
)

// routes says where requests go that the guard has let in. What else is to be served is added
// here: the API of another service by its target, anything else by its path.
func (s *Server) routes() http.Handler {
	api := s.service.Handler(sfnapi.WithoutGuard())
	r := newRouter()
	r.target("AWSStepFunctions", api)
	r.target("AWSEvents", events.Handler(s.bus, events.WithoutGuard()))
	r.path("POST /{$}", api) // it says what is wrong with a request without a target
	r.path("/", s.page)
	r.path("POST /s3-notifications", http.HandlerFunc(s.notify))
	r.path("POST /2015-03-31/functions/{name}/invocations", s.Runtime.Handler(lambda.WithoutGuard()))
	return r
}

// router hands requests of AWS clients on by their target, whatever their path, and others by
// their path.
type router struct {
	targets map[string]http.Handler
	paths   *http.ServeMux
}

func newRouter() *router {
	return &router{targets: map[string]http.Handler{}, paths: http.NewServeMux()}
}

// target adds the API of a service, by what stands before the dot of X-Amz-Target.
func (r *router) target(service string, h http.Handler) { r.targets[service] = h }

// path adds a handler by a pattern of [http.ServeMux].
func (r *router) path(pattern string, h http.Handler) { r.paths.Handle(pattern, h) }

func (r *router) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	service, _, _ := strings.Cut(req.Header.Get("X-Amz-Target"), ".")
	if h := r.targets[service]; h != nil {
		h.ServeHTTP(w, req)
		return
	}
	r.paths.ServeHTTP(w, req)
}
