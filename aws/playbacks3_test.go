package aws_test

import (
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/goasl/goasl/jsonvalue"
)

// s3Headers are the headers of S3 that results show.
var s3Headers = map[string]string{
	"ETag": "ETag", "ChecksumCRC32": "x-amz-checksum-crc32", "ChecksumSHA256": "x-amz-checksum-sha256", "ChecksumType": "x-amz-checksum-type",
	"ServerSideEncryption": "x-amz-server-side-encryption", "AcceptRanges": "accept-ranges", "ContentLength": "Content-Length", "ContentType": "Content-Type",
	"ExpiresString": "Expires",
}

func (p *playback) s3(r request) reply {
	x := p.next("s3", nil)
	if x.failure != nil && *x.failure != "" {
		return x.failedS3()
	}
	if x.action == "listObjectsV2" {
		return reply{200, nil, listXML(x.output)}
	}
	if x.action == "putObject" {
		sum := md5.Sum(r.body)
		if etag := x.output.Get("ETag").Text(); etag != `"`+hex.EncodeToString(sum[:])+`"` {
			p.t.Errorf("the body is %s, which has not the captured digest %s", r.body, etag)
		}
		for _, algorithm := range []string{"CRC32", "SHA256"} {
			if want := x.output.Get("Checksum" + algorithm); want.Exists() && r.Header.Get("X-Amz-Checksum-"+algorithm) != want.Text() {
				p.t.Errorf("the checksum is %q, want %s", r.Header.Get("X-Amz-Checksum-"+algorithm), want)
			}
		}
	}
	var header []string
	for name, v := range x.output.Members() {
		text := v.Text()
		if v.Kind() != jsonvalue.String {
			text = v.String()
		}
		if as := s3Headers[name]; as != "" {
			header = append(header, as+": "+text)
		}
	}
	if at, err := time.Parse(time.RFC3339, x.output.Get("LastModified").Text()); err == nil {
		header = append(header, "Last-Modified: "+at.Format(http.TimeFormat))
	}
	for name, v := range x.output.Get("Metadata").Members() {
		header = append(header, "x-amz-meta-"+name+": "+v.Text())
	}
	return reply{200, header, x.output.Get("Body").Text()}
}

// failedS3 returns the reply for a failure of S3.
func (x *exchange) failedS3() reply {
	m := tail.FindStringSubmatch(x.cause)
	code := strings.TrimSuffix(strings.TrimPrefix(*x.failure, "S3."), "Exception")
	if code == "S3" {
		code = "BadDigest"
	}
	var status int
	fmt.Sscan(m[2], &status)
	text := strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(m[1])
	return reply{status, []string{"x-amz-request-id: " + m[3], "x-amz-id-2: " + m[4]},
		"<Error><Code>" + code + "</Code><Message>" + text + "</Message></Error>"}
}

// listXML returns the body of the answer to ListObjectsV2.
func listXML(result jsonvalue.Value) string {
	var b strings.Builder
	b.WriteString(`<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">`)
	elements(&b, result)
	b.WriteString("</ListBucketResult>")
	return b.String()
}

func elements(b *strings.Builder, object jsonvalue.Value) {
	for name, v := range object.Members() {
		if v.Kind() != jsonvalue.Array {
			element(b, name, v)
			continue
		}
		for _, item := range v.Elements() {
			element(b, name, item)
		}
	}
}

func element(b *strings.Builder, name string, v jsonvalue.Value) {
	if name == "Id" {
		name = "ID"
	}
	b.WriteString("<" + name + ">")
	switch v.Kind() {
	case jsonvalue.Object:
		elements(b, v)
	case jsonvalue.String:
		b.WriteString(strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(v.Text()))
	default:
		b.WriteString(v.String())
	}
	b.WriteString("</" + name + ">")
}
