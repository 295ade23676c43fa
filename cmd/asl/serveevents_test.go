package main

import (
	"crypto/md5"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const uploads = "../../examples/uploads"

// events does an operation of EventBridge that succeeds.
func (s *serving) events(operation, in string) (out map[string]any) {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.url, strings.NewReader(in))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	r.Header.Set("X-Amz-Target", "AWSEvents."+operation)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatalf("%v\n%s", err, s.told())
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil && !errors.Is(err, io.EOF) || resp.StatusCode != http.StatusOK {
		s.t.Fatalf("%s: %d %v %v", operation, resp.StatusCode, out, err)
	}
	return out
}

// executions returns the ARNs of the executions of a machine, of which there are at least so
// many before the time is over.
func (s *serving) executions(machine string, atLeast int, within time.Duration) (arns []string) {
	s.t.Helper()
	for deadline := time.Now().Add(within); ; time.Sleep(20 * time.Millisecond) {
		arns = nil
		for _, x := range s.do("ListExecutions", fmt.Sprintf(`{"stateMachineArn": %q}`, arnOf+machine))["executions"].([]any) {
			arns = append(arns, x.(map[string]any)["executionArn"].(string))
		}
		if len(arns) >= atLeast || time.Now().After(deadline) {
			return arns
		}
	}
}

// png is a picture of 3 by 2 pixels, as far as its head tells.
const png = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x03\x00\x00\x00\x02\x08\x06\x00\x00\x00"

// A picture that is dropped into the folder starts the machine once, with the event.
func TestServeUploads(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(uploads)); err != nil {
		t.Fatal(err)
	}
	s := serve(t, []string{"PATH=" + pathWithPython(t)}, dir)
	for _, want := range []string{"bucket    inbox  " + filepath.Join(dir, "inbox") + "\n", "rule      pictures  uploads\n"} {
		if !strings.Contains(s.said, want) {
			t.Errorf("it has printed no %q:\n%s", want, s.said)
		}
	}
	for name, text := range map[string]string{"notes.txt": "x", "x.png": png} {
		if err := os.WriteFile(filepath.Join(dir, "inbox", name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	all := s.executions("uploads", 1, 2*time.Second)
	if len(all) != 1 {
		t.Fatalf("after two seconds there are the executions %v\n%s", all, s.told())
	}
	d := s.ended(all[0])
	if want := fmt.Sprintf(`{"caption": "x.png: PNG of 3 x 2 pixels, %d bytes"}`, len(png)); d["output"] != want {
		t.Errorf("the output is %v, want %s\n%s", d, want, s.told())
	}
	var event struct {
		ID, Source, Account, Region string
		DetailType                  string `json:"detail-type"`
		Resources                   []string
		Detail                      struct {
			Bucket, Object map[string]any
			Reason         string
		}
	}
	if err := json.Unmarshal([]byte(d["input"].(string)), &event); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(d["name"].(string), event.ID+"_") || len(event.ID) != 36 {
		t.Errorf("the event's ID is %s, and the execution's name %s", event.ID, d["name"])
	}
	if event.Detail.Object["sequencer"] == "" {
		t.Error("there is no sequencer")
	}
	delete(event.Detail.Object, "sequencer")
	event.ID = ""
	want := event
	want.Source, want.DetailType, want.Account, want.Region = "aws.s3", "Object Created", "123456789012", "us-east-1"
	want.Resources, want.Detail.Reason, want.Detail.Bucket = []string{"arn:aws:s3:::inbox"}, "PutObject", map[string]any{"name": "inbox"}
	want.Detail.Object = map[string]any{"key": "x.png", "size": float64(len(png)), "etag": fmt.Sprintf("%x", md5.Sum([]byte(png)))}
	if diff := cmp.Diff(want, event); diff != "" {
		t.Errorf("the event (-want +got):\n%s", diff)
	}
	time.Sleep(time.Second)
	if all := s.executions("uploads", 1, 0); len(all) != 1 {
		t.Errorf("there are the executions %v", all)
	}
}

// Rules of clients start machines for the events of clients and of executions, also after the
// server was killed. A rule of the project is there, and stays disabled; one that has changed is put
// again.
func TestServeKeepsRules(t *testing.T) {
	t.Parallel()
	const project = "machines: {a: {definition: a.json}, b: {definition: a.json}}\n" +
		"rules: {hourly: {schedule: rate(1 hour), machine: a}, yearly: {schedule: 'cron(0 3 1 1 ? *)', machine: a}}"
	dir := folderOf(t, map[string]string{"a.json": passing, "asl.yaml": project})
	data := filepath.Join(t.TempDir(), "x.db")
	s := serve(t, nil, dir, "--data", data)
	target := func(rule, machine, more string) {
		s.events("PutTargets", fmt.Sprintf(`{"Rule": %q, "Targets": [{"Id": "1", "Arn": %q, "RoleArn": "arn:aws:iam::123456789012:role/r"%s}]}`, rule, arnOf+machine, more))
	}
	s.events("PutRule", `{"Name": "orders", "EventPattern": "{\"source\": [\"shop\"]}"}`)
	target("orders", "a", `, "InputPath": "$.detail"`)
	s.events("PutRule", `{"Name": "changes", "EventPattern": "{\"source\": [\"aws.states\"], \"detail\": {\"stateMachineArn\": [{\"suffix\": \":a\"}]}}"}`)
	target("changes", "b", `, "InputPath": "$.detail.status"`)
	s.events("DisableRule", `{"Name": "hourly"}`)
	if rules := serve(t, nil, dir, "--data", data).events("ListRules", `{}`)["Rules"].([]any); len(rules) != 4 {
		t.Errorf("another server with the same file has the rules %v", rules)
	}
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()

	inTokyo := strings.Replace(project, "? *)'", "? *)', timezone: Asia/Tokyo", 1)
	if err := os.WriteFile(filepath.Join(dir, "asl.yaml"), []byte(inTokyo), 0o666); err != nil {
		t.Fatal(err)
	}
	s = serve(t, nil, dir, "--data", data)
	if rule := s.events("DescribeRule", `{"Name": "yearly"}`); rule["ScheduleExpressionTimezone"] != "Asia/Tokyo" {
		t.Errorf("the rule that has changed is %v", rule)
	}
	if rule := s.events("DescribeRule", `{"Name": "hourly"}`); rule["State"] != "DISABLED" || rule["ScheduleExpression"] != "rate(1 hour)" {
		t.Errorf("the rule of the project is %v", rule)
	}
	if out := s.events("PutEvents", `{"Entries": [{"Source": "shop", "DetailType": "Order", "Detail": "{\"id\": 7}"}]}`); out["FailedEntryCount"] != 0.0 {
		t.Fatal(out)
	}
	all := s.executions("a", 1, 30*time.Second)
	if len(all) != 1 {
		t.Fatalf("there are the executions %v\n%s", all, s.told())
	}
	if d := s.ended(all[0]); d["input"] != `{"id":7}` {
		t.Errorf("the input is %v", d["input"])
	}
	got := map[any]int{}
	for _, arn := range s.executions("b", 2, 30*time.Second) {
		got[s.ended(arn)["input"]]++
	}
	if diff := cmp.Diff(map[any]int{`"RUNNING"`: 1, `"SUCCEEDED"`: 1}, got); diff != "" {
		t.Errorf("the status changes (-want +got):\n%s", diff)
	}
}

// The clients of AWS put rules, targets and events.
func TestServeEventsClients(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ probe, run []string }{
		"cli": {[]string{"aws", "--version"}, []string{"sh", "-ec", `
			aws events put-rule --name r --event-pattern '{"source": ["shop"], "detail-type": ["Order"]}'
			aws events put-targets --rule r --targets 'Id=1,Arn='$MACHINE',RoleArn=arn:aws:iam::123456789012:role/r'
			aws events put-events --entries '[{"Source": "shop", "DetailType": "Order", "Detail": "{\"id\": 7}"}]'`}},
		"boto3": {[]string{"python3", "-c", "import boto3"}, []string{"python3", "-c", `
import os, boto3
events = boto3.client("events")
events.put_rule(Name="r", EventPattern='{"source": ["shop"], "detail-type": ["Order"]}')
events.put_targets(Rule="r", Targets=[{"Id": "1", "Arn": os.environ["MACHINE"], "RoleArn": "arn:aws:iam::123456789012:role/r"}])
events.put_events(Entries=[{"Source": "shop", "DetailType": "Order", "Detail": '{"id": 7}'}])`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := exec.Command(test.probe[0], test.probe[1:]...).Run(); err != nil {
				t.Skipf("the client is not here: %v", err)
			}
			s := serve(t, nil, fileOf(t, "a.asl.json", passing))
			run := exec.CommandContext(t.Context(), test.run[0], test.run[1:]...)
			run.Env = append(os.Environ(), "AWS_PAGER=", "MACHINE="+arnOf+"a")
			for line := range strings.Lines(s.said) {
				if exports, ok := strings.CutPrefix(strings.TrimSpace(line), "export "); ok {
					run.Env = append(run.Env, strings.Fields(exports)...)
				}
			}
			if out, err := run.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			all := s.executions("a", 1, 30*time.Second)
			if len(all) != 1 {
				t.Fatalf("there are the executions %v\n%s", all, s.told())
			}
			input, _ := s.ended(all[0])["input"].(string)
			if !strings.Contains(input, `"source":"shop"`) || !strings.HasSuffix(input, `"detail":{"id":7}}`) {
				t.Errorf("the input is %s", input)
			}
		})
	}
}

// A folder of the command line takes the place of that of the project. Files that come while the
// server stops do not keep it from that.
func TestServeBucket(t *testing.T) {
	t.Parallel()
	dir := folderOf(t, map[string]string{
		"a.json": passing, "asl.yaml": "machines: {a: {definition: a.json}}\nbuckets: {inbox: in}\nrules: {all: {pattern: {source: [aws.s3]}, machine: a, inputPath: $.detail.object.key}}",
	})
	other := filepath.Join(t.TempDir(), "new", "folder")
	s := serve(t, nil, dir, "--bucket", "inbox="+other)
	for i := range 100 {
		if err := os.WriteFile(filepath.Join(other, fmt.Sprint(i)), []byte("x"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if all := s.executions("a", 100, 30*time.Second); len(all) != 100 {
		t.Fatalf("there are %d executions\n%s", len(all), s.told())
	}
	if _, err := os.Stat(filepath.Join(dir, "in")); err == nil {
		t.Error("the folder of the project is made, too")
	}
	if err := os.RemoveAll(other); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(30 * time.Second); !strings.Contains(s.told(), "is gone: there will be no more events"); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("it has not told that the folder is gone:\n%s", s.told())
		}
	}
	for flag, want := range map[string]string{"inbox": "want NAME=FOLDER", "A=b": "want NAME=FOLDER", "inbox=": "want NAME=FOLDER"} {
		runAsl(t, "serve", "--listen", "127.0.0.1:0", "--bucket", flag).wants(t, exitUsage, "", want)
	}
}

// A server of S3 sends its notifications.
func TestServeNotifications(t *testing.T) {
	t.Parallel()
	dir := folderOf(t, map[string]string{
		"a.json": passing, "asl.yaml": "machines: {a: {definition: a.json}}\nrules: {all: {pattern: {source: [aws.s3]}, machine: a, inputPath: $.detail.object.key}}",
	})
	s := serve(t, nil, dir)
	const record = `{"eventName": "s3:ObjectCreated:Put", "eventTime": "2026-01-02T03:04:05.678Z", "s3": {"bucket": {"name": "inbox"}, "object": {"key": "a+cat.png", "size": 5}}}`
	for text, want := range map[string]int{
		`{"Records": [` + record + `]}`:                         http.StatusOK,
		`{"Event": "s3:TestEvent"}`:                             http.StatusOK,
		`{"Records": [{"eventName": "Other"}, ` + record + `]}`: http.StatusBadRequest,
		`{`: http.StatusBadRequest,
	} {
		resp, err := http.Post(s.url+"/s3-notifications", "application/json", strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("%s: status %d, want %d", text, resp.StatusCode, want)
		}
	}
	all := s.executions("a", 2, 30*time.Second)
	if len(all) != 2 {
		t.Fatalf("there are the executions %v\n%s", all, s.told())
	}
	if input := s.ended(all[0])["input"]; input != `"a cat.png"` {
		t.Errorf("the input is %v", input)
	}
}
