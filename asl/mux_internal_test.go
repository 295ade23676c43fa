package asl

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMuxCaptures(t *testing.T) {
	f := func(context.Context, json.RawMessage) (json.RawMessage, error) { return nil, nil }
	var mux, inner Mux
	inner.Handle("queue:*:{name}", f)
	inner.Handle("topic:{kind}:x", f)
	mux.Handle("arn:aws:states:::aws-sdk:{service}:{action}", f)
	mux.Handle("a:{first}:*", f)
	mux.Handle("a:b", f)
	mux.Lambda("orders", f)
	mux.HandleResolver("{kind}:*", &inner)
	tests := []struct {
		resource string
		want     map[string]string
	}{
		{"arn:aws:states:::aws-sdk:s3:getObject", map[string]string{"service": "s3", "action": "getObject"}},
		{"arn:aws:states:::aws-sdk:ecs:runTask.sync:2", map[string]string{"service": "ecs", "action": "runTask"}},
		{"a::b:c", map[string]string{"first": ""}},
		{"a:b", nil},
		{"orders", nil},
		{"123456789012:function:orders:live", map[string]string{"qualifier": "live"}},
		{"queue:x:y", map[string]string{"kind": "queue", "name": "y"}},
		{"topic:z:x", map[string]string{"kind": "z"}},
	}
	for _, test := range tests {
		t.Run(test.resource, func(t *testing.T) {
			got, err := mux.resolve(test.resource)
			if err != nil || got.task == nil {
				t.Fatalf("task %v, error %v", got.task != nil, err)
			}
			if diff := cmp.Diff(test.want, got.captures); diff != "" {
				t.Errorf("captures (-want +got):\n%s", diff)
			}
		})
	}
}

// TestMuxMemoryIsBounded asks for more resources than a Mux remembers, and for
// long ones.
func TestMuxMemoryIsBounded(t *testing.T) {
	var mux Mux
	mux.Handle("{name}", func(context.Context, json.RawMessage) (json.RawMessage, error) { return nil, nil })
	kept := func() (n int) { return len(mux.known.Load().matches) }
	for i := range maxResource + 10 {
		mux.match(strings.Repeat("x", i))
	}
	if n := kept(); n != maxResource+1 {
		t.Errorf("keeps %d resources, want those of 0 to %d bytes", n, maxResource)
	}
	most := 0
	for i := range 5 * maxMatches {
		text := strconv.Itoa(i)
		if got := mux.match(text).captures["name"]; got != text {
			t.Fatalf("%s is captured as %q", text, got)
		}
		if i%50 == 0 {
			most = max(most, kept())
		}
	}
	if most > maxMatches || most < maxMatches/2 {
		t.Errorf("keeps up to %d resources, want about %d", most, maxMatches)
	}
}
