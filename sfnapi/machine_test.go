package sfnapi_test

import (
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/sfnapi"
)

const (
	anotherPass = ` {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}` + "\r\n"
	otherRole   = "arn:aws:iam::123456789012:role/Other"
)

func TestCreateStateMachineAgain(t *testing.T) {
	first := sfnapi.CreateStateMachineInput{Name: "M", Definition: onePass, RoleARN: ordersRole, Publish: true, VersionDescription: "first", Tags: []sfnapi.Tag{{Key: "Owner", Value: "o"}}}
	s := service(t)
	was, err := s.CreateStateMachine(t.Context(), first)
	if err != nil {
		t.Fatal(err)
	}
	exists := "State Machine Already Exists: '" + was.StateMachineARN + "'"
	for _, test := range []struct {
		name   string
		change func(*sfnapi.CreateStateMachineInput)
		want   string // message of StateMachineAlreadyExists, "" for the first answer
	}{
		{"nothing", func(*sfnapi.CreateStateMachineInput) {}, ""},
		{"role and tags", func(in *sfnapi.CreateStateMachineInput) { in.RoleARN, in.Tags = otherRole, nil }, ""},
		{"the defaults", func(in *sfnapi.CreateStateMachineInput) {
			in.Type, in.TracingConfiguration = "STANDARD", &sfnapi.TracingConfiguration{}
			in.LoggingConfiguration = &sfnapi.LoggingConfiguration{Level: "OFF"}
			in.EncryptionConfiguration = &sfnapi.EncryptionConfiguration{Type: "AWS_OWNED_KEY"}
		}, ""},
		{"the text of the definition", func(in *sfnapi.CreateStateMachineInput) { in.Definition = anotherPass }, exists},
		{"the type", func(in *sfnapi.CreateStateMachineInput) { in.Type = "EXPRESS" }, exists},
		{"the tracing", func(in *sfnapi.CreateStateMachineInput) {
			in.TracingConfiguration = &sfnapi.TracingConfiguration{Enabled: true}
		}, exists},
		{"the encryption", func(in *sfnapi.CreateStateMachineInput) {
			in.EncryptionConfiguration = &sfnapi.EncryptionConfiguration{Type: "CUSTOMER_MANAGED_KMS_KEY", KMSKeyID: "k"}
		}, exists},
		{"no version", func(in *sfnapi.CreateStateMachineInput) { in.Publish, in.VersionDescription = false, "" }, "State Machine Already Exists: This state machine was already created with a published version."},
		{"the description", func(in *sfnapi.CreateStateMachineInput) { in.VersionDescription = "second" }, "State Machine Already Exists: This state machine was already created with a published version using a different description."},
	} {
		t.Run(test.name, func(t *testing.T) {
			in := first
			test.change(&in)
			out, err := s.CreateStateMachine(t.Context(), in)
			if test.want != "" {
				exception(t, err, "StateMachineAlreadyExists", test.want)
			} else if err != nil || *out != *was {
				t.Errorf("got %v, %v; want %v", out, err, was)
			}
		})
	}
	if d := described(t, s, was.StateMachineARN); d.RoleARN != ordersRole {
		t.Errorf("the role is %s", d.RoleARN)
	}
}

// TestCreateStateMachineAfterUpdate: the definition is compared with the current one, and the
// description with that of the first version, which is the answer.
func TestCreateStateMachineAfterUpdate(t *testing.T) {
	s := service(t)
	arn := created(t, s, "M", onePass, "")
	published(t, s, arn, "one")
	updated(t, s, arn, anotherPass)
	published(t, s, arn, "two")
	const exists, different = "State Machine Already Exists: ", "This state machine was already created with a published version using a different description."
	for _, test := range []struct{ definition, description, want string }{
		{anotherPass, "one", ""}, {anotherPass, "two", exists + different}, {anotherPass, "", exists + different}, {onePass, "one", exists + "'" + arn + "'"},
	} {
		out, err := s.CreateStateMachine(t.Context(), sfnapi.CreateStateMachineInput{
			Name: "M", Definition: test.definition, RoleARN: ordersRole, Publish: true, VersionDescription: test.description,
		})
		if test.want != "" {
			exception(t, err, "StateMachineAlreadyExists", test.want)
		} else if err != nil || out.StateMachineVersionARN != arn+":1" {
			t.Errorf("got %+v, %v", out, err)
		}
	}
}

func TestCreateStateMachineChecksConfiguration(t *testing.T) {
	logs := func(level string, groups ...string) *sfnapi.LoggingConfiguration {
		l := &sfnapi.LoggingConfiguration{Level: level}
		for _, g := range groups {
			l.Destinations = append(l.Destinations, sfnapi.LogDestination{CloudWatchLogsLogGroup: &sfnapi.CloudWatchLogsLogGroup{LogGroupARN: g}})
		}
		return l
	}
	const group = "arn:aws:logs:us-east-1:123456789012:log-group:g"
	const oneDestination = "Invalid Logging Configuration: Must specify exactly one Log Destination."
	for _, test := range []struct {
		name, code, message string
		in                  sfnapi.CreateStateMachineInput
	}{
		{"logs", "", "", sfnapi.CreateStateMachineInput{LoggingConfiguration: logs("ALL", group+":*")}},
		{"no destination", "InvalidLoggingConfiguration", oneDestination, sfnapi.CreateStateMachineInput{LoggingConfiguration: logs("ERROR")}},
		{"two destinations", "InvalidLoggingConfiguration", oneDestination, sfnapi.CreateStateMachineInput{LoggingConfiguration: logs("ALL", group+":*", group+":*")}},
		{"an empty destination", "InvalidLoggingConfiguration", oneDestination, sfnapi.CreateStateMachineInput{LoggingConfiguration: &sfnapi.LoggingConfiguration{Destinations: []sfnapi.LogDestination{{}}}}},
		{"no qualifier", "InvalidLoggingConfiguration", "Invalid Logging Configuration: Log Group ARN must be provided with '*' qualifier.", sfnapi.CreateStateMachineInput{LoggingConfiguration: logs("ALL", group)}},
		{"a level", "ValidationException", "1 validation error detected: Value 'LOUD' at 'loggingConfiguration.level' failed to satisfy constraint: Member must satisfy enum value set: [ALL, ERROR, FATAL, OFF]", sfnapi.CreateStateMachineInput{LoggingConfiguration: logs("LOUD")}},
		{"no key", "InvalidEncryptionConfiguration", "Invalid Encryption Configuration: Must set a valid kmsKeyId.", sfnapi.CreateStateMachineInput{EncryptionConfiguration: &sfnapi.EncryptionConfiguration{Type: "CUSTOMER_MANAGED_KMS_KEY"}}},
		{"a role", "InvalidArn", "Invalid Role Arn: 'admin'", sfnapi.CreateStateMachineInput{RoleARN: "admin"}},
		{"a role of another service", "InvalidArn", "Invalid Role Arn: 'arn:aws:s3:::role/x'", sfnapi.CreateStateMachineInput{RoleARN: "arn:aws:s3:::role/x"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.in.Name, test.in.Definition = "M", onePass
			if test.in.RoleARN == "" {
				test.in.RoleARN = ordersRole
			}
			_, err := service(t).CreateStateMachine(t.Context(), test.in)
			if test.code != "" {
				exception(t, err, test.code, test.message)
			} else if err != nil {
				t.Error(err)
			}
		})
	}
}

func TestDescribeStateMachine(t *testing.T) {
	s := service(t, sfnapi.WithIdentity(asl123))
	const definition = `{"StartAt":"A","States":{"A":{"Type":"Pass","Assign":{"x":1},"Next":"B"},"B":{"Type":"Pass","Parameters":{"y.$":"$x"},"End":true}}}`
	arn := created(t, s, "M.one", definition, "")
	want := `{"stateMachineArn":"` + arn + `","name":"M.one","status":"ACTIVE","definition":` + quoted(definition) + `,"roleArn":"` + ordersRole +
		`","type":"STANDARD","creationDate":T,"loggingConfiguration":{"level":"OFF","includeExecutionData":false},"tracingConfiguration":{"enabled":false},"encryptionConfiguration":{"type":"AWS_OWNED_KEY"},"variableReferences":{"B":["x"]}}`
	if got := marshalled(t, described(t, s, arn)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	for _, test := range []struct{ arn, code, message string }{
		{"no-arn", "InvalidArn", "Invalid Arn: 'Invalid ARN prefix: no-arn'"},
		{"arn:aws:states:us-east-1:123456789012:activity:a", "InvalidArn", "Invalid Arn: 'Resource type not valid in this context: activity'"},
		{"arn:aws:states:us-east-1:123456789012:stateMachine", "InvalidArn", ""},
		{"arn:aws:states:us-east-1:12345:stateMachine:M.one", "InvalidArn", ""},
		{"arn:aws:states:us-east-1:123456789012:stateMachine:a b", "InvalidArn", ""},
		{arn + ":7", "StateMachineDoesNotExist", "State Machine Does Not Exist: '" + arn + ":7'"},
		{arn + ":live", "StateMachineDoesNotExist", "State Machine Does Not Exist: '" + arn + ":live'"},
		{strings.Replace(arn, "us-east-1", "us-west-2", 1), "StateMachineDoesNotExist", ""},
		{strings.Replace(arn, "M.one", "None", 1), "StateMachineDoesNotExist", "State Machine Does Not Exist: 'arn:aws:states:us-east-1:123456789012:stateMachine:None'"},
	} {
		_, err := s.DescribeStateMachine(t.Context(), sfnapi.DescribeStateMachineInput{StateMachineARN: test.arn})
		exception(t, err, test.code, test.message)
	}
}

func TestUpdateStateMachine(t *testing.T) {
	s := service(t)
	arn := created(t, s, "M", onePass, "")
	update := func(in sfnapi.UpdateStateMachineInput) *sfnapi.UpdateStateMachineOutput {
		t.Helper()
		in.StateMachineARN = arn
		out, err := s.UpdateStateMachine(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	if out := update(sfnapi.UpdateStateMachineInput{RoleARN: ordersRole, Definition: onePass}); out.RevisionID != "" {
		t.Errorf("an update of nothing made the revision %s", out.RevisionID)
	}
	first := update(sfnapi.UpdateStateMachineInput{TracingConfiguration: &sfnapi.TracingConfiguration{Enabled: true}})
	if d := described(t, s, arn); first.RevisionID == "" || d.RevisionID != first.RevisionID || !d.TracingConfiguration.Enabled || d.Definition != onePass {
		t.Errorf("%+v is described as %+v", first, d)
	}
	if again := update(sfnapi.UpdateStateMachineInput{TracingConfiguration: &sfnapi.TracingConfiguration{Enabled: true}}); *again != *first {
		t.Errorf("got %+v, want %+v", again, first)
	}
	second := update(sfnapi.UpdateStateMachineInput{Definition: anotherPass, RoleARN: otherRole, Publish: true, VersionDescription: "v"})
	if d := described(t, s, arn); d.Definition != anotherPass || d.RoleARN != otherRole || d.RevisionID == first.RevisionID || !d.TracingConfiguration.Enabled {
		t.Errorf("it is described as %+v", d)
	}
	if second.StateMachineVersionARN != arn+":1" {
		t.Errorf("the version is %q", second.StateMachineVersionARN)
	}
	if again := update(sfnapi.UpdateStateMachineInput{RoleARN: otherRole, Publish: true}); *again != *second {
		t.Errorf("got %+v, want %+v", again, second)
	}
}

func TestUpdateStateMachineRefuses(t *testing.T) {
	s := service(t)
	arn := created(t, s, "M", onePass, "")
	for _, test := range []struct {
		code, message string
		in            sfnapi.UpdateStateMachineInput
	}{
		{"MissingRequiredParameter", "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified", sfnapi.UpdateStateMachineInput{}},
		{"ValidationException", "Version description can only be set when publish is true", sfnapi.UpdateStateMachineInput{RoleARN: otherRole, VersionDescription: "v"}},
		{"InvalidDefinition", "", sfnapi.UpdateStateMachineInput{Definition: "{}"}},
		{"InvalidArn", "Invalid Role Arn: 'r'", sfnapi.UpdateStateMachineInput{RoleARN: "r"}},
		{"InvalidLoggingConfiguration", "", sfnapi.UpdateStateMachineInput{LoggingConfiguration: &sfnapi.LoggingConfiguration{Level: "ALL"}}},
		{"StateMachineDoesNotExist", "", sfnapi.UpdateStateMachineInput{StateMachineARN: arn + "x", RoleARN: otherRole}},
		{"ValidationException", "", sfnapi.UpdateStateMachineInput{StateMachineARN: arn + ":1", RoleARN: otherRole}},
		{"ValidationException", "", sfnapi.UpdateStateMachineInput{StateMachineARN: arn + "/label", RoleARN: otherRole}},
	} {
		if test.in.StateMachineARN == "" {
			test.in.StateMachineARN = arn
		}
		_, err := s.UpdateStateMachine(t.Context(), test.in)
		exception(t, err, test.code, test.message)
	}
	if d := described(t, s, arn); d.RevisionID != "" {
		t.Error("a refused update made a revision")
	}
}

// TestDeleteStateMachine: a machine is DELETING for some seconds, and its name is free then.
func TestDeleteStateMachine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := service(t, sfnapi.Strict())
		arn := created(t, s, "M", onePass, "")
		remove := sfnapi.DeleteStateMachineInput{StateMachineARN: arn}
		for range 2 {
			if _, err := s.DeleteStateMachine(t.Context(), remove); err != nil {
				t.Fatal(err)
			}
		}
		if d := described(t, s, arn); d.Status != "DELETING" {
			t.Errorf("the status is %s", d.Status)
		}
		deleting := "State Machine is being deleted: '" + arn + "'"
		_, err := s.StartExecution(t.Context(), sfnapi.StartExecutionInput{StateMachineARN: arn})
		exception(t, err, "StateMachineDeleting", deleting)
		_, err = s.UpdateStateMachine(t.Context(), sfnapi.UpdateStateMachineInput{StateMachineARN: arn, Definition: anotherPass})
		exception(t, err, "StateMachineDeleting", deleting)
		_, err = s.CreateStateMachine(t.Context(), sfnapi.CreateStateMachineInput{Name: "M", Definition: onePass, RoleARN: ordersRole})
		exception(t, err, "StateMachineDeleting", deleting)
		time.Sleep(3 * time.Second)
		_, err = s.DescribeStateMachine(t.Context(), sfnapi.DescribeStateMachineInput{StateMachineARN: arn})
		exception(t, err, "StateMachineDoesNotExist", "State Machine Does Not Exist: '"+arn+"'")
		if _, err := s.DeleteStateMachine(t.Context(), remove); err != nil {
			t.Error(err)
		}
		created(t, s, "M", anotherPass, "")
		if d := described(t, s, arn); d.Definition != anotherPass || d.Status != "ACTIVE" {
			t.Errorf("the new one is %+v", d)
		}
	})
}

// TestCreateAfterDelete: tests delete a machine, and create it again without a pause. That is
// refused while executions run.
func TestCreateAfterDelete(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := service(t)
		remove := func(arn string) {
			t.Helper()
			if _, err := s.DeleteStateMachine(t.Context(), sfnapi.DeleteStateMachineInput{StateMachineARN: arn}); err != nil {
				t.Fatal(err)
			}
		}
		arn := created(t, s, "M", onePass, "")
		ended(t, s, started(t, s, sfnapi.StartExecutionInput{StateMachineARN: arn}))
		remove(arn)
		if d := described(t, s, arn); d.Status != "DELETING" {
			t.Errorf("the status is %s", d.Status)
		}
		created(t, s, "M", `{"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":60,"End":true}}}`, "")
		running := started(t, s, sfnapi.StartExecutionInput{StateMachineARN: arn})
		remove(arn)
		_, err := s.CreateStateMachine(t.Context(), sfnapi.CreateStateMachineInput{Name: "M", Definition: onePass, RoleARN: ordersRole})
		exception(t, err, "StateMachineDeleting", "")
		time.Sleep(2 * time.Minute)
		ended(t, s, running)
		created(t, s, "M", onePass, "")
		if d := described(t, s, arn); d.Definition != onePass || d.Status != "ACTIVE" {
			t.Errorf("%+v", d)
		}
	})
}

func TestListStateMachines(t *testing.T) {
	s := service(t)
	for _, name := range []string{"b", "a", "c.1", "B"} {
		created(t, s, name, onePass, "")
	}
	var names []string
	var two int64 = 2
	in := sfnapi.ListStateMachinesInput{MaxResults: &two}
	for pages := 1; ; pages++ {
		out, err := s.ListStateMachines(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range out.StateMachines {
			names = append(names, m.Name)
		}
		if in.NextToken = out.NextToken; in.NextToken == "" {
			if pages != 3 {
				t.Errorf("%d pages", pages)
			}
			break
		}
		created(t, s, "A", onePass, "") // on the page before
		created(t, s, "aa", onePass, "")
	}
	if got := strings.Join(names, " "); got != "B a aa b c.1" {
		t.Errorf("got %s", got)
	}
}

// TestServicesShareMachines: what a Service creates, updates and deletes another one on the same
// store knows, also one that comes later.
func TestServicesShareMachines(t *testing.T) {
	store := durable.Memory()
	one, other := serviceOn(t, store), serviceOn(t, store)
	arn := created(t, one, "M", fails, "")
	if out := ended(t, other, started(t, other, sfnapi.StartExecutionInput{StateMachineARN: arn})); out.Status != "FAILED" {
		t.Errorf("%+v", out)
	}
	if _, err := one.UpdateStateMachine(t.Context(), sfnapi.UpdateStateMachineInput{StateMachineARN: arn, Definition: onePass}); err != nil {
		t.Fatal(err)
	}
	for _, s := range []*sfnapi.Service{one, other, serviceOn(t, store)} {
		if out := ended(t, s, started(t, s, sfnapi.StartExecutionInput{StateMachineARN: arn})); out.Status != "SUCCEEDED" {
			t.Errorf("%+v", out)
		}
	}
}

// TestUpdatesRace: of updates at once each makes a revision, and the definition of the last one
// is there.
func TestUpdatesRace(t *testing.T) {
	store := durable.Memory()
	services := []*sfnapi.Service{serviceOn(t, store), serviceOn(t, store)}
	arn := created(t, services[0], "M", onePass, "")
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			s := services[i%2]
			definition := onePass + strings.Repeat(" ", i+1)
			if _, err := s.UpdateStateMachine(t.Context(), sfnapi.UpdateStateMachineInput{StateMachineARN: arn, Definition: definition, Publish: i%4 == 0}); err != nil {
				t.Error(err)
			}
			if _, err := s.DescribeStateMachine(t.Context(), sfnapi.DescribeStateMachineInput{StateMachineARN: arn}); err != nil {
				t.Error(err)
			}
			if _, err := s.StartExecution(t.Context(), sfnapi.StartExecutionInput{StateMachineARN: arn}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, s := range services {
		if d := described(t, s, arn); !strings.HasPrefix(d.Definition, onePass+" ") {
			t.Errorf("%+v", d)
		}
	}
}
