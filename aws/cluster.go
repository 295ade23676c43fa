package aws

import (
	"context"
	"net/http"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/aws/internal/kubernetes"
	"github.com/goasl/goasl/jsonvalue"
)

// callCluster calls the API of the Kubernetes of a cluster. The Target is that of EKS: a
// server that stands for it gets the name of the cluster's endpoint as the host.
func callCluster(ctx context.Context, t *task, input jsonvalue.Value) (jsonvalue.Value, error) {
	c, err := t.cluster(ctx, input)
	if err != nil {
		return jsonvalue.Value{}, err
	}
	return c.Call(ctx, input)
}

// runJob runs a job in a cluster.
func runJob(ctx context.Context, t *task, input jsonvalue.Value) (jsonvalue.Value, error) {
	c, err := t.cluster(ctx, input)
	if err != nil {
		return jsonvalue.Value{}, err
	}
	return c.RunJob(ctx, input, patternOf(t.resource) == asl.Sync)
}

// cluster returns the cluster that the parameters name, with the credentials of the state.
func (t *task) cluster(ctx context.Context, input jsonvalue.Value) (*kubernetes.Cluster, error) {
	calls, err := t.client(ctx, t.call.Service)
	if err != nil {
		return nil, err
	}
	target := calls.Target(t.call.Service)
	if target == Real {
		target = ""
	}
	c, err := kubernetes.New(input, target, t.resolver.transport())
	if err != nil {
		return nil, err
	}
	token, err := calls.ClusterToken(ctx, c.Name, c.Region)
	if err != nil {
		return nil, err
	}
	c.As(token)
	return c, nil
}

// transport returns how the connections to clusters are made: as those of Config.HTTP, with its proxy
// and dialer, if these can be had.
func (r *Resolver) transport() *http.Transport {
	if r.cfg.HTTP != nil {
		if t, ok := r.cfg.HTTP.Transport.(*http.Transport); ok {
			return t
		}
	}
	if t, ok := http.DefaultTransport.(*http.Transport); ok {
		return t
	}
	return &http.Transport{Proxy: http.ProxyFromEnvironment}
}
