package page

import (
	"cmp"
	"crypto/rand"
	"html/template"
	"net/http"
	"net/url"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/internal/awsarn"
	"github.com/goasl/goasl/sfnapi"
	"github.com/goasl/goasl/state"
)

// listMachines shows the machines.
func (h *Handler) listMachines(w http.ResponseWriter, r *http.Request) error {
	after := r.URL.Query().Get("after")
	out, err := h.service.ListStateMachines(r.Context(), sfnapi.ListStateMachinesInput{NextToken: after})
	if err != nil {
		return err
	}
	type row struct {
		sfnapi.StateMachineListItem
		Last *durable.Summary // nil if there is no execution
	}
	data := struct {
		Machines []row
		After    string
		Next     string
	}{After: after, Next: out.NextToken}
	for _, m := range out.StateMachines {
		last, _, err := h.client.List(r.Context(), durable.Filter{Machine: m.StateMachineARN, Max: 1})
		if err != nil {
			return err
		}
		one := row{StateMachineListItem: m}
		if len(last) > 0 {
			one.Last = &last[0]
		}
		data.Machines = append(data.Machines, one)
	}
	return render(w, r, http.StatusOK, "machines", data)
}

// machinePage is what the page of a machine shows.
type machinePage struct {
	*sfnapi.DescribeStateMachineOutput
	Drawing *drawing
	Express bool

	List executions

	Name, Input string // of the form
	Inputs      []lastInput
	Problem     string // with the form
	CanStep     bool
}

// lastInput is the input of an execution.
type lastInput struct {
	ARN, Name, Preview string
}

func (h *Handler) showMachine(w http.ResponseWriter, r *http.Request) error {
	p, err := h.machinePage(r)
	if err != nil {
		return err
	}
	if !r.URL.Query().Has("part") { // the form is in none of the parts
		if err := h.fillForm(r, p); err != nil {
			return err
		}
	}
	return render(w, r, http.StatusOK, "machine", p)
}

func (h *Handler) machinePage(r *http.Request) (*machinePage, error) {
	arn := r.PathValue("machine")
	m, err := h.service.DescribeStateMachine(r.Context(), sfnapi.DescribeStateMachineInput{StateMachineARN: arn})
	if err != nil {
		return nil, err
	}
	p := &machinePage{
		DescribeStateMachineOutput: m, Express: m.Type == asl.Express, CanStep: h.gate != nil && m.Type != asl.Express,
		Drawing: h.drawings.get([]byte(m.Definition), m.Type, state.Identity{}),
	}
	p.List, err = h.list(r, durable.Filter{Machine: identityOf(arn).MachineARN()}, statuses)
	p.List.Again = 2_000
	return p, err
}

// Picture returns the picture of the machine.
func (p *machinePage) Picture() (template.HTML, error) { return p.Drawing.svg() }

// identityOf returns the identity of a machine by its ARN, or that of a version or an alias of it.
func identityOf(arn string) (id state.Identity) {
	if a, ok := awsarn.Parse(arn); ok && len(a.Resource) > 1 {
		id = state.Identity{Partition: a.Partition, Region: a.Region, Account: a.Account, Machine: a.Resource[1]}
	}
	return id
}

// lastInputs is how many inputs the form of a machine offers.
const lastInputs = 5

// fillForm suggests the input of an execution: that of the form value "from", or else the
// last one.
func (h *Handler) fillForm(r *http.Request, p *machinePage) error {
	from := r.URL.Query().Get("from")
	recent := p.List.Executions
	if p.List.Status != "" || p.List.After != "" {
		var err error
		if recent, _, err = h.client.List(r.Context(), durable.Filter{Machine: identityOf(p.StateMachineARN).MachineARN(), Max: lastInputs}); err != nil {
			return err
		}
	}
	seen := map[string]bool{}
	for _, x := range recent[:min(len(recent), lastInputs)] {
		text, err := h.inputOf(r, x.ARN)
		if err != nil {
			return err
		}
		if text != "" && !seen[text] {
			seen[text] = true
			p.Inputs = append(p.Inputs, lastInput{x.ARN, x.Name, preview(text)})
			p.Input = cmp.Or(p.Input, text)
		}
	}
	if from != "" {
		text, err := h.inputOf(r, from)
		if err != nil {
			return err
		}
		p.Input = text
	}
	p.Input = pretty(cmp.Or(p.Input, string(h.inputs(p.StateMachineARN)), "{}"))
	return nil
}

// inputOf returns the input of an execution, "" if it cannot be read.
func (h *Handler) inputOf(r *http.Request, execution string) (string, error) {
	d, err := h.client.Describe(r.Context(), execution)
	return d.Input.String(), err
}

// start starts an execution.
func (h *Handler) start(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	p, err := h.machinePage(r)
	if err != nil {
		return err
	}
	p.Name, p.Input = r.PostForm.Get("name"), r.PostForm.Get("input")
	arn, err := h.begin(r, p)
	if err == nil {
		http.Redirect(w, r, executionURL(arn), http.StatusSeeOther)
		return nil
	}
	status, text := statusOf(err)
	if status != http.StatusBadRequest {
		return err
	}
	p.Problem = text
	return render(w, r, status, "machine", p)
}

// begin starts an execution, which is stepped through if the form says so, and returns its
// ARN.
func (h *Handler) begin(r *http.Request, p *machinePage) (string, error) {
	in := sfnapi.StartExecutionInput{StateMachineARN: p.StateMachineARN, Name: p.Name, Input: p.Input}
	arn := ""
	if r.PostForm.Get("step") != "" && p.CanStep {
		in.Name = cmp.Or(in.Name, rand.Text())
		arn = identityOf(p.StateMachineARN).ExecutionARN(in.Name)
		if err := h.gate.hold(arn); err != nil {
			return "", err
		}
	}
	out, err := h.service.StartExecution(r.Context(), in)
	switch {
	case err == nil:
		return out.ExecutionARN, nil
	case arn != "":
		h.gate.release(arn)
	}
	return "", err
}

func (h *Handler) machinePicture(w http.ResponseWriter, r *http.Request) error {
	m, err := h.service.DescribeStateMachine(r.Context(), sfnapi.DescribeStateMachineInput{StateMachineARN: r.PathValue("machine")})
	if err != nil {
		return err
	}
	return h.drawings.get([]byte(m.Definition), m.Type, state.Identity{}).file(w)
}

// query returns a query without empty values.
func query(pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Add(pairs[i], pairs[i+1])
		}
	}
	return "?" + q.Encode()
}
