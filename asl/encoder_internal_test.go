package asl

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"sync"
	"testing"
)

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// TestMarshalIsThatOfJSON compares marshal with an encoder that nobody used
// before, in goroutines of which each must get texts of its own.
func TestMarshalIsThatOfJSON(t *testing.T) {
	values := []any{
		nil, 7, "<&>\n", "\n", []string{}, map[string]any{"b": "\u2028", "a": nil}, json.RawMessage(` {"x" : "<\n>"} `),
		json.RawMessage(`{`), struct{ B []any }{[]any{1}}, func() {}, math.Inf(1), 8, strings.Repeat("x", 100_000),
	}
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			got := make([][]byte, len(values))
			for i, v := range values {
				var buffer bytes.Buffer
				fresh := json.NewEncoder(&buffer)
				fresh.SetEscapeHTML(false)
				text, err := marshal(v)
				if wantErr := fresh.Encode(v); errorText(err) != errorText(wantErr) {
					t.Errorf("%T: error %v, want %v", v, err, wantErr)
				}
				got[i] = text
				defer func() {
					if want := strings.TrimSuffix(buffer.String(), "\n"); string(got[i]) != want {
						t.Errorf("%T: got %s, want %s", v, got[i], want)
					}
				}()
			}
		})
	}
	wait.Wait()
}

// panicky panics as it is encoded.
type panicky struct{}

func (*panicky) MarshalJSON() (text []byte, _ error) { panic("encoding") }

func TestMarshalSurvivesAPanic(t *testing.T) {
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic is lost")
			}
		}()
		_, _ = marshal(&panicky{})
	}()
	if text, err := marshal(7); string(text) != "7" || err != nil {
		t.Errorf("after a panic: %s, %v", text, err)
	}
}
