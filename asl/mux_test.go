package asl_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/goasl/goasl/asl"
)

func ExampleMux() {
	answer := func(text string) asl.TaskFunc {
		return func(context.Context, json.RawMessage) (json.RawMessage, error) {
			return json.RawMessage(strconv.Quote(text)), nil
		}
	}
	var mux asl.Mux
	mux.Lambda("orders", answer("orders"))
	mux.Handle("arn:aws:states:::sqs:sendMessage", answer("a queue"))
	mux.Handle("arn:aws:states:::aws-sdk:{service}:{action}", answer("the SDK"))

	for _, resource := range []string{
		"arn:aws:lambda:eu-west-1:123456789012:function:orders:live",
		"arn:aws:states:::sqs:sendMessage.waitForTaskToken",
		"arn:aws:states:::aws-sdk:s3:getObject",
		"arn:aws:states:::sns:publish",
	} {
		task, err := mux.ResolveTask(resource)
		if err != nil {
			fmt.Println(err)
			continue
		}
		out, _ := task(context.Background(), nil)
		fmt.Println(string(out))
	}
	// Output:
	// "orders"
	// "a queue"
	// "the SDK"
	// no task for the resource "arn:aws:states:::sns:publish": register one with Mux.Handle or Mux.Lambda
}

// named is a task that returns its name.
func named(name string) asl.TaskFunc {
	return func(context.Context, json.RawMessage) (json.RawMessage, error) { return json.RawMessage(name), nil }
}

// resolve returns the name of the task for a resource, "" if there is none.
func resolve(t *testing.T, r asl.TaskResolver, resource string) string {
	t.Helper()
	task, err := r.ResolveTask(resource)
	if err != nil {
		if !errors.Is(err, asl.ErrNoTask) {
			t.Errorf("%s: %v, want ErrNoTask", resource, err)
		}
		return ""
	}
	name, err := task(context.Background(), nil)
	if err != nil {
		t.Errorf("%s: %v", resource, err)
	}
	return string(name)
}

func TestMuxMatches(t *testing.T) {
	tests := []struct {
		pattern, resource string
		want              bool
	}{
		{"a:b", "a:b", true},
		{"a:b", "a", false},
		{"a:b", "a:b:c", false},
		{"a:b", "A:b", false},
		{"a:*:c", "a:b:c", true},
		{"a:*:c", "a::c", true},
		{"a:*:c", "a:b:b:c", false},
		{"a:{x}:c", "a:b:c", true},
		{"a:{x}", "a:b", true},
		{"a:{x}", "a:b:c", false},
		{"a:{x}", "a:", true},
		{"a:*", "a", false},
		{"a:*", "a:", true},
		{"a:*", "a:b", true},
		{"a:*", "a:b:c", true},
		{"*", "", true},
		{"*", "a:b:c", true},
		{"*:b", "a:b", true},
		{"*:b", "a:a:b", false},
		{"arn:aws:states:::ecs:runTask", "arn:aws:states:::ecs:runTask", true},
		{"arn:aws:states:::ecs:runTask", "arn:aws:states:::ecs:runTask.sync", true},
		{"arn:aws:states:::states:startExecution", "arn:aws:states:::states:startExecution.sync:2", true},
		{"arn:aws:states:::ecs:runTask", "arn:aws:states:::ecs:runTask.waitForTaskToken", true},
		{"arn:aws:states:::ecs:runTask", "arn:aws:states:::ecs:runTask.async", false},
		{"arn:aws:states:::ecs:runTask", "arn:aws:states:::ecs:runTask.sync:3", false},
		{"${OrdersFunction}", "${OrdersFunction}", true},
		{"arn:aws:lambda:${AWS::Region}:*:function:orders", "arn:aws:lambda:${AWS::Region}:1:function:orders", true},
	}
	for _, test := range tests {
		t.Run(test.pattern+" "+test.resource, func(t *testing.T) {
			var mux asl.Mux
			mux.Handle(test.pattern, named("yes"))
			if got := resolve(t, &mux, test.resource) == "yes"; got != test.want {
				t.Errorf("%s matches %s: %v", test.pattern, test.resource, got)
			}
		})
	}
}

func TestMuxMostSpecificWins(t *testing.T) {
	// Each pattern is more specific than the ones below it.
	order := []string{
		"a:b:c", "a:b:{x}", "a:b:*", "a:*:c", "a:*:{x}", "a:*:*", "a:*",
		"*:b:c", "*:*:c", "*:{x}:*", "*",
	}
	resources := map[string]string{
		"a:b:c": "a:b:c", "a:b:z": "a:b:{x}", "a:b:z:z": "a:b:*", "a:z:c": "a:*:c", "a:z:z": "a:*:{x}", "a:z:z:z": "a:*:*", "a:b": "a:*", "a:z": "a:*",
		"z:b:c": "*:b:c", "z:z:c": "*:*:c", "z:b:z": "*:{x}:*", "z:z": "*", "a": "*", "": "*",
	}
	for shift := range order {
		var mux asl.Mux
		for i := range order {
			pattern := order[(i*3+shift)%len(order)]
			mux.Handle(pattern, named(pattern))
		}
		for resource, want := range resources {
			if got := resolve(t, &mux, resource); got != want {
				t.Errorf("registered from %d: %q resolves to %q, want %q", shift, resource, got, want)
			}
		}
	}
}

func TestMuxLambda(t *testing.T) {
	var mux asl.Mux
	mux.Lambda("orders", named("orders"))
	mux.Lambda("stock", named("stock"))
	mux.Handle("arn:*:lambda:*:*:function:*", named("any"))
	mux.Handle("arn:aws:lambda:us-east-1:123456789012:function:orders:7", named("version 7"))
	for resource, want := range map[string]string{
		"orders":                            "orders",
		"orders:live":                       "orders",
		"orders:12":                         "orders",
		"stock":                             "stock",
		"123456789012:function:orders":      "orders",
		"123456789012:function:orders:live": "orders",
		"arn:aws:lambda:us-east-1:123456789012:function:orders":         "orders",
		"arn:aws-cn:lambda:cn-north-1:000000000000:function:orders":     "orders",
		"arn:aws-us-gov:lambda:us-gov-west-1:1:function:orders:$LATEST": "orders",
		"arn:aws:lambda:us-east-1:123456789012:function:orders:7":       "version 7",
		"arn:aws:lambda:us-east-1:123456789012:function:orders:8":       "orders",
		"arn:aws:lambda:us-east-1:123456789012:function:stock":          "stock",
		"arn:aws:lambda:us-east-1:123456789012:function:others":         "any",
		"others":                              "",
		"123456789012:layer:orders":           "",
		"orders:a:b":                          "",
		"arn:aws:states:::lambda:invoke":      "",
		"arn:aws:states:us-east-1:1:activity": "",
	} {
		if got := resolve(t, &mux, resource); got != want {
			t.Errorf("%s resolves to %q, want %q", resource, got, want)
		}
	}
}

// resolverFunc is a resolver that is a function.
type resolverFunc func(string) (asl.TaskFunc, error)

func (f resolverFunc) ResolveTask(resource string) (asl.TaskFunc, error) { return f(resource) }

func TestMuxHandleResolver(t *testing.T) {
	broken := errors.New("broken")
	var mux, inner asl.Mux
	inner.Handle("x:y:z", named("inner"))
	mux.Handle("*", named("fallback"))
	mux.HandleResolver("x:*", &inner)
	mux.HandleResolver("echo:*", resolverFunc(func(resource string) (asl.TaskFunc, error) { return named(resource), nil }))
	mux.HandleResolver("broken", resolverFunc(func(string) (asl.TaskFunc, error) { return named("ignored"), broken }))
	mux.HandleResolver("silent", resolverFunc(func(string) (asl.TaskFunc, error) { return nil, nil }))

	if got, want := resolve(t, &mux, "echo:a.sync:2"), "echo:a.sync:2"; got != want {
		t.Errorf("a resolver got %q, want the resource as written: %q", got, want)
	}
	if got := resolve(t, &mux, "x:y:z.sync"); got != "inner" {
		t.Errorf("a Mux inside resolves to %q, want %q", got, "inner")
	}
	for _, resource := range []string{"x:z", "silent"} {
		if got := resolve(t, &mux, resource); got != "" {
			t.Errorf("%s resolves to %q, want no task and no other pattern tried", resource, got)
		}
	}
	if task, err := mux.ResolveTask("broken"); task != nil || err != broken {
		t.Errorf("got task %v, error %v; want the resolver's error as it is", task != nil, err)
	}
}

func TestMuxUnknownResource(t *testing.T) {
	var mux asl.Mux
	task, err := mux.ResolveTask(strings.Repeat("é", 1000))
	if task != nil || !errors.Is(err, asl.ErrNoTask) {
		t.Fatalf("got task %v, error %v", task != nil, err)
	}
	if got := strings.Count(err.Error(), "é"); got != 256 {
		t.Errorf("the message holds %d characters of the resource, want 256", got)
	}
}

func TestMuxPanics(t *testing.T) {
	f := named("f")
	tests := []struct {
		name     string
		register func(*asl.Mux)
		want     []string
	}{
		{"nil function", func(m *asl.Mux) { m.Handle("a", nil) }, []string{`Mux.Handle("a")`, "TaskFunc is nil"}},
		{"nil Lambda", func(m *asl.Mux) { m.Lambda("a", nil) }, []string{`Mux.Lambda("a")`, "TaskFunc is nil"}},
		{"nil resolver", func(m *asl.Mux) { m.HandleResolver("a", nil) }, []string{`Mux.HandleResolver("a")`, "TaskResolver is nil"}},
		{"itself", func(m *asl.Mux) { m.HandleResolver("a", m) }, []string{"its own resolver"}},
		{"empty pattern", func(m *asl.Mux) { m.Handle("", f) }, []string{"empty"}},
		{"star inside", func(m *asl.Mux) { m.Handle("a:b*:c", f) }, []string{`"b*"`, "whole segment"}},
		{"two stars", func(m *asl.Mux) { m.Handle("a:**", f) }, []string{`"**"`}},
		{"capture inside", func(m *asl.Mux) { m.Handle("a:b{x}", f) }, []string{`"b{x}"`, "whole segment"}},
		{"capture and more", func(m *asl.Mux) { m.Handle("a:{x}b", f) }, []string{`"{x}b"`}},
		{"open capture", func(m *asl.Mux) { m.Handle("a:{x", f) }, []string{`"{x"`}},
		{"capture that is not opened", func(m *asl.Mux) { m.Handle("a:x}", f) }, []string{"counterpart"}},
		{"nameless capture", func(m *asl.Mux) { m.Handle("a:{}", f) }, []string{`"{}"`}},
		{"capture with a bad name", func(m *asl.Mux) { m.Handle("a:{x-y}", f) }, []string{`"{x-y}"`, "letters"}},
		{"duplicate capture", func(m *asl.Mux) { m.Handle("{x}:a:{x}", f) }, []string{`capture "x"`, "unique"}},
		{"integration suffix", func(m *asl.Mux) { m.Handle("a:b.sync:2", f) }, []string{`leave out ".sync:2"`}},
		{"Lambda without name", func(m *asl.Mux) { m.Lambda("", f) }, []string{"bare"}},
		{"Lambda by ARN", func(m *asl.Mux) { m.Lambda("arn:aws:lambda:us-east-1:1:function:a", f) }, []string{"without ARN"}},
		{"Lambda with capture", func(m *asl.Mux) { m.Lambda("{x}", f) }, []string{"wildcard"}},
		{"same literal", func(m *asl.Mux) { m.Handle("a", f); m.Handle("a", f) }, []string{`conflicts with Mux.Handle("a")`}},
		{"same shape", func(m *asl.Mux) { m.Handle("a:{x}:b", f); m.Handle("a:*:b", f) }, []string{`Mux.Handle("a:*:b")`, `conflicts with Mux.Handle("a:{x}:b")`}},
		{"open ends", func(m *asl.Mux) { m.Handle("a:*", f); m.HandleResolver("a:*", &asl.Mux{}) }, []string{"conflicts"}},
		{"Lambda twice", func(m *asl.Mux) { m.Lambda("a", f); m.Lambda("a", f) }, []string{`Mux.Lambda("a")`, "conflicts"}},
		{"one form of a Lambda", func(m *asl.Mux) { m.Handle("*:function:a", f); m.Lambda("a", f) }, []string{`Mux.Lambda("a")`, `conflicts with Mux.Handle("*:function:a")`}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			defer func() {
				message, _ := recover().(string)
				for _, want := range append(test.want, "mux_test.go:") {
					if !strings.Contains(message, want) {
						t.Errorf("panic %q does not say %q", message, want)
					}
				}
				if places := strings.Count(message, "mux_test.go:"); strings.Contains(message, "conflicts") && places != 2 {
					t.Errorf("panic %q names %d places, want both", message, places)
				}
			}()
			test.register(new(asl.Mux))
		})
	}
}

func TestMuxRegistersAllFormsOrNone(t *testing.T) {
	var mux asl.Mux
	mux.Handle("*:function:orders", named("handled"))
	func() {
		defer func() {
			if recover() == nil {
				t.Error("no conflict")
			}
		}()
		mux.Lambda("orders", named("lambda"))
	}()
	if got := resolve(t, &mux, "orders"); got != "" {
		t.Errorf("after a conflict the bare name resolves to %q", got)
	}
}

func TestMuxConcurrently(t *testing.T) {
	var mux asl.Mux
	var wait sync.WaitGroup
	for i := range 8 {
		wait.Go(func() {
			for j := range 50 {
				name := fmt.Sprintf("f%d-%d", i, j)
				mux.Lambda(name, named(name))
				if got := resolve(t, &mux, "arn:aws:lambda:us-east-1:1:function:"+name); got != name {
					t.Errorf("%s resolves to %q", name, got)
				}
			}
		})
	}
	wait.Wait()
}

// matches is the definition of a match, written without regard to speed.
func matches(pattern, resource string) bool {
	p, r := strings.Split(pattern, ":"), strings.Split(resource, ":")
	for i, segment := range p {
		last := i == len(p)-1
		switch {
		case i >= len(r):
			return false
		case segment == "*" && last:
			return true
		case segment == "*" || strings.HasPrefix(segment, "{") || segment == r[i]:
		default:
			return false
		}
	}
	return len(p) == len(r)
}

// registered adds a pattern and reports whether it is well-formed and does not
// conflict. What it panics with must be a text.
func registered(mux *asl.Mux, pattern string) (ok bool) {
	defer func() {
		if r := recover(); r != nil {
			_ = r.(string)
			ok = false
		}
	}()
	mux.Handle(pattern, named(pattern))
	return true
}

func FuzzMux(f *testing.F) {
	for _, seed := range [][3]string{
		{"a:b", "a:*", "a:b"},
		{"a:{x}:c", "*:b:c", "a:b:c"},
		{"arn:aws:states:::aws-sdk:{service}:{action}", "arn:aws:states:::*", "arn:aws:states:::aws-sdk:s3:getObject"},
		{"::::", "*:*:*:*:*", ":::::"},
		{"${Fn}", "{x", "${Fn}.sync"},
	} {
		f.Add(seed[0], seed[1], seed[2])
	}
	f.Fuzz(func(t *testing.T, first, second, resource string) {
		var mux asl.Mux
		var patterns []string
		for _, pattern := range []string{first, second} {
			if registered(&mux, pattern) {
				patterns = append(patterns, pattern)
			}
		}
		for _, pattern := range patterns {
			if literal := !strings.Contains(pattern, "*") && !strings.Contains(strings.ReplaceAll(pattern, "${", ""), "{"); literal {
				if got := resolve(t, &mux, pattern); got != pattern {
					t.Errorf("the literal %q resolves to %q", pattern, got)
				}
			}
		}
		for _, suffix := range []string{".sync:2", ".sync", ".waitForTaskToken"} {
			if strings.HasSuffix(resource, suffix) {
				return
			}
		}
		found := resolve(t, &mux, resource)
		var reversed asl.Mux
		for _, pattern := range slices.Backward(patterns) {
			registered(&reversed, pattern)
		}
		if other := resolve(t, &reversed, resource); other != found {
			t.Errorf("%q resolves to %q or %q, as %q are registered in this order or the other", resource, found, other, patterns)
		}
		want := false
		for _, pattern := range patterns {
			want = want || matches(pattern, resource)
		}
		if got := found != ""; got != want {
			t.Errorf("%q among %q: found %v, want %v", resource, patterns, got, want)
		}
		if found != "" && !matches(found, resource) {
			t.Errorf("%q resolves to %q, which does not match", resource, found)
		}
	})
}

func BenchmarkResolveTask(b *testing.B) {
	var mux asl.Mux
	for i := range 200 {
		mux.Lambda("function-"+strconv.Itoa(i), named("f"))
	}
	mux.Handle("arn:aws:states:::sqs:sendMessage", named("sqs"))
	mux.Handle("arn:aws:states:::aws-sdk:*", named("sdk"))
	mux.Handle("arn:aws:states:::{service}:{action}", named("service"))
	for _, bench := range []struct{ name, resource string }{
		{"Literal", "arn:aws:states:::sqs:sendMessage.waitForTaskToken"},
		{"Lambda", "arn:aws:lambda:us-east-1:123456789012:function:function-150"},
		{"OpenEnd", "arn:aws:states:::aws-sdk:s3:getObject"},
		{"Captures", "arn:aws:states:::sns:publish"},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := mux.ResolveTask(bench.resource); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
