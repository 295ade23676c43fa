package events

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/goasl/goasl/internal/guard"
)

// HandlerOption sets something of [Handler].
type HandlerOption func(*handlerSettings)

// handlerSettings are what the options of a handler set.
type handlerSettings struct{ unguarded bool }

// WithoutGuard is for a handler behind one that has refused what is not for it.
func WithoutGuard() HandlerOption {
	return func(h *handlerSettings) { h.unguarded = true }
}

// Handler returns the API of EventBridge for the rules and events of a Bus, for the AWS CLI
// ("aws events put-events --endpoint-url") and the SDKs: JSON 1.1, with the operations by the
// header X-Amz-Target.
//
// Signatures are not checked. Requests from a web page of another site, and those for another
// host than a loopback address or the address that they have come to, are refused. Events whose
// source begins with "aws." are refused, as by EventBridge; a program puts them with [Bus.Put].
func Handler(b *Bus, opts ...HandlerOption) http.Handler {
	var h handlerSettings
	for _, o := range opts {
		if o != nil {
			o(&h)
		}
	}
	if h.unguarded {
		return &handler{b}
	}
	return guard.New(&handler{b})
}

type handler struct{ bus *Bus }

// maxRequest is the most bytes of a request. The longest one puts 100 targets with templates.
const maxRequest = 4 << 20

const contentType = "application/x-amz-json-1.1"

func (h *handler) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("X-Amzn-RequestId", newID())
	out, err := h.serve(w, req)
	if err != nil {
		writeError(w, err)
		return
	}
	if out == nil {
		return // EventBridge: an operation without output answers with no body
	}
	_ = json.NewEncoder(w).Encode(out) // a client that is gone wants no answer
}

// writeError writes an exception. Other errors are those of the Bus, and are told as they are.
func writeError(w http.ResponseWriter, err error) {
	e, status := (*Exception)(nil), http.StatusBadRequest
	if !errors.As(err, &e) {
		// Clients try again, which is right if the store has failed.
		e, status = &Exception{"InternalException", err.Error()}, http.StatusInternalServerError
	}
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"__type": e.Code, "message": e.Message})
}

func (h *handler) serve(w http.ResponseWriter, req *http.Request) (any, error) {
	name, ok := strings.CutPrefix(req.Header.Get("X-Amz-Target"), "AWSEvents.")
	operate := operations[name]
	kind, _, _ := mime.ParseMediaType(req.Header.Get("Content-Type"))
	if !ok || operate == nil || req.Method != http.MethodPost || kind != contentType {
		return nil, &Exception{"UnknownOperationException", "The operation " + strings.ToValidUTF8(name, "?") + " is not known, or the request is no POST of " + contentType + "."}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, req.Body, maxRequest))
	if err != nil {
		return nil, &Exception{"RequestEntityTooLargeException", "The request cannot be read: " + err.Error()}
	}
	return operate(req.Context(), h.bus, body)
}

// operations are the operations by their names.
var operations = map[string]func(ctx context.Context, b *Bus, body []byte) (any, error){
	"PutRule":               operation(putRule),
	"DescribeRule":          operation(describeRule),
	"DeleteRule":            operation(deleteRule),
	"EnableRule":            operation(enableRule),
	"DisableRule":           operation(disableRule),
	"ListRules":             operation(listRules),
	"PutTargets":            operation(putTargets),
	"RemoveTargets":         operation(removeTargets),
	"ListTargetsByRule":     operation(listTargetsByRule),
	"ListRuleNamesByTarget": operation(listRuleNamesByTarget),
	"PutEvents":             operation(putEvents),
	"TestEventPattern":      operation(testEventPattern),
	"CreateEventBus":        operation(createEventBus),
	"DescribeEventBus":      operation(describeEventBus),
	"DeleteEventBus":        operation(deleteEventBus),
	"ListEventBuses":        operation(listEventBuses),
	"TagResource":           operation(tagResource),
	"UntagResource":         operation(untagResource),
	"ListTagsForResource":   operation(listTagsForResource),
}

// operation makes a function that reads a request of one that takes it as a struct.
func operation[In any](f func(ctx context.Context, b *Bus, in In) (any, error)) func(context.Context, *Bus, []byte) (any, error) {
	return func(ctx context.Context, b *Bus, body []byte) (any, error) {
		var in In
		if err := json.Unmarshal(body, &in); err != nil {
			return nil, &Exception{"SerializationException", "The request cannot be read: " + err.Error()}
		}
		return f(ctx, b, in)
	}
}

// none is the output of an operation that has no members.
type none struct{}
