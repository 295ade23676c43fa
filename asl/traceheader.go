package asl

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

type traceHeaderKey struct{}

// ContextWithTraceHeader returns a context in which [TraceHeader] returns that header. It is for
// a [Telemetry], which knows the span of a task.
func ContextWithTraceHeader(ctx context.Context, header string) context.Context {
	return context.WithValue(ctx, traceHeaderKey{}, header)
}

// TraceHeader returns the AWS X-Ray trace header of the calls that a task makes, as it belongs
// into a header X-Amzn-Trace-Id, for the context of the task. It is "" if the execution was
// started without one ([WithTraceHeader]) and nothing has set another
// ([ContextWithTraceHeader]).
// Step Functions: a call has Root and Sampled of the execution, and a Parent of its own.
func TraceHeader(ctx context.Context) string {
	if header, ok := ctx.Value(traceHeaderKey{}).(string); ok {
		return header
	}
	info := TaskInfoFrom(ctx)
	if info == nil {
		return ""
	}
	header := info.Execution.Describe().TraceHeader
	if header == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(info.Key))
	parent := "Parent=" + hex.EncodeToString(sum[:8])
	fields, has := strings.Split(header, ";"), false
	for i, field := range fields {
		if strings.HasPrefix(strings.TrimSpace(field), "Parent=") {
			fields[i], has = parent, true
		}
	}
	if !has {
		fields = append(fields, parent)
	}
	return strings.Join(fields, ";")
}
