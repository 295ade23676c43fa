package aws_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/aws"
)

// hang is a handler that answers when it is released, or when the client has gone.
func hang(release chan struct{}) http.HandlerFunc {
	return func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-release:
		case <-r.Context().Done():
		}
	}
}

// nowhere is a transport that notes the addresses that are dialled, and reaches none.
type nowhere struct {
	mu        sync.Mutex
	addresses []string
}

func (n *nowhere) transport() *http.Transport {
	return &http.Transport{DialContext: func(_ context.Context, _, address string) (net.Conn, error) {
		n.mu.Lock()
		defer n.mu.Unlock()
		n.addresses = append(n.addresses, address)
		return nil, errors.New("there is no network")
	}}
}

// TestTargets: each service is called where it was named, and nowhere else, whatever
// fails.
func TestTargets(t *testing.T) {
	real := aws.Config{Target: aws.Real, Region: "eu-central-1", Credentials: credentials.NewStaticCredentialsProvider("a", "b", "")}
	local := aws.Config{Target: "http://127.0.0.2:99/base/"}
	mixed := local
	mixed.Targets = map[string]string{"s3": "http://minio.example:9000", "sqs": "", "sns": aws.Real}
	mixed.Region, mixed.Credentials = "us-gov-west-1", real.Credentials
	for _, test := range []struct {
		cfg                  aws.Config
		resource, parameters string
		want                 string // "" for no task
	}{
		{aws.Config{}, "sqs:sendMessage", `{"QueueUrl": "q", "MessageBody": "m"}`, ""},
		{local, "sqs:sendMessage", `{"QueueUrl": "q", "MessageBody": "m"}`, "127.0.0.2:99"},
		{local, "aws-sdk:s3control:createAccessPoint", `{"AccountId": "1", "Name": "point", "Bucket": "b"}`, "127.0.0.2:99"},
		{mixed, "aws-sdk:s3:getObject", `{"Bucket": "bucket", "Key": "k"}`, "minio.example:9000"},
		{mixed, "sqs:sendMessage", `{"QueueUrl": "q", "MessageBody": "m"}`, ""},
		{mixed, "sns:publish", `{"Message": "m"}`, "sns.us-gov-west-1.amazonaws.com:443"},
		{mixed, "dynamodb:getItem", `{"TableName": "t", "Key": {}}`, "127.0.0.2:99"},
		{real, "dynamodb:getItem", `{"TableName": "t", "Key": {}}`, "dynamodb.eu-central-1.amazonaws.com:443"},
		{real, "aws-sdk:iam:listUsers", `{}`, "iam.amazonaws.com:443"},
		{real, "aws-sdk:s3:getObject", `{"Bucket": "bucket", "Key": "k"}`, "bucket.s3.eu-central-1.amazonaws.com:443"},
		{real, "aws-sdk:s3:getObject", `{"Bucket": "dotted.bucket", "Key": "k"}`, "s3.eu-central-1.amazonaws.com:443"},
		{real, "aws-sdk:s3:getObject", `{"Bucket": "evil.example/", "Key": "k"}`, "s3.eu-central-1.amazonaws.com:443"},
		{real, "aws-sdk:s3:listBuckets", `{}`, "s3.eu-central-1.amazonaws.com:443"},
		{real, "aws-sdk:s3control:createAccessPoint", `{"AccountId": "123456789012", "Name": "point", "Bucket": "b"}`, "123456789012.s3-control.eu-central-1.amazonaws.com:443"},
	} {
		var n nowhere
		test.cfg.HTTP = &http.Client{Transport: n.transport()}
		_, failed := execute(t, test.cfg, test.resource, test.parameters, "")
		if failed == nil {
			t.Errorf("%s has succeeded", test.resource)
			continue
		}
		want := []string{test.want}
		if test.want == "" {
			want = nil
		}
		if !slices.Equal(n.addresses, want) {
			t.Errorf("%s of %s: %v was dialled, want %v; %v", test.resource, test.cfg.Target, n.addresses, want, failed)
		}
	}
}

func TestResolveTask(t *testing.T) {
	r, err := aws.New(aws.Config{Target: "http://127.0.0.1:99"})
	if err != nil {
		t.Fatal(err)
	}
	for resource, want := range map[string]bool{
		"arn:aws:states:::aws-sdk:s3:getObject":                     true,
		"arn:aws-cn:states:::aws-sdk:sqs:sendMessage":               true,
		"arn:aws:states:::aws-sdk:sqs:sendMessage.waitForTaskToken": true,
		"arn:aws:states:::dynamodb:putItem":                         true,
		"arn:aws:states:::aws-sdk:s3:getObjects":                    false,
		"arn:aws:states:::aws-sdk:s9:getObject":                     false,
		"arn:aws:states:::aws-sdk:s3:selectObjectContent":           false, // a stream of events
		"arn:aws:states:::aws-sdk:s3:getObject.sync":                false,
		"arn:aws:states:::aws-sdk:s3":                               false,
		"arn:aws:lambda:eu-central-1:123456789012:function:f":       true,
		"arn:aws:states:eu-central-1:123456789012:activity:a":       false,
		"own:function": false,
		"":             false,
	} {
		f, err := r.ResolveTask(resource)
		if (f != nil) != want || want != (err == nil) || err != nil && !errors.Is(err, asl.ErrNoTask) {
			t.Errorf("%s: %v, error %v", resource, f != nil, err)
		}
	}
}

func TestNewErrors(t *testing.T) {
	for _, cfg := range []aws.Config{
		{Target: "moto"}, {Target: "ftp://h"}, {Target: "http://"}, {Target: "http://user:very-secret@h"}, {Target: "http://h?a=b"}, {Target: "http://h#f"},
		{Target: "http://very-secret\x00"}, {Targets: map[string]string{"s3": "x"}}, {Targets: map[string]string{"events": aws.Real}},
	} {
		if _, err := aws.New(cfg); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%+v: error %v", cfg, err)
		}
	}
}

// TestTargetPath: the path of a target comes before that of a request, whatever the
// integration is.
func TestTargetPath(t *testing.T) {
	var path string
	server := serveFunc(t, func(_ http.ResponseWriter, r *http.Request) { path = r.RequestURI })
	for _, test := range []struct{ resource, parameters, want string }{
		{"aws-sdk:s3:getObject", `{"Bucket": "b", "Key": "k"}`, "/base/b/k"},
		{"apigateway:invoke", `{"ApiEndpoint": "a1.execute-api.us-east-1.amazonaws.com", "Method": "GET", "Path": "p q"}`, "/base/p%20q"},
		{"eks:call", `{"ClusterName": "c", "CertificateAuthority": "-", "Endpoint": "https://A.b.us-east-1.eks.amazonaws.com", "Method": "GET", "Path": "/api/a%2Fb"}`, "/base/api/a%2Fb"},
	} {
		path = ""
		if _, failed := execute(t, aws.Config{Target: server.URL + "/base/"}, test.resource, test.parameters, ""); failed != nil || path != test.want {
			t.Errorf("%s: the path %s, want %s; %v", test.resource, path, test.want, failed)
		}
	}
}

// TestOrigin: the models have a version and a day.
func TestOrigin(t *testing.T) {
	if is := regexp.MustCompile(`^botocore \d+\.\d+\.\d+ of 20\d\d-\d\d-\d\d$`); !is.MatchString(aws.Origin()) {
		t.Errorf("the models are from %q", aws.Origin())
	}
}
