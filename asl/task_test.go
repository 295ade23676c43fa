package asl_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
)

type order struct {
	SKU string `json:"sku"`
	Qty int    `json:"qty"`
}

type receipt struct {
	ID   string  `json:"id"`
	Note *string `json:"note"`
}

func ExampleFunc() {
	charge := asl.Func(func(ctx context.Context, o order) (receipt, error) {
		if o.Qty == 0 {
			return receipt{}, asl.Errorf("Order.Empty", "nothing of %s is ordered", o.SKU)
		}
		return receipt{ID: fmt.Sprintf("%s <%d>", o.SKU, o.Qty)}, nil
	})

	out, err := charge(context.Background(), json.RawMessage(`{"sku": "A-17", "qty": 2}`))
	fmt.Println(string(out), err)
	_, err = charge(context.Background(), json.RawMessage(`{"sku": "A-17"}`))
	fmt.Println(err)
	// Output:
	// {"id":"A-17 <2>","note":null} <nil>
	// Order.Empty: nothing of A-17 is ordered
}

// identity is a task that returns its decoded input.
func identity[T any]() asl.TaskFunc {
	return asl.Func(func(_ context.Context, in T) (T, error) { return in, nil })
}

// constant is a task that returns out for every input.
func constant[T any](out T) asl.TaskFunc {
	return asl.Func(func(context.Context, json.RawMessage) (T, error) { return out, nil })
}

func TestFuncConverts(t *testing.T) {
	tests := []struct {
		name        string
		task        asl.TaskFunc
		input, want string
	}{
		{"struct", identity[order](), `{"qty":3,"sku":"<&>"}`, `{"sku":"<&>","qty":3}`},
		{"any", identity[any](), `{"b": [1, null]}`, `{"b":[1,null]}`},
		{"raw text as it is", identity[json.RawMessage](), `{"b": 12345678901234567890, "a": 1.0}`, `{"b": 12345678901234567890, "a": 1.0}`},
		{"absent input", identity[json.RawMessage](), ``, `null`},
		{"nil map", constant[map[string]int](nil), `{}`, `null`},
		{"nil slice", constant[[]string](nil), `{}`, `null`},
		{"nil pointer", constant[*order](nil), `{}`, `null`},
		{"nil interface", constant[any](nil), `{}`, `null`},
		{"nil raw text", constant[json.RawMessage](nil), `{}`, `null`},
		{"number", constant(7), `{}`, `7`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := test.task(context.Background(), json.RawMessage(test.input))
			if err != nil || string(got) != test.want {
				t.Errorf("got %s, %v; want %s", got, err, test.want)
			}
		})
	}
}

func TestFuncSaysWhatDoesNotFit(t *testing.T) {
	long := strings.Repeat("7", 1000)
	tests := []struct {
		name   string
		task   asl.TaskFunc
		input  string
		target *asl.Error
		want   []string
	}{
		{"field of another type", identity[order](), `{"sku":"a","qty":"two"}`, asl.ErrInvalidInput, []string{`string in the field "qty", up to byte 22, does not fit the Go kind int`}},
		{"long number", identity[order](), `{"qty":` + long + `}`, asl.ErrInvalidInput, []string{`number 7777`, `"qty"`}},
		{"whole input", identity[order](), `[1]`, asl.ErrInvalidInput, []string{"array, up to byte 1, does not fit the Go kind struct", "Parameters or Arguments"}},
		{"method that quotes its input", identity[time.Time](), `"` + long + `"`, asl.ErrInvalidInput, []string{`parsing time`}},
		{"another one", identity[*big.Int](), `"` + long + `"`, asl.ErrInvalidInput, []string{`math/big`}},
		{"no JSON", identity[order](), `{`, asl.ErrInvalidInput, []string{"unexpected end"}},
		{"output that is no JSON", constant(math.NaN()), `{}`, asl.ErrInvalidOutput, []string{"cannot be encoded", "unsupported value"}},
		{"output type that is no JSON", constant(make(chan int)), `{}`, asl.ErrInvalidOutput, []string{"unsupported type"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			out, err := test.task(context.Background(), json.RawMessage(test.input))
			if out != nil || !errors.Is(err, test.target) {
				t.Fatalf("got %s, %v; want %s", out, err, test.target.Name)
			}
			for _, want := range test.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q does not say %q", err, want)
				}
			}
			if strings.Contains(err.Error(), long[:31]) {
				t.Errorf("%q holds more than 30 bytes of the value", err)
			}
			if errors.Unwrap(err) == nil {
				t.Error("the error of encoding/json is lost")
			}
		})
	}
}

func TestFuncReturnsErrorsAsTheyAre(t *testing.T) {
	broken := errors.New("broken")
	task := asl.Func(func(context.Context, order) (order, error) { return order{Qty: 1}, broken })
	if out, err := task(context.Background(), json.RawMessage(`{}`)); out != nil || err != broken {
		t.Errorf("got %s, %v; want no output and the error of the function", out, err)
	}
}

func TestFuncKeepsTheOutputOfAPendingTask(t *testing.T) {
	task := asl.Func(func(context.Context, order) (order, error) { return order{Qty: 1}, asl.ErrPending })
	out, err := task(context.Background(), json.RawMessage(`{}`))
	if want := `{"sku":"","qty":1}`; string(out) != want || !errors.Is(err, asl.ErrPending) {
		t.Errorf("got %s, %v; want %s and ErrPending", out, err, want)
	}
}

func TestFuncOfNilPanics(t *testing.T) {
	defer func() {
		if r := recover(); r != "asl: Func needs a function, got nil" {
			t.Errorf("recovered %v", r)
		}
	}()
	asl.Func[int, int](nil)
}

func BenchmarkFunc(b *testing.B) {
	for _, bench := range []struct {
		name string
		task asl.TaskFunc
	}{
		{"struct", identity[order]()},
		{"raw", identity[json.RawMessage]()},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			input := json.RawMessage(`{"sku":"A-17","qty":2}`)
			for b.Loop() {
				if _, err := bench.task(context.Background(), input); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestAllocationsOfAFunc counts, for a small struct, what decoding takes, the
// output, an encoder and its text.
func TestAllocationsOfAFunc(t *testing.T) {
	task := identity[order]()
	input := json.RawMessage(`{"sku":"A-17","qty":2}`)
	fewest := math.Inf(1) // a pool of encoding/json may be emptied at any time
	for range 100 {
		fewest = min(fewest, testing.AllocsPerRun(1, func() {
			if _, err := task(context.Background(), input); err != nil {
				t.Fatal(err)
			}
		}))
	}
	if fewest > 9 {
		t.Errorf("%.0f allocations, at most 9 are expected", fewest)
	}
}
