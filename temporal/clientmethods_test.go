package temporal_test

import (
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/temporal"
)

// The methods of a client are those of durable.Client. What it lacks is what docs/temporal.md
// says.
func TestMethods(t *testing.T) {
	of, ours := reflect.TypeFor[durable.Client](), reflect.ValueOf((*temporal.Client)(nil))
	var missing []string
	for i := range of.NumMethod() {
		want := of.Method(i)
		if got := ours.MethodByName(want.Name); !got.IsValid() {
			missing = append(missing, want.Name)
		} else if got.Type() != want.Type {
			t.Errorf("%s is %v, want %v", want.Name, got.Type(), want.Type)
		}
	}
	want := []string{"MapRun", "MapRuns", "UpdateMapRun"}
	if diff := cmp.Diff(want, missing); diff != "" {
		t.Error(diff)
	}
}
