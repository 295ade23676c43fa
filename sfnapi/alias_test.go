package sfnapi_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/sfnapi"
)

// twoVersions creates a machine whose version 1 fails and whose version 2 succeeds.
func twoVersions(t testing.TB, s *sfnapi.Service, name string) (arn string) {
	t.Helper()
	arn = created(t, s, name, fails, "")
	published(t, s, arn, "")
	updated(t, s, arn, onePass)
	published(t, s, arn, "")
	return arn
}

// routes returns a routingConfiguration.
func routes(parts ...any) (list []sfnapi.RoutingConfigurationListItem) {
	for i := 0; i < len(parts); i += 2 {
		list = append(list, sfnapi.RoutingConfigurationListItem{StateMachineVersionARN: parts[i].(string), Weight: int64(parts[i+1].(int))})
	}
	return list
}

// named creates an alias.
func named(t testing.TB, s *sfnapi.Service, in sfnapi.CreateStateMachineAliasInput) *sfnapi.CreateStateMachineAliasOutput {
	t.Helper()
	out, err := s.CreateStateMachineAlias(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func describedAlias(t testing.TB, s *sfnapi.Service, arn string) string {
	t.Helper()
	out, err := s.DescribeStateMachineAlias(t.Context(), sfnapi.DescribeStateMachineAliasInput{StateMachineAliasARN: arn})
	if err != nil {
		t.Fatal(err)
	}
	return marshalled(t, out)
}

func TestAlias(t *testing.T) {
	s := service(t)
	arn := twoVersions(t, s, "M")
	in := sfnapi.CreateStateMachineAliasInput{Name: "live", Description: "d", RoutingConfiguration: routes(arn+":1", 100)}
	first := named(t, s, in)
	if again := named(t, s, in); *again != *first || first.StateMachineAliasARN != arn+":live" {
		t.Errorf("got %v, then %v", first, again)
	}
	const conflict = "Failed to create alias because an alias with the same name and a different routing configuration already exists."
	for _, in := range []sfnapi.CreateStateMachineAliasInput{
		{Name: "live", Description: "other", RoutingConfiguration: in.RoutingConfiguration},
		{Name: "live", Description: "d", RoutingConfiguration: routes(arn+":2", 100)},
	} {
		_, err := s.CreateStateMachineAlias(t.Context(), in)
		exception(t, err, "ConflictException", conflict)
	}
	form := `{"stateMachineAliasArn":"` + arn + `:live","name":"live",%s"routingConfiguration":[{"stateMachineVersionArn":"` + arn + `:%d","weight":%d}],"creationDate":T%s}`
	if got, want := describedAlias(t, s, arn+":live"), fmt.Sprintf(form, `"description":"d",`, 1, 100, ""); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	_, err := s.UpdateStateMachineAlias(t.Context(), sfnapi.UpdateStateMachineAliasInput{StateMachineAliasARN: arn + ":live", RoutingConfiguration: routes(arn+":2", 100)})
	exception(t, err, "", "")
	if got, want := describedAlias(t, s, arn+":live"), fmt.Sprintf(form, `"description":"d",`, 2, 100, `,"updateDate":T`); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	_, err = s.UpdateStateMachineAlias(t.Context(), sfnapi.UpdateStateMachineAliasInput{StateMachineAliasARN: arn + ":live", Description: new(string)})
	exception(t, err, "", "")
	if got, want := describedAlias(t, s, arn+":live"), fmt.Sprintf(form, "", 2, 100, `,"updateDate":T`); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if d := described(t, s, arn+":live"); d.Definition != onePass || d.StateMachineARN != arn+":live" {
		t.Errorf("it is described as %+v", d)
	}
	remove := sfnapi.DeleteStateMachineVersionInput{StateMachineVersionARN: arn + ":2"}
	_, err = s.DeleteStateMachineVersion(t.Context(), remove)
	exception(t, err, "ConflictException", "Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [live]")
	_, err = s.DeleteStateMachineAlias(t.Context(), sfnapi.DeleteStateMachineAliasInput{StateMachineAliasARN: arn + ":live"})
	exception(t, err, "", "")
	_, err = s.DeleteStateMachineVersion(t.Context(), remove)
	exception(t, err, "", "")
}

// TestAliasRoutes starts executions by an alias, which choose their versions by its weights.
func TestAliasRoutes(t *testing.T) {
	next := 0
	s := service(t, sfnapi.WithRandom(func(n int) int {
		if n != 100 {
			t.Errorf("asked for one of %d", n)
		}
		return next
	}))
	arn := twoVersions(t, s, "M")
	named(t, s, sfnapi.CreateStateMachineAliasInput{Name: "live", RoutingConfiguration: routes(arn+":1", 30, arn+":2", 70)})
	for _, test := range []struct {
		random int
		want   string
	}{{0, "1"}, {29, "1"}, {30, "2"}, {99, "2"}} {
		next = test.random
		out := ended(t, s, started(t, s, sfnapi.StartExecutionInput{StateMachineARN: arn + ":live"}))
		if out.StateMachineVersionARN != arn+":"+test.want || out.StateMachineAliasARN != arn+":live" || out.StateMachineARN != arn {
			t.Errorf("%d: %+v", test.random, out)
		}
	}
}

func TestAliasRefuses(t *testing.T) {
	s := service(t)
	arn, other := twoVersions(t, s, "M"), twoVersions(t, s, "N")
	for _, test := range []struct {
		code, message string
		routes        []sfnapi.RoutingConfigurationListItem
	}{
		{"ValidationException", "Routing configuration must contain distinct state machine version ARNs. Received: [" + arn + ":1, " + arn + ":1]", routes(arn+":1", 50, arn+":1", 50)},
		{"ValidationException", "Routing configuration must contain state machine version ARNs. Received: [" + arn + "]", routes(arn, 100)},
		{"ValidationException", "Sum of routing configuration weights must equal 100. Received: [50,20]", routes(arn+":1", 50, arn+":2", 20)},
		{"ValidationException", "Routing configuration must contain versions of one state machine. Received: [" + arn + ":1, " + other + ":1]", routes(arn+":1", 50, other+":1", 50)},
		{"ValidationException", "1 validation error detected: Value '101' at 'routingConfiguration.1.member.weight' failed to satisfy constraint: Member must have value less than or equal to 100", routes(arn+":1", 101)},
		{"ResourceNotFound", "Request references a resource that does not exist.", routes(arn+":7", 100)},
		{"ResourceNotFound", "Request references a resource that does not exist.", routes(arn+"x:1", 100)},
		{"InvalidArn", "Invalid Arn: 'Invalid ARN prefix: v'", routes("v", 100)},
	} {
		_, err := s.CreateStateMachineAlias(t.Context(), sfnapi.CreateStateMachineAliasInput{Name: "live", RoutingConfiguration: test.routes})
		exception(t, err, test.code, test.message)
	}
	named(t, s, sfnapi.CreateStateMachineAliasInput{Name: "live", RoutingConfiguration: routes(arn+":1", 100)})
	for _, test := range []struct {
		code string
		in   sfnapi.UpdateStateMachineAliasInput
	}{
		{"ValidationException", sfnapi.UpdateStateMachineAliasInput{StateMachineAliasARN: arn + ":live"}},
		{"ValidationException", sfnapi.UpdateStateMachineAliasInput{StateMachineAliasARN: arn + ":live", RoutingConfiguration: routes(other+":1", 100)}},
		{"ValidationException", sfnapi.UpdateStateMachineAliasInput{StateMachineAliasARN: arn + ":1", RoutingConfiguration: routes(arn+":1", 100)}},
		{"ResourceNotFound", sfnapi.UpdateStateMachineAliasInput{StateMachineAliasARN: arn + ":none", RoutingConfiguration: routes(arn+":1", 100)}},
		{"ResourceNotFound", sfnapi.UpdateStateMachineAliasInput{StateMachineAliasARN: arn + ":live", RoutingConfiguration: routes(arn+":7", 100)}},
	} {
		_, err := s.UpdateStateMachineAlias(t.Context(), test.in)
		exception(t, err, test.code, "")
	}
	for _, name := range []string{arn + ":none", arn + "x:live"} {
		_, err := s.DescribeStateMachineAlias(t.Context(), sfnapi.DescribeStateMachineAliasInput{StateMachineAliasARN: name})
		exception(t, err, "ResourceNotFound", "")
		_, err = s.DeleteStateMachineAlias(t.Context(), sfnapi.DeleteStateMachineAliasInput{StateMachineAliasARN: name})
		exception(t, err, "ResourceNotFound", "")
	}
}

func TestListStateMachineAliases(t *testing.T) {
	s := service(t)
	arn := twoVersions(t, s, "M")
	for _, name := range []string{"a", "b", "c"} {
		named(t, s, sfnapi.CreateStateMachineAliasInput{Name: name, RoutingConfiguration: routes(arn+":1", 100)})
	}
	named(t, s, sfnapi.CreateStateMachineAliasInput{Name: "both", RoutingConfiguration: routes(arn+":1", 1, arn+":2", 99)})
	for arn, want := range map[string]int{arn: 4, arn + ":1": 4, arn + ":2": 1} {
		var two int64 = 2
		seen := map[string]bool{}
		for in := (sfnapi.ListStateMachineAliasesInput{StateMachineARN: arn, MaxResults: &two}); ; {
			out, err := s.ListStateMachineAliases(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range out.StateMachineAliases {
				seen[a.StateMachineAliasARN] = true
			}
			if in.NextToken = out.NextToken; in.NextToken == "" {
				break
			}
		}
		if len(seen) != want {
			t.Errorf("%s has %v", arn, seen)
		}
	}
	_, err := s.ListStateMachineAliases(t.Context(), sfnapi.ListStateMachineAliasesInput{StateMachineARN: arn + "x"})
	exception(t, err, "StateMachineDoesNotExist", "")
	_, err = s.ListStateMachineAliases(t.Context(), sfnapi.ListStateMachineAliasesInput{StateMachineARN: arn + ":7"})
	exception(t, err, "ResourceNotFound", "")
}

// TestAliasRace: no alias leads to a version that was deleted at the same time.
func TestAliasRace(t *testing.T) {
	store := durable.Memory()
	services := []*sfnapi.Service{serviceOn(t, store), serviceOn(t, store)}
	arn := twoVersions(t, services[0], "M")
	var wg sync.WaitGroup
	errs := make([]error, 2)
	wg.Go(func() {
		_, errs[0] = services[0].CreateStateMachineAlias(t.Context(), sfnapi.CreateStateMachineAliasInput{Name: "live", RoutingConfiguration: routes(arn+":1", 100)})
	})
	wg.Go(func() {
		_, errs[1] = services[1].DeleteStateMachineVersion(t.Context(), sfnapi.DeleteStateMachineVersionInput{StateMachineVersionARN: arn + ":1"})
	})
	wg.Wait()
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Errorf("the alias: %v; the deletion: %v", errs[0], errs[1])
	}
}
