package xray_test

import (
	"cmp"
	"strings"
	"testing"

	"github.com/goasl/goasl/internal/xray"
)

func TestHeader(t *testing.T) {
	const root = "Root=1-5759e988-bd862e3fe1be46a994272793"
	for _, c := range []struct {
		header      string
		same        string // as it is written; "" if that is the header itself
		traceparent string
	}{
		{root + ";Parent=53995c3f42cd8ad8;Sampled=1", "", "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01"},
		{root + ";Parent=53995c3f42cd8ad8;Sampled=0", "", "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-00"},
		{root + ";Sampled=1", "", ""},
		{" Sampled=1 ; Self=1-2-3;" + root + ";Lineage=a=b", root + ";Sampled=1", ""},
		{root + ";Parent=53995c3f42cd8ad8;Sampled=?", root + ";Parent=53995c3f42cd8ad8;Sampled=0", "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-00"},
		{root + ";Parent=none", root + ";Sampled=0", ""},
	} {
		h, ok := xray.Parse(c.header)
		if !ok || h.String() != cmp.Or(c.same, c.header) || h.Traceparent() != c.traceparent {
			t.Errorf("%q is %v, %s, %q", c.header, ok, h, h.Traceparent())
		}
	}
}

func TestNoTrace(t *testing.T) {
	for _, header := range []string{
		"", ";", "Root", "Root=", "Root=1-2-3", "Root=2-5759e988-bd862e3fe1be46a994272793", "Root=1-5759e988-bd862e3fe1be46a99427279g",
		"Root=1-5759e98-8bd862e3fe1be46a994272793", "Root=1-00000000-000000000000000000000000", "Parent=53995c3f42cd8ad8;Sampled=1",
		strings.Repeat("Root=1-;", 1e5),
	} {
		if h, ok := xray.Parse(header); ok {
			t.Errorf("%.80q is %s", header, h)
		}
	}
}
