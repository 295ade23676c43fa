package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/goasl/goasl/internal/conformance/captures"
	"github.com/goasl/goasl/jsonvalue"
)

//go:embed before.json
var beforeText []byte

// before has calls that came before the steps of captures, and were not captured.
var before = func() (all map[string][]captures.Step) {
	json.Unmarshal(beforeText, &all) // a test reads it, too
	return all
}()

var (
	activityARN     = regexp.MustCompile(`arn:aws:states:[\w-]+:\d{12}:activity:([\w-]+)`)
	missingActivity = regexp.MustCompile(`:activity:[\w-]+ does not exist`)
	resourceARN     = regexp.MustCompile(`arn:aws:states:[\w-]+:\d{12}:(stateMachine|execution):([\w-]+)(?::([\w-]+))?`)
)

// prepare makes what was there before the steps: activities, machines, and executions whose
// start was not captured.
func (x *wiredCapture) prepare() error {
	if err := x.createActivities(); err != nil {
		return err
	}
	if err := x.createMachines(); err != nil {
		return err
	}
	if err := x.startExecutions(); err != nil {
		return err
	}
	for _, s := range before[x.ID] {
		if err := x.ask(&s); err != nil {
			return fmt.Errorf("%s: %w", s.Operation, err)
		}
	}
	return nil
}

// text returns everything that the capture says.
func (x *wiredCapture) text() string {
	text, _ := json.Marshal(x.Capture) // it was read from JSON
	return string(text)
}

// takes reports whether a step calls an operation with the name of a resource.
func (x *wiredCapture) takes(operation, name string) bool {
	return slices.ContainsFunc(x.Steps, func(s captures.Step) bool {
		var request struct{ Name string }
		return s.Operation == operation && json.Unmarshal(s.Request, &request) == nil && request.Name == name
	})
}

// createActivities creates the activities that the capture names, unless the service said that
// there are none.
func (x *wiredCapture) createActivities() error {
	text := x.text()
	if strings.Contains(text, "ActivityDoesNotExist") || missingActivity.MatchString(text) {
		return nil
	}
	for _, found := range activityARN.FindAllStringSubmatch(text, -1) {
		if x.takes("CreateActivity", found[1]) {
			continue
		}
		if _, err := x.must("CreateActivity", map[string]string{"name": found[1]}); err != nil {
			return err
		}
	}
	return nil
}

// createMachines creates the machines that the steps name and do not create.
func (x *wiredCapture) createMachines() error {
	made := map[string]bool{}
	for _, name := range x.machineNames() {
		if made[name] || x.takes("CreateStateMachine", name) || slices.ContainsFunc(before[x.ID], isCreation) {
			continue
		}
		made[name] = true
		if _, err := x.must("CreateStateMachine", x.machine(name, len(made) > 1)); err != nil {
			return err
		}
	}
	return nil
}

// machine returns the machine that was there, whose first update the steps may have.
func (x *wiredCapture) machine(name string, child bool) creation {
	m := creation{Name: name, Type: x.Type, RoleARN: recordedRole, Definition: x.Definition}
	if role := roleIn.FindStringSubmatch(x.text()); role != nil {
		m.RoleARN = role[1]
	}
	updated := func(member string) bool {
		return slices.ContainsFunc(x.Steps, func(s captures.Step) bool {
			request, err := optionalValue(s.Request)
			return isUpdate(s) && err == nil && request.Get(member).Exists() && request.Get(member).Text() != ""
		})
	}
	first := slices.IndexFunc(x.Steps, isUpdate) >= 0 && slices.IndexFunc(x.Steps, isUpdate) < slices.IndexFunc(x.Steps, isStart)
	switch {
	case child && x.ChildDefinition != "":
		m.Definition = x.ChildDefinition
	case m.Definition == "" && reconstructed[x.ID] != "":
		m.Definition = reconstructed[x.ID]
	case m.Definition == "", first && updated("definition"):
		m.Definition = `{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}`
	}
	if known := x.described(name); known.Exists() && !slices.ContainsFunc(x.Steps, isUpdate) {
		m.Type, m.Definition = known.Get("type").Text(), known.Get("definition").Text()
	}
	if first && updated("roleArn") {
		m.RoleARN = recordedRole
	}
	if first && !updated("roleArn") && !updated("definition") {
		m.Tracing = json.RawMessage(`{"enabled": true}`)
	}
	return m
}

// described returns what a step says of a machine, none if none does.
func (x *wiredCapture) described(name string) jsonvalue.Value {
	for _, s := range x.Steps {
		response, err := optionalValue(s.Response)
		if err == nil && s.Operation == "DescribeStateMachine" && response.Get("name").Text() == name {
			return response
		}
	}
	return jsonvalue.Value{}
}

func isUpdate(s captures.Step) bool { return s.Operation == "UpdateStateMachine" }

func isStart(s captures.Step) bool { return strings.HasPrefix(s.Operation, "Start") }

func isCreation(s captures.Step) bool { return s.Operation == "CreateStateMachine" }

var roleIn = regexp.MustCompile(`\\*"roleArn\\*": ?\\*"(arn:aws:iam::[^"\\]*)`)

// machineNames returns the names of machines in the requests, and then in the histories.
func (x *wiredCapture) machineNames() (names []string) {
	for _, s := range x.Steps {
		for _, found := range resourceARN.FindAllStringSubmatch(string(s.Request), -1) {
			names = append(names, found[2])
		}
	}
	for arn := range x.Histories {
		if found := resourceARN.FindStringSubmatch(arn); found != nil && !strings.Contains(arn, "/") {
			names = append(names, found[2])
		}
	}
	return names
}

// startExecutions starts the executions that the steps ask for and do not start.
func (x *wiredCapture) startExecutions() error {
	started := map[string]bool{}
	for _, s := range x.Steps {
		var request struct{ ExecutionArn, Name string }
		if s.Request == nil || json.Unmarshal(s.Request, &request) != nil {
			continue
		}
		if isStart(s) {
			started[request.Name] = true
		}
		found := resourceARN.FindStringSubmatch(request.ExecutionArn)
		if found == nil || found[3] == "" || started[found[3]] || strings.Contains(request.ExecutionArn, "/") {
			continue
		}
		started[found[3]] = true
		e, err := firstExecution(x.Capture)
		if err != nil {
			return err
		}
		start := map[string]string{"stateMachineArn": strings.Replace(strings.TrimSuffix(found[0], ":"+found[3]), ":execution:", ":stateMachine:", 1), "name": found[3]}
		if e.InputText != "" {
			start["input"] = e.InputText
		}
		if e.TraceHeader != "" {
			start["traceHeader"] = e.TraceHeader
		}
		if _, err := x.must("StartExecution", start); err != nil {
			return err
		}
		x.plan.began = time.Now()
	}
	return nil
}

// unwiredCaptures are the captures that are not sent through the wire, with the reasons.
var unwiredCaptures = map[string]string{
	"120-redrive-map-express-children":                            "its definition was read in part, and the redrive was not",
	"121-redrive-map-standard-result-files-after-refused-redrive": "no call was captured",
	"137-api-alias-update-route":                                  "the answers after an update are older than the update",
	"190-deletion-running-activity":                               "the calls that delete and call back were not read",
	"384-encryption-activity-alias":                               "only KMS knows the key of an alias",
	"387-encryption-machine-unknown-key":                          "only KMS knows which keys exist",
	"390-encryption-activity-asymmetric-key":                      "only KMS knows what a key is for",
	"361-callback-parallel-catch-cancel":                          "the service took a heartbeat of a task that it had just cancelled",
	"362-callback-map-cancel":                                     "the service took a heartbeat of a task that it had just cancelled",
	"595-task-sync-without-events-rights":                         "roles have no policies here",
	"608-api-error-throttling":                                    "nothing is throttled here",
}
