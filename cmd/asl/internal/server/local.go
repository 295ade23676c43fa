package server

import (
	"cmp"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/goasl/goasl/asl"
)

// Local is what the variables of Step Functions Local say.
type Local struct {
	Identity  asl.Identity
	WaitScale float64           // WAIT_TIME_SCALE
	Lambda    string            // LAMBDA_ENDPOINT, "" for none
	Mocks     string            // SFN_MOCK_CONFIG, "" for none
	Services  map[string]string // the URLs of services, by their names in aws-sdk resources
}

// services has the services of the variables with endpoints.
var services = map[string]string{
	"BATCH_ENDPOINT": "batch", "DYNAMODB_ENDPOINT": "dynamodb", "ECS_ENDPOINT": "ecs", "GLUE_ENDPOINT": "glue",
	"SAGE_MAKER_ENDPOINT": "sagemaker", "SNS_ENDPOINT": "sns", "SQS_ENDPOINT": "sqs",
}

// ReadLocal reads the variables.
// Step Functions: the account of Step Functions Local is 123456789012.
func ReadLocal(env func(string) string) (*Local, error) {
	l := &Local{WaitScale: 1, Lambda: env("LAMBDA_ENDPOINT"), Mocks: env("SFN_MOCK_CONFIG"), Identity: asl.Identity{
		Account: cmp.Or(env("AWS_ACCOUNT_ID"), "123456789012"),
		Region:  cmp.Or(env("AWS_DEFAULT_REGION"), env("AWS_REGION"), "us-east-1"),
	}}
	if len(l.Identity.Account) != 12 || strings.Trim(l.Identity.Account, "0123456789") != "" {
		return nil, fmt.Errorf("AWS_ACCOUNT_ID=%s: want 12 digits", l.Identity.Account)
	}
	if scale := env("WAIT_TIME_SCALE"); scale != "" {
		var err error
		if l.WaitScale, err = strconv.ParseFloat(scale, 64); err != nil || !(l.WaitScale >= 0) {
			return nil, fmt.Errorf("WAIT_TIME_SCALE=%s: want a number, such as 0.5, or 0 to wait for nothing", scale)
		}
	}
	l.Services = map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(services)) {
		if err := checkEndpoint(name, env(name)); err != nil {
			return nil, err
		}
		if env(name) != "" {
			l.Services[services[name]] = env(name)
		}
	}
	return l, checkEndpoint("LAMBDA_ENDPOINT", l.Lambda)
}

// checkEndpoint says that the text of a variable is no endpoint; "real" is AWS itself. The text may have
// a password.
func checkEndpoint(name, text string) error {
	u, err := url.Parse(text)
	if text != "" && text != "real" && (err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "") {
		return fmt.Errorf("%s: want a URL that begins with http:// or https://", name)
	}
	return nil
}
