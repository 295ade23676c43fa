package aws

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/goasl/goasl/aws/internal/client"
	"github.com/goasl/goasl/aws/internal/wire"
	"github.com/goasl/goasl/internal/hashmap"
	"github.com/goasl/goasl/jsonvalue"
)

// withMetadata returns the result of a call with what the SDK 1 says of the response.
// Step Functions: the optimised integrations have it among the members of the result, all
// of them sorted.
func withMetadata(a *client.Answer) jsonvalue.Value {
	read := wire.Response{Header: a.Header}
	members := []jsonvalue.Member{
		{Name: "SdkHttpMetadata", Value: httpMetadata(a)},
		{Name: "SdkResponseMetadata", Value: jsonvalue.OfObject([]jsonvalue.Member{
			{Name: "RequestId", Value: jsonvalue.OfString(read.RequestID())},
		})},
	}
	for name, v := range a.Result.Members() {
		members = append(members, jsonvalue.Member{Name: name, Value: v})
	}
	slices.SortStableFunc(members, func(a, b jsonvalue.Member) int { return cmp.Compare(a.Name, b.Name) })
	return jsonvalue.OfObject(members)
}

// httpMetadata returns the headers twice, as the SDK has them: in the order of a HashMap,
// and sorted whatever their case is.
func httpMetadata(a *client.Answer) jsonvalue.Value {
	texts := map[string][]string{}
	for name, values := range a.Header {
		texts[spelled(name)] = values
	}
	names := slices.Sorted(maps.Keys(texts))
	all := make([]jsonvalue.Member, 0, len(names))
	for _, i := range hashmap.Order(names) {
		var values []jsonvalue.Value
		for _, v := range texts[names[i]] {
			values = append(values, jsonvalue.OfString(v))
		}
		all = append(all, jsonvalue.Member{Name: names[i], Value: jsonvalue.OfArray(values)})
	}
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(strings.ToLower(a), strings.ToLower(b)) })
	first := make([]jsonvalue.Member, 0, len(names))
	for _, name := range names {
		first = append(first, jsonvalue.Member{Name: name, Value: jsonvalue.OfString(texts[name][0])})
	}
	return jsonvalue.OfObject([]jsonvalue.Member{
		{Name: "AllHttpHeaders", Value: jsonvalue.OfObject(all)},
		{Name: "HttpHeaders", Value: jsonvalue.OfObject(first)},
		{Name: "HttpStatusCode", Value: jsonvalue.OfInt(int64(a.Status))},
	})
}

// spellings has the headers that services do not write as Go does.
var spellings = map[string]string{
	"X-Amz-Crc32":                    "x-amz-crc32",
	"X-Amz-Id-2":                     "x-amz-id-2",
	"X-Amz-Request-Id":               "x-amz-request-id",
	"X-Amzn-Remapped-Content-Length": "x-amzn-Remapped-Content-Length",
	"X-Amzn-Requestid":               "x-amzn-RequestId",
}

// spelled returns the name of a header as services write it, which net/http does not keep.
func spelled(name string) string {
	return cmp.Or(spellings[name], http.CanonicalHeaderKey(name))
}
