package lambda

import "sync"

// WithEndpoint lets tasks call functions that [New] was not given at an address, as those
// with a [Function.URL]: that of SAM's local endpoint, or another server with the paths of
// Lambda's API. The error says that it is no address.
func WithEndpoint(url string) Option {
	return func(r *Runtime) error {
		r.elsewhere.url = url
		_, err := newFunction(r, Function{Name: "f", URL: url})
		return err
	}
}

// elsewhere has the functions of an endpoint, as far as they were called.
type elsewhere struct {
	url string // "" for none

	mu     sync.Mutex
	called map[string]*function
}

// maxElsewhere is how many functions of an endpoint are kept, so that their invocations are
// counted together. Names come from definitions.
const maxElsewhere = 1_000

// function returns the function of that name, nil if there is no endpoint or it is no name.
func (e *elsewhere) function(r *Runtime, name string) *function {
	if e.url == "" {
		return nil
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if f := e.called[name]; f != nil {
		return f
	}
	f, err := newFunction(r, Function{Name: name, URL: e.url})
	if err != nil {
		return nil
	}
	if e.called == nil || len(e.called) >= maxElsewhere {
		e.called = map[string]*function{}
	}
	e.called[name] = f
	return f
}
