package aws_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/aws"
)

func itoa(n int) string { return strconv.Itoa(n) }

const withRole = `"Credentials": {"RoleArn": "arn:aws:iam::123456789012:role/other"}`

// signer returns the access key of a request.
func signer(r *http.Request) string {
	_, rest, _ := strings.Cut(r.Header.Get("Authorization"), "Credential=")
	key, _, _ := strings.Cut(rest, "/")
	return key
}

// TestCredentialsOfAState: a state with a role calls with the credentials that STS gives,
// once for all of its calls.
func TestCredentialsOfAState(t *testing.T) {
	var assumed, called []string
	server := serveFunc(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if strings.Contains(string(body), "Action=AssumeRole") {
			assumed = append(assumed, signer(r)+" "+string(body))
			_, _ = io.WriteString(w, `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ROLEKEY</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`)
			return
		}
		called = append(called, signer(r)+" "+r.Header.Get("X-Amz-Security-Token"))
		_, _ = io.WriteString(w, `{}`)
	})
	out, failed := execute(t, aws.Config{Target: server.URL}, "aws-sdk:sqs:listQueues", `{}`, withRole)
	if failed != nil || out != "{}" || len(assumed) != 1 || len(called) != 1 || called[0] != "ROLEKEY t" {
		t.Errorf("%s, %v; assumed %v, called %v", out, failed, assumed, called)
	}
	if len(assumed) == 1 && (!strings.HasPrefix(assumed[0], "test ") || !strings.Contains(assumed[0], "RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fother")) {
		t.Errorf("assumed by %s", assumed[0])
	}
	called = nil
	if _, failed = execute(t, aws.Config{Target: server.URL}, "aws-sdk:sqs:listQueues", `{}`, ""); failed != nil || len(called) != 1 || called[0] != "test " {
		t.Errorf("without a role: %v, called %v", failed, called)
	}
}

// TestAssumeRole: a program may say what the credentials of a role are.
func TestAssumeRole(t *testing.T) {
	var called []string
	server := serveFunc(t, func(w http.ResponseWriter, r *http.Request) {
		called = append(called, signer(r))
		_, _ = io.WriteString(w, `{}`)
	})
	cfg := aws.Config{Target: server.URL, AssumeRole: func(_ context.Context, arn string) (sdk.CredentialsProvider, error) {
		if arn != "arn:aws:iam::123456789012:role/other" {
			t.Errorf("the role is %s", arn)
		}
		return credentials.NewStaticCredentialsProvider("OWNKEY", "s", ""), nil
	}}
	if _, failed := execute(t, cfg, "aws-sdk:sqs:listQueues", `{}`, withRole); failed != nil || len(called) != 1 || called[0] != "OWNKEY" {
		t.Errorf("%v, called %v", failed, called)
	}
}

// TestRoleThatCannotBeAssumed: nothing is called then. The error is as recorded.
func TestRoleThatCannotBeAssumed(t *testing.T) {
	denied := serve(t, answer{403, nil, `<ErrorResponse><Error><Code>AccessDenied</Code><Message>very-secret</Message></Error></ErrorResponse>`})
	refusing := aws.Config{Target: denied.URL, AssumeRole: func(context.Context, string) (sdk.CredentialsProvider, error) { return nil, errors.New("very-secret") }}
	noSTS := aws.Config{Targets: map[string]string{"sqs": denied.URL}}
	for _, cfg := range []aws.Config{{Target: denied.URL}, refusing, noSTS} {
		_, failed := execute(t, cfg, "aws-sdk:sqs:listQueues", `{}`, withRole)
		want := asl.NewError("States.TaskFailed", "The principal states.amazonaws.com is not authorized to assume the provided role. (role: arn:aws:iam::123456789012:role/other)")
		if failed == nil || failed.Name != want.Name || failed.Cause != want.Cause {
			t.Errorf("%v", failed)
		}
	}
}
