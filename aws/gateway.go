package aws

import (
	"context"

	"github.com/goasl/goasl/aws/internal/client"
	"github.com/goasl/goasl/aws/internal/gateway"
	"github.com/goasl/goasl/jsonvalue"
)

// invokeGateway calls an API of API Gateway. The Target is that of the service apigateway:
// a server that stands for it gets the name of the API as the host.
func invokeGateway(ctx context.Context, t *task, input jsonvalue.Value) (jsonvalue.Value, error) {
	c, err := t.client(ctx, t.call.Service)
	if err != nil {
		return jsonvalue.Value{}, err
	}
	target := c.Target(t.call.Service)
	if target == Real {
		target = ""
	}
	r, err := gateway.New(ctx, input, target)
	if err != nil {
		return jsonvalue.Value{}, err
	}
	var as client.Signing
	if r.Signed {
		as = client.Signing{Name: "execute-api", Region: r.Region}
	}
	resp, fields, err := c.Do(ctx, r.Request, r.Body, as)
	if err != nil {
		return jsonvalue.Value{}, gateway.Unreachable(ctx, err)
	}
	return gateway.Result(ctx, resp, fields)
}
