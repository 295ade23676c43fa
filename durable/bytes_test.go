package durable_test

import (
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
)

// TestBytesOfATask: what is saved for the task of an iteration does not grow with the Map.
func TestBytesOfATask(t *testing.T) {
	each := map[int]int64{}
	for _, n := range []int{250, 4_000} {
		synctest.Test(t, func(t *testing.T) {
			var saved atomic.Int64
			m := machine(t, `{"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "ResultPath": null, "ItemProcessor": {"StartAt": "T", "States": {
				"T": {"Type": "Task", "Resource": "t", "End": true}}}}}}`, asl.WithTask("T", echo), asl.WithLimits(asl.Unlimited()))
			s := serve(t, durable.Memory(), map[string]*asl.Machine{"m": m}, durable.WithMetrics(durable.Metrics{
				Committed: func(_, bytes int, _ time.Duration) { saved.Add(int64(bytes)) },
			}))
			input := "[" + strings.Repeat(`{"a":"some item of a Map, with text"},`, n-1) + "1]"
			s.ends(time.Minute, s.begin("m", "one", input), asl.Succeeded, input)
			each[n] = saved.Load() / int64(n)
		})
	}
	if each[4_000]*2 > each[250]*3 {
		t.Errorf("of 250 iterations each saves %d bytes, of 4,000 each %d", each[250], each[4_000])
	}
	t.Log(each)
}
