package awsarn_test

import (
	"testing"

	"github.com/goasl/goasl/internal/awsarn"
	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	for _, test := range []struct {
		text string
		want awsarn.ARN
	}{
		{"arn:aws:states:us-east-1:123456789012:stateMachine:M/L:3", awsarn.ARN{"aws", "states", "us-east-1", "123456789012", []string{"stateMachine", "M/L", "3"}}},
		{"arn:aws:iam::123456789012:role/a", awsarn.ARN{"aws", "iam", "", "123456789012", []string{"role/a"}}},
		{"arn:::::", awsarn.ARN{"", "", "", "", []string{""}}},
	} {
		got, ok := awsarn.Parse(test.text)
		if diff := cmp.Diff(test.want, got); !ok || diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", test.text, ok, diff)
		}
		if got.String() != test.text {
			t.Errorf("%s was written as %s", test.text, got)
		}
	}
	for _, text := range []string{"", "M", "arn:aws:states:us-east-1:123456789012", "urn:aws:states:us-east-1:123456789012:activity:a"} {
		if got, ok := awsarn.Parse(text); ok {
			t.Errorf("%q was read as %v", text, got)
		}
	}
}

func TestPartitionOf(t *testing.T) {
	for region, want := range map[string]string{
		"us-east-1": "aws", "cn-north-1": "aws-cn", "us-gov-west-1": "aws-us-gov", "us-iso-east-1": "aws-iso", "us-isob-east-1": "aws-iso-b", "": "aws",
	} {
		if got := awsarn.PartitionOf(region); got != want {
			t.Errorf("%s: %s, want %s", region, got, want)
		}
	}
}
