package page_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/goasl/goasl/asl"
)

// browser is a tab of a real browser.
type browser struct {
	t   testing.TB
	ctx context.Context
	url string // of the site

	mu       sync.Mutex
	said     []string // errors of the page: of its script, or against its security policy
	requests []string // to other hosts
}

// chromium is the browser of all tests. Each has a tab of its own.
var chromium struct {
	once   sync.Once
	ctx    context.Context // nil if there is none
	cancel context.CancelFunc
	err    error
}

func TestMain(m *testing.M) {
	code := m.Run()
	if chromium.cancel != nil {
		chromium.cancel()
	}
	os.Exit(code)
}

// launch starts the browser, if there is one.
func launch() {
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		return
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	tab, closeTab := chromedp.NewContext(ctx)
	chromium.ctx, chromium.cancel = tab, func() { closeTab(); stop() }
	chromium.err = chromedp.Do(tab)
}

// open opens a tab, and skips the test if there is no browser.
func (s *site) open(t testing.TB) *browser {
	t.Helper()
	chromium.once.Do(launch)
	if chromium.ctx == nil {
		t.Skip("there is no Chromium: install the package chromium of Debian")
	}
	if chromium.err != nil {
		t.Fatal(chromium.err)
	}
	ctx, cancel := context.WithTimeout(chromium.ctx, 2*time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	b := &browser{t: t, ctx: ctx, url: s.URL}
	b.do(chromedp.EmulateViewport(1440, 1000))
	b.watch()
	return b
}

// watch notes what a page must not do.
func (b *browser) watch() {
	console := chromedp.Console(b.ctx)
	go func() {
		for m, err := range console {
			if err != nil {
				return
			}
			if m.IsException() || m.Type == "error" {
				b.mu.Lock()
				b.said = append(b.said, m.String())
				b.mu.Unlock()
			}
		}
	}()
	err := chromedp.Listen(b.ctx, func(event any) {
		if e, ok := event.(*network.EventRequestWillBeSent); ok && !strings.HasPrefix(e.Request.URL, b.url) && !strings.HasPrefix(e.Request.URL, "about:") {
			b.mu.Lock()
			b.requests = append(b.requests, e.Request.URL)
			b.mu.Unlock()
		}
	})
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		if len(b.said) > 0 || len(b.requests) > 0 {
			b.t.Errorf("the page said %q, and asked for %q", b.said, b.requests)
		}
	})
}

func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

func (b *browser) visit(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.url + path))
}

// eval returns the value of an expression, as JSON.
func eval[T any](b *browser, expression string) (v T) {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	if err != nil && !errors.Is(err, chromedp.ErrJSNull) && !errors.Is(err, chromedp.ErrJSUndefined) {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// until waits for an expression to be true.
func (b *browser) until(expression string) {
	b.t.Helper()
	for end := time.Now().Add(time.Minute); !eval[bool](b, "Boolean("+expression+")"); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			b.t.Fatalf("it has not come true: %s\n%s", expression, eval[string](b, "document.body.innerText"))
		}
	}
}

// has waits for an element with a text.
func (b *browser) has(selector, text string) {
	b.t.Helper()
	b.until(fmt.Sprintf("[...document.querySelectorAll(%q)].some(e => e.textContent.includes(%q))", selector, text))
}

// state is the selector of a state of the picture.
func state(name, class string) string {
	return fmt.Sprintf(`.state[data-state=%q]%s`, name, class)
}

// click clicks an element as a mouse does, when nothing moves any more: as of the mouse, what
// is replaced meanwhile is not hit.
func (b *browser) click(selector string) {
	b.t.Helper()
	b.until("document.body && !document.body.dataset.busy")
	for try := 1; ; try++ {
		err := chromedp.Do(b.ctx, chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
		if err == nil {
			return
		}
		// A page that has just come, or a part of it, took the place of what was found.
		if try == 5 || !strings.Contains(err.Error(), "node with given id") && !strings.Contains(err.Error(), "Could not find node") {
			b.t.Fatalf("%s: %v", selector, err)
		}
	}
}

// fill writes into a field.
func (b *browser) fill(selector, text string) {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf("document.querySelector(%q).value = %q", selector, text)))
}

// prefer sets the colours that the system wishes for.
func (b *browser) prefer(scheme string) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

// marked is set on a page to see that it was not loaded anew.
const marked = "window.marked = true"

const waiting = `{
  "StartAt": "Rest",
  "States": {
    "Rest": {"Type": "Wait", "SecondsPath": "$.seconds", "Next": "Bake"},
    "Bake": {"Type": "Pass", "Result": {"bread": "warm"}, "ResultPath": "$.bread", "Next": "Eat"},
    "Eat": {"Type": "Succeed"}
  }
}`

// An execution is started from the page, and its states change colour without a reload.
func TestBrowserLive(t *testing.T) {
	s := newSite(t)
	m := s.add(t, "bread", waiting)
	b := s.open(t)
	b.visit("/")
	b.click("tbody th a")
	b.has("h2", "Start an execution")
	b.fill("#input", `{"seconds": 2}`)
	b.fill("#name", "loaf")
	b.click(".side button.primary")
	b.until(`document.querySelector('` + state("Rest", ".running") + `')`)
	b.do(chromedp.Evaluate[chromedp.Void](marked))
	b.has(".pill", "running")
	b.until(`document.querySelector('` + state("Eat", ".succeeded") + `')`)
	b.has(".summary .pill", "succeeded")
	b.until(`document.querySelector('` + state("Rest", ".succeeded") + `') && document.querySelector('.transition.taken[data-from=Bake]') && window.marked`)

	b.click(state("Bake", ""))
	b.has(".panel h2", "Bake")
	b.has(".panel pre", `"seconds": 2`)
	b.has(".panel pre", `"bread": "warm"`)
	b.until(`document.querySelector('` + state("Bake", "[aria-pressed=true]") + `') && window.marked`)

	b.click(".stages summary")
	b.has(".stages pre", `"bread": "warm"`)

	// The slider goes back.
	b.do(chromedp.Evaluate[chromedp.Void](`{ const at = document.querySelector('#at'); at.focus(); at.value = 3; at.dispatchEvent(new Event('input', {bubbles: true})); }`))
	b.until(`document.querySelector('` + state("Bake", ".idle") + `') && document.querySelector('` + state("Rest", ".succeeded") + `')`)
	b.has(".panel", "Not entered at that moment")
	b.has(".caption", "WaitStateExited")
	b.click("[data-key=last]")
	b.until(`document.querySelector('` + state("Bake", ".succeeded") + `') && window.marked`)

	// The keyboard leads to the states, too.
	b.until("!document.body.dataset.busy")
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector('`+state("Rest", "")+`').focus()`), chromedp.KeyEvent("\r"))
	b.has(".panel h2", "Rest")
	b.until(`document.activeElement.dataset.state === 'Rest'`)
	b.do(chromedp.KeyEvent(kb.ArrowDown))
	b.until(`document.activeElement.dataset.state === 'Bake'`)

	// It is run again with another input.
	b.click(".actions a.button")
	b.until(`document.querySelector('#input')?.value.includes('"seconds": 2')`)
	if got := eval[string](b, "location.pathname"); got != machineOf(m) {
		t.Errorf("the page to run it again is %s", got)
	}
}

// A state that has failed shows its error and cause, and a redrive goes on.
func TestBrowserRedrive(t *testing.T) {
	s := newSite(t)
	open := make(chan struct{})
	m := s.add(t, "post", `{"StartAt":"Write","States":{"Write":{"Type":"Pass","Next":"Send"},"Send":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:send","End":true}}}`,
		asl.WithTask("Send", func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
			select {
			case <-open:
				return in, nil
			default:
				return nil, asl.NewError("Post.Closed", "come back on Monday")
			}
		}))
	arn := s.run(t, m, "letter", `{}`, "")
	b := s.open(t)
	b.visit(execution(arn))
	b.click(state("Send", ".failed"))
	b.has(".panel .failure h3", "Post.Closed")
	b.has(".panel .failure pre", "come back on Monday")
	close(open)
	b.click("#redrive")
	b.has(".summary .pill", "succeeded")
	b.until(`document.querySelector('` + state("Send", ".succeeded") + `')`)
	b.has(".summary", "redriven 1 ×")
}

// A task that waits for its token is answered.
func TestBrowserAnswer(t *testing.T) {
	s := newSite(t)
	m := s.add(t, "ask", `{"StartAt":"Ask","States":{"Ask":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken",
		"Parameters":{"QueueUrl":"q","MessageBody":{"token.$":"$$.Task.Token"}},"End":true}}}`,
		asl.WithTask("Ask", func(context.Context, json.RawMessage) (json.RawMessage, error) {
			return json.RawMessage(`{}`), asl.ErrPending
		}))
	arn := s.run(t, m, "question", `{}`, "TaskSubmitted")
	b := s.open(t)
	b.visit(execution(arn))
	b.click(state("Ask", ".running"))
	b.has(".answer h3", "waits for its token")
	b.fill("#output", `{"answer": 42}`)
	b.click(".answer button.primary")
	b.has(".summary .pill", "succeeded")
	b.has(".panel pre", `"answer": 42`)
}

// A running execution is stopped.
func TestBrowserStop(t *testing.T) {
	s := newSite(t)
	arn := s.run(t, s.add(t, "bread", waiting), "slow", `{"seconds":600}`, "WaitStateEntered")
	b := s.open(t)
	b.visit(execution(arn))
	b.click(".menu summary")
	b.fill("#stop-error", "Enough")
	b.click(".menu button")
	b.has(".summary .pill", "aborted")
	b.has(".panel .failure h3", "Enough")
}

// A picker shows one iteration of a Map; filters and pages work without a reload.
func TestBrowserIterations(t *testing.T) {
	s := newSite(t)
	m := s.add(t, "order", order, asl.WithTask("Send", echo), asl.WithTask("Pack", func(_ context.Context, in json.RawMessage) (json.RawMessage, error) {
		if strings.Contains(string(in), "7") {
			return nil, asl.NewError("TooHeavy", "")
		}
		return in, nil
	}))
	var items []string
	for i := range 60 {
		items = append(items, fmt.Sprintf(`{"n":"%d"}`, i))
	}
	arn := s.run(t, m, "many", `{"items":[`+strings.Join(items[:8], ",")+`]}`, "")
	b := s.open(t)
	b.visit(execution(arn))
	b.until(`document.querySelector('` + state("Pack", ".failed") + `')`)
	b.do(chromedp.Evaluate[chromedp.Void](marked + `; { const i = document.querySelector('.iteration input'); i.value = 2; i.dispatchEvent(new Event('change', {bubbles: true})); }`))
	b.until(`!document.querySelector('` + state("Pack", ".failed") + `')`)
	b.click(state("Pack", ""))
	b.has(".panel pre", `"n": "2"`)
	b.click(".iteration a")
	b.until(`document.querySelector('` + state("Pack", ".failed") + `')`)

	b.click("[data-key='tab events']")
	b.has(".events th", "ID")
	b.click(".filter [name=failed]")
	b.until(`document.querySelectorAll('.events tbody tr').length < 8`)
	b.click(".events summary")
	b.has(".events pre", "TooHeavy")
	b.click("[data-key='tab timeline']")
	b.until(`document.querySelector('.timeline rect.failed') && window.marked`)
}

// hostile has what would be markup, or a script, if it were not escaped.
const hostile = `</script><img src=x onerror="window.hacked=1"><svg onload='window.hacked=1'>"'{{.}}${1}` + "`"

func TestBrowserHostile(t *testing.T) {
	quoted := func(text string) string {
		b, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	name := hostile[:70]
	s := newSite(t)
	definition := `{"Comment":` + quoted(hostile) + `,"StartAt":` + quoted(name) + `,"States":{` + quoted(name) + `:{"Type":"Map","Comment":` + quoted(hostile) + `,"Assign":{"hostile":` + quoted(hostile) + `},
		"ItemProcessor":{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}},"Next":"B"},
		"B":{"Type":"Fail","Error":` + quoted(hostile) + `,"Cause":` + quoted(hostile) + `}}}`
	m := s.add(t, "hostile", definition)
	arn := s.run(t, m, "", `[`+quoted(hostile)+`]`, "")
	b := s.open(t)
	b.visit(machineOf(m))
	for _, q := range []string{
		"", "?state=B", "?state=" + url.QueryEscape(name), "?view=events", "?view=timeline", "?q=" + url.QueryEscape(hostile),
		"?state=" + url.QueryEscape(hostile), "?in=" + url.QueryEscape("0:"+hostile), "?view=" + url.QueryEscape(hostile),
	} {
		b.visit(execution(arn) + q)
		b.until(`document.querySelector('.state')`)
		if eval[bool](b, "Boolean(window.hacked || document.querySelector('img, main script, .panel svg'))") {
			t.Errorf("%s: what somebody else wrote has become a part of the page", q)
		}
	}
	b.visit(execution(arn) + "?state=B")
	b.has(".panel .failure h3", hostile)
	b.visit("/" + url.PathEscape(hostile))
	if eval[bool](b, "Boolean(window.hacked)") {
		t.Error("the page for what is not there runs a script")
	}
	b.mu.Lock()
	b.said = nil // that there is no such page
	b.mu.Unlock()
}
