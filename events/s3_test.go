package events_test

import (
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/events"
	"github.com/goasl/goasl/jsonvalue"

	"github.com/google/go-cmp/cmp"
)

var picture = events.Object{
	Bucket: "inbox", Key: "a b/cat+1.png", Size: 5, ETag: "b1946ac92492d2347c6235b4d2611184", Sequencer: "00617F08299329D189",
	Time: time.Date(2026, 1, 2, 3, 4, 5, 678_000_000, time.UTC), RequestID: "N4N7GDK58NMKJ12R", Account: "123456789012", Region: "eu-central-1",
}

func TestObjectCreated(t *testing.T) {
	e := events.ObjectCreated(picture)
	e.ID = "17793124-05d4-b198-2fde-7ededc63b103"
	want := `{"version":"0","id":"17793124-05d4-b198-2fde-7ededc63b103","detail-type":"Object Created","source":"aws.s3","account":"123456789012",` +
		`"time":"2026-01-02T03:04:05Z","region":"eu-central-1","resources":["arn:aws:s3:::inbox"],"detail":{"version":"0","event-version":"1.0",` +
		`"bucket":{"name":"inbox"},"object":{"key":"a b/cat+1.png","size":5,"etag":"b1946ac92492d2347c6235b4d2611184","sequencer":"00617F08299329D189"},` +
		`"request-id":"N4N7GDK58NMKJ12R","requester":"123456789012","source-ip-address":"127.0.0.1","reason":"PutObject"}}`
	if diff := cmp.Diff(want, string(e.JSON())); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	again, err := events.ParseEvent(e.JSON())
	if diff := cmp.Diff(want, string(again.JSON())); diff != "" || err != nil {
		t.Errorf("read again, error %v (-want +got):\n%s", err, diff)
	}
}

// The detail of what is deleted has no size, and an entity tag only if there is a delete marker.
func TestObjectDeleted(t *testing.T) {
	versioned := picture
	versioned.VersionID, versioned.Reason = "1QW9g1Z99LUNbvaaYVpW9xDlOLU.qxgF", "Lifecycle Expiration"
	for _, test := range []struct {
		object             events.Object
		marked             bool
		in, reason, ending string
	}{
		{picture, false, `"key":"a b/cat+1.png","sequencer":"00617F08299329D189"`, "DeleteObject", "Permanently Deleted"},
		{versioned, true, `"key":"a b/cat+1.png","etag":"d41d8cd98f00b204e9800998ecf8427e","version-id":"1QW9g1Z99LUNbvaaYVpW9xDlOLU.qxgF","sequencer":"00617F08299329D189"`,
			"Lifecycle Expiration", "Delete Marker Created"},
	} {
		e := events.ObjectDeleted(test.object, test.marked)
		want := `{"version":"0","event-version":"1.1","bucket":{"name":"inbox"},"object":{` + test.in + `},"request-id":"N4N7GDK58NMKJ12R",` +
			`"requester":"123456789012","source-ip-address":"127.0.0.1","reason":"` + test.reason + `","deletion-type":"` + test.ending + `"}`
		if diff := cmp.Diff(want, string(e.Detail)); diff != "" || e.DetailType != "Object Deleted" {
			t.Errorf("%s (-want +got):\n%s", e.DetailType, diff)
		}
	}
}

// The ARN of a bucket has the partition of its region.
func TestBucketARN(t *testing.T) {
	for region, want := range map[string]string{
		"": "arn:aws:s3:::inbox", "cn-north-1": "arn:aws-cn:s3:::inbox", "us-gov-west-1": "arn:aws-us-gov:s3:::inbox", "us-iso-east-1": "arn:aws-iso:s3:::inbox",
	} {
		o := picture
		o.Region = region
		if got := events.ObjectCreated(o).Resources[0]; got != want {
			t.Errorf("in %q it is %s, want %s", region, got, want)
		}
	}
}

// What happens later to a key has a later sequencer.
func TestSequencer(t *testing.T) {
	one, other := picture, picture
	one.Sequencer, other.Sequencer, other.Time = "", "", one.Time.Add(time.Nanosecond)
	sequencer := func(o events.Object) string {
		return jsonvalue.MustParse(string(events.ObjectCreated(o).Detail)).Get("object").Get("sequencer").Text()
	}
	if a, b := sequencer(one), sequencer(other); a >= b {
		t.Errorf("the sequencers are %s and %s", a, b)
	}
}

// The pattern for uploads by CloudTrail that the user guide shows matches.
func TestPutObjectCall(t *testing.T) {
	p, err := events.ParsePattern(`{"source": ["aws.s3"], "detail-type": ["AWS API Call via CloudTrail"], "detail": {
		"eventSource": ["s3.amazonaws.com"], "eventName": ["PutObject", "CopyObject"], "requestParameters": {"bucketName": ["inbox"], "key": [{"suffix": ".png"}]}}}`)
	if err != nil {
		t.Fatal(err)
	}
	e := events.PutObjectCall(picture)
	if !p.Matches(e) {
		t.Errorf("it does not match %s", e.JSON())
	}
	detail := jsonvalue.MustParse(string(e.Detail))
	for path, want := range map[string]string{
		"awsRegion": `"eu-central-1"`, "eventTime": `"2026-01-02T03:04:05Z"`, "readOnly": `false`, "additionalEventData": `{"bytesTransferredIn":5}`,
		"resources": `[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::inbox/a b/cat+1.png"},{"accountId":"123456789012","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::inbox"}]`,
	} {
		if got := detail.Get(path).String(); got != want {
			t.Errorf("%s is %s, want %s", path, got, want)
		}
	}
}

// notificationOf returns the notification of an event by its name.
func notificationOf(name string) string {
	return `{"eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": "us-west-2", "eventTime": "1970-01-01T00:00:00.000Z", "eventName": "` + name + `",
	"userIdentity": {"principalId": "AIDAJDPLRKLG7UEXAMPLE"}, "requestParameters": {"sourceIPAddress": "1.2.3.4"},
	"responseElements": {"x-amz-request-id": "C3D13FE58DE4C810", "x-amz-id-2": "FMyUVURIY8"},
	"s3": {"s3SchemaVersion": "1.0", "configurationId": "c", "bucket": {"name": "inbox", "ownerIdentity": {"principalId": "A"}, "arn": "arn:aws:s3:::inbox"},
	"object": {"key": "a+b/%C3%A4%2B1.png", "size": 1024, "eTag": "d41d8cd98f00b204e9800998ecf8427e", "versionId": "v1", "sequencer": "0055AED6DCD90281E5"}}}`
}

func TestFromNotification(t *testing.T) {
	names := []string{"ObjectCreated:Put", "s3:ObjectCreated:CompleteMultipartUpload", "ObjectCreated:Copy", "ObjectCreated:Post",
		"ObjectRemoved:Delete", "ObjectRemoved:DeleteMarkerCreated", "LifecycleExpiration:Delete", "ReducedRedundancyLostObject"}
	var records []string
	for _, name := range names {
		records = append(records, notificationOf(name))
	}
	all, err := events.FromNotification([]byte(`{"Records": [` + strings.Join(records, ",") + `]}`))
	if err == nil || !strings.Contains(err.Error(), `record 7 of the S3 notification: there is no event for "ReducedRedundancyLostObject"`) {
		t.Errorf("the error is %v", err)
	}
	var got []string
	for _, e := range all {
		detail := jsonvalue.MustParse(string(e.Detail))
		got = append(got, e.DetailType+", "+detail.Get("reason").Text()+", "+detail.Get("deletion-type").Text())
	}
	want := []string{"Object Created, PutObject, ", "Object Created, CompleteMultipartUpload, ", "Object Created, CopyObject, ", "Object Created, POST Object, ",
		"Object Deleted, DeleteObject, Permanently Deleted", "Object Deleted, DeleteObject, Delete Marker Created", "Object Deleted, Lifecycle Expiration, Permanently Deleted"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	detail := `{"version":"0","event-version":"1.0","bucket":{"name":"inbox"},"object":{"key":"a b/ä+1.png","size":1024,"etag":"d41d8cd98f00b204e9800998ecf8427e",` +
		`"version-id":"v1","sequencer":"0055AED6DCD90281E5"},"request-id":"C3D13FE58DE4C810","requester":"AIDAJDPLRKLG7UEXAMPLE","source-ip-address":"1.2.3.4","reason":"PutObject"}`
	if diff := cmp.Diff(detail, string(all[0].Detail)); diff != "" {
		t.Errorf("the first one (-want +got):\n%s", diff)
	}
}

func TestFromNotificationRefuses(t *testing.T) {
	if all, err := events.FromNotification([]byte(`{"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "inbox"}`)); len(all) != 0 || err != nil {
		t.Errorf("the test event gives %v, %v", all, err)
	}
	for _, text := range []string{``, `{}`, `[]`, `{"Records": [{}]}`, `{"Records": [` + strings.Replace(notificationOf("ObjectCreated:Put"), "a+b", "%zz", 1) + `]}`} {
		if all, err := events.FromNotification([]byte(text)); len(all) != 0 || err == nil {
			t.Errorf("%.40s gives %v, want an error", text, all)
		}
	}
}
