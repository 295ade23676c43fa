package state

import (
	"math"
	"time"

	"github.com/goasl/goasl/jsonvalue"
)

// Recovery has the fields Retry and Catch of a Task, Parallel or Map state.
type Recovery struct {
	Retry []*Retrier
	Catch []*Catcher
}

// Retrier is one element of Retry, with defaults in the place of absent fields.
type Retrier struct {
	ErrorEquals []string
	Interval    time.Duration // before the first retry
	MaxAttempts int64         // the most retries; may be 0
	BackoffRate float64       // factor of the interval from one retry to the next
	MaxDelay    time.Duration // the longest interval, 0 if absent
	FullJitter  bool          // JitterStrategy is FULL: a random part of the interval
}

// Catcher is one element of Catch.
type Catcher struct {
	ErrorEquals []string
	Next        string
	index       int // in Catch
	result      resultPath
	exitFields
}

// The defaults of Retry, and AWS's limits.
const (
	defaultAttempts = 3
	maxAttempts     = 99_999_999
	maxDelay        = 31_622_400 // seconds
)

func (o *object) recovery() Recovery {
	var rec Recovery
	o.objects("Retry", func(o *object) { rec.Retry = append(rec.Retry, o.retrier()) })
	o.objects("Catch", func(o *object) { rec.Catch = append(rec.Catch, o.catcher(len(rec.Catch))) })
	o.allErrorsLast("Retry")
	o.allErrorsLast("Catch")
	return rec
}

// allErrorsLast reports States.ALL beside other names, and in a retrier or catcher that is
// not the last one.
func (o *object) allErrorsLast(field string) {
	list, _ := o.peek(field)
	for i, each := range list.All() {
		names, hasAll := each.Get("ErrorEquals"), false
		for _, name := range names.All() {
			hasAll = hasAll || name.Text() == errAll
		}
		if hasAll && (names.Len() > 1 || i < list.Len()-1) {
			o.p.report(names.Pos, codeSchema, o.at(field+"["+itoa(i)+"]/ErrorEquals"), "%s must appear alone and at end of list", errAll)
		}
	}
}

func (o *object) retrier() *Retrier {
	o.require("ErrorEquals")
	return &Retrier{
		ErrorEquals: o.errorEquals(),
		Interval:    seconds(o.integer("IntervalSeconds", 0, maxSeconds, 1)),
		MaxAttempts: o.integer("MaxAttempts", 0, maxAttempts, defaultAttempts),
		BackoffRate: o.number("BackoffRate", 1, math.MaxFloat64, 2),
		MaxDelay:    seconds(o.integer("MaxDelaySeconds", 1, maxDelay, 0)),
		FullJitter:  o.enum("JitterStrategy", "NONE", "FULL") == "FULL",
	}
}

func (o *object) catcher(index int) *Catcher {
	o.require("ErrorEquals", "Next")
	return &Catcher{
		ErrorEquals: o.errorEquals(),
		Next:        o.next("Next"),
		index:       index,
		result:      o.resultPath(),
		exitFields:  o.exitFields(),
	}
}

func (o *object) errorEquals() []string {
	names := o.strings("ErrorEquals")
	o.notEmpty("ErrorEquals")
	return names
}

func seconds(n int64) time.Duration { return time.Duration(n) * time.Second }

// retry finds the retrier for a fault and counts the attempt. Each retrier counts its
// own attempts, from each entry into the state on. ok is false if no retrier takes the
// fault, or if its attempts are used up.
func (rec *Recovery) retry(r *Run, f *frame, why *fault) (delay time.Duration, ok bool) {
	for i, t := range rec.Retry {
		if !why.matches(t.ErrorEquals) {
			continue
		}
		if in := r.inspection; in != nil { // also if its attempts are used up
			set(&in.RetryIndex, i)
		}
		retried := make([]int64, len(rec.Retry)) // a new slice: see undo
		copy(retried, f.retried)
		if f.retried = retried; retried[i] >= t.MaxAttempts {
			return 0, false
		}
		retried[i]++
		f.attempt++
		r.trace(f, ByRetrier, i, f.state.Name(), f.prev)
		return t.delay(retried[i], &r.random), true
	}
	return 0, false
}

// delay returns the time before the n-th retry. The first one is 1.
func (t *Retrier) delay(n int64, random *random) time.Duration {
	d := float64(t.Interval) * math.Pow(t.BackoffRate, float64(n-1))
	limit := float64(seconds(maxDelay))
	if t.MaxDelay > 0 {
		limit = float64(t.MaxDelay)
	}
	d = min(d, limit)
	if t.FullJitter {
		d *= random.float64()
	}
	return time.Duration(d)
}

func (rec *Recovery) catcher(r *Run, why *fault) *Catcher {
	for i, c := range rec.Catch {
		if why.matches(c.ErrorEquals) {
			if in := r.inspection; in != nil {
				set(&in.CatchIndex, i)
			}
			return c
		}
	}
	return nil
}

// output returns the error as data, {"Error": …, "Cause": …}.
// Step Functions: absent ones are null, but the Cause of a timeout is empty.
func (f *fault) output() jsonvalue.Value {
	cause := textOrNull(f.Cause)
	if f.Cause == nil && f.Name() == errTimeout {
		cause = jsonvalue.OfString("")
	}
	return jsonvalue.OfObject([]jsonvalue.Member{
		{Name: "Error", Value: textOrNull(f.Failure.Error)},
		{Name: "Cause", Value: cause},
	})
}

// textOrNull returns a text, null if it is absent.
func textOrNull(s *string) jsonvalue.Value {
	if s == nil {
		return jsonvalue.NullValue
	}
	return jsonvalue.OfString(*s)
}
