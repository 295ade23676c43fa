package asl

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// texts are read one after the other, so that what one leaves behind would spoil
// the next.
var texts = []string{
	`{"a":1,"b":["x",null,{"c":"<&>"}]}`, ` {"a" : 1} `, "7", "\t-1.5e3\r\n", `"é\u00e9"`, `null`, `true`, `[]`,
	``, ` `, `{`, `{"a":1}}`, `{"a":1} {"a":2}`, `1 2`, `[1,`, `nul`, `tru`, `"open`, "\x00", "\ufeff1", `{"a":"` + "\xff" + `"}`,
	`{"a":"not a number"}`, `{"a":1e999}`, `{"raw":{ "x" : 1 }}`, `{"a":1,"a":2}`, `{"A":3}`, "\"\n", "7 \n8",
	strings.Repeat("[", 20_000), `{"s":"` + strings.Repeat("x", maxKept) + `"}`, strings.Repeat(" ", 2*maxKept) + `{"a":1}`,
}

type target struct {
	A   int
	S   string
	B   []any
	Raw json.RawMessage
}

// sameAsJSON compares unmarshal with that of encoding/json.
func sameAsJSON(t *testing.T, text string) {
	t.Helper()
	for _, of := range []func() any{
		func() any { return new(any) }, func() any { return new(target) }, func() any { return new(int) }, func() any { return new(*target) },
		func() any { return new(map[string]int) }, func() any { return new([]string) }, func() any { return new(json.Number) },
	} {
		got, want := of(), of()
		gotErr, wantErr := unmarshal([]byte(text), got), json.Unmarshal([]byte(text), want)
		if diff := cmp.Diff(errorText(wantErr), errorText(gotErr)); diff != "" {
			t.Errorf("%.40q into %T: error (-json +got):\n%s", text, got, diff)
		}
		if diff := cmp.Diff(want, got); wantErr == nil && diff != "" {
			t.Errorf("%.40q into %T (-json +got):\n%s", text, got, diff)
		}
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestUnmarshalIsThatOfJSON(t *testing.T) {
	for range 3 {
		for _, text := range texts {
			sameAsJSON(t, text)
		}
	}
}

func FuzzUnmarshal(f *testing.F) {
	for _, text := range texts {
		if len(text) < 1_000 { // the others are slow
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		sameAsJSON(t, text)
		sameAsJSON(t, `{"a":1}`)
	})
}

// TestMarshalIsThatOfJSON compares marshal with an encoder that nobody used
// before, in goroutines of which each must get texts of its own.
func TestMarshalIsThatOfJSON(t *testing.T) {
	values := []any{
		nil, 7, "<&>\n", "\n", []string{}, map[string]any{"b": "\u2028", "a": nil}, json.RawMessage(` {"x" : "<\n>"} `),
		json.RawMessage(`{`), &target{B: []any{1}}, func() {}, math.Inf(1), 8, strings.Repeat("x", 100_000),
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

// panicky panics as it is decoded and as it is encoded.
type panicky struct{}

func (*panicky) UnmarshalJSON([]byte) error          { panic("decoding") }
func (*panicky) MarshalJSON() (text []byte, _ error) { panic("encoding") }

func TestCodecsSurviveAPanic(t *testing.T) {
	for _, f := range []func(){
		func() { _ = unmarshal([]byte(`{"a":1}`), &panicky{}) },
		func() { _, _ = marshal(&panicky{}) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Error("the panic is lost")
				}
			}()
			f()
		}()
		sameAsJSON(t, `{"a":1}`)
		if text, err := marshal(7); string(text) != "7" || err != nil {
			t.Errorf("after a panic: %s, %v", text, err)
		}
	}
}
