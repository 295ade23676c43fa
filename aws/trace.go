package aws

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/goasl/goasl/asl"
)

// trace returns the X-Ray header of the calls of a task, "" if the execution was started
// without one.
// Step Functions: a call has Root and Sampled of the execution, and a Parent of its own.
func trace(ctx context.Context) string {
	info := asl.TaskInfoFrom(ctx)
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
