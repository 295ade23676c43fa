package aws_test

import (
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/goasl/goasl/jsonvalue"

	"github.com/google/go-cmp/cmp"
)

// playback takes the part of services. It answers each call as one that was captured.
type playback struct {
	t         *testing.T
	mu        sync.Mutex
	exchanges []*exchange
}

// request is a request that was read.
type request struct {
	*http.Request
	body []byte
}

// reply is what is sent back.
type reply struct {
	status int
	header []string // lines
	body   string
}

func play(t *testing.T, exchanges []*exchange) *httptest.Server {
	t.Helper()
	p := &playback{t: t, exchanges: exchanges}
	server := httptest.NewServer(p)
	t.Cleanup(func() {
		server.Close()
		for _, x := range exchanges {
			if !x.used {
				t.Errorf("the captured call of %s:%s was not made", x.service, x.action)
			}
		}
	})
	return server
}

func (p *playback) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		p.t.Error(err)
	}
	a := p.answer(request{r, body})
	conn, _, err := http.NewResponseController(w).Hijack() // so that names of headers are spelled as they were
	if err != nil {
		p.t.Error(err)
		return
	}
	defer conn.Close()
	fmt.Fprintf(conn, "HTTP/1.1 %d %s\r\n", a.status, http.StatusText(a.status))
	for _, line := range a.header {
		io.WriteString(conn, line+"\r\n")
		if length, ok := strings.CutPrefix(line, "Content-Length: "); ok && r.Method != http.MethodHead {
			a.body = p.stretched(a.body, length)
		}
	}
	io.WriteString(conn, "\r\n"+a.body)
}

// stretched returns a body with the length that was captured: that has spaces, and tokens in
// the place of which the capture has something shorter.
func (p *playback) stretched(body, length string) string {
	var n int
	fmt.Sscan(length, &n)
	if len(body) > n {
		p.t.Errorf("the captured response has %d bytes, but it is %s", n, body)
		return body
	}
	return body + strings.Repeat(" ", n-len(body))
}

func (p *playback) answer(r request) reply {
	p.mu.Lock()
	defer p.mu.Unlock()
	service, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	switch {
	case service == "AmazonEC2ContainerServiceV20141113":
		return p.ecs(r, operation)
	case service == "AmazonSQS":
		return p.sqs(r)
	case service == "AWSStepFunctions":
		return p.states(r, operation)
	case strings.HasPrefix(r.URL.Path, "/2015-03-31/functions/"):
		return p.lambda(r)
	case bytes.Contains(r.body, []byte("Action=AssumeRole")):
		return reply{200, nil, `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>role</AccessKeyId><SecretAccessKey>s</SecretAccessKey>` +
			`<SessionToken>t</SessionToken><Expiration>2100-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`}
	}
	return p.s3(r)
}

// next returns the next exchange of a service that was not played and fits.
func (p *playback) next(service string, fits func(*exchange) bool) *exchange {
	for _, x := range p.exchanges {
		if strings.TrimPrefix(x.service, "aws-sdk:") == service && !x.used && (fits == nil || fits(x)) {
			x.used = true
			return x
		}
	}
	p.t.Errorf("%s is called once more than was captured", service)
	return &exchange{output: jsonvalue.EmptyObject}
}

// compare compares the body of a request with the parameters that were captured, whose names
// begin with a small letter on the wire. Members for repeated calls are left out.
func (p *playback) compare(r request, want jsonvalue.Value) {
	p.t.Helper()
	got, err := jsonvalue.Parse(r.body)
	if err != nil {
		p.t.Error(err)
		return
	}
	var members []jsonvalue.Member
	for name, v := range got.Members() {
		if name != "clientToken" {
			members = append(members, jsonvalue.Member{Name: name, Value: v})
		}
	}
	if diff := cmp.Diff(want, jsonvalue.OfObject(members), cmp.Comparer(jsonvalue.Equal)); diff != "" {
		p.t.Errorf("%s (-captured +got):\n%s", r.Header.Get("X-Amz-Target"), diff)
	}
}

// tail is what a cause says behind its message.
var tail = regexp.MustCompile(`^(?s)(.*) \(Service: [^;,]*[;,] Status Code: (\d+)[;,] (?:Error Code: [^;]*; )?Request ID: ([^,;)]*)(?:, Extended Request ID: ([^)]*))?`)

// failed returns the reply for a failure that was captured, of a service that answers in JSON.
func (x *exchange) failed() (r reply, ok bool) {
	if x.failure == nil || *x.failure == "" {
		return r, false
	}
	m := tail.FindStringSubmatch(x.cause)
	if m == nil {
		return r, false
	}
	_, code, _ := strings.Cut(*x.failure, ".")
	if code == "SqsException" { // the code is none of the model
		code = "InvalidParameterValueUnknown"
	}
	var status int
	fmt.Sscan(m[2], &status)
	message := jsonvalue.AppendString(nil, m[1])
	return reply{status, []string{"x-amzn-RequestId: " + m[3], "X-Amzn-ErrorType: " + code}, fmt.Sprintf(`{"__type":%q,"message":%s}`, "x#"+code, message)}, true
}

// headersOf returns the headers of a response with metadata, in another order.
func headersOf(response jsonvalue.Value) (lines []string) {
	for name, v := range at(response, "SdkHttpMetadata.HttpHeaders").Members() {
		lines = append(lines, name+": "+v.Text())
	}
	slices.Sort(lines)
	return lines
}

// onWire returns a result as the service has sent it: names with small letters, and times in
// seconds.
func onWire(v jsonvalue.Value) jsonvalue.Value {
	switch v.Kind() {
	case jsonvalue.Array:
		var elements []jsonvalue.Value
		for _, element := range v.Elements() {
			elements = append(elements, onWire(element))
		}
		return jsonvalue.OfArray(elements)
	case jsonvalue.Object:
		var members []jsonvalue.Member
		for name, member := range v.Members() {
			if strings.HasPrefix(name, "Sdk") {
				continue
			}
			n, isInt := member.Int64()
			if isInt && n > 1e12 && (strings.HasSuffix(name, "At") || strings.HasSuffix(name, "Date")) {
				member = jsonvalue.OfNumber(fmt.Sprintf("%.3f", float64(n)/1000))
			}
			members = append(members, jsonvalue.Member{Name: strings.ToLower(name[:1]) + name[1:], Value: onWire(member)})
		}
		return jsonvalue.OfObject(members)
	}
	return v
}

func (p *playback) ecs(r request, operation string) reply {
	if operation == "DescribeTaskDefinition" {
		return reply{200, nil, `{"taskDefinition": {"containerDefinitions": [{"name": "work", "essential": true}]}}`}
	}
	if operation == "DescribeTasks" {
		x := p.exchanges[0]
		stopped := x.output
		if !stopped.Exists() {
			stopped = value(p.t, x.cause)
		}
		text := strings.Replace(absent.ReplaceAllString(onWire(stopped).String(), ""), `"type":"eni"`, `"type":"ElasticNetworkInterface"`, 1)
		return reply{200, nil, `{"failures": [], "tasks": [` + strings.Replace(text, "{", `{"platformFamily": "Linux", "fargateEphemeralStorage": {"sizeInGiB": 20}, `, 1) + `]}`}
	}
	x := p.next("ecs", nil)
	// The token of the task is another one.
	token := at(value(p.t, string(r.body)), "overrides.containerOverrides.0.environment.0.value").Text()
	own := func(v jsonvalue.Value) jsonvalue.Value {
		return value(p.t, placeholder.ReplaceAllLiteralString(v.String(), token))
	}
	p.compare(r, onWire(own(x.asked)))
	if failed, ok := x.failed(); ok {
		return failed
	}
	return reply{200, headersOf(x.submitted), absent.ReplaceAllString(onWire(own(x.submitted)).String(), "")}
}

// placeholder is what the captures have in place of tokens.
var placeholder = regexp.MustCompile(`<redacted-[a-z]*token-[0-9a-f]*>`)

// absent are the lists that ECS leaves out if they are empty: with them, the response would be
// longer than the captured one.
var absent = regexp.MustCompile(`"(gpuIds|managedAgents|networkBindings|inferenceAccelerators|environment|environmentFiles|command)":\[\],|,"resourceRequirements":\[\]`)

func (p *playback) sqs(r request) reply {
	x := p.next("sqs", nil)
	got := value(p.t, string(r.body))
	if got.Get("QueueUrl").Text() != x.asked.Get("QueueUrl").Text() {
		p.t.Errorf("the queue is %s", got.Get("QueueUrl"))
	}
	if failed, ok := x.failed(); ok {
		return failed
	}
	result := x.submitted
	if !result.Exists() {
		result = x.output
	}
	sum := md5.Sum([]byte(got.Get("MessageBody").Text()))
	for _, name := range []string{"MD5OfMessageBody", "Md5OfMessageBody"} {
		if want := result.Get(name); want.Exists() && want.Text() != hex.EncodeToString(sum[:]) && !strings.Contains(x.asked.String(), "<redacted-") {
			p.t.Errorf("the message is %s, which has not the captured digest", got.Get("MessageBody"))
		}
	}
	text := result.Compact().String()
	if i := strings.Index(text, `,"Sdk`); i >= 0 {
		text = text[:i] + "}"
	}
	return reply{200, headersOf(result), strings.Replace(text, "Md5Of", "MD5Of", 1)}
}

func (p *playback) states(r request, operation string) reply {
	got := value(p.t, string(r.body))
	if operation == "DescribeExecution" {
		for _, x := range p.exchanges {
			if x.output.Get("ExecutionArn").Text() == got.Get("executionArn").Text() {
				text := onWire(x.output)
				if x.output.Get("Input").Kind() == jsonvalue.Object { // .sync:2 has parsed it
					text = onWire(withTexts(x.output))
				}
				return reply{200, nil, text.String()}
			}
		}
		p.t.Errorf("%s was not started", got)
	}
	x := p.next("states", func(x *exchange) bool { return x.asked.Get("Input").Compact().String() == got.Get("input").Text() })
	if got.Get("stateMachineArn").Text() != x.asked.Get("StateMachineArn").Text() {
		p.t.Errorf("the machine is %s", got.Get("stateMachineArn"))
	}
	result := x.submitted
	if !result.Exists() {
		result = x.output
	}
	return reply{200, headersOf(result), onWire(result).String()}
}

// withTexts returns a described execution whose input and output are texts.
func withTexts(v jsonvalue.Value) jsonvalue.Value {
	var members []jsonvalue.Member
	for name, member := range v.Members() {
		if name == "Input" || name == "Output" {
			member = jsonvalue.OfString(member.Compact().String())
		}
		members = append(members, jsonvalue.Member{Name: name, Value: member})
	}
	return jsonvalue.OfObject(members)
}

func (p *playback) lambda(r request) reply {
	var x *exchange
	if p.exchanges[0].service == "function" {
		x = p.next("function", nil)
	} else {
		x = p.next("lambda", nil)
	}
	if failed, ok := x.failed(); ok {
		return failed
	}
	if x.failure != nil && *x.failure != "" {
		return reply{200, []string{"X-Amz-Function-Error: Unhandled", "X-Amz-Executed-Version: $LATEST"}, x.cause}
	}
	payload := x.output.Get("Payload")
	text := payload.Compact().String()
	if payload.Kind() == jsonvalue.String {
		text = payload.Text()
	}
	p.compareEvent(r, text)
	header := headersOf(x.output)
	if header == nil {
		header = []string{"X-Amz-Executed-Version: " + x.output.Get("ExecutedVersion").Text()}
	}
	if x.output.Get("FunctionError").Exists() {
		header = append(header, "X-Amz-Function-Error: "+x.output.Get("FunctionError").Text())
	}
	var status int
	fmt.Sscan(x.output.Get("StatusCode").String(), &status)
	if status == 202 {
		text = ""
	}
	return reply{status, header, text}
}

// compareEvent compares what the function was called with, with what it says that it got.
func (p *playback) compareEvent(r request, answer string) {
	v, err := jsonvalue.ParseString(answer)
	received := v.Get("received")
	if err != nil || !received.Exists() {
		return
	}
	got := jsonvalue.EmptyObject // of no body
	if len(r.body) > 0 {
		got = value(p.t, string(r.body))
	}
	if !jsonvalue.Equal(got, received) {
		p.t.Errorf("the function gets %s, want %s", got, received)
	}
}
