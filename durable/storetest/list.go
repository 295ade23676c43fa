package storetest

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/state"
)

var listChecks = []check{
	{"List/of an empty store", listEmpty},
	{"List/newest first", listOrder},
	{"List/whole rows", listRows},
	{"List/filters", listFilters},
	{"List/pages", listPages},
	{"List/100 if Max is 0", listDefault},
	{"List/executions come and go between pages", listMoves},
	{"List/of a page that List has not returned", listHostile},
}

// list returns the ARNs of all pages.
func (b *bench) list(f durable.Filter) []string {
	b.Helper()
	arns := []string{}
	for {
		page, next, err := b.store.List(b.ctx, f)
		if err != nil {
			b.Fatalf("List(%+v): %v", f, err)
		}
		for _, r := range page {
			arns = append(arns, r.ARN)
		}
		if next == "" {
			return arns
		}
		if f.After = next; len(page) == 0 || len(arns) > 1000 {
			b.Fatalf("List(%+v): an empty page that is not the last one, or pages without end", f)
		}
	}
}

func (b *bench) wantList(f durable.Filter, want ...string) {
	b.Helper()
	if got := b.list(f); !slices.Equal(got, append([]string{}, want...)) {
		b.Fatalf("List(%+v): %q, want %q", f, got, want)
	}
}

func listEmpty(b *bench) { b.wantList(durable.Filter{}) }

func listOrder(b *bench) {
	for i, arn := range []string{"d", "b", "B", "c", "a"} {
		r := b.row(arn)
		r.Started = b.now.Add(time.Duration(i/3) * time.Microsecond)
		b.create(r)
	}
	b.wantList(durable.Filter{}, "a", "c", "B", "b", "d")
	b.wantList(durable.Filter{Max: 1}, "a", "c", "B", "b", "d")
}

func listRows(b *bench) {
	want := b.full("a")
	b.create(want)
	page, _, err := b.store.List(b.ctx, durable.Filter{})
	if err != nil || len(page) != 1 || !reflect.DeepEqual(page[0], want) {
		b.Fatalf("List: %+v, %v, want\n%+v", page, err, want)
	}
}

func listFilters(b *bench) {
	plain := b.row("plain")
	versioned, other, stalled, failed, redriven := b.row("versioned"), b.row("other"), b.row("stalled"), b.row("failed"), b.row("redriven")
	versioned.Version, versioned.Alias = "2", "live"
	other.Machine, other.Version = "other machine", "2"
	stalled.Stalled, stalled.StalledAt = "why", b.now
	failed.Status, failed.Ended = state.Failed, b.now
	redriven.Status, redriven.Ended, redriven.RedriveCount, redriven.Redriven = state.Succeeded, b.now.Add(time.Second), 1, b.now
	b.create(plain, versioned, other, stalled, failed, redriven)
	yes, no := true, false
	for _, test := range []struct {
		f    durable.Filter
		want string
	}{
		{durable.Filter{}, "failed other plain redriven stalled versioned"},
		{durable.Filter{Machine: machine}, "failed plain redriven stalled versioned"},
		{durable.Filter{Machine: "other machine"}, "other"},
		{durable.Filter{Machine: "none"}, ""},
		{durable.Filter{Version: "2"}, "other versioned"},
		{durable.Filter{Machine: machine, Version: "2"}, "versioned"},
		{durable.Filter{Alias: "live"}, "versioned"},
		{durable.Filter{Status: state.Running}, "other plain stalled versioned"},
		{durable.Filter{Machine: machine, Status: state.Failed}, "failed"},
		{durable.Filter{Status: state.TimedOut}, ""},
		{durable.Filter{Stalled: true}, "stalled"},
		{durable.Filter{Stalled: true, Machine: "other machine"}, ""},
		{durable.Filter{Redriven: &yes}, "redriven"},
		{durable.Filter{Redriven: &no}, "failed other plain stalled versioned"},
		{durable.Filter{EndedBefore: b.now}, ""},
		{durable.Filter{EndedBefore: b.now.Add(time.Microsecond)}, "failed"},
		{durable.Filter{EndedBefore: b.now.Add(time.Hour)}, "failed redriven"},
	} {
		b.wantList(test.f, strings.Fields(test.want)...)
		test.f.Max = 1
		b.wantList(test.f, strings.Fields(test.want)...)
	}
}

func listPages(b *bench) {
	for i := range 6 {
		b.create(b.row(fmt.Sprint(i)))
	}
	var f durable.Filter
	for _, test := range []struct {
		max, pages int
	}{{1, 6}, {3, 2}, {4, 2}, {6, 1}, {7, 1}} {
		f = durable.Filter{Max: test.max}
		pages := 0
		for pages == 0 || f.After != "" && pages <= 6 {
			page, next, err := b.store.List(b.ctx, f)
			if err != nil || len(page) > test.max {
				b.Fatalf("List(%+v): %d executions, %v", f, len(page), err)
			}
			f.After = next
			pages++
		}
		if pages != test.pages {
			b.Fatalf("%d pages of 6 executions, at most %d on each; want %d", pages, test.max, test.pages)
		}
	}
}

func listDefault(b *bench) {
	var all []durable.Created
	for i := range 101 {
		all = append(all, created(b.row(fmt.Sprint(i))))
	}
	if err := b.store.Create(b.ctx, all...); err != nil {
		b.Fatalf("Create: %v", err)
	}
	page, next, err := b.store.List(b.ctx, durable.Filter{})
	if err != nil || len(page) != 100 || next == "" {
		b.Fatalf("List: %d executions, next %q, %v; want 100 and a next page", len(page), next, err)
	}
}

func listMoves(b *bench) {
	at := func(arn string, n int) durable.Row {
		r := b.row(arn)
		r.Started = b.now.Add(-time.Duration(n) * time.Second)
		r.Status, r.Ended, r.Due = state.Succeeded, b.now, time.Time{}
		return r
	}
	for i := range 6 {
		b.create(at(fmt.Sprint(i), i))
	}
	page, after, err := b.store.List(b.ctx, durable.Filter{Max: 3})
	if err != nil || len(page) != 3 {
		b.Fatalf("List: %+v, %v", page, err)
	}
	b.create(at("newer", -2), at("new", -1), at("between", 3))
	b.deleteOnly("2") // the last one of the page
	b.deleteOnly("4")
	b.wantList(durable.Filter{Max: 3, After: after}, "3", "between", "5")
}

// An error or a page, but no panic.
func listHostile(b *bench) {
	b.create(b.row("a"))
	for _, after := range []string{"x", "'", "\x00", "9999999999999999999999999", strings.Repeat("a", 10000)} {
		page, _, err := b.store.List(b.ctx, durable.Filter{After: after})
		if err == nil && len(page) > 1 {
			b.Fatalf("List after %.20q: %+v", after, page)
		}
	}
	b.wantList(durable.Filter{}, "a")
}
