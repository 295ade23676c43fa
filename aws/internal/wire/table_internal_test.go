package wire

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/awsshapes"
)

// TestTable reads all services: each shape, trait and protocol is one that the package
// knows.
func TestTable(t *testing.T) {
	a, err := open()
	if err != nil {
		t.Fatal(err)
	}
	if len(a.files) < 400 || !strings.HasPrefix(Origin(), "botocore ") {
		t.Errorf("%d services, from %s", len(a.files), Origin())
	}
	protocols := []string{"json", "rest-json", "rest-xml", "query", "ec2"}
	locations := []string{"", "uri", "querystring", "header", "headers", "statusCode"}
	times := []string{"", "iso8601", "rfc822", "unixTimestamp"}
	for name := range a.files {
		if name == partitionsFile {
			continue
		}
		s, err := Lookup(name)
		if err != nil || len(s.operations) == 0 || s.ID == "" || s.prefix == "" || s.version == "" {
			t.Errorf("%s: %+v, error %v", name, s, err)
			continue
		}
		if !slices.Contains(protocols, s.protocol) || s.protocol == "json" && (s.jsonVersion == "" || s.target == "") {
			t.Errorf("%s has the protocol %q %q", name, s.protocol, s.jsonVersion)
		}
		for _, o := range s.operations {
			if s.protocol == "query" && o.output != nil && o.wrapper == "" || o.method == "" || !strings.HasPrefix(o.uri, "/") {
				t.Errorf("%s: %+v", name, o)
			}
			for _, root := range []*shape{o.input, o.output} {
				if root != nil && root.kind != structure {
					t.Errorf("%s of %s: a shape is %s", o.Name, name, root.kind)
				}
				visit(root, map[*shape]bool{}, func(s *shape) {
					if !slices.Contains([]kind{anything, events, text, blob, boolean, timestamp, double, float, structure, list, dict, "integer", "long"}, s.kind) {
						t.Errorf("%s: a shape is %q", name, s.kind)
					}
					for _, m := range s.members {
						if !slices.Contains(locations, m.in) || !slices.Contains(times, m.time) {
							t.Errorf("%s: %+v", name, m)
						}
					}
				})
			}
		}
	}
}

// TestTablesAgree: the table of awsshapes, which checks what is called here, has the same
// services and operations. Both are to be made at once: go generate ./awsshapes, and
// go -C aws generate ./internal/wire.
func TestTablesAgree(t *testing.T) {
	if Origin() != awsshapes.Origin() {
		t.Errorf("the table is from %s, that of awsshapes from %s", Origin(), awsshapes.Origin())
	}
	a, err := open()
	if err != nil {
		t.Fatal(err)
	}
	for name := range a.files {
		s, err := Lookup(name)
		if err != nil {
			t.Fatal(err)
		}
		if s == nil {
			continue
		}
		for operation := range s.operations {
			resource := "arn:aws:states:::aws-sdk:" + name + ":" + strings.ToLower(operation[:1]) + operation[1:]
			if !(awsshapes.Checker{}).HasCall(resource) {
				t.Errorf("awsshapes does not have %s", resource)
			}
		}
	}
}

func visit(s *shape, seen map[*shape]bool, f func(*shape)) {
	if s == nil || seen[s] {
		return
	}
	seen[s] = true
	f(s)
	for _, m := range append([]*member{s.key, s.of}, s.members...) {
		if m != nil {
			visit(m.shape, seen, f)
		}
	}
}

func TestEndpoint(t *testing.T) {
	for _, test := range []struct {
		service, region string
		want            Endpoint
	}{
		{"dynamodb", "eu-central-1", Endpoint{"https://dynamodb.eu-central-1.amazonaws.com", "eu-central-1", "dynamodb"}},
		{"sfn", "cn-north-1", Endpoint{"https://states.cn-north-1.amazonaws.com.cn", "cn-north-1", "states"}},
		{"iam", "eu-central-1", Endpoint{"https://iam.amazonaws.com", "us-east-1", "iam"}},
		{"iam", "us-gov-east-1", Endpoint{"https://iam.us-gov.amazonaws.com", "us-gov-west-1", "iam"}},
		{"s3", "eu-central-1", Endpoint{"https://s3.eu-central-1.amazonaws.com", "eu-central-1", "s3"}},
		{"s3control", "eu-central-1", Endpoint{"https://s3-control.eu-central-1.amazonaws.com", "eu-central-1", "s3"}},
		{"datazone", "eu-central-1", Endpoint{"https://datazone.eu-central-1.api.aws", "eu-central-1", "datazone"}},
		{"organizations", "eu-central-1", Endpoint{"https://organizations.us-east-1.amazonaws.com", "us-east-1", "organizations"}},
		{"mediaconvert", "cn-northwest-1", Endpoint{"https://subscribe.mediaconvert.cn-northwest-1.amazonaws.com.cn", "cn-northwest-1", "mediaconvert"}},
		{"geomaps", "eu-central-1", Endpoint{"https://maps.geo.eu-central-1.amazonaws.com/v2", "eu-central-1", "geo-maps"}},
		{"sqs", "xx-newest-7", Endpoint{"https://sqs.xx-newest-7.amazonaws.com", "xx-newest-7", "sqs"}},
	} {
		s, err := Lookup(test.service)
		if err != nil || s == nil {
			t.Fatalf("%s: %v, error %v", test.service, s, err)
		}
		got, err := s.Endpoint(test.region)
		if diff := cmp.Diff(test.want, got); diff != "" || err != nil {
			t.Errorf("%s in %s: error %v (-want +got):\n%s", test.service, test.region, err, diff)
		}
	}
	s, _ := Lookup("sqs")
	for _, region := range []string{"", "evil.example/", "a@b", "EU-1", strings.Repeat("a", 100)} {
		if e, err := s.Endpoint(region); err == nil {
			t.Errorf("the region %q: %v", region, e)
		}
	}
}

func TestUnknownServices(t *testing.T) {
	for _, name := range []string{"no-such-service", partitionsFile, ""} {
		if s, err := Lookup(name); s != nil || err != nil {
			t.Errorf("%q: %v, error %v", name, s, err)
		}
		if _, kept := services.Load(name); kept {
			t.Errorf("the name %q is kept", name)
		}
	}
}
