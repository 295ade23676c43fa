package wire_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"net/http"
	"net/url"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/aws/internal/wire"
	"github.com/goasl/goasl/jsonvalue"
)

var (
	seed = flag.Int("seed", 1, "of the made-up requests and responses")
	most = flag.Int("operations", 1, "the most operations of a service that are compared with botocore; 0 for all")
)

// botocoreCase is a line of testdata/botocore_cases.py.
type botocoreCase struct {
	Service, Operation string
	Request            struct {
		Input              json.RawMessage
		Method, Path, Host string
		Query              url.Values
		Header             map[string]string
		Form               map[string]string
		Body               []byte
	}
	Response *struct {
		Header map[string]string
		Body   []byte
		Result json.RawMessage
	}
}

// TestAllServices compares made-up requests and responses of operations of all services
// with those of botocore. This compares all operations, which takes a minute:
//
//	go -C aws test ./internal/wire -run TestAllServices -operations 0 -seed 2
func TestAllServices(t *testing.T) {
	if testing.Short() {
		t.Skip("botocore takes seconds to read all models")
	}
	if err := exec.Command("python3", "-c", "import botocore").Run(); err != nil {
		t.Skip("botocore is not installed: pip install botocore: ", err)
	}
	cmd := exec.Command("python3", "-B", "testdata/botocore_cases.py", strconv.Itoa(*seed), strconv.Itoa(*most))
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, &complaint)
	}
	lines := bufio.NewScanner(bytes.NewReader(out))
	lines.Buffer(nil, 1<<24)
	n := 0
	for ; lines.Scan(); n++ {
		var c botocoreCase
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		c.compare(t)
	}
	if n < 400 {
		t.Errorf("%d operations were compared", n)
	}
	t.Logf("%d operations were compared", n)
}

func (c *botocoreCase) compare(t *testing.T) {
	o := operation(t, c.Service, c.Operation)
	r, err := o.Request(jsonvalue.MustParse(string(c.Request.Input)), wire.SDK, "token")
	if err != nil {
		t.Errorf("%s of %s with %s: %v", c.Operation, c.Service, c.Request.Input, err)
		return
	}
	if diff := cmp.Diff(c.wanted(t), c.written(t, r)); diff != "" {
		t.Errorf("%s of %s with %s (-botocore +own):\n%s", c.Operation, c.Service, c.Request.Input, diff)
	}
	if c.Response == nil {
		return
	}
	answer := &wire.Response{Status: 200, Header: http.Header{}, Body: c.Response.Body}
	for name, value := range c.Response.Header {
		answer.Header.Set(name, value)
	}
	v, err := o.Result(answer, wire.SDK)
	if err != nil {
		t.Errorf("%s of %s: %v in\n%s", c.Operation, c.Service, err, c.Response.Body)
		return
	}
	if diff := cmp.Diff(decoded(t, c.Response.Result), decoded(t, v.JSON())); diff != "" {
		t.Errorf("%s of %s (-botocore +own):\n%s\nin %s", c.Operation, c.Service, diff, c.Response.Body)
	}
}

// wanted returns the request as it is compared.
func (c *botocoreCase) wanted(t *testing.T) map[string]any {
	path, query, _ := strings.Cut(c.Request.Path, "?")
	all, err := url.ParseQuery(query)
	if err != nil {
		t.Error(err)
	}
	for name, values := range c.Request.Query {
		if len(values) > 0 {
			all[name] = values
		}
	}
	header := map[string]string{}
	for name, value := range c.Request.Header {
		header[http.CanonicalHeaderKey(name)] = value
	}
	return map[string]any{
		"method": c.Request.Method, "path": path, "host": c.Request.Host, "query": all, "header": header, "body": c.content(t, c.Request.Body, c.Request.Form),
	}
}

// written returns an own request as it is compared: without what botocore adds later.
func (c *botocoreCase) written(t *testing.T, r *wire.Request) map[string]any {
	header := map[string]string{}
	for name := range r.Header {
		later := strings.HasPrefix(name, "X-Amz-Checksum-") || name == "X-Amz-Sdk-Checksum-Algorithm" || name == "X-Amz-Glacier-Version" ||
			name == "Accept" || name == "Content-Type" && strings.HasPrefix(r.Header.Get(name), "text/plain")
		if _, wanted := c.wanted(t)["header"].(map[string]string)[name]; wanted || !later {
			header[name] = r.Header.Get(name)
		}
	}
	var form map[string]string
	if c.Request.Form != nil {
		form = map[string]string{}
		all, err := url.ParseQuery(string(r.Body))
		if err != nil {
			t.Error(err)
		}
		for name := range all {
			form[name] = all.Get(name)
		}
	}
	return map[string]any{"method": r.Method, "path": r.Path, "host": r.Host, "query": r.Query, "header": header, "body": c.content(t, r.Body, form)}
}

// content returns a body as a form, as XML, as JSON or as a text.
func (c *botocoreCase) content(t *testing.T, body []byte, form map[string]string) any {
	var v any
	switch {
	case form != nil:
		return form
	case bytes.HasPrefix(body, []byte("<")):
		return elements(t, body)
	case json.Unmarshal(body, &v) == nil:
		return v
	}
	return string(body)
}

// elements returns the names, the attributes and the texts of XML, in order.
func elements(t *testing.T, body []byte) (all []string) {
	d := xml.NewDecoder(bytes.NewReader(body))
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Error(err)
			return nil
		}
		switch token := token.(type) {
		case xml.StartElement:
			line := "<" + token.Name.Local
			slices.SortFunc(token.Attr, func(a, b xml.Attr) int { return strings.Compare(a.Name.Local, b.Name.Local) })
			for _, a := range token.Attr {
				line += " " + a.Name.Space + ":" + a.Name.Local + "=" + a.Value
			}
			all = append(all, line)
		case xml.EndElement:
			all = append(all, ">")
		case xml.CharData:
			all = append(all, string(token))
		}
	}
}

func decoded(t *testing.T, text []byte) (v any) {
	t.Helper()
	if err := json.Unmarshal(text, &v); err != nil {
		t.Error(err)
	}
	return v
}
