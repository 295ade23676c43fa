package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"regexp"
	"sync"

	"github.com/goasl/goasl/internal/awsclient"
	"github.com/goasl/goasl/internal/conformance/captures"
	"github.com/goasl/goasl/internal/conformance/cases"
)

// wireJob is a recording that is sent through the wire.
type wireJob struct {
	group, id string
	check     func(awsclient.Client) *failure
	skipped   string // why it is not played, "" if it is
}

// runWire sends what was recorded of the API to a server, with boto3.
func runWire(args []string, out, diagnostics io.Writer) int {
	flags := flag.NewFlagSet("wire", flag.ContinueOnError)
	clients := flags.Int("clients", 6, "how many clients send at once")
	return runFiles(flags, args, out, diagnostics, func(paths []string, id *regexp.Regexp) (report, error) {
		jobs, err := wireJobs(paths, id)
		if err != nil {
			return nil, err
		}
		return doWireJobs(jobs, max(1, *clients))
	})
}

// wireJobs returns the captures and the cases below some paths whose id matches, as far as
// they concern the API.
func wireJobs(paths []string, id *regexp.Regexp) (jobs []wireJob, err error) {
	for _, path := range paths {
		all, err := captures.Load(path)
		if err != nil {
			return nil, err
		}
		for _, c := range all {
			jobs = append(jobs, wireJob{"captures: " + c.Kind, c.ID, func(client awsclient.Client) *failure { return wireCapture(c, client) }, unwiredCaptures[c.ID]})
		}
		if len(all) > 0 {
			continue
		}
		folders, err := cases.Load(path)
		if err != nil {
			return nil, err
		}
		for _, f := range folders {
			for _, c := range f.Cases {
				if check := wireCheck(c); check != nil {
					jobs = append(jobs, wireJob{"cases: " + c.Kind, c.ID, func(client awsclient.Client) *failure { return check(c, client) }, unwiredCases[c.ID]})
				}
			}
		}
	}
	var selected []wireJob
	for _, j := range jobs {
		if id.MatchString(j.id) {
			selected = append(selected, j)
		}
	}
	return selected, nil
}

// doWireJobs checks recordings with several clients at once: most of the time they wait.
func doWireJobs(jobs []wireJob, clients int) (report, error) {
	results := make([]result, len(jobs))
	next := make(chan int)
	problems := make([]error, clients)
	var wg sync.WaitGroup
	for i := range clients {
		wg.Go(func() {
			client, err := awsclient.Boto3()
			for j := range next {
				results[j] = result{id: jobs[j].id, skipped: jobs[j].skipped}
				if err == nil && results[j].skipped == "" {
					results[j].failure = jobs[j].check(client)
				}
			}
			if err == nil {
				err = client.Close()
			}
			problems[i] = err
		})
	}
	for j := range jobs {
		next <- j
	}
	close(next)
	wg.Wait()
	if err := errors.Join(problems...); err != nil {
		return nil, fmt.Errorf("boto3: %w", err)
	}
	var r report
	groups := map[string]int{}
	for j, job := range jobs {
		r = r.add(groups, job.group, results[j])
	}
	return r, nil
}
