package storetest

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/goasl/goasl/durable"
)

// objectsWith changes a page of objects.
func objectsWith(change func(all []durable.Object) []durable.Object) func(*spoiled) {
	return func(s *spoiled) {
		s.objects = func(good durable.Store, ctx context.Context, kind, after string, max int) ([]durable.Object, error) {
			all, err := good.Objects(ctx, kind, after, max)
			return change(all), err
		}
	}
}

var objectFaults = []fault{
	{"PutObject of any version", "PutObject/conflicts", func(s *spoiled) {
		s.put = func(good durable.Store, ctx context.Context, o durable.Object, was int64) error {
			for {
				err := good.PutObject(ctx, o, was)
				if !errors.Is(err, durable.ErrConflict) {
					return err
				}
				is, _ := good.Object(ctx, o.Kind, o.Name)
				was = is.Version
			}
		}
	}},
	{"PutObject of an empty value deletes", "PutObject/an empty value", func(s *spoiled) {
		s.put = func(good durable.Store, ctx context.Context, o durable.Object, was int64) error {
			if len(o.Value) == 0 {
				o.Value = nil
			}
			return good.PutObject(ctx, o, was)
		}
	}},
	{"PutObject deletes nothing", "PutObject/deletes", func(s *spoiled) {
		s.put = func(good durable.Store, ctx context.Context, o durable.Object, was int64) error {
			if o.Value == nil {
				o.Value = []byte{}
			}
			return good.PutObject(ctx, o, was)
		}
	}},
	{"Object finds everything", "Object/not found", func(s *spoiled) {
		s.object = func(good durable.Store, ctx context.Context, kind, name string) (durable.Object, error) {
			o, err := good.Object(ctx, kind, name)
			if errors.Is(err, durable.ErrNotFound) {
				err = nil
			}
			return o, err
		}
	}},
	{"Objects in the order of letters", "Objects/in order", objectsWith(func(all []durable.Object) []durable.Object {
		slices.SortFunc(all, func(a, b durable.Object) int {
			return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
		})
		return all
	})},
	{"Objects without values", "Objects/in order", objectsWith(func(all []durable.Object) []durable.Object {
		all = slices.Clone(all)
		for i := range all {
			all[i].Value = nil
		}
		return all
	})},
	{"Objects without max", "Objects/in order", func(s *spoiled) {
		s.objects = func(good durable.Store, ctx context.Context, kind, after string, _ int) ([]durable.Object, error) {
			return good.Objects(ctx, kind, after, 1000)
		}
	}},
}

// nameFaults change names as databases and bindings do.
func nameFaults() (all []fault) {
	for what, change := range map[string]func(string) string{
		"to the first NUL":   func(name string) string { name, _, _ = strings.Cut(name, "\x00"); return name },
		"without NUL":        func(name string) string { return strings.ReplaceAll(name, "\x00", "") },
		"as UTF-8":           func(name string) string { return strings.ToValidUTF8(name, "\ufffd") },
		"in lower case":      strings.ToLower,
		"without spaces":     strings.TrimSpace,
		"with double quotes": func(name string) string { return strings.ReplaceAll(name, "'", "''") },
		"with 5,000 bytes":   func(name string) string { return name[:min(len(name), 5000)] },
	} {
		all = append(all, fault{"names " + what, "names/of executions", recreate(func(r *durable.Row) {
			r.ARN, r.Machine, r.Version, r.Alias = change(r.ARN), change(r.Machine), change(r.Version), change(r.Alias)
		})}, fault{"names of objects " + what, "names/of objects", func(s *spoiled) {
			s.put = func(good durable.Store, ctx context.Context, o durable.Object, was int64) error {
				o.Name = change(o.Name)
				return good.PutObject(ctx, o, was)
			}
		}})
	}
	return all
}
