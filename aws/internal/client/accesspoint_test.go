package client

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/goasl/goasl/aws/internal/wire"
	"github.com/goasl/goasl/jsonvalue"
)

// kept keeps requests, and sends none.
type kept struct{ all []*http.Request }

func (k *kept) RoundTrip(r *http.Request) (*http.Response, error) {
	k.all = append(k.all, r)
	return nil, errors.New("nothing is sent")
}

// TestAccessPoints: the ARN of an access point in place of a bucket leads to its host, signed as for
// what it is. boto3 makes the same URLs.
func TestAccessPoints(t *testing.T) {
	const plain = "arn:aws:s3:us-east-1:123456789012:accesspoint"
	for _, test := range []struct{ region, bucket, url, signed string }{
		{"us-east-1", plain + "/my-point", "https://my-point-123456789012.s3-accesspoint.us-east-1.amazonaws.com/a/b", "us-east-1/s3"},
		{"us-east-1", plain + ":my-point", "https://my-point-123456789012.s3-accesspoint.us-east-1.amazonaws.com/a/b", "us-east-1/s3"},
		{"cn-north-1", "arn:aws-cn:s3:cn-north-1:123456789012:accesspoint/my-point", "https://my-point-123456789012.s3-accesspoint.cn-north-1.amazonaws.com.cn/a/b", "cn-north-1/s3"},
		{"eu-central-1", "arn:aws:s3-object-lambda:eu-central-1:123456789012:accesspoint/ola", "https://ola-123456789012.s3-object-lambda.eu-central-1.amazonaws.com/a/b", "eu-central-1/s3-object-lambda"},
		{"us-east-1", "arn:aws:s3-outposts:us-east-1:123456789012:outpost/op-01ac5d28a6a232904/accesspoint/out", "https://out-123456789012.op-01ac5d28a6a232904.s3-outposts.us-east-1.amazonaws.com/a/b", "us-east-1/s3-outposts"},
		{"us-east-1", "arn:aws:s3-outposts:us-east-1:123456789012:outpost:op-01ac5d28a6a232904:accesspoint:out", "https://out-123456789012.op-01ac5d28a6a232904.s3-outposts.us-east-1.amazonaws.com/a/b", "us-east-1/s3-outposts"},
	} {
		k := &kept{}
		c := New(Config{Target: Real, Region: test.region, HTTP: &http.Client{Transport: k}, Credentials: credentials.NewStaticCredentialsProvider("AKID", "secret", "")})
		_, _ = c.Call(context.Background(), "s3", "GetObject", getFrom(test.bucket), wire.SDK, "")
		if len(k.all) != 1 || k.all[0].URL.String() != test.url || !strings.Contains(k.all[0].Header.Get("Authorization"), "/"+test.signed+"/aws4_request") {
			t.Errorf("%s: %v", test.bucket, k.all)
		}
	}
	for bucket, want := range map[string]string{
		"arn:aws:s3:us-west-2:123456789012:accesspoint/my-point":                       "is not in the region of the calls, us-east-1",
		"arn:aws-cn:s3:us-east-1:123456789012:accesspoint/my-point":                    "is not in the region of the calls, us-east-1",
		"arn:aws:s3::123456789012:accesspoint/a.mrap":                                  "several regions",
		"arn:aws:s3:us-east-1:123456789012:bucket/b":                                   "is not the ARN of an access point",
		"arn:aws:s3:us-east-1::accesspoint/my-point":                                   "is not the ARN of an access point",
		plain + "/evil.example.com/":                                                   "is not the ARN of an access point",
		plain + "/a@b":                                                                 "is not the ARN of an access point",
		"arn:aws:s3-outposts:us-east-1:123456789012:outpost/op-1.evil/accesspoint/out": "is not the ARN of an access point",
		"arn:": "is not the ARN of an access point",
	} {
		k := &kept{}
		c := New(Config{Target: Real, Region: "us-east-1", HTTP: &http.Client{Transport: k}})
		_, err := c.Call(context.Background(), "s3", "GetObject", getFrom(bucket), wire.SDK, "")
		var unfit *wire.InputError
		if !errors.As(err, &unfit) || !strings.Contains(unfit.Problem, want) || len(k.all) > 0 {
			t.Errorf("%s: %v, want %s", bucket, err, want)
		}
	}
}

func getFrom(bucket string) jsonvalue.Value {
	return jsonvalue.OfObject([]jsonvalue.Member{{Name: "Bucket", Value: jsonvalue.OfString(bucket)}, {Name: "Key", Value: jsonvalue.OfString("a/b")}})
}
