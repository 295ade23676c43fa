package kubernetes

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/aws/internal/polling"
	"github.com/goasl/goasl/internal/httphead"
	"github.com/goasl/goasl/jsonvalue"
)

// RunJob carries out eks:runJob. With .sync it waits for the end of the job on the clock of
// the execution; the job goes on if the task ends before.
func (c *Cluster) RunJob(ctx context.Context, p jsonvalue.Value, sync bool) (jsonvalue.Value, error) {
	namespace := p.Get("Namespace").Text()
	if namespace == "" {
		namespace = "default"
	}
	if namespace == "." || namespace == ".." { // a server may take them for steps of the path
		return jsonvalue.Value{}, refused("Namespace", "the name of a namespace")
	}
	jobs := "/apis/batch/v1/namespaces/" + url.PathEscape(namespace) + "/jobs"
	if !sync {
		return c.create(ctx, jobs, p.Get("Job"))
	}
	name, err := c.start(ctx, jobs, p.Get("Job"))
	if err != nil {
		return jsonvalue.Value{}, err
	}
	job, err := c.wait(ctx, jobs+"/"+url.PathEscape(name))
	if err != nil {
		return job, err
	}
	if options := p.Get("LogOptions"); options.Get("RetrieveLogs").IsTrue() {
		logs, err := c.logs(ctx, namespace, name, options)
		if err != nil {
			return logs, err
		}
		job = with(job, "logs", logs)
	}
	if !hasCondition(job, "Complete") {
		return jsonvalue.Value{}, asl.NewError(asl.ErrTaskFailed.Name, job.Compact().String())
	}
	return job, nil
}

// create creates a job, and returns the response.
func (c *Cluster) create(ctx context.Context, jobs string, job jsonvalue.Value) (jsonvalue.Value, error) {
	a, err := c.call(ctx, http.MethodPost, jobs, nil, job)
	if err != nil {
		return jsonvalue.Value{}, err
	}
	return a.result(), nil
}

// start creates the job that a task waits for, unless an earlier call of the task has, and returns
// its name.
func (c *Cluster) start(ctx context.Context, jobs string, job jsonvalue.Value) (name string, err error) {
	created, before := polling.Submitted(ctx)
	if !before {
		if created, err = c.create(ctx, jobs, job); err == nil {
			err = asl.Submit(ctx, created.JSON())
		}
		if err != nil {
			return "", err
		}
	}
	name = created.Get("ResponseBody").Get("metadata").Get("name").Text() // the cluster makes one of a generateName
	if name == "" {
		err = asl.NewError(asl.ErrTaskFailed.Name, "The answer of the cluster has no metadata.name, so that its job cannot be waited for.")
	}
	return name, err
}

// wait waits until a job has ended, and returns it.
func (c *Cluster) wait(ctx context.Context, path string) (job jsonvalue.Value, err error) {
	err = polling.Wait(ctx, func() (bool, error) {
		a, err := c.call(ctx, http.MethodGet, path, nil, jsonvalue.Value{})
		if err != nil {
			return false, err
		}
		job = a.body()
		return hasCondition(job, "Complete") || hasCondition(job, "Failed"), nil
	})
	return job, err
}

// hasCondition reports whether a job has a condition that is true.
func hasCondition(job jsonvalue.Value, kind string) bool {
	for _, c := range job.Get("status").Get("conditions").Elements() {
		if c.Get("type").Text() == kind && c.Get("status").Text() == "True" {
			return true
		}
	}
	return false
}

// logs returns the logs of the containers of a job's pods. What cannot be read is an error
// there. All of them together may be as long as one answer.
func (c *Cluster) logs(ctx context.Context, namespace, job string, options jsonvalue.Value) (jsonvalue.Value, error) {
	all := "/api/v1/namespaces/" + url.PathEscape(namespace) + "/pods"
	list, err := c.call(ctx, http.MethodGet, all, url.Values{"labelSelector": {"job-name=" + job}}, jsonvalue.Value{})
	if err != nil {
		return failure(err), ctx.Err()
	}
	var pods []jsonvalue.Member
	size := 0
	for _, pod := range list.body().Get("items").Elements() {
		name := pod.Get("metadata").Get("name").Text()
		var containers []jsonvalue.Member
		for _, container := range pod.Get("spec").Get("containers").Elements() {
			of := container.Get("name").Text()
			q := queryOf(options.Get("LogParameters"))
			q.Set("container", of)
			a, err := c.call(ctx, http.MethodGet, all+"/"+url.PathEscape(name)+"/log", q, jsonvalue.Value{})
			var log jsonvalue.Value
			switch {
			case ctx.Err() != nil:
				return log, ctx.Err()
			case err != nil:
				log = failure(err)
			default:
				log = object("log", logOf(string(a.text), options.Get("RawLogs").IsTrue()))
			}
			if size += log.Size(); size > httphead.MaxBody {
				return log, tooLarge()
			}
			containers = append(containers, jsonvalue.Member{Name: of, Value: log})
		}
		pods = append(pods, jsonvalue.Member{Name: name, Value: object("containers", jsonvalue.OfObject(containers))})
	}
	return object("pods", jsonvalue.OfObject(pods)), nil
}

// logOf returns a log. Step Functions: it is parsed if it is JSON, unless RawLogs is true.
func logOf(text string, raw bool) jsonvalue.Value {
	if v, err := jsonvalue.ParseString(strings.Clone(text)); err == nil && !raw {
		return v.Compact()
	}
	return jsonvalue.OfString(text)
}

// failure returns what stands in the place of a log.
func failure(err error) jsonvalue.Value {
	named, ok := err.(*asl.Error)
	if !ok {
		named = asl.NewError(asl.ErrTaskFailed.Name, err.Error())
	}
	return with(object("error", jsonvalue.OfString(named.Name)), "cause", jsonvalue.OfString(named.Cause))
}

func object(name string, v jsonvalue.Value) jsonvalue.Value {
	return jsonvalue.OfObject([]jsonvalue.Member{{Name: name, Value: v}})
}

// with returns an object with one more member.
func with(v jsonvalue.Value, name string, member jsonvalue.Value) jsonvalue.Value {
	members := []jsonvalue.Member{}
	for name, v := range v.Members() {
		members = append(members, jsonvalue.Member{Name: name, Value: v})
	}
	return jsonvalue.OfObject(append(members, jsonvalue.Member{Name: name, Value: member}))
}
