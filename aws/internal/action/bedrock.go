package action

import (
	"context"
	"strings"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/jsonvalue"
)

// The body of a model's input, and that of its output, may be in S3. Step Functions: the
// members Input and Output with an S3Uri are none of the API's.

// modelInput returns the parameters that invoke a model, with a body that is in S3.
func modelInput(ctx context.Context, t *Task) (jsonvalue.Value, error) {
	in := without(t.Input, "Input", "Output")
	uri := t.Input.Get("Input").Get("S3Uri")
	if !uri.Exists() {
		return in, nil
	}
	at, err := objectAt(uri.Text())
	if err != nil {
		return in, err
	}
	object, err := t.Call(ctx, "s3", "GetObject", at)
	if err != nil {
		return in, err
	}
	in = with(in, "Body", object.Get("Body"))
	if of := object.Get("ContentType"); of.Exists() && !in.Get("ContentType").Exists() {
		in = with(in, "ContentType", of)
	}
	return in, nil
}

// modelOutput returns the result for the response of a model. If a place in S3 is named for
// the body, the body is written there, and the result has the place.
func modelOutput(ctx context.Context, t *Task, response jsonvalue.Value) (jsonvalue.Value, error) {
	text, contentType := response.Get("Body").Text(), response.Get("ContentType")
	body := parsed(text)
	if uri := t.Input.Get("Output").Get("S3Uri"); uri.Exists() {
		at, err := objectAt(uri.Text())
		if err != nil {
			return at, err
		}
		object := with(at, "Body", body)
		if contentType.Exists() {
			object = with(object, "ContentType", contentType)
		}
		if _, err := t.Call(ctx, "s3", "PutObject", object); err != nil {
			return at, err
		}
		body = uri
	}
	members := []jsonvalue.Member{{Name: "Body", Value: body}}
	if contentType.Exists() {
		members = append(members, jsonvalue.Member{Name: "ContentType", Value: contentType})
	}
	return jsonvalue.OfObject(members), nil
}

// objectAt returns the parameters that name an object by its URI.
func objectAt(uri string) (jsonvalue.Value, error) {
	rest, isURI := strings.CutPrefix(uri, "s3://")
	bucket, key, _ := strings.Cut(rest, "/")
	if !isURI || bucket == "" || key == "" {
		return jsonvalue.Value{}, asl.Errorf(asl.ErrRuntime.Name, "The value for the 'S3Uri' field must be s3://<bucket>/<key>, not '%.256s'", uri)
	}
	return jsonvalue.OfObject([]jsonvalue.Member{
		{Name: "Bucket", Value: jsonvalue.OfString(bucket)}, {Name: "Key", Value: jsonvalue.OfString(key)},
	}), nil
}
