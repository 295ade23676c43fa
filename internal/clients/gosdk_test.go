package clients

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/goasl/goasl/internal/awsclient"
)

// goSDK is the SDK for Go.
type goSDK struct {
	http aws.HTTPClient // nil for that of the SDK
}

// client returns a client for an endpoint. Without one it sends its requests to AWS, which
// only an HTTP client of a service in the process answers.
func (g goSDK) client(ctx context.Context, endpoint, region string) (*sfn.Client, error) {
	c, err := config.LoadDefaultConfig(ctx,
		config.WithRegion(region), config.WithCredentialsProvider(credentials.NewStaticCredentialsProvider("local", "local", "")),
		config.WithRetryer(func() aws.Retryer { return aws.NopRetryer{} }))
	if err != nil {
		return nil, err
	}
	return sfn.NewFromConfig(c, func(o *sfn.Options) {
		if g.http != nil {
			o.HTTPClient = g.http
			return
		}
		o.BaseEndpoint = aws.String(endpoint)
		o.APIOptions = append(o.APIOptions, withoutHostPrefix)
	}), nil
}

// withoutHostPrefix sends StartSyncExecution and TestState to the endpoint, and not to the host
// whose name has sync- before it.
func withoutHostPrefix(stack *middleware.Stack) error {
	return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("WithoutHostPrefix",
		func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
			return next.HandleInitialize(smithyhttp.DisableEndpointHostPrefix(ctx, true), in)
		}), middleware.Before)
}

func (g goSDK) Call(r awsclient.Request) (awsclient.Answer, error) {
	ctx := context.Background()
	client, err := g.client(ctx, r.Endpoint, r.Region)
	if err != nil {
		return awsclient.Answer{}, err
	}
	in := reflect.New(operations[r.Operation].in)
	if err := json.Unmarshal(r.Body, in.Interface()); err != nil { // it takes names in any case
		return awsclient.Answer{}, err
	}
	var out any
	if r.Pages {
		out, err = pages(ctx, client, in.Interface())
	} else {
		results := reflect.ValueOf(client).MethodByName(r.Operation).Call([]reflect.Value{reflect.ValueOf(ctx), in})
		out = results[0].Interface()
		err, _ = results[1].Interface().(error)
	}
	return answer(out, err)
}

func (g goSDK) Close() error { return nil }

// answer returns what the SDK has returned. An exception is typed if it is of the type that
// has the name of its code.
func answer(out any, err error) (awsclient.Answer, error) {
	var e smithy.APIError
	if errors.As(err, &e) {
		return awsclient.Answer{Exception: &awsclient.Exception{
			Code: e.ErrorCode(), Message: e.ErrorMessage(), Typed: reflect.TypeOf(e).Elem().Name() == e.ErrorCode(),
		}}, nil
	}
	if err != nil {
		return awsclient.Answer{}, err
	}
	body, err := json.Marshal(plain(reflect.ValueOf(out)))
	return awsclient.Answer{Body: body}, err
}

// pages fetches all pages with the SDK's paginator, and returns their elements.
func pages(ctx context.Context, client *sfn.Client, in any) (any, error) {
	switch in := in.(type) {
	case *sfn.GetExecutionHistoryInput:
		p := sfn.NewGetExecutionHistoryPaginator(client, in, func(o *sfn.GetExecutionHistoryPaginatorOptions) { o.Limit = 1 })
		return collect(ctx, p.HasMorePages, p.NextPage, func(all, page *sfn.GetExecutionHistoryOutput) { all.Events = append(all.Events, page.Events...) })
	case *sfn.ListActivitiesInput:
		p := sfn.NewListActivitiesPaginator(client, in, func(o *sfn.ListActivitiesPaginatorOptions) { o.Limit = 1 })
		return collect(ctx, p.HasMorePages, p.NextPage, func(all, page *sfn.ListActivitiesOutput) { all.Activities = append(all.Activities, page.Activities...) })
	case *sfn.ListExecutionsInput:
		p := sfn.NewListExecutionsPaginator(client, in, func(o *sfn.ListExecutionsPaginatorOptions) { o.Limit = 1 })
		return collect(ctx, p.HasMorePages, p.NextPage, func(all, page *sfn.ListExecutionsOutput) { all.Executions = append(all.Executions, page.Executions...) })
	case *sfn.ListMapRunsInput:
		p := sfn.NewListMapRunsPaginator(client, in, func(o *sfn.ListMapRunsPaginatorOptions) { o.Limit = 1 })
		return collect(ctx, p.HasMorePages, p.NextPage, func(all, page *sfn.ListMapRunsOutput) { all.MapRuns = append(all.MapRuns, page.MapRuns...) })
	case *sfn.ListStateMachinesInput:
		p := sfn.NewListStateMachinesPaginator(client, in, func(o *sfn.ListStateMachinesPaginatorOptions) { o.Limit = 1 })
		return collect(ctx, p.HasMorePages, p.NextPage, func(all, page *sfn.ListStateMachinesOutput) {
			all.StateMachines = append(all.StateMachines, page.StateMachines...)
		})
	}
	return nil, fmt.Errorf("the SDK has no paginator for %T", in)
}

func collect[Out any](ctx context.Context, more func() bool, next func(context.Context, ...func(*sfn.Options)) (*Out, error), add func(all, page *Out)) (*Out, error) {
	all := new(Out)
	for more() {
		page, err := next(ctx)
		if err != nil {
			return nil, err
		}
		add(all, page)
	}
	return all, nil
}

// plain returns a response of the SDK with the names of the protocol.
func plain(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Pointer:
		return plain(v.Elem())
	case reflect.Slice:
		list := []any{}
		for i := range v.Len() {
			list = append(list, plain(v.Index(i)))
		}
		return list
	case reflect.Struct:
		if date, ok := v.Interface().(time.Time); ok {
			return float64(date.UnixMilli()) / 1000
		}
		object := map[string]any{}
		for i := range v.NumField() {
			name := sdkName(v.Type().Field(i))
			absent := v.Field(i).Kind() != reflect.Bool && !v.Field(i).CanInt() && !v.Field(i).CanFloat() && v.Field(i).IsZero()
			if name != "" && !absent {
				object[name] = plain(v.Field(i))
			}
		}
		return object
	}
	return v.Interface()
}
