// Package kubernetes calls the API of the Kubernetes of a cluster of EKS, for the
// integrations eks:call and eks:runJob.
package kubernetes

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/internal/httphead"
	"github.com/goasl/goasl/jsonvalue"
)

// endpoint matches the endpoints of clusters; no other ones are called.
var endpoint = regexp.MustCompile(`^(?i)https://[0-9a-z]+\.[0-9a-z-]+\.([0-9a-z-]+)\.eks\.amazonaws\.com(\.cn)?$`)

// A Cluster is called with the credentials of a task.
type Cluster struct {
	Name, Region string
	base         *url.URL
	host         string // that is asked for
	transport    *httphead.Transport
	token        string
}

// New returns the cluster that the parameters of a task name. Calls go to a server that
// stands for it if target is its URL, and to the cluster if it is "". They connect as a copy of
// base does, and trust the certificates that the parameters have.
func New(p jsonvalue.Value, target string, base *http.Transport) (*Cluster, error) {
	at := p.Get("Endpoint").Text()
	in := endpoint.FindStringSubmatch(at)
	if in == nil {
		return nil, refused("Endpoint", "the endpoint of a cluster of EKS")
	}
	c := &Cluster{Name: p.Get("ClusterName").Text(), Region: strings.ToLower(in[1])}
	c.host = strings.ToLower(at[len("https://"):])
	connect := base.Clone()
	connect.DisableKeepAlives = true // it is there for one task
	if target == "" {
		target = "https://" + c.host
		if connect.TLSClientConfig == nil {
			connect.TLSClientConfig = &tls.Config{}
		}
		connect.TLSClientConfig.RootCAs = authorities(p.Get("CertificateAuthority").Text())
		if connect.TLSClientConfig.RootCAs == nil {
			return nil, refused("CertificateAuthority", "certificates in base64")
		}
	}
	var err error
	if c.base, err = url.Parse(target); err != nil {
		return nil, err
	}
	c.transport = httphead.New(connect)
	return c, nil
}

func authorities(text string) *x509.CertPool {
	certificates, err := base64.StdEncoding.DecodeString(text)
	pool := x509.NewCertPool()
	if err != nil || !pool.AppendCertsFromPEM(certificates) {
		return nil
	}
	return pool
}

// As sets the token with which the cluster is called.
func (c *Cluster) As(token string) { c.token = token }

// refused returns the failure of a task with a parameter that is not what is wanted.
func refused(field, want string) error {
	return asl.Errorf(asl.ErrRuntime.Name, "The value for the '%s' field must be %s", field, want)
}

var methods = []string{"GET", "POST", "PUT", "DELETE", "HEAD", "PATCH"}

// Call carries out eks:call.
func (c *Cluster) Call(ctx context.Context, p jsonvalue.Value) (jsonvalue.Value, error) {
	method := p.Get("Method").Text()
	if !slices.Contains(methods, method) {
		return jsonvalue.Value{}, refused("Method", "one of "+strings.Join(methods, ", "))
	}
	a, err := c.call(ctx, method, p.Get("Path").Text(), queryOf(p.Get("QueryParameters")), p.Get("RequestBody"))
	if err != nil {
		return jsonvalue.Value{}, err
	}
	return a.result(), nil
}

// queryOf returns the query for an object with lists.
func queryOf(parameters jsonvalue.Value) url.Values {
	q := url.Values{}
	for name, values := range parameters.Members() {
		for _, v := range values.Elements() {
			q.Add(name, textOf(v))
		}
	}
	return q
}

func textOf(v jsonvalue.Value) string {
	if v.Kind() == jsonvalue.String {
		return v.Text()
	}
	return v.Compact().String()
}

// answer is the answer to a call that has succeeded.
type answer struct {
	status int
	fields []httphead.Field
	media  string
	text   []byte
}

func (a *answer) body() jsonvalue.Value { return httphead.Body(a.text, a.media) }

// result returns the answer as the result of a task.
func (a *answer) result() jsonvalue.Value { return httphead.Result(a.fields, a.status, a.body()) }

// call calls the API. The path may be escaped.
// Step Functions: every status but 2xx is an error EKS.<status>, whose cause has the body.
func (c *Cluster) call(ctx context.Context, method, path string, query url.Values, body jsonvalue.Value) (*answer, error) {
	to := *c.base
	to.RawPath = strings.TrimSuffix(to.EscapedPath(), "/") + "/" + strings.TrimPrefix(path, "/")
	var err error
	if to.Path, err = url.PathUnescape(to.RawPath); err != nil {
		return nil, refused("Path", "a path")
	}
	to.RawQuery = query.Encode()
	text := ""
	if body.Exists() && body.Kind() != jsonvalue.Null {
		text = textOf(body)
	}
	req, err := http.NewRequestWithContext(ctx, method, to.String(), strings.NewReader(text))
	if err != nil {
		return nil, refused("Path", "a path")
	}
	if text == "" {
		req.Body, req.GetBody = http.NoBody, nil
	} else {
		req.Header.Set("Content-Type", contentType(method))
	}
	req.Host = c.host
	req.Header.Set("Authorization", "Bearer "+c.token)
	req.Header.Set("Accept", "application/json, */*")
	req.Header.Set("User-Agent", "goasl")
	return c.send(req)
}

// contentType is that of a body: of a patch the kind that takes custom resources, too.
func contentType(method string) string {
	if method == http.MethodPatch {
		return "application/merge-patch+json"
	}
	return "application/json"
}

// tooLarge returns the failure of a task whose result would be too large.
func tooLarge() error {
	return asl.NewError(asl.ErrDataLimitExceeded.Name, "The state/task 'eks' returned a result with a size exceeding the maximum number of bytes service limit.")
}

func (c *Cluster) send(req *http.Request) (*answer, error) {
	resp, fields, err := c.transport.Do(req)
	if err == nil {
		defer resp.Body.Close()
		a := &answer{status: resp.StatusCode, fields: fields, media: httphead.Media(resp.Header.Get("Content-Type"))}
		a.text, err = httphead.ReadBody(resp)
		switch {
		case errors.Is(err, httphead.ErrTooLarge):
			return nil, tooLarge()
		case err != nil:
		case a.status/100 != 2:
			return nil, asl.NewError(fmt.Sprintf("EKS.%d", a.status), jsonvalue.OfObject(httphead.Members(a.status, a.body())).String())
		default:
			return a, nil
		}
	}
	if ended := req.Context().Err(); ended != nil {
		return nil, ended
	}
	return nil, asl.Errorf("EKS.SdkClientException", "Unable to execute HTTP request: %w", err)
}
