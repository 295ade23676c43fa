package aws

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"

	sdk "github.com/aws/aws-sdk-go-v2/aws"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/aws/internal/client"
	"github.com/goasl/goasl/aws/internal/wire"
	"github.com/goasl/goasl/internal/uuid"
	"github.com/goasl/goasl/jsonvalue"
)

// withRole returns the client with the credentials of the state's Credentials field, if it
// has one.
func (r *Resolver) withRole(ctx context.Context, c *client.Client) (*client.Client, error) {
	info := asl.TaskInfoFrom(ctx)
	if info == nil || len(info.Credentials) == 0 {
		return c, nil
	}
	var of struct{ RoleArn string }
	if err := json.Unmarshal(info.Credentials, &of); err != nil || of.RoleArn == "" {
		return nil, asl.NewError(asl.ErrRuntime.Name, "The field 'RoleArn' of Credentials must be the ARN of a role.")
	}
	credentials, err := r.roleCredentials(ctx, of.RoleArn)
	if err != nil {
		return nil, err
	}
	return c.As(credentials), nil
}

// roleCredentials returns the credentials of a role, which are kept.
func (r *Resolver) roleCredentials(ctx context.Context, arn string) (sdk.CredentialsProvider, error) {
	if kept, ok := r.roles.get(arn); ok {
		return kept, nil
	}
	var p sdk.CredentialsProvider
	if r.cfg.AssumeRole != nil {
		var err error
		if p, err = r.cfg.AssumeRole(ctx, arn); err != nil {
			return nil, notAssumed(arn, err)
		}
	} else {
		p = sdk.CredentialsProviderFunc(func(ctx context.Context) (sdk.Credentials, error) { return r.assume(ctx, arn) })
	}
	p = sdk.NewCredentialsCache(p)
	if _, err := p.Retrieve(ctx); err != nil {
		return nil, notAssumed(arn, err)
	}
	return r.roles.keep(arn, p), nil
}

// notAssumed is the error of a task whose role cannot be assumed.
// Step Functions: the task fails with States.TaskFailed.
func notAssumed(arn string, err error) error {
	return asl.Errorf(asl.ErrTaskFailed.Name, "The principal states.amazonaws.com is not authorized to assume the provided role. (role: %s)%w", arn, silent{err})
}

// silent is an error without a text: the cause of a task is that of Step Functions alone.
type silent struct{ error }

func (silent) Error() string   { return "" }
func (e silent) Unwrap() error { return e.error }

// assume gets the credentials of a role from STS.
func (r *Resolver) assume(ctx context.Context, arn string) (sdk.Credentials, error) {
	c, err := r.client("sts")
	if err != nil {
		return sdk.Credentials{}, err
	}
	a, err := c.Call(ctx, "sts", "AssumeRole", jsonvalue.OfObject([]jsonvalue.Member{
		{Name: "RoleArn", Value: jsonvalue.OfString(arn)},
		{Name: "RoleSessionName", Value: jsonvalue.OfString(sessionName(arn))},
	}), wire.SDK, "")
	if err != nil {
		return sdk.Credentials{}, err
	}
	of := a.Result.Get("Credentials")
	expires, err := wire.ParseTime(of.Get("Expiration").Text())
	if err != nil {
		return sdk.Credentials{}, fmt.Errorf("the credentials of STS have no end: %w", err)
	}
	return sdk.Credentials{
		AccessKeyID: of.Get("AccessKeyId").Text(), SecretAccessKey: of.Get("SecretAccessKey").Text(), SessionToken: of.Get("SessionToken").Text(),
		Source: "goasl", CanExpire: true, Expires: expires,
	}, nil
}

// sessionName returns the name of the sessions of a role: 32 letters, as Step Functions has.
func sessionName(arn string) string {
	sum := sha256.Sum256([]byte(arn))
	name := make([]byte, len(sum))
	for i, b := range sum {
		name[i] = 'a' + b%26
	}
	return string(name)
}

// token returns the value of members with which services recognise calls that are
// repeated. It is the same if the same attempt of a state calls the operation again, as
// after a crash.
func token(ctx context.Context, operation string) string {
	info := asl.TaskInfoFrom(ctx)
	if info == nil {
		return ""
	}
	sum := sha256.Sum256([]byte(info.Key + "\x00" + operation))
	return uuid.Format([16]byte(sum[:16]), 4)
}
