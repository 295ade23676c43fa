package replay_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/internal/conformance/captures"
	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/internal/replay"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// shared returns a folder of recordings, which are expected beside the clone.
func shared(t testing.TB, name string) string {
	t.Helper()
	dir := filepath.Join("..", "..", "..", "shared", name)
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("the recordings are not here: %v", err)
	}
	return dir
}

// Why a recording does not replay.
const (
	noIDs     = "the recorder has removed the IDs of events inside a Parallel state, so that it is not what the command prints"
	noItems   = "a distributed Map makes something of the items of its ItemReader, which no export has"
	older     = "the context object of 2023 had no RedriveCount"
	spaces    = "in 2023 the items of a listing had other spaces, or the recorder has put them in"
	noResult  = "the result of a distributed Map cannot be read from the output of its state"
	noFailure = "a Map Run failed in a way that its items decide, which no export has"
	deletion  = "the state machine was deleted, which stops its executions"
)

// unreplayed has the recordings that do not replay.
var unreplayed = map[string]string{
	"assign/test_assign_reference_variables.py::TestAssignReferenceVariables::test_reference_in_map_state_max_items_path[MAP_STATE_REFERENCE_IN_MAX_PER_BATCH_PATH]": noItems,
	"local_mocking/test_base_scenarios.py::TestBaseScenarios::test_parallel_state_lambda#mock":                                                                       noIDs,
	"local_mocking/test_base_scenarios.py::TestBaseScenarios::test_parallel_state_lambda":                                                                            noIDs,
	"scenarios/test_base_scenarios.py::TestBaseScenarios::test_parallel_state_nested":                                                                                noIDs,
	"states_variables/test_error_output.py::TestStateVariablesTemplate::test_parallel_catch_error[PARALLEL_CATCH_ERROR_OUTPUT]":                                      noIDs,
	"states_variables/test_error_output.py::TestStateVariablesTemplate::test_parallel_catch_error[PARALLEL_CATCH_ERROR_OUTPUT_WITH_RETRY]":                           noIDs,
	"states_variables/test_error_output.py::TestStateVariablesTemplate::test_parallel_catch_error[PARALLEL_CATCH_ERROR_VARIABLE_SAMPLING]":                           noIDs,
	"scenarios/test_base_scenarios.py::TestBaseScenarios::test_lambda_invoke_with_retry_extended_input":                                                              older,
	"scenarios/test_base_scenarios.py::TestBaseScenarios::test_lambda_service_invoke_with_retry_extended_input":                                                      older,
	"scenarios/test_base_scenarios.py::TestBaseScenarios::test_map_item_reader_base_list_objects_v2":                                                                 spaces,
	"105-distributed-map-list-objects-metadata": noItems,
	"190-deletion-running-activity":             deletion,
}

// tally counts recordings, and checks that those that do not replay are the listed ones.
type tally struct {
	all, replayed int
	unreplayed    map[string]string // the reasons, by ID
	listed        map[string]bool   // those that were found
}

// check checks that everything that is listed was found.
func (c *tally) check(t testing.TB) {
	t.Helper()
	for id := range c.unreplayed {
		if !c.listed[id] {
			t.Errorf("%s is listed, and there is no such recording", id)
		}
	}
}

func (c *tally) count(t testing.TB, id, reason string) {
	t.Helper()
	c.all++
	switch listed := c.unreplayed[id]; {
	case reason == "" && listed != "":
		t.Errorf("%s replays, and is listed: %s", id, listed)
	case reason == "":
		c.replayed++
	case listed == "":
		t.Errorf("%s: %s", id, reason)
	default:
		c.listed[id] = true
	}
}

// TestRecordings replays the histories of all recorded cases and of all captures.
func TestRecordings(t *testing.T) {
	c := tally{unreplayed: unreplayed, listed: map[string]bool{}}
	recordedCases(t, &c)
	recordedCaptures(t, &c)
	c.check(t)
}

// recordedCases replays the histories of all recorded cases. Those for mock files are among
// them: they are recordings of the same tests without mocks.
func recordedCases(t *testing.T, c *tally) {
	t.Helper()
	folders, err := cases.Load(shared(t, "conformance"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range folders {
		for _, x := range f.Cases {
			if x.Expect.Events != nil {
				c.count(t, x.ID, replayCase(t, x))
			}
		}
	}
	t.Logf("cases: %d of %d histories replay", c.replayed, c.all)
}

// replayCase returns how a case differs from its replay, "" if it does not.
func replayCase(t testing.TB, c *cases.Case) string {
	x := newExport(t, c)
	events, err := x.events()
	if err != nil {
		return err.Error()
	}
	definition := string(c.Definition)
	if c.DefinitionText != nil {
		definition = *c.DefinitionText
	}
	arn := c.Context.ExecutionARN
	if strings.Contains(arn, "::") {
		arn = ""
	}
	return replayEvents(definition, events, replay.Options{ARN: arn, Tolerance: -1, Same: x.same})
}

func replayEvents(definition string, events []history.Event, o replay.Options) string {
	m, problems := state.Parse("", []byte(definition))
	if err := problems.Err(); err != nil {
		return err.Error()
	}
	r, err := replay.Run(m, events, o)
	if err != nil {
		return err.Error()
	}
	text := ""
	if d := r.Difference; d != nil {
		text = d.String()
		if d.Recorded != nil {
			text += "\n- " + string(d.Recorded.AppendJSON(nil))
		}
		if d.Own != nil {
			text += "\n+ " + string(d.Own.AppendJSON(nil))
		}
	}
	for _, u := range r.Unanswered {
		text += "\nunanswered: " + u.State + " " + u.Call + ": " + u.Reason
	}
	return text
}

// recordedCaptures replays the histories of all captures, with their own texts and times.
// Those of the executions of Map Runs have no definition of their own.
func recordedCaptures(t *testing.T, n *tally) {
	t.Helper()
	replayed, whole := n.replayed, n.all
	all, err := captures.Load(shared(t, "captures"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		for _, arn := range slices.Sorted(maps.Keys(c.Histories)) {
			events, err := history.Read(page(t, c.Histories[arn]))
			if err != nil {
				t.Fatalf("%s: %v", c.ID, err)
			}
			definition := definitionOf(c, events)
			if definition != "" {
				n.count(t, c.ID, replayEvents(definition, events, replay.Options{ARN: arn, Tolerance: replay.Tolerance}))
			}
		}
	}
	t.Logf("captures: %d of %d histories replay", n.replayed-replayed, n.all-whole)
}

// page returns events as the command prints them: without what only bodies of responses
// have.
func page(t testing.TB, events []json.RawMessage) []byte {
	t.Helper()
	var page struct {
		Events []map[string]any `json:"events"`
	}
	for _, raw := range events {
		d := json.NewDecoder(bytes.NewReader(raw))
		d.UseNumber()
		var e map[string]any
		if err := d.Decode(&e); err != nil {
			t.Fatal(err)
		}
		page.Events = append(page.Events, withoutTypes(e).(map[string]any))
	}
	text, err := json.Marshal(page)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func withoutTypes(v any) any {
	if object, ok := v.(map[string]any); ok {
		delete(object, "__type")
		for name, member := range object {
			object[name] = withoutTypes(member)
		}
	}
	return v
}

// definitionOf returns the definition of the machine that a whole history is of, "" if it
// was not captured.
func definitionOf(c *captures.Capture, events []history.Event) string {
	if events[0].ID != 1 || len(events) < 2 {
		return ""
	}
	entered, ok := events[1].Details.(*history.StateEntered)
	for _, definition := range []string{c.Definition, c.ChildDefinition} {
		if ok && startOf(definition) == entered.Name {
			return definition
		}
	}
	return ""
}

func startOf(definition string) string {
	v, err := jsonvalue.ParseString(definition)
	if err != nil {
		return ""
	}
	return v.Get("StartAt").Text()
}
