package events

import (
	"time"

	"github.com/goasl/goasl/jsonvalue"
)

// PutObjectCall returns the event "AWS API Call via CloudTrail" of a call of S3 that has made an
// object: PutObject, or the Reason of the Object.
func PutObjectCall(o Object) Event {
	o = o.withDefaults()
	at := text("eventTime", o.Time.UTC().Format(time.RFC3339))
	bucket := o.bucketARN()
	detail := jsonvalue.OfObject([]jsonvalue.Member{
		text("eventVersion", "1.08"),
		objectMember("userIdentity", text("type", "AWSAccount"), text("principalId", o.Requester), text("accountId", o.Account)),
		at, text("eventSource", "s3.amazonaws.com"), text("eventName", o.Reason), text("awsRegion", o.Region), text("sourceIPAddress", o.SourceIP),
		text("userAgent", "goasl"),
		objectMember("requestParameters", text("bucketName", o.Bucket), text("Host", o.Bucket+".s3."+o.Region+".amazonaws.com"), text("key", o.Key)),
		objectMember("responseElements", append([]jsonvalue.Member{text("x-amz-request-id", o.RequestID)}, o.answer()...)...),
		objectMember("additionalEventData", jsonvalue.Member{Name: "bytesTransferredIn", Value: jsonvalue.OfInt(o.Size)}),
		text("requestID", o.RequestID), text("eventID", newID()), {Name: "readOnly", Value: jsonvalue.False},
		{Name: "resources", Value: jsonvalue.OfArray([]jsonvalue.Value{
			jsonvalue.OfObject([]jsonvalue.Member{text("type", "AWS::S3::Object"), text("ARN", bucket+"/"+o.Key)}),
			jsonvalue.OfObject([]jsonvalue.Member{text("accountId", o.Account), text("type", "AWS::S3::Bucket"), text("ARN", bucket)}),
		})},
		text("eventType", "AwsApiCall"), {Name: "managementEvent", Value: jsonvalue.False}, text("recipientAccountId", o.Account), text("eventCategory", "Data"),
	})
	return Event{
		DetailType: "AWS API Call via CloudTrail", Source: "aws.s3", Account: o.Account, Time: o.Time, Region: o.Region, Detail: detail.JSON(),
	}
}

// answer returns what S3 answers to the call.
func (o Object) answer() (members []jsonvalue.Member) {
	if o.VersionID != "" {
		members = append(members, text("x-amz-version-id", o.VersionID))
	}
	return members
}
