package servertest

import (
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/temporal"
)

const killQueue = "killed"

// killed runs tasks of all kinds side by side: First is done before the kill, Held and the
// second task of the items last over it, Ask and Look wait for an answer and for a time.
const killed = `{"StartAt":"First","States":{
	"First":{"Type":"Task","Resource":"` + function + `quick","ResultPath":null,"Next":"All"},
	"All":{"Type":"Parallel","Next":"Last","Branches":[
		{"StartAt":"Held","States":{"Held":{"Type":"Task","Resource":"` + function + `held","TimeoutSeconds":300,"End":true}}},
		{"StartAt":"Ask","States":{"Ask":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke.waitForTaskToken",
			"Parameters":{"FunctionName":"handOn"},"End":true}}},
		{"StartAt":"Look","States":{"Look":{"Type":"Wait","Seconds":6,"Next":"After"},"After":{"Type":"Task","Resource":"` + function + `quick","End":true}}},
		{"StartAt":"Kid","States":{"Kid":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2",
			"Parameters":{"StateMachineArn":"` + childARN + `","Input.$":"$"},"OutputPath":"$.Output","End":true}}},
		{"StartAt":"Items","States":{"Items":{"Type":"Map","ItemsPath":"$.items","End":true,"ItemProcessor":{"StartAt":"One","States":{
			"One":{"Type":"Task","Resource":"` + function + `quick","Next":"Two"},
			"Two":{"Type":"Task","Resource":"` + function + `held","End":true}}}}}}]},
	"Last":{"Type":"Task","Resource":"` + function + `quick","End":true}}}`

// killedChild is what killed starts.
const killedChild = `{"StartAt":"Kept","States":{"Kept":{"Type":"Task","Resource":"` + function + `held","End":true}}}`

func killMachines(f folder) (map[string]*asl.Machine, error) {
	var mux asl.Mux
	mux.Lambda("quick", f.quick)
	mux.Lambda("held", f.held)
	mux.Lambda("handOn", f.handOn)
	machines := map[string]*asl.Machine{}
	for arn, definition := range map[string]string{orderARN: killed, childARN: killedChild} {
		m, err := asl.MustParse(definition).With(asl.WithResolver(&mux))
		if err != nil {
			return nil, err
		}
		machines[arn] = m
	}
	return machines, nil
}

func killOptions() []temporal.Option {
	return []temporal.Option{temporal.WithHeartbeat(10 * time.Second)}
}

// held are the states whose tasks run when something is killed: how many there are.
var held = map[string]int{"Held": 1, "Kept": 1, "Two": 3}

// The worker, the server, or both are killed while tasks run, and started again: the result is
// right, and only what the worker was doing begins again.
func TestKill(t *testing.T) {
	for name, c := range map[string]struct {
		worker, server bool
		away           time.Duration // the server
	}{
		"the worker": {worker: true}, "the server": {server: true}, "both": {worker: true, server: true},
		"the server, for longer than the heartbeat": {server: true, away: 13 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			arn := r.start(`{"items": [1, 2, 3]}`)
			r.until("the tasks run", r.settled)
			if c.worker {
				r.worker.kill()
			}
			if c.server {
				r.server.kill()
				time.Sleep(c.away)
				r.serve()
			}
			if c.worker {
				r.work()
			}
			r.release(arn)
			if is := r.end(arn); is.Output.String() != `[{"items": [1, 2, 3]},"yes",{"items": [1, 2, 3]},{"items":[1,2,3]},[1,2,3]]` {
				t.Errorf("%s %s %v", is.Status, is.Output, is.Failure)
			}
			want := map[string]int{"First": 1, "Held": 1, "Ask": 1, "After": 1, "Kept": 1, "One": 3, "Two": 3, "Last": 1}
			for state, n := range held {
				if c.worker {
					want[state] += n
				}
			}
			if diff := cmp.Diff(want, r.begun()); diff != "" && c.away == 0 {
				t.Errorf("tasks that have begun, by their states:\n%s", diff)
			} else if c.away > 0 { // tasks may be taken for lost
				t.Log("tasks that have begun, by their states: ", r.begun())
			}
			if n := count(r.events(arn), history.TypeLambdaFunctionSucceeded); n != 10 {
				t.Errorf("the history has the ends of %d functions, want 10", n)
			}
		})
	}
}

// rig is a server and a worker in processes of their own.
type rig struct {
	*queue
	dir            folder
	port           int
	server, worker *process
}

func newRig(t *testing.T) *rig {
	t.Helper()
	ports, err := freePorts(1)
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{dir: folder(t.TempDir()), port: ports[0], queue: &queue{t: t}}
	t.Cleanup(func() { // after what has run was replayed
		r.server.kill()
		r.worker.kill()
	})
	r.serve()
	sdk, err := dial(address(r.port))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(sdk.Close)
	machines, err := killMachines(r.dir)
	if err != nil {
		t.Fatal(err)
	}
	r.queue = newQueue(t, sdk, killQueue, machines, killOptions()...)
	r.work()
	return r
}

func (r *rig) serve() {
	r.server = newProcess(r.t, os.Args[0], "server", r.dir.file("temporal.db"), strconv.Itoa(r.port))
}

func (r *rig) work() {
	r.worker = newProcess(r.t, os.Args[0], "worker", address(r.port), string(r.dir))
}

// begun returns how often tasks have begun, by their states.
func (r *rig) begun() map[string]int {
	by := map[string]int{}
	for line, n := range r.dir.lines() {
		state, _, _ := strings.Cut(line, " ")
		by[state] += n
	}
	return by
}

// settled reports whether all that runs side by side does.
func (r *rig) settled() bool {
	begun := r.begun()
	for state, n := range held {
		if begun[state] < n {
			return false
		}
	}
	return count(r.events(r.started[0]), history.TypeTaskSubmitted) == 2
}

// release lets the tasks end that last, and answers the one that waits.
func (r *rig) release(arn string) {
	r.t.Helper()
	if err := os.WriteFile(r.dir.file("go"), nil, 0o600); err != nil {
		r.t.Fatal(err)
	}
	token, err := os.ReadFile(r.dir.file("token"))
	if err != nil {
		r.t.Fatal(err)
	}
	r.until("the answer is taken", func() bool {
		err = r.SendTaskSuccess(r.t.Context(), string(token), []byte(`"yes"`))
		return err == nil
	})
}
