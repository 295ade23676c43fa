// Package aws calls AWS's services from Task states: the aws-sdk integrations of all
// services and the optimised integrations, at AWS itself or at a server that stands for it.
//
//	r, err := aws.New(aws.Config{Target: "http://127.0.0.1:5000"}) // moto, for example
//	m, err := asl.Parse(definition)
//	m, err = m.With(asl.WithResolver(r))
//
// Nothing is called unless a program says where: [Config.Target] or [Config.Targets]. There
// is no way from a named server to AWS or back.
//
// What services take and answer comes from AWS's public service models, of which this
// package has the part that is needed on the wire; [Origin] says how old they are. Calls are
// made once, and never repeated: Retry is the state's.
package aws

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/goasl/goasl/aws/internal/client"
	"github.com/goasl/goasl/aws/internal/wire"
	"github.com/goasl/goasl/internal/httphead"
)

// Real is the [Config.Target] that is AWS itself.
const Real = client.Real

// Config says where calls go, and who makes them.
type Config struct {
	// Target is where all services are: Real, or the URL of a server that stands for AWS,
	// such as "http://127.0.0.1:5000". If it is empty, only the services in Targets are
	// called.
	Target string

	// Targets has the Target of single services, by the names that they have in the
	// resources of aws-sdk integrations: "s3", "sfn". One that is empty is not called.
	Targets map[string]string

	// Region is the region of the calls. If it is empty, it is that of the SDK's
	// configuration for AWS itself, which must have one, and else us-east-1.
	Region string

	// Credentials are those of the calls. If they are nil, they are those of the SDK's
	// configuration (environment, files, SSO, roles) for AWS itself. Other servers are never
	// shown these: without Credentials they get a signature with the access key "test".
	Credentials sdk.CredentialsProvider

	// AssumeRole returns the credentials for the RoleArn in the Credentials field of a
	// state. If it is nil, they come from AssumeRole of the service STS, where Target or
	// Targets has it. It must be safe for concurrent use.
	AssumeRole func(ctx context.Context, roleARN string) (sdk.CredentialsProvider, error)

	// HTTP makes the connections, nil for a usual client without a time limit: the states
	// have one. Redirects are not followed, whatever it says. Calls of the Kubernetes of a
	// cluster trust the certificates that the state names; otherwise they connect as the
	// Transport does if it is an [http.Transport], and else as [http.DefaultTransport]. A
	// Transport with a DialTLSContext decides by itself whom it trusts.
	HTTP *http.Client
}

// Resolver is an [asl.TaskResolver] and [asl.ParameterChecker] for the resources of service
// integrations. For other resources, and for services that Config names no target for, it has
// no task. It is safe for concurrent use.
type Resolver struct {
	cfg   Config
	local *client.Client // of servers that stand for AWS
	load  func() (*client.Client, error)
	roles roles

	running running
}

// New returns a resolver. It makes no connection: the configuration of the SDK is read when
// AWS itself is called for the first time. The error says what is wrong with cfg.
func New(cfg Config) (*Resolver, error) {
	if err := check(cfg.Target, cfg.Targets); err != nil {
		return nil, err
	}
	region := cfg.Region
	if region == "" {
		region = "us-east-1"
	}
	base := client.Config{Target: cfg.Target, Targets: cfg.Targets, HTTP: httpClient(cfg.HTTP)}
	local := base
	local.Region, local.Credentials = region, cfg.Credentials
	if local.Credentials == nil {
		local.Credentials = credentials.NewStaticCredentialsProvider("test", "test", "")
	}
	r := &Resolver{cfg: cfg, local: client.New(local)}
	r.load = sync.OnceValues(func() (*client.Client, error) { return realClient(base, cfg) })
	return r, nil
}

// realClient returns the client of AWS itself.
func realClient(base client.Config, cfg Config) (*client.Client, error) {
	base.Region, base.Credentials = cfg.Region, cfg.Credentials
	if base.Region != "" && base.Credentials != nil {
		return client.New(base), nil
	}
	loaded, err := config.LoadDefaultConfig(context.Background())
	if err != nil {
		return nil, fmt.Errorf("the configuration of AWS's SDK: %w", err)
	}
	if base.Region == "" {
		base.Region = loaded.Region
	}
	if base.Credentials == nil {
		base.Credentials = loaded.Credentials
	}
	if base.Region == "" {
		return nil, errors.New("no region of AWS is known: set Config.Region or AWS_REGION")
	}
	return client.New(base), nil
}

// client returns the client for a service.
func (r *Resolver) client(service string) (*client.Client, error) {
	if r.local.Target(service) == Real {
		return r.load()
	}
	return r.local, nil
}

// httpClient returns a client that follows no redirects: they would take what a task was
// called with, and its signature, elsewhere.
func httpClient(c *http.Client) *http.Client {
	own := http.Client{}
	if c != nil {
		own = *c
	}
	own.Transport = httphead.New(own.Transport)
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &own
}

// check returns what is wrong with targets.
func check(target string, targets map[string]string) error {
	if err := checkTarget(target); err != nil {
		return err
	}
	for service, target := range targets {
		if s, err := wire.Lookup(service); s == nil {
			return errors.Join(err, fmt.Errorf("aws: Config.Targets: there is no service %q: use the name in the resources of aws-sdk integrations", service))
		}
		if err := checkTarget(target); err != nil {
			return err
		}
	}
	return nil
}

func checkTarget(target string) error {
	if target == "" || target == Real {
		return nil
	}
	u, err := url.Parse(target)
	switch {
	case err != nil:
		return errors.New("aws: the target is no URL") // its text may have a password
	case u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
		return fmt.Errorf("aws: the target %q must be %q or a URL that begins with http:// or https://", u.Redacted(), Real)
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return fmt.Errorf("aws: the target %s must be a URL without a user, a query and a fragment", u.Redacted())
	}
	return nil
}

// Origin says what the models of services were made from, and the day of that:
// "botocore 1.43.11 of 2026-05-20".
func Origin() string { return wire.Origin() }
