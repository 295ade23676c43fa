package asl

import (
	"context"
	"encoding/json"
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
