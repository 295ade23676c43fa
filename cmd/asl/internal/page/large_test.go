package page_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/goasl/goasl/asl"
)

const many = `{"StartAt":"All","States":{"All":{"Type":"Map","ItemProcessor":{"StartAt":"One","States":{
	"One":{"Type":"Pass","End":true}}},"End":true}}}`

// numbers returns an array of n numbers.
func numbers(n int) string {
	return "[" + strings.TrimSuffix(strings.Repeat("7,", n), ",") + "]"
}

// clicked is how many milliseconds pass from a click to the panel of the state. A part is
// replaced in one go, after which the browser draws.
const clicked = `new Promise(done => {
	const began = performance.now();
	new MutationObserver((_, o) => {
		if (document.querySelector('.panel h2')?.textContent === %q) {
			o.disconnect();
			requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
		}
	}).observe(document.querySelector('.side'), {childList: true, subtree: true});
	document.querySelector(%q).dispatchEvent(new MouseEvent('click', {bubbles: true}));
})`

// A history as long as Step Functions allows can be looked at. The times are for whoever
// reads the log; no test depends on them.
func TestBrowserLarge(t *testing.T) {
	if testing.Short() {
		t.Skip("it makes 25,000 events")
	}
	s := newSite(t)
	arn := s.run(t, s.add(t, "many", many), "", numbers(6_245), "")
	b := s.open(t)
	b.visit(execution(arn))
	b.until(`document.querySelector('` + state("One", ".succeeded") + `')`)
	const paint = `performance.getEntriesByName('first-contentful-paint')[0]`
	b.until(paint)
	drawn := eval[float64](b, paint+".startTime")
	for range 2 {
		for _, name := range []string{"One", "All"} {
			took, err := chromedp.Run(b.ctx, chromedp.Evaluate[float64](fmt.Sprintf(clicked, name, state(name, "")), chromedp.EvalAwaitPromise))
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("a click on %s takes %.0f ms", name, took)
		}
	}
	b.has(".summary", "24,98")
	t.Logf("the picture is there after %.0f ms", drawn)
	if n := eval[int](b, "document.querySelectorAll('*').length"); n > 3_000 {
		t.Errorf("the page has %d elements", n)
	}
	b.visit(execution(arn) + "?view=events&page=200")
	b.has(".pager", "page 200 of 250")
	b.do(chromedp.Evaluate[chromedp.Void](`{ const at = document.querySelector('#at'); at.focus(); at.value = 5000; at.dispatchEvent(new Event('input', {bubbles: true})); }`))
	b.has(".caption", "5000")
	b.until(`document.querySelector('` + state("One", ".running") + `')`)
}

// A payload as large as Step Functions allows is folded, and shown when it is asked for.
func TestBrowserLargePayload(t *testing.T) {
	s := newSite(t)
	text := strings.Repeat("abcdefgh", 32_000)
	arn := s.run(t, s.add(t, "pass", `{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}`), "", `{"text":"`+text+`"}`, "")
	b := s.open(t)
	b.visit(execution(arn) + "?state=A")
	b.has(".panel", "Show all")
	if n := eval[int](b, "document.documentElement.outerHTML.length"); n > 60_000 {
		t.Errorf("the page has %d characters", n)
	}
	b.do(chromedp.Evaluate[chromedp.Void]("document.querySelector('.panel .more').click()"))
	b.until(fmt.Sprintf("document.querySelector('.panel pre').textContent.length > %d", len(text)))
}

// The children of a Map Run are counted.
func TestBrowserManyChildren(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts 10,000 executions")
	}
	s := newSite(t)
	arn := s.run(t, s.add(t, "wide", distributed, asl.WithTask("Work", echo)), "", numbers(10_000), "")
	b := s.open(t)
	b.visit(execution(arn))
	b.has(".cards", "10,000 succeeded")
	began := time.Now()
	b.click(".cards a")
	b.has("h1", "Map Run of All")
	t.Logf("the page of the Map Run is there after %v", time.Since(began))
	b.click(".pager a")
	began = time.Now()
	b.click("[data-part=executions] tbody a")
	b.until(`document.querySelector('` + state("Work", ".succeeded") + `')`)
	t.Logf("the page of a child is there after %v", time.Since(began))
}
