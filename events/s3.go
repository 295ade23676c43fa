package events

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/internal/awsarn"
	"github.com/goasl/goasl/jsonvalue"
)

// An Object is an object in a bucket of S3, or what stands for one, as a file in a folder, and
// what has happened to it. Bucket and Key are needed.
type Object struct {
	Bucket, Key string // Key is as it is, without escapes of URLs
	Size        int64  // in bytes
	ETag        string // without quotes
	VersionID   string // "" for a bucket without versions
	Sequencer   string // hexadecimal, which orders what happens to a key; "" for one by Time
	Time        time.Time
	Reason      string // "" for PutObject; CopyObject, CompleteMultipartUpload, "POST Object"
	RequestID   string
	Requester   string // account or service; "" for Account
	SourceIP    string // "" for 127.0.0.1
	Account     string // "" for the default of [asl.Identity], as Region
	Region      string
}

func (o Object) withDefaults() Object {
	id := asl.Identity{Account: o.Account, Region: o.Region}.OrDefault()
	o.Account, o.Region = id.Account, id.Region
	if o.Sequencer == "" {
		o.Sequencer = fmt.Sprintf("%018X", max(o.Time.UnixNano(), 0))
	}
	o.Reason = cmp.Or(o.Reason, "PutObject")
	o.Requester = cmp.Or(o.Requester, o.Account)
	o.SourceIP = cmp.Or(o.SourceIP, "127.0.0.1")
	o.RequestID = cmp.Or(o.RequestID, strings.ToUpper(strings.ReplaceAll(newID(), "-", "")[:16]))
	return o
}

// bucketARN returns the ARN of the bucket.
func (o Object) bucketARN() string {
	return "arn:" + awsarn.PartitionOf(o.Region) + ":s3:::" + o.Bucket
}

// event returns an event of S3 about the object. version is that of the form of the detail.
func (o Object) event(detailType, version string, object []jsonvalue.Member, more ...jsonvalue.Member) Event {
	detail := append([]jsonvalue.Member{
		text("version", "0"), text("event-version", version), objectMember("bucket", text("name", o.Bucket)), objectMember("object", object...),
		text("request-id", o.RequestID), text("requester", o.Requester), text("source-ip-address", o.SourceIP), text("reason", o.Reason),
	}, more...)
	return Event{
		DetailType: detailType, Source: "aws.s3", Account: o.Account, Time: o.Time, Region: o.Region, Resources: []string{o.bucketARN()},
		Detail: jsonvalue.OfObject(detail).JSON(),
	}
}

// objectMember returns a member with an object.
func objectMember(name string, members ...jsonvalue.Member) jsonvalue.Member {
	return jsonvalue.Member{Name: name, Value: jsonvalue.OfObject(members)}
}

// version returns the members about the version of the object.
func (o Object) version() (members []jsonvalue.Member) {
	if o.VersionID != "" {
		members = append(members, text("version-id", o.VersionID))
	}
	return append(members, text("sequencer", o.Sequencer))
}

// ObjectCreated returns the event "Object Created", which S3 sends to EventBridge when an object
// is complete.
func ObjectCreated(o Object) Event {
	o = o.withDefaults()
	return o.event("Object Created", "1.0", append([]jsonvalue.Member{
		text("key", o.Key), {Name: "size", Value: jsonvalue.OfInt(o.Size)}, text("etag", o.ETag),
	}, o.version()...))
}

// emptyETag is the entity tag of a delete marker, which has no bytes.
const emptyETag = "d41d8cd98f00b204e9800998ecf8427e"

// ObjectDeleted returns the event "Object Deleted". The Reason is DeleteObject or "Lifecycle
// Expiration"; marked says that the bucket has versions, so that the object got a delete marker,
// whose version the VersionID is.
func ObjectDeleted(o Object, marked bool) Event {
	o.Reason = cmp.Or(o.Reason, "DeleteObject")
	o = o.withDefaults()
	object, kind := []jsonvalue.Member{text("key", o.Key)}, "Permanently Deleted"
	if marked {
		object, kind = append(object, text("etag", emptyETag)), "Delete Marker Created"
	}
	return o.event("Object Deleted", "1.1", append(object, o.version()...), text("deletion-type", kind))
}

// createdReasons are the reasons of the notifications ObjectCreated.
var createdReasons = map[string]string{
	"Put": "PutObject", "Post": "POST Object", "Copy": "CopyObject", "CompleteMultipartUpload": "CompleteMultipartUpload",
}

// notification is what S3 sends to queues, topics, functions and webhooks.
type notification struct {
	Event   string // "s3:TestEvent" in the message after the set-up
	Records []record
}

type record struct {
	AWSRegion         string
	EventTime         time.Time
	EventName         string
	UserIdentity      struct{ PrincipalID string }
	RequestParameters struct{ SourceIPAddress string }
	ResponseElements  map[string]string
	S3                struct {
		Bucket struct{ Name string }
		Object struct {
			Key, ETag, VersionID, Sequencer string
			Size                            int64
		}
	}
}

// FromNotification returns the events that S3 sends to EventBridge for an S3 event notification,
// as servers of S3 send it to a webhook. There are none for the test event of S3. The error says
// that the text is no notification, or which of its records have no event; the events of the
// others are there.
func FromNotification(text []byte) ([]Event, error) {
	var n notification
	if err := json.Unmarshal(text, &n); err != nil {
		return nil, fmt.Errorf("events: the S3 notification cannot be read: %w", err)
	}
	if n.Event == "" && len(n.Records) == 0 {
		return nil, errors.New("events: the S3 notification has no records")
	}
	var all []Event
	var wrong []error
	for i, r := range n.Records {
		e, err := r.event()
		if err != nil {
			wrong = append(wrong, fmt.Errorf("events: record %d of the S3 notification: %w", i, err))
			continue
		}
		all = append(all, e)
	}
	return all, errors.Join(wrong...)
}

// event returns the event for a record, whose key is escaped.
func (r record) event() (Event, error) {
	key, err := url.QueryUnescape(r.S3.Object.Key)
	if err != nil {
		return Event{}, fmt.Errorf("the key %s: %w", strconv.QuoteToASCII(r.S3.Object.Key), err)
	}
	o := Object{
		Bucket: r.S3.Bucket.Name, Key: key, Size: r.S3.Object.Size, ETag: r.S3.Object.ETag, VersionID: r.S3.Object.VersionID,
		Sequencer: r.S3.Object.Sequencer, Time: r.EventTime, RequestID: r.ResponseElements["x-amz-request-id"],
		Requester: r.UserIdentity.PrincipalID, SourceIP: r.RequestParameters.SourceIPAddress, Region: r.AWSRegion,
	}
	kind, how, _ := strings.Cut(strings.TrimPrefix(r.EventName, "s3:"), ":")
	marked := how == "DeleteMarkerCreated"
	switch {
	case o.Bucket == "" || o.Key == "":
		return Event{}, errors.New("it has no bucket or no key")
	case kind == "ObjectCreated" && createdReasons[how] != "":
		o.Reason = createdReasons[how]
		return ObjectCreated(o), nil
	case kind == "ObjectRemoved" && (marked || how == "Delete"):
		return ObjectDeleted(o, marked), nil
	case kind == "LifecycleExpiration" && (marked || how == "Delete"):
		o.Reason = "Lifecycle Expiration"
		return ObjectDeleted(o, marked), nil
	}
	return Event{}, fmt.Errorf("there is no event for %.60q", r.EventName)
}
