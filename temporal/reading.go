package temporal

import (
	"context"
	"strconv"

	"go.temporal.io/sdk/converter"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/internal/mapio"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// reading is what the activity gets that reads items of a distributed Map.
type reading struct {
	Machine   string             `json:"machine"` // ARN by which workers have it
	MapRun    string             `json:"mapRun"`  // ARN
	Resource  string             `json:"resource"`
	Arguments string             `json:"arguments"` // JSON text
	Config    state.ReaderConfig `json:"config"`
	MaxItems  int64              `json:"maxItems,omitempty"`
	Cursor    []byte             `json:"cursor,omitempty"`
	Max       int                `json:"max"`
}

// startReading starts the activity that reads items.
func (d *driver) startReading(c *call) {
	e := c.read
	d.execute(c, d.optionsOf(d.config.queue(e.Source.Resource), strconv.FormatInt(e.ID, 10), "ItemReader"), ReadName, reading{
		Machine: d.start.Origin.Machine, MapRun: e.MapRun, Resource: e.Source.Resource, Arguments: e.Source.Arguments.String(),
		Config: e.Source.Config, MaxItems: e.Source.MaxItems, Cursor: e.Cursor, Max: e.Max,
	})
}

// read is the activity: it reads items, and returns the input with them. These are as many as a
// message may have; the Run asks for more by itself.
func (w *worker) read(ctx context.Context, of reading) (converter.RawValue, error) {
	defer w.keepAlive(ctx)()
	arguments, err := jsonvalue.ParseString(of.Arguments)
	if err != nil {
		return converter.RawValue{}, err
	}
	m, err := w.ofTask(of.Machine)
	if err != nil {
		return converter.RawValue{}, err
	}
	e := &state.ReadItems{
		MapRun: of.MapRun, Cursor: of.Cursor, Max: of.Max,
		Source: state.ItemSource{Resource: of.Resource, Arguments: arguments, Config: of.Config, MaxItems: of.MaxItems},
	}
	text, err := w.page(ctx, m, e)
	if err != nil {
		return converter.RawValue{}, err
	}
	return payloadOf(text), nil
}

// page returns the text of the input with the items. If they are too many it reads fewer: only
// reading tells the cursor behind these.
func (w *worker) page(ctx context.Context, m *asl.Machine, e *state.ReadItems) ([]byte, error) {
	for most := w.mapRunBytes(); ; {
		in, err := m.CarryOut(ctx, e)
		if err != nil {
			return nil, err
		}
		text := inputText(in)
		switch {
		case len(text) > most && in.Page != nil && len(in.Page.Items) > 1:
			n := len(in.Page.Items)
			e.Max = max(1, min(n-1, n*most/len(text)))
		case len(text) > w.payload:
			return inputText(mapio.Broken(e, tooLarge("an item", len(text), w.payload).Error(), nil)), nil
		default:
			return text, nil
		}
	}
}
