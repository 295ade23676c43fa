package aws_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
)

// TestWait: a program can wait until the jobs of its executions are stopped.
func TestWait(t *testing.T) {
	var stopped atomic.Bool
	answer := make(chan bool)
	server := serveFunc(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".StopTask") {
			<-answer
			stopped.Store(true)
		}
		_, _ = io.WriteString(w, `{"tasks": [{"taskArn": "t", "clusterArn": "c", "lastStatus": "RUNNING"}]}`)
	})
	services := resolver(t, server.URL, "us-east-1")
	m := asl.MustParse(`{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.sync", "Parameters": {"TaskDefinition": "d"}, "TimeoutSeconds": 5, "End": true}}}`)
	_, err := m.Execute(t.Context(), []byte(`{}`), asl.WithResolver(services), asl.WithClock(asl.NewVirtualClock(time.Unix(0, 0))))
	if err == nil || stopped.Load() {
		t.Fatalf("error %v, stopped %v", err, stopped.Load())
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := services.Wait(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("a wait that has ended: error %v", err)
	}
	close(answer)
	if err := services.Wait(t.Context()); err != nil || !stopped.Load() {
		t.Errorf("error %v, stopped %v", err, stopped.Load())
	}
	if err := services.Wait(t.Context()); err != nil {
		t.Errorf("nothing runs: error %v", err)
	}
}
