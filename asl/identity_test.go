package asl_test

import (
	"context"
	"testing"

	"github.com/goasl/goasl/asl"

	"github.com/google/go-cmp/cmp"
)

// TestMachineNamedAfterFile: two machines of a program do not look alike in ARNs.
func TestMachineNamedAfterFile(t *testing.T) {
	got := map[string]string{}
	want := map[string]string{
		"":                       "StateMachine",
		"order.asl.json":         "order",
		"defs/refund.json":       "refund",
		"order.v2.asl.yaml":      "order.v2",
		"order.yml":              "order",
		"my order (1).asl.json":  "my-order-(1)",
		".asl.json":              "StateMachine",
		"..":                     "StateMachine",
		"state-machine":          "state-machine",
		"/abs/über.json":         "über",
		"<stdin>":                "-stdin-",
		"\u202e/x.asl.json/.asl": "StateMachine",
	}
	for file := range want {
		m := asl.MustParse(`{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}`, asl.WithFile(file))
		r, err := m.Execute(context.Background(), []byte("{}"), asl.WithName("n"))
		if err != nil {
			t.Fatal(err)
		}
		got[file] = r.ARN
	}
	for file, name := range want {
		want[file] = "arn:aws:states:us-east-1:000000000000:execution:" + name + ":n"
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ARNs (-want +got):\n%s", diff)
	}
}

func TestIdentityBesideFile(t *testing.T) {
	m := asl.MustParse(`{"StartAt": "A", "States": {"A": {"Type": "Pass", "OutputPath": "$$.StateMachine", "End": true}}}`, asl.WithFile("order.asl.json"))
	for want, id := range map[string]asl.Identity{
		`{"Id":"arn:aws:states:us-east-1:000000000000:stateMachine:order","Name":"order"}`: {},
		`{"Id":"arn:aws:states:us-east-1:7:stateMachine:order","Name":"order"}`:            {Account: "7"},
		`{"Id":"arn:aws:states:us-east-1:000000000000:stateMachine:other","Name":"other"}`: {Machine: "other"},
	} {
		r, err := m.Execute(context.Background(), []byte("{}"), asl.WithIdentity(id))
		if err != nil || string(r.Output) != want {
			t.Errorf("%+v: %s, %v, want %s", id, r.Output, err, want)
		}
	}
}
