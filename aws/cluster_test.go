package aws_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/aws"

	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/google/go-cmp/cmp"
)

// cluster is a server that stands for the Kubernetes of a cluster: a job there is described
// once before it has ended with the condition.
type cluster struct {
	condition string
	described int
	asked     []string
	token     string
	log       string // of each container
	nameless  bool   // a job is described without its name
}

func (c *cluster) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	text, _ := io.ReadAll(r.Body)
	c.asked = append(c.asked, r.Method+" "+r.RequestURI+" "+string(text))
	c.token = r.Header.Get("Authorization")
	if r.Host != "abc.yl4.us-east-1.eks.amazonaws.com" {
		w.WriteHeader(http.StatusMisdirectedRequest)
	}
	w.Header().Set("Content-Type", "application/json")
	answer := ""
	switch path := r.URL.Path; {
	case strings.HasSuffix(path, "/missing"):
		w.WriteHeader(http.StatusNotFound)
		answer = `{"kind": "Status", "code": 404}`
	case strings.HasSuffix(path, "/pods") && c.log != "":
		answer = `{"items": [{"metadata": {"name": "pod"}, "spec": {"containers": [` + strings.Repeat(`{"name": "many"}, `, 99) + `{"name": "a"}]}}]}`
	case strings.HasSuffix(path, "/log") && c.log != "":
		answer = c.log
	case strings.HasSuffix(path, "/pods"):
		answer = `{"items": [{"metadata": {"name": "pod"}, "spec": {"containers": [{"name": "a"}, {"name": "missing"}]}}]}`
	case strings.HasSuffix(path, "/log") && r.URL.Query().Get("container") == "a":
		answer = `{"n": 3.0}`
	case strings.HasSuffix(path, "/log"):
		w.WriteHeader(http.StatusBadRequest)
	default:
		conditions := ""
		if c.described++; r.Method == http.MethodGet && c.described > 2 {
			conditions = `{"type": "` + c.condition + `", "status": "True"}`
		}
		name := `"name": "job"`
		if c.nameless {
			name = ""
		}
		answer = `{"kind": "Job", "metadata": {` + name + `}, "status": {"conditions": [` + conditions + `]}}`
	}
	io.WriteString(w, answer)
}

// call executes a state that calls the cluster.
func (c *cluster) call(t *testing.T, resource, fields string) *asl.Result {
	t.Helper()
	server := httptest.NewServer(c)
	defer server.Close()
	m := asl.MustParse(`{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::eks:` + resource + `", "Parameters": {
		"ClusterName": "c", "CertificateAuthority": "-", "Endpoint": "https://ABC.yl4.us-east-1.eks.amazonaws.com"` + fields + `}, "End": true}}}`)
	r, err := m.Execute(t.Context(), []byte(`{}`), asl.WithResolver(resolver(t, server.URL, "us-east-1")), asl.WithClock(asl.NewVirtualClock(time.Unix(0, 0))))
	if r == nil {
		t.Fatal(err)
	}
	return r
}

func TestClusterCall(t *testing.T) {
	c := new(cluster)
	r := c.call(t, "call", `, "Method": "POST", "Path": "/api/v1/pods", "QueryParameters": {"labelSelector": ["a=b", "c"]}, "RequestBody": {"a": 1}`)
	if want := []string{`POST /api/v1/pods?labelSelector=a%3Db&labelSelector=c {"a":1}`}; cmp.Diff(want, c.asked) != "" {
		t.Errorf("asked %v, want %v", c.asked, want)
	}
	out := value(t, string(r.Output))
	if at(out, "ResponseBody.items.0.metadata.name").Text() != "pod" || out.Get("StatusCode").String() != "200" || out.Get("StatusText").Text() != "OK" || !at(out, "Headers.Content-Type").Exists() {
		t.Errorf("got %s", r.Output)
	}
	token, err := base64.RawURLEncoding.DecodeString(strings.TrimPrefix(c.token, "Bearer k8s-aws-v1."))
	if err != nil || !strings.HasPrefix(string(token), "https://sts.us-east-1.amazonaws.com/?Action=GetCallerIdentity") || !strings.Contains(string(token), "x-k8s-aws-id") {
		t.Errorf("the token is %s, %v", token, err)
	}
	if why := c.call(t, "call", `, "Method": "GET", "Path": "/missing"`).Error; why == nil || why.Name != "EKS.404" || why.Cause != `{"ResponseBody":{"kind":"Status","code":404},"StatusCode":404,"StatusText":"Not Found"}` {
		t.Errorf("got %v", why)
	}
	for _, fields := range []string{`, "Method": "CONNECT", "Path": "/"`, `, "Method": "GET", "Path": "/", "Endpoint": "https://127.0.0.1"`, `, "Method": "GET", "Path": "/", "Endpoint": "https://a.b.c.eks.amazonaws.com.evil"`} {
		if why := c.call(t, "call", fields).Error; why == nil || why.Name != "States.Runtime" {
			t.Errorf("%s: %v", fields, why)
		}
	}
}

func TestClusterJob(t *testing.T) {
	c := &cluster{condition: "Complete"}
	r := c.call(t, "runJob.sync", `, "Job": {"kind": "Job"}, "LogOptions": {"RetrieveLogs": true, "LogParameters": {"tailLines": ["6"]}}`)
	const done = `{"kind":"Job","metadata":{"name":"job"},"status":{"conditions":[{"type":"Complete","status":"True"}]},`
	logs := `"logs":{"pods":{"pod":{"containers":{"a":{"log":{"n":3.0}},"missing":{"error":"EKS.400","cause":"{\"StatusCode\":400,\"StatusText\":\"Bad Request\"}"}}}}}}`
	if string(r.Output) != done+logs || r.Ended.Sub(r.Started) != 3*time.Second {
		t.Errorf("got %s, %v after %v", r.Output, r.Error, r.Ended.Sub(r.Started))
	}
	want := []string{
		`POST /apis/batch/v1/namespaces/default/jobs {"kind":"Job"}`, `GET /apis/batch/v1/namespaces/default/jobs/job `, `GET /apis/batch/v1/namespaces/default/jobs/job `,
		`GET /api/v1/namespaces/default/pods?labelSelector=job-name%3Djob `,
		`GET /api/v1/namespaces/default/pods/pod/log?container=a&tailLines=6 `, `GET /api/v1/namespaces/default/pods/pod/log?container=missing&tailLines=6 `,
	}
	if diff := cmp.Diff(want, c.asked); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	if submitted := submittedBy(t, r); at(submitted, "ResponseBody.kind").Text() != "Job" || submitted.Get("StatusCode").String() != "200" {
		t.Errorf("submitted %s", submitted)
	}

	c = &cluster{condition: "Failed"}
	if why := c.call(t, "runJob.sync", `, "Namespace": "n s", "Job": "{\"kind\": \"Job\"}"`).Error; why == nil || why.Name != "States.TaskFailed" || at(value(t, why.Cause), "status.conditions.0.type").Text() != "Failed" {
		t.Errorf("got %v", why)
	}
	if c.asked[0] != `POST /apis/batch/v1/namespaces/n%20s/jobs {"kind": "Job"}` {
		t.Errorf("asked %s", c.asked[0])
	}
	c = &cluster{condition: "Complete", nameless: true}
	if why := c.call(t, "runJob.sync", `, "Job": {"metadata": {"generateName": "job-"}}`).Error; why == nil || why.Name != "States.TaskFailed" || !strings.Contains(why.Cause, "metadata.name") || len(c.asked) != 1 {
		t.Errorf("got %v after %v", why, c.asked)
	}
	c = new(cluster)
	if r := c.call(t, "runJob", `, "Job": {}`); at(value(t, string(r.Output)), "ResponseBody.kind").Text() != "Job" || len(c.asked) != 1 {
		t.Errorf("got %s, %v", r.Output, r.Error)
	}
}

// TestClusterLogs: the logs of all containers are bounded in sum.
func TestClusterLogs(t *testing.T) {
	c := &cluster{condition: "Complete", log: strings.Repeat("x", 100_000)}
	why := c.call(t, "runJob.sync", `, "Job": {}, "LogOptions": {"RetrieveLogs": true}`).Error
	if why == nil || why.Name != "States.DataLimitExceeded" || len(c.asked) > 10 {
		t.Errorf("got %v after %d calls", why, len(c.asked))
	}
	if why := new(cluster).call(t, "runJob", `, "Job": {}, "Namespace": ".."`).Error; why == nil || why.Name != "States.Runtime" {
		t.Errorf("got %v", why)
	}
}

// TestClusterConnections: a cluster is reached as Config.HTTP says, and its certificates are those of
// the state.
func TestClusterConnections(t *testing.T) {
	c := new(cluster)
	server := httptest.NewUnstartedServer(c)
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // one client does not trust it
	server.StartTLS()
	defer server.Close()
	trusted := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	var dialled []string
	transport := &http.Transport{
		TLSClientConfig: &tls.Config{ServerName: "example.com"}, // that of the certificate
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			dialled = append(dialled, address)
			return new(net.Dialer).DialContext(ctx, network, server.Listener.Addr().String())
		},
	}
	r, err := aws.New(aws.Config{
		Target: aws.Real, Region: "us-east-1", Credentials: credentials.NewStaticCredentialsProvider("k", "s", ""), HTTP: &http.Client{Transport: transport},
	})
	if err != nil {
		t.Fatal(err)
	}
	for authority, want := range map[string]string{
		base64.StdEncoding.EncodeToString(trusted):             "",
		base64.StdEncoding.EncodeToString(otherCertificate(t)): "EKS.SdkClientException",
	} {
		m := asl.MustParse(`{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::eks:call", "Parameters": {"ClusterName": "c", "Method": "GET", "Path": "/api",
			"CertificateAuthority": "` + authority + `", "Endpoint": "https://ABC.yl4.us-east-1.eks.amazonaws.com"}, "End": true}}}`)
		result, err := m.Execute(t.Context(), []byte(`{}`), asl.WithResolver(r))
		if result == nil || (want == "") != (err == nil) || want != "" && result.Error.Name != want {
			t.Errorf("want %q, got %v", want, err)
		}
	}
	if len(dialled) != 2 || dialled[0] != "abc.yl4.us-east-1.eks.amazonaws.com:443" || transport.TLSClientConfig.RootCAs != nil {
		t.Errorf("dialled %v", dialled)
	}
}

// otherCertificate returns a certificate that signs no server.
func otherCertificate(t *testing.T) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	of := &x509.Certificate{SerialNumber: big.NewInt(1), IsCA: true}
	raw, err := x509.CreateCertificate(rand.Reader, of, of, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: raw})
}
