package server

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/goasl/goasl/sfnapi"
)

// watchEvery is how often the projects are compared with what the server has.
const watchEvery = 300 * time.Millisecond

// watcher keeps the machines and the functions of a server as the projects have them.
type watcher struct {
	*Server
	told   string          // the problem that was told last
	absent map[string]bool // ARNs of machines that were not there at the last look
}

// watch looks for changes until ctx ends. What is wrong is told once, and stays as it was.
func (s *Server) watch(ctx context.Context) {
	if !s.Watch {
		return
	}
	ticker := time.NewTicker(watchEvery)
	defer ticker.Stop()
	for w := (&watcher{Server: s}); ; {
		w.look(ctx)
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

func (w *watcher) look(ctx context.Context) {
	problem := ""
	if err := errors.Join(w.reloadFunctions(), w.reloadMachines(ctx)); err != nil {
		problem = err.Error()
	}
	if problem != w.told && problem != "" && ctx.Err() == nil {
		w.Tell("not reloaded: " + problem)
	}
	w.told = problem
}

// reloadFunctions lets calls from now on run the functions as they are now.
func (w *watcher) reloadFunctions() error {
	all, err := w.Functions()
	if err != nil {
		return nil // it is what is wrong with the machines, too
	}
	changed, err := w.Runtime.Update(all)
	if len(changed) > 0 {
		w.Tell("reloaded: the functions " + strings.Join(changed, ", "))
	}
	return err
}

// reloadMachines updates the machines that have changed, creates those that are new, and deletes
// those that are gone.
func (w *watcher) reloadMachines(ctx context.Context) error {
	all, err := w.Machines()
	if err != nil {
		return err
	}
	var problems []error
	var changed []Machine
	gone := w.machines.all()
	for _, m := range all {
		arn := w.ARN(m.Name)
		is, ok := gone[arn]
		delete(gone, arn)
		if ok && is.Definition == m.Definition && is.Type == m.Type {
			continue
		}
		if err := w.put(ctx, m); err != nil {
			problems = append(problems, err)
			continue
		}
		w.Tell("reloaded: " + m.Name + " from " + m.File)
		changed = append(changed, m)
	}
	w.tellMissing(changed...)
	return errors.Join(append(problems, w.remove(ctx, gone))...)
}

// remove deletes the machines that have been gone for two looks: editors and git take a file
// away for a moment before they write it anew.
func (w *watcher) remove(ctx context.Context, gone map[string]Machine) error {
	before := w.absent
	w.absent = map[string]bool{}
	for _, arn := range slices.Sorted(maps.Keys(gone)) {
		if !before[arn] {
			w.absent[arn] = true
			continue
		}
		if _, err := w.service.DeleteStateMachine(ctx, sfnapi.DeleteStateMachineInput{StateMachineARN: arn}); err != nil {
			return err
		}
		w.machines.remove(arn)
		w.Tell("deleted: " + gone[arn].Name + ", as " + gone[arn].File + " is gone")
	}
	return nil
}
