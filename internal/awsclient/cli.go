package awsclient

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
)

// commandLine is the AWS CLI, which is run for each call.
type commandLine struct{ path string }

// CLI returns the AWS CLI.
func CLI() (Client, error) {
	path, err := exec.LookPath("aws")
	if err != nil {
		return nil, fmt.Errorf("the AWS CLI: %w", ErrMissing)
	}
	if err := exec.Command(path, "--version").Run(); err != nil {
		return nil, fmt.Errorf("the AWS CLI: %w: %w", ErrMissing, err)
	}
	return commandLine{path}, nil
}

func (c commandLine) Call(r Request) (Answer, error) {
	args := []string{
		"stepfunctions", command(r.Operation), "--cli-input-json", string(r.Body), "--endpoint-url", r.Endpoint,
		"--region", r.Region, "--output", "json", "--cli-read-timeout", "90",
	}
	if r.Pages {
		args = append(args, "--page-size", "1")
	} else {
		args = append(args, "--no-paginate")
	}
	cmd := exec.Command(c.path, args...)
	cmd.Env = append(os.Environ(), environment...)
	var problems bytes.Buffer
	cmd.Stderr = &problems
	body, err := cmd.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		if found := refused.FindStringSubmatch(problems.String()); found != nil {
			return Answer{Exception: &Exception{Code: found[1], Message: strings.TrimSpace(found[2]), Typed: true}}, nil
		}
		return Answer{}, fmt.Errorf("%w: %s", err, problems.String())
	}
	if len(bytes.TrimSpace(body)) == 0 { // the CLI prints nothing for a response without members
		body = []byte("{}")
	}
	return Answer{Body: json.RawMessage(body)}, err
}

func (c commandLine) Close() error { return nil }

// refused matches how the CLI tells of an exception.
var refused = regexp.MustCompile(`(?s)An error occurred \((\w+)\) when calling the \w+ operation(?: \([^)]*\))?: (.*)`)

var capital = regexp.MustCompile(`(.)([A-Z])`)

// command returns the name of an operation's command, such as start-execution.
func command(operation string) string {
	return strings.ToLower(capital.ReplaceAllString(operation, "$1-$2"))
}
