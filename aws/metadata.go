package aws

import (
	"cmp"
	"slices"
	"strings"

	"github.com/goasl/goasl/aws/internal/client"
	"github.com/goasl/goasl/internal/httphead"
	"github.com/goasl/goasl/jsonvalue"
)

// withMetadata returns the result of a call with what the SDK 1 says of the response.
// Step Functions: the optimised integrations have it among the members of the result, all
// of them sorted.
func withMetadata(a *client.Answer) jsonvalue.Value {
	members := []jsonvalue.Member{
		{Name: "SdkHttpMetadata", Value: httpMetadata(a)},
		{Name: "SdkResponseMetadata", Value: jsonvalue.OfObject([]jsonvalue.Member{
			{Name: "RequestId", Value: jsonvalue.OfString(a.RequestID)},
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
	all := httphead.Object(a.Fields)
	first := make([]jsonvalue.Member, 0, all.Len())
	for name, values := range all.Members() {
		first = append(first, jsonvalue.Member{Name: name, Value: values.Index(0)})
	}
	slices.SortStableFunc(first, func(a, b jsonvalue.Member) int { return cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })
	return jsonvalue.OfObject([]jsonvalue.Member{
		{Name: "AllHttpHeaders", Value: all},
		{Name: "HttpHeaders", Value: jsonvalue.OfObject(first)},
		{Name: "HttpStatusCode", Value: jsonvalue.OfInt(int64(a.Status))},
	})
}
