package durable

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// objects are those of a kind, in the order of their names.
type objects struct{ all []Object }

func (o *objects) search(name string) (i int, found bool) {
	return slices.BinarySearchFunc(o.all, name, func(o Object, name string) int { return strings.Compare(o.Name, name) })
}

func (m *memory) PutObject(ctx context.Context, o Object, was int64) error {
	if err := m.lock(ctx); err != nil {
		return err
	}
	defer m.mu.Unlock()
	kind := m.objects[o.Kind]
	if kind == nil {
		kind = &objects{}
		m.objects[o.Kind] = kind
	}
	i, found := kind.search(o.Name)
	is := int64(0)
	if found {
		is = kind.all[i].Version
	}
	if is != was {
		return fmt.Errorf("%w: %s %s: it is %d, not %d", ErrConflict, o.Kind, o.Name, is, was)
	}
	if found {
		kind.all = slices.Delete(kind.all, i, i+1)
	}
	if o.Value != nil {
		o.Version, o.Value = was+1, append([]byte{}, o.Value...)
		kind.all = slices.Insert(kind.all, i, o)
	}
	return nil
}

func (m *memory) Object(ctx context.Context, kind, name string) (Object, error) {
	if err := m.lock(ctx); err != nil {
		return Object{}, err
	}
	defer m.mu.Unlock()
	if o := m.objects[kind]; o != nil {
		if i, found := o.search(name); found {
			return o.all[i], nil
		}
	}
	return Object{}, fmt.Errorf("%w: %s %s", ErrNotFound, kind, name)
}

func (m *memory) Objects(ctx context.Context, kind, after string, limit int) ([]Object, error) {
	if err := m.lock(ctx); err != nil {
		return nil, err
	}
	defer m.mu.Unlock()
	o := m.objects[kind]
	if o == nil {
		return nil, nil
	}
	i, found := o.search(after)
	if found {
		i++
	}
	return slices.Clone(firstOf(o.all[i:], limit)), nil
}
