package cases

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/goasl/goasl/items"
	"github.com/goasl/goasl/state"
)

// Object is an object in a store.
type Object struct{ Bucket, Key, Body string }

// objectTitle reads the title of a section with an object.
func objectTitle(title string) (kind, name string, ok bool) {
	kind, name, ok = strings.Cut(title, "object ")
	kind = strings.TrimSuffix(kind, " ")
	return kind, name, ok && (kind == "" || kind == "quoted" || kind == "gzip")
}

// object reads a section with an object. Its lines end in line feeds, unless it is quoted.
func (c *Case) object(kind, name, text string) error {
	o := Object{Body: text + "\n"}
	var ok bool
	if o.Bucket, o.Key, ok = strings.Cut(name, "/"); !ok {
		return errors.New("the name of an object is BUCKET/KEY")
	}
	var err error
	switch kind {
	case "quoted":
		o.Body, err = strconv.Unquote(text)
	case "gzip":
		o.Body, err = compressed(o.Body)
	}
	c.Objects = append(c.Objects, o)
	return err
}

func compressed(text string) (string, error) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(text)); err != nil {
		return "", err
	}
	err := w.Close()
	return b.String(), err
}

// store returns an object store with the objects of the case.
func (c *Case) store() *items.Memory {
	m := items.NewMemory(c.Buckets...)
	m.Now = func() time.Time { return Start }
	for _, o := range c.Objects {
		m.Set(o.Bucket, o.Key, o.Body)
	}
	return m
}

// written returns what is in the buckets for results.
func (c *Case) written(store *items.Memory) (map[string]string, error) {
	const most = 1000 // a case has less
	all := map[string]string{}
	for _, bucket := range c.Buckets {
		found, _, err := store.List(context.Background(), bucket, "", "", most)
		if err != nil {
			return nil, err
		}
		for _, o := range found {
			body, _ := store.Get(bucket, o.Key)
			all[bucket+"/"+o.Key] = shown(o.Key, body)
		}
	}
	return all, nil
}

// shown returns a file with results without the line feed at its end, which files of JSON
// Lines have and others do not.
func shown(key, body string) string {
	if body == "" {
		return "EMPTY"
	}
	text, ends := strings.CutSuffix(body, "\n")
	if ends != strings.HasSuffix(key, ".jsonl") {
		return "WRONG END: " + strconv.Quote(body)
	}
	return text
}

// mapRunLines returns the counts of Map Runs as text.
func mapRunLines(runs []state.MapRun) string {
	var b strings.Builder
	for _, r := range runs {
		fmt.Fprintf(&b, "%s %s", r.State, r.Status)
		if r.MaxConcurrency != 0 {
			fmt.Fprintf(&b, " maxConcurrency=%d", r.MaxConcurrency)
		}
		if r.ToleratedFailureCount != 0 {
			fmt.Fprintf(&b, " toleratedFailureCount=%d", r.ToleratedFailureCount)
		}
		if r.ToleratedFailurePercentage != 0 {
			fmt.Fprintf(&b, " toleratedFailurePercentage=%g", r.ToleratedFailurePercentage)
		}
		if r.RedriveCount != 0 {
			fmt.Fprintf(&b, " redriveCount=%d", r.RedriveCount)
		}
		fmt.Fprintf(&b, " items:%s", counts(&r.Items))
		if r.Executions != r.Items {
			fmt.Fprintf(&b, " executions:%s", counts(&r.Executions))
		}
		b.WriteString("\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// counts returns the counts that are not 0.
func counts(c *state.MapRunCounts) string {
	var b strings.Builder
	for _, n := range []struct {
		name string
		n    int64
	}{
		{"pending", c.Pending}, {"running", c.Running}, {"succeeded", c.Succeeded}, {"failed", c.Failed},
		{"timedOut", c.TimedOut}, {"aborted", c.Aborted}, {"total", c.Total}, {"resultsWritten", c.ResultsWritten},
		{"failuresNotRedrivable", c.FailuresNotRedrivable}, {"pendingRedrive", c.PendingRedrive},
	} {
		if n.n != 0 {
			fmt.Fprintf(&b, " %s=%d", n.name, n.n)
		}
	}
	if b.Len() == 0 {
		return " none"
	}
	return b.String()
}
