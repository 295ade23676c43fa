package page

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"html/template"
	"net/http"
	"sync"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/graph"
	"github.com/goasl/goasl/state"
)

// drawings has machines that were laid out: the layout library keeps memory of each layout
// until the process ends, so that none is made twice.
type drawings struct {
	mu sync.Mutex
	of map[[sha256.Size]byte]*drawing
}

// drawing is a definition that was read and laid out.
type drawing struct {
	once    sync.Once
	machine *state.Machine // nil if the definition cannot be read
	graph   *graph.Graph   // nil if there is no picture
	err     error          // why something is nil

	ambiguous bool // several ways lead from one state to another
}

// maxDrawings is how many drawings are kept.
const maxDrawings = 500

// get returns the drawing of the definition of executions with an identity: with a label that
// of the item processor which has it. It may take some seconds the first time.
func (d *drawings) get(definition []byte, t asl.Type, id state.Identity) *drawing {
	whose := "" // the drawing is the same for all machines with the definition
	if id.Label != "" {
		whose = id.MachineARN()
	}
	key := sha256.Sum256(append([]byte(string(t)+"\n"+whose+"\n"), definition...))
	d.mu.Lock()
	one := d.of[key]
	if one == nil {
		if d.of == nil || len(d.of) >= maxDrawings {
			d.of = map[[sha256.Size]byte]*drawing{}
		}
		one = &drawing{}
		d.of[key] = one
	}
	d.mu.Unlock()
	one.once.Do(func() { one.draw(definition, t, id) })
	return one
}

func (d *drawing) draw(definition []byte, t asl.Type, id state.Identity) {
	if id.Label != "" {
		t = asl.Standard // of the machine around it
	}
	m, problems := state.ParseWith("", definition, state.Options{Type: t})
	if d.err = problems.Errors().Err(); d.err != nil {
		return
	}
	if id.Label != "" {
		if m = m.Labelled(id.Label, id); m == nil {
			d.err = errors.New("the definition has no distributed Map with the label " + id.Label)
			return
		}
	}
	d.machine, d.ambiguous = m, isAmbiguous(m)
	if d.graph, d.err = graph.New(m); errors.Is(d.err, graph.ErrTooLarge) {
		d.err = errors.New("the machine is too large for a picture; the table has its states")
	}
}

// svg returns the picture, as a part of a page.
func (d *drawing) svg(opts ...graph.Option) (template.HTML, error) {
	if d.graph == nil {
		return "", nil
	}
	var b bytes.Buffer
	if err := d.graph.WriteSVG(&b, append(opts, graph.WithoutStyle())...); err != nil {
		return "", err
	}
	return template.HTML(b.String()), nil // package graph escapes what is in a definition
}

// Problem says why there is no picture.
func (d *drawing) Problem() error { return d.err }

// file answers with the picture as asl graph writes it.
func (d *drawing) file(w http.ResponseWriter, opts ...graph.Option) error {
	if d.graph == nil {
		return &problem{http.StatusNotFound, "There is no picture: " + d.err.Error()}
	}
	w.Header().Set("Content-Type", "image/svg+xml")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
	return d.graph.WriteSVG(w, opts...)
}

// drawingOf returns the drawing of the definition that an execution began with.
func (h *Handler) drawingOf(ctx context.Context, execution *snapshot) (*drawing, error) {
	definition, err := h.client.Definition(ctx, execution.ARN)
	if err != nil {
		return nil, err
	}
	return h.drawings.get(definition, execution.Type, execution.Identity), nil
}
