package sfnapi

import (
	"errors"
	"slices"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/diag"
)

// parse parses a definition of a type as the service does; options decide the type if it
// is empty. The error is a [diag.List], or an exception for an option.
func parse(definition string, t asl.Type, opts []asl.ParseOption) (*asl.Machine, error) {
	opts = append(slices.Clip(opts), asl.Strict())
	if t != "" {
		opts = append(opts, asl.WithType(t))
	}
	m, err := asl.Parse([]byte(definition), opts...)
	var problems diag.List
	if err != nil && !errors.As(err, &problems) {
		return nil, invalid(err.Error())
	}
	return m, err
}

// parseDefinition parses the definition of a machine that is created or updated. The error is
// InvalidDefinition, or says that an option is wrong.
func (s *Service) parseDefinition(definition string, t asl.Type) (*asl.Machine, error) {
	m, err := parse(definition, t, []asl.ParseOption{asl.WithCallChecker(s.calls)})
	var problems diag.List
	if errors.As(err, &problems) {
		return nil, invalidDefinition(problems)
	}
	return m, err
}
