package sfnapi_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/goasl/goasl/sfnapi"
)

func tagsOf(t testing.TB, s *sfnapi.Service, arn string) string {
	t.Helper()
	out, err := s.ListTagsForResource(t.Context(), sfnapi.ListTagsForResourceInput{ResourceARN: arn})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, tag := range out.Tags {
		all = append(all, tag.Key+"="+tag.Value)
	}
	return strings.Join(all, " ")
}

func TestTags(t *testing.T) {
	s := service(t)
	out, err := s.CreateStateMachine(t.Context(), sfnapi.CreateStateMachineInput{Name: "M", Definition: onePass, RoleARN: ordersRole, Tags: []sfnapi.Tag{{Key: "Owner", Value: "o"}, {Key: "Mode", Value: "initial"}}})
	if err != nil {
		t.Fatal(err)
	}
	arn := out.StateMachineARN
	if got := tagsOf(t, s, arn); got != "Owner=o Mode=initial" {
		t.Errorf("got %s", got)
	}
	_, err = s.TagResource(t.Context(), sfnapi.TagResourceInput{ResourceARN: arn, Tags: []sfnapi.Tag{{Key: "Mode", Value: "changed"}, {Key: "Empty"}, {Key: "mode", Value: "other"}}})
	exception(t, err, "", "")
	if got := tagsOf(t, s, arn); got != "mode=other Empty= Owner=o Mode=changed" {
		t.Errorf("got %s", got)
	}
	_, err = s.UntagResource(t.Context(), sfnapi.UntagResourceInput{ResourceARN: arn, TagKeys: []string{"Mode", "none"}})
	exception(t, err, "", "")
	if got := tagsOf(t, s, arn); got != "mode=other Empty= Owner=o" {
		t.Errorf("got %s", got)
	}
}

func TestTagResourceRefuses(t *testing.T) {
	s := service(t)
	arn := created(t, s, "M", onePass, "")
	var many []sfnapi.Tag
	for i := range 51 {
		many = append(many, sfnapi.Tag{Key: fmt.Sprint("k", i)})
	}
	for _, test := range []struct {
		name, arn, code, message string
		tags                     []sfnapi.Tag
	}{
		{"50", arn, "", "", many[:50]},
		{"51 in all", arn, "TooManyTags", "", many[50:]},
		{"one of them anew", arn, "", "", many[:1]},
		{"a key of AWS", arn, "ValidationException", "", []sfnapi.Tag{{Key: "aws:x"}}},
		{"a character", arn, "ValidationException", "", []sfnapi.Tag{{Key: "k0", Value: "<"}}},
		{"no key", arn, "ValidationException", "", []sfnapi.Tag{{Value: "v"}}},
		{"a long value", arn, "ValidationException", "1 validation error detected: Value '" + strings.Repeat("v", 257) + "' at 'tags.1.member.value' failed to satisfy constraint: Member must have length less than or equal to 256", []sfnapi.Tag{{Key: "k0", Value: strings.Repeat("v", 257)}}},
		{"no machine", arn + "x", "ResourceNotFound", "Resource not found: '" + arn + "x'", many[:1]},
		{"a version", arn + ":1", "ResourceNotFound", "", many[:1]},
		{"an execution", strings.Replace(arn, "stateMachine", "execution", 1) + ":x", "InvalidArn", "Invalid Arn: 'Resource type not valid in this context: execution'", many[:1]},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := s.TagResource(t.Context(), sfnapi.TagResourceInput{ResourceARN: test.arn, Tags: test.tags})
			exception(t, err, test.code, test.message)
		})
	}
	_, err := s.CreateStateMachine(t.Context(), sfnapi.CreateStateMachineInput{Name: "N", Definition: onePass, RoleARN: ordersRole, Tags: many})
	exception(t, err, "TooManyTags", "")
}

func TestTagsOfActivity(t *testing.T) {
	s := service(t)
	a, err := s.CreateActivity(t.Context(), sfnapi.CreateActivityInput{Name: "a", Tags: []sfnapi.Tag{{Key: "k", Value: "v"}}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.TagResource(t.Context(), sfnapi.TagResourceInput{ResourceARN: a.ActivityARN, Tags: []sfnapi.Tag{{Key: "l", Value: "w"}}})
	exception(t, err, "", "")
	_, err = s.UntagResource(t.Context(), sfnapi.UntagResourceInput{ResourceARN: a.ActivityARN, TagKeys: []string{"k"}})
	exception(t, err, "", "")
	if got := tagsOf(t, s, a.ActivityARN); got != "l=w" {
		t.Errorf("got %s", got)
	}
	_, err = s.ListTagsForResource(t.Context(), sfnapi.ListTagsForResourceInput{ResourceARN: a.ActivityARN + "x"})
	exception(t, err, "ResourceNotFound", "Resource not found: '"+a.ActivityARN+"x'")
}
