package asl

import (
	"reflect"
	"testing"

	"github.com/goasl/goasl/state"
)

// TestLimitsReachTheRun: each limit of package state is one here, and is handed on.
func TestLimitsReachTheRun(t *testing.T) {
	var limits Limits
	given := reflect.ValueOf(&limits).Elem()
	for i := range given.NumField() {
		given.Field(i).SetInt(int64(i + 1))
	}
	handed := reflect.ValueOf(limits.ofRun())
	for i := range handed.NumField() {
		name := handed.Type().Field(i).Name
		if want := given.FieldByName(name); !want.IsValid() || handed.Field(i).Int() != want.Int() {
			t.Errorf("%s is %v, want %v", name, handed.Field(i), want)
		}
	}
	if got := Unlimited().ofRun(); got != state.Unlimited {
		t.Errorf("without limits the Run has %+v, want %+v", got, state.Unlimited)
	}
}
