package main

import (
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/asltest"
)

// The van leaves tomorrow. The test does not wait for it.
func TestVan(t *testing.T) {
	machine, err := asl.ParseFile("parcel.asl.json")
	if err != nil {
		t.Fatal(err)
	}
	asltest.New(t, machine).
		Mock("Send", asltest.Return(`"sent"`)).
		Run(`{"speed": "standard", "secondsToVan": 86400}`).
		Path("How fast", "Wait for the van", "Send").
		Output(`"sent"`).
		Elapsed(24 * time.Hour)
}
