package wire_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/goasl/goasl/aws/internal/wire"
	"github.com/goasl/goasl/jsonvalue"
)

func operation(t testing.TB, service, name string) *wire.Operation {
	t.Helper()
	s, err := wire.Lookup(service)
	if err != nil || s == nil || s.Operation(name) == nil {
		t.Fatalf("there is no %s of %s: error %v", name, service, err)
	}
	return s.Operation(name)
}

// fuzzRead reads any response as that of some operations: nothing panics, a result is an
// object that is not much larger than the response, and the same each time.
func fuzzRead(f *testing.F, service string, names ...string) {
	var operations []*wire.Operation
	for _, name := range names {
		operations = append(operations, operation(f, service, name))
	}
	f.Fuzz(func(t *testing.T, status int, name, value, body string) {
		r := &wire.Response{Status: status, Header: http.Header{}, Body: []byte(body)}
		r.Header.Set(name, value)
		for _, o := range operations {
			o.Failed(r)
			o.Failure(r)
			for _, style := range []wire.Style{wire.SDK, wire.Optimized} {
				v, err := o.Result(r, style)
				if err != nil {
					continue
				}
				again, err := o.Result(r, style)
				if err != nil || v.String() != again.String() || v.Kind() != jsonvalue.Object {
					t.Errorf("%s, then %s, error %v", v, again, err)
				}
				if most := 10_000 + 40*(len(body)+len(value)); v.Size() > most {
					t.Errorf("%d bytes become %d", len(body), v.Size())
				}
			}
		}
	})
}

func FuzzReadJSON(f *testing.F) {
	f.Add(200, "", "", `{"Item": {"a": {"L": [{"B": "eA=="}, {"N": "1"}]}}, "Table": {"CreationDateTime": 1.5e9}, "ConsumedCapacity": {"CapacityUnits": 1}}`)
	f.Add(400, "X-Amzn-Errortype", "a#B:c", `{"__type": "x#y", "message": "m"}`)
	f.Add(400, "X-Amzn-Query-Error", "A;B", `{`)
	fuzzRead(f, "dynamodb", "GetItem", "DescribeTable")
}

func FuzzReadRestJSON(f *testing.F) {
	f.Add(200, "X-Amz-Function-Error", "Unhandled", `{"a": 1}`)
	f.Add(200, "", "", `{"Configuration": {"MemorySize": "1", "Environment": {"Variables": {"A": "b"}}}, "Code": null}`)
	fuzzRead(f, "lambda", "Invoke", "GetFunction")
}

func FuzzReadQuery(f *testing.F) {
	f.Add(200, "", "", `<R><GetTopicAttributesResult><Attributes><entry><key>a</key><value>b</value></entry></Attributes></GetTopicAttributesResult></R>`)
	f.Add(404, "", "", `<ErrorResponse><Error><Code>NotFound</Code><Message>m</Message></Error><RequestId>r</RequestId></ErrorResponse>`)
	f.Add(200, "", "", strings.Repeat("<a>", 1000))
	fuzzRead(f, "sns", "GetTopicAttributes", "ListTopics")
}

func FuzzReadEC2(f *testing.F) {
	f.Add(200, "", "", `<R><reservationSet><item><instancesSet><item><launchTime>2026-09-23T22:15:03.000Z</launchTime></item></instancesSet></item></reservationSet></R>`)
	fuzzRead(f, "ec2", "DescribeInstances")
}

func FuzzReadRestXML(f *testing.F) {
	f.Add(200, "X-Amz-Meta-A", "b", `<ListBucketResult><Contents><Key>a</Key><Size>+1</Size></Contents><Contents/></ListBucketResult>`)
	f.Add(200, "Last-Modified", "Wed, 23 Sep 2026 22:15:03 GMT", `<!DOCTYPE x [<!ENTITY a "b">]><Error><Code>&a;</Code></Error>`)
	f.Add(200, "", "", `<LocationConstraint>x</LocationConstraint>`)
	fuzzRead(f, "s3", "ListObjectsV2", "GetBucketLocation", "GetObject", "GetBucketAcl", "CopyObject")
}

// FuzzRequest writes any parameters as the requests of operations in all protocols.
func FuzzRequest(f *testing.F) {
	f.Add(`{"TableName": "t", "Item": {"a": {"B": "x", "Nul": "true", "L": [{}]}}}`)
	f.Add(`{"Bucket": "b/..", "Key": "a//../b?c#d", "Body": null, "Metadata": {"a": "b\nc"}, "Expires": 1e99}`)
	f.Add(`{"FunctionName": "a/b", "Payload": [1], "MaxItems": "3"}`)
	f.Add(`{"TopicArn": {}, "Message": 1.0, "MessageAttributes": {"a": {"BinaryValue": "AA=="}}}`)
	f.Add(`{"Filters": [{"Name": "a", "Values": []}], "InstanceIds": ["i"], "DryRun": "TRUE"}`)
	f.Add(`{"AccountId": "a.b", "Name": "n", "Bucket": "b"}`)
	operations := []*wire.Operation{
		operation(f, "dynamodb", "PutItem"), operation(f, "s3", "PutObject"), operation(f, "lambda", "Invoke"), operation(f, "lambda", "ListFunctions"),
		operation(f, "sns", "Publish"), operation(f, "ec2", "DescribeInstances"), operation(f, "s3control", "CreateAccessPoint"), operation(f, "route53", "ChangeResourceRecordSets"),
	}
	f.Fuzz(func(t *testing.T, parameters string) {
		v, err := jsonvalue.ParseString(parameters)
		if err != nil {
			return
		}
		for _, o := range operations {
			for _, style := range []wire.Style{wire.SDK, wire.Optimized} {
				r, err := o.Request(v, style, "token")
				if err != nil {
					continue
				}
				u, err := url.ParseRequestURI(r.Path)
				if err != nil || u.EscapedPath() != r.Path || u.RawQuery != "" || !strings.HasPrefix(r.Path, "/") {
					t.Errorf("%s of %s: the path %q, error %v", o.Name, parameters, r.Path, err)
				}
				if strings.Trim(r.Host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.") != "" {
					t.Errorf("the host begins with %q", r.Host)
				}
				for name, values := range r.Header {
					if strings.ContainsAny(name+values[0], "\r\n\x00") {
						t.Errorf("the header %q: %q", name, values)
					}
				}
			}
		}
	})
}
