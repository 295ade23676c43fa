package sfnapi

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/internal/uuid"
)

// The kinds of objects of revisions. The name of one is the ARN of its machine, a slash and the
// key of the revision.
const (
	revisionKind   = "stateMachineRevision"   // revision
	definitionKind = "stateMachineDefinition" // a text, as long as the revision can be started
)

// revision is what CreateStateMachine and UpdateStateMachine set beside the definition. It
// stays for executions that ran with it.
type revision struct {
	// Unconfirmed says that the machine may not have got it, unless it is the current one: the
	// process may have ended right before. It is confirmed before the next one is stored.
	Unconfirmed bool `json:",omitempty"`

	ID         string `json:",omitempty"` // the revisionId. Step Functions: a machine that was not updated has none
	Hash       []byte // of the definition
	Role       string
	Updated    Time
	Logging    *LoggingConfiguration
	Tracing    *TracingConfiguration
	Encryption *EncryptionConfiguration
}

// revisionKey is the key of a revision: a number, which is the lower the later the revision was
// made, a slash and an ID. So the revision of a time is the first one after it.
type revisionKey string

// newRevision returns the key of a revision that is made now, and its ID.
func newRevision(now Time) (k revisionKey, id string) {
	var random [16]byte
	rand.Read(random[:]) // never fails
	id = uuid.Format(random, 4)
	return keyAt(now.Time) + "/" + revisionKey(id), id
}

func keyAt(t time.Time) revisionKey {
	return revisionKey(fmt.Sprintf("%016x", math.MaxInt64-t.UnixMilli()))
}

func revisionName(machine string, k revisionKey) string { return machine + "/" + string(k) }

// storeRevision stores the revision of an edition, which its machine has not yet.
func (s *Service) storeRevision(ctx context.Context, e *edition) error {
	name := revisionName(e.arn, e.key)
	e.Hash, e.Unconfirmed = hashOf(e.definition), true
	err := s.backend.PutObject(ctx, durable.Object{Kind: definitionKind, Name: name, Value: []byte(e.definition)}, 0)
	if err != nil {
		return err
	}
	return s.store(ctx, revisionKind, name, 0, e.revision)
}

// confirmRevision notes that its machine has got the revision of an edition. The error may wrap
// [durable.ErrConflict].
func (s *Service) confirmRevision(ctx context.Context, e *edition) error {
	if !e.Unconfirmed {
		return nil
	}
	r := *e.revision
	r.Unconfirmed = false
	return s.store(ctx, revisionKind, revisionName(e.arn, e.key), 1, r)
}

// removeRevision removes the revision of an edition, which its machine has not got.
func (s *Service) removeRevision(ctx context.Context, e *edition) error {
	name := revisionName(e.arn, e.key)
	return errors.Join(s.remove(ctx, revisionKind, name, 1), s.remove(ctx, definitionKind, name, 1))
}

// retire removes the definition of a revision that m can start no more.
func (s *Service) retire(ctx context.Context, m *machine, k revisionKey) error {
	if k == m.Revision || slices.ContainsFunc(m.Versions, func(v version) bool { return v.Revision == k }) {
		return nil
	}
	return s.remove(ctx, definitionKind, revisionName(m.arn, k), 1)
}

// errRetired says that a revision is not there any more.
var errRetired = errors.New("sfnapi: the revision of the state machine is not there")

// configurationOf returns a revision without its definition.
func (s *Service) configurationOf(ctx context.Context, machine string, k revisionKey) (*revision, error) {
	r := new(revision)
	_, found, err := s.load(ctx, revisionKind, revisionName(machine, k), r)
	if err == nil && !found {
		err = errRetired
	}
	return r, err
}

// revisionOf returns a revision and its definition. The error may be errRetired.
func (s *Service) revisionOf(ctx context.Context, machine string, k revisionKey) (*revision, string, error) {
	r, err := s.configurationOf(ctx, machine, k)
	if err != nil {
		return nil, "", err
	}
	o, err := s.backend.Object(ctx, definitionKind, revisionName(machine, k))
	if errors.Is(err, durable.ErrNotFound) {
		err = errRetired
	}
	return r, string(o.Value), err
}

// edition is a machine with one of its revisions.
type edition struct {
	*machine
	*revision
	key        revisionKey
	definition string
	of         *version // nil if it is not asked for by a version or an alias
}

// edition returns what a request names: the current revision of a machine, or that of a version
// or an alias. It may have been retired since the machine was read, if that has changed.
func (s *Service) edition(c *call, a arn) (*edition, error) {
	for before := int64(0); ; {
		m, err := s.machineOf(c, a)
		if err != nil {
			return nil, err
		}
		e := &edition{machine: m, key: m.Revision}
		if a.qualifier != "" {
			if e.of = m.routed(a, heaviest); e.of == nil {
				return nil, noMachine(a.text)
			}
			e.key = e.of.Revision
		}
		e.revision, e.definition, err = s.revisionOf(c, m.arn, e.key)
		if !errors.Is(err, errRetired) || m.version == before {
			return e, err
		}
		before = m.version
	}
}

func hashOf(definition string) []byte {
	sum := sha256.Sum256([]byte(definition))
	return sum[:16]
}

// revisionFor returns the revision of its machine that an execution was started with: that of the
// version that it names, or else the last one with its definition and role that was made before. It is
// nil if there is none.
func (s *Service) revisionFor(ctx context.Context, d *durable.Description, definition string) (*revision, error) {
	id := d.Identity
	id.Label = ""
	m, err := s.machineAt(ctx, id.MachineARN())
	if m == nil || err != nil {
		return nil, err
	}
	if v := m.versionOf(arn{qualifier: id.Version}.number()); v != nil && !v.Created.After(d.Started) {
		return s.configurationOf(ctx, m.arn, v.Revision)
	}
	hash := hashOf(definition)
	return s.findRevision(ctx, m, d.Started, func(r *revision) bool { return r.Role == id.Role && bytes.Equal(r.Hash, hash) })
}

// findRevision returns the last revision that a machine has had before a time and for which fits
// reports true, nil if there is none.
func (s *Service) findRevision(ctx context.Context, m *machine, at time.Time, fits func(*revision) bool) (*revision, error) {
	for after := revisionName(m.arn, keyAt(at)); ; {
		all, err := s.backend.Objects(ctx, revisionKind, after, maxPage)
		if err != nil || len(all) == 0 {
			return nil, err
		}
		for _, o := range all {
			r := new(revision)
			if !strings.HasPrefix(o.Name, m.arn+"/") {
				return nil, nil
			}
			if err := json.Unmarshal(o.Value, r); err != nil {
				return nil, err
			}
			if fits(r) && (!r.Unconfirmed || o.Name == revisionName(m.arn, m.Revision)) {
				return r, nil
			}
			after = o.Name
		}
	}
}

// removeRevisions removes the revisions that a machine had at a time, and before. What was made
// later is of another machine of that name.
func (s *Service) removeRevisions(ctx context.Context, machine string, at time.Time) error {
	after := revisionName(machine, keyAt(at))
	for _, kind := range []string{revisionKind, definitionKind} {
		all, err := s.backend.Objects(ctx, kind, after, 1)
		for err == nil && len(all) > 0 && strings.HasPrefix(all[0].Name, machine+"/") {
			if err = s.remove(ctx, kind, all[0].Name, all[0].Version); err == nil {
				all, err = s.backend.Objects(ctx, kind, after, 1)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// set sets a role and a configuration; what is nil stays as it is. The error is that of the first
// one that is wrong.
func (r *revision) set(c *call, role string, l *LoggingConfiguration, t *TracingConfiguration, e *EncryptionConfiguration) (err error) {
	if err := checkRole(role); err != nil {
		return err
	}
	r.Role = role
	if r.Logging, err = cmp.Or(l, r.Logging).configured(); err != nil {
		return err
	}
	r.Tracing = cmp.Or(t, r.Tracing).configured()
	r.Encryption, err = cmp.Or(e, r.Encryption).configured(c.identity)
	return err
}

// sameConfiguration reports whether two revisions have the same configuration.
func (r *revision) sameConfiguration(other *revision) bool {
	return reflect.DeepEqual(r.Logging, other.Logging) && reflect.DeepEqual(r.Tracing, other.Tracing) && reflect.DeepEqual(r.Encryption, other.Encryption)
}
