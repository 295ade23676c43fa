package main

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const wireModel = `{
	"metadata": {"serviceId": "AWS Parcel Service", "protocol": "smithy-rpc-v2-cbor", "protocols": ["smithy-rpc-v2-cbor", "query", "json"],
		"jsonVersion": "1.1", "targetPrefix": "Parcel", "apiVersion": "2020-01-01", "endpointPrefix": "parcel", "signingName": "post", "awsQueryCompatible": {}},
	"operations": {
		"Send": {"http": {"method": "PUT", "requestUri": "/{Box+}?x"}, "authtype": "none", "endpoint": {"hostPrefix": "{Box}."},
			"httpChecksum": {"requestAlgorithmMember": "Sum", "requestChecksumRequired": true},
			"input": {"shape": "Order", "locationName": "Order", "xmlNamespace": {"uri": "urn:x"}}, "output": {"shape": "Sent", "resultWrapper": "SendResult"}},
		"Drop": {"http": {"method": "POST", "requestUri": "/"}}
	},
	"shapes": {
		"Order": {"type": "structure", "payload": "Body", "members": {
			"Box": {"shape": "Name", "location": "uri", "locationName": "Box", "hostLabel": true}, "Sum": {"shape": "Name", "location": "header", "locationName": "x-sum"},
			"Token": {"shape": "Name", "idempotencyToken": true}, "Body": {"shape": "Body"}}},
		"Sent": {"type": "structure", "members": {
			"at": {"shape": "Time", "timestampFormat": "rfc822"}, "any": {"shape": "Any"}, "kids": {"shape": "Kids"}, "labels": {"shape": "Labels", "flattened": true},
			"stream": {"shape": "Stream"}, "who": {"shape": "Who"}, "big": {"shape": "Big"}}},
		"Body": {"type": "blob", "streaming": true},
		"Name": {"type": "string", "min": 1},
		"Big": {"type": "biginteger"},
		"Time": {"type": "timestamp", "timestampFormat": "iso8601"},
		"Any": {"type": "structure", "document": true, "members": {}},
		"Stream": {"type": "structure", "eventstream": true, "members": {}},
		"Kids": {"type": "list", "member": {"shape": "Sent", "locationName": "kid"}, "flattened": true},
		"Labels": {"type": "map", "key": {"shape": "Name", "locationName": "K"}, "value": {"shape": "Time"}},
		"Who": {"type": "structure", "xmlNamespace": {"prefix": "xsi", "uri": "urn:y"}, "members": {"Type": {"shape": "Name", "locationName": "xsi:type", "xmlAttribute": true}}},
		"Lost": {"type": "structure", "exception": true, "members": {}, "error": {"code": "Parcel.Lost"}},
		"Wet": {"type": "structure", "exception": true, "members": {}}
	}
}`

const wireRules = `{
	"parameters": {"Region": {"type": "String"}, "UseFIPS": {"type": "Boolean", "default": false}},
	"rules": [
		{"type": "error", "conditions": [{"fn": "booleanEquals", "argv": [{"ref": "UseFIPS"}, true]}], "error": "no"},
		{"type": "tree", "conditions": [{"fn": "isSet", "argv": [{"ref": "Region"}]}, {"fn": "aws.partition", "argv": [{"ref": "Region"}], "assign": "P"}], "rules": [
			{"type": "endpoint", "conditions": [{"fn": "stringEquals", "argv": [{"fn": "getAttr", "argv": [{"ref": "P"}, "name"]}, "aws-x"]}],
				"endpoint": {"url": "https://parcel.{P#dnsSuffix}", "properties": {"authSchemes": [{"name": "sigv4a"}, {"name": "sigv4", "signingRegion": "x-1", "signingName": "p"}]}}},
			{"type": "endpoint", "conditions": [{"fn": "stringEquals", "argv": [{"ref": "Region"}, "a-2"]}], "endpoint": {"url": "https://odd.{Region}.{P#dualStackDnsSuffix}"}},
			{"type": "endpoint", "conditions": [], "endpoint": {"url": "https://parcel.{Region}.{P#dnsSuffix}"}}
		]}
	]
}`

const wirePartitions = `{"partitions": [
	{"id": "aws", "regionRegex": "^a-", "outputs": {"dnsSuffix": "aws.com", "dualStackDnsSuffix": "api.aws"}, "regions": {"a-1": {}, "a-2": {}, "a-3": {}, "aws-global": {}}},
	{"id": "aws-x", "regionRegex": "^x-", "outputs": {"dnsSuffix": "x.com", "dualStackDnsSuffix": "dual.x"}, "regions": {"x-1": {}}}
]}`

const wireTableText = `service	id=AWS Parcel Service	protocol=json	json=1.1	target=Parcel	version=2020-01-01	prefix=parcel	signing=post	querymode=true
errors	Lost=Parcel.Lost	Wet
host	a-2	https://odd.{region}.{dual}
host	aws-x	https://parcel.{suffix}	x-1	p
Drop	POST /	-	-
Send	PUT /{Box+}?x	0	3	root=Order	xmlns=urn:x	wrapper=SendResult	host={Box}.	auth=none	checksum=required	algorithm=Sum

structure	Box 1 in=uri label	Sum 1 as=x-sum in=header	Token 1 token	Body 2 stream payload
string
blob
structure	at 4 time=rfc822	any 5	kids 6 flat	labels 7 flat	stream 8	who 9 xmlns=urn:y xmlnsprefix=xsi	big 10
timestamp
any
list	3 as=kid
map	1 as=K	4 time=iso8601
events
structure	Type 1 as=xsi:type attribute
long
`

// writeWire puts a model where botocore has it, with rules and partitions.
func writeWire(t *testing.T, dir, rules string) {
	t.Helper()
	write(t, dir, "parcel", "2021-01-01", wireModel)
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := io.WriteString(w, rules); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{
		filepath.Join("parcel", "2021-01-01", "endpoint-rule-set-1.json.gz"): b.Bytes(), "partitions.json": []byte(wirePartitions),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

func TestGenerateWire(t *testing.T) {
	dir, out := models(t), filepath.Join(t.TempDir(), "wire.zip")
	writeWire(t, dir, wireRules)
	if err := run(dir, out, generateWire); err != nil {
		t.Fatal(err)
	}
	archive, err := zip.OpenReader(out)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	got := map[string]string{}
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		got[f.Name] = string(text)
	}
	want := map[string]string{"partitions": "aws\t^a-\taws.com\tapi.aws\naws-x\t^x-\tx.com\tdual.x\n", "parcel": wireTableText}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("table (-want +got):\n%s", diff)
	}
}

// TestWireOfS3: the Expires of an object is a time, and results have its text, too.
func TestWireOfS3(t *testing.T) {
	m := &model{Shapes: map[string]*shape{"Expires": {Type: "string"}}}
	m.Metadata.ServiceID = "S3"
	expires := member{"Expires", reference{Shape: "Expires", traits: traits{Location: "header", LocationName: "Expires"}}}
	m.Shapes["PutObjectRequest"] = &shape{Type: "structure", Members: members{expires}}
	m.Shapes["GetObjectOutput"] = &shape{Type: "structure", Members: members{expires}}
	m.Operations = map[string]modelOperation{"Get": {Input: reference{Shape: "PutObjectRequest"}, Output: reference{Shape: "GetObjectOutput"}}}
	const want = "\n\nstructure\tExpires 1 in=header\ntimestamp\nstructure\tExpires 1 in=header\tExpiresString 3 as=Expires in=header\nstring\n"
	if got := m.wire(nil); !strings.HasSuffix(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestWireRules: rules that need more than the region say nothing; a function that is not
// known is an error.
func TestWireRules(t *testing.T) {
	for rules, want := range map[string]bool{
		`{"rules": [{"type": "error", "error": "an account is needed"}]}`: true,
		`{"rules": []}`: true,
		`{"rules": [{"type": "endpoint", "conditions": [{"fn": "newest", "argv": []}], "endpoint": {}}]}`: false,
		`{`: false,
	} {
		dir := models(t)
		writeWire(t, dir, rules)
		if err := run(dir, filepath.Join(t.TempDir(), "out"), generateWire); (err == nil) != want {
			t.Errorf("%s: error %v", rules, err)
		}
	}
}
