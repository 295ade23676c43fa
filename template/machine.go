package template

import (
	"errors"
	"slices"
	"strings"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/yaml"
)

// A Machine is a state machine of a template.
type Machine struct {
	// Machine is the parsed definition, as [Load] has parsed it; nil after [Read].
	*asl.Machine

	ID      string // of the resource, with the nested stack that it is in: "Child/Orders"
	Name    string // its id, if the template gives it no name
	Type    asl.Type
	Role    string // its ARN
	Tags    map[string]string
	Logging Logging
	Tracing bool
	Version bool     // whether a version is published
	Aliases []string // their names

	// Definition says where the definition is: the name of a file, "s3://BUCKET/KEY" for one that is
	// not here, or "" for one in the template.
	Definition string

	arn      string
	identity asl.Identity
	notRead  bool // the definition is a stand-in
	source   source
}

// Logging is the LoggingConfiguration of a machine.
type Logging struct {
	Level                string // "" is OFF
	IncludeExecutionData bool
	Destinations         []string // ARNs of log groups
}

// source is the text of a definition.
type source struct {
	file    string
	text    string
	whole   string  // the text of the file
	origins []int32 // where in that each byte is written; nil if it is the text
	isFile  bool    // it may be YAML
}

// ARN returns the ARN of the machine, in which account and region are stand-ins.
func (m *Machine) ARN() string { return m.arn }

// File returns the name of the file that the definition is in.
func (m *Machine) File() string { return m.source.file }

// Parse parses the definition, with the type and the values that the template gives it. The error is a
// [diag.List] with places in the file that the definition is in.
func (m *Machine) Parse(opts ...asl.ParseOption) (*asl.Machine, error) {
	s := m.source
	opts = append([]asl.ParseOption{asl.WithFile(s.file), asl.WithType(m.Type)}, opts...)
	if s.isYAML() {
		parsed, err := yaml.Parse([]byte(s.text), opts...)
		return parsed, inFile(err, s.file)
	}
	if s.origins != nil {
		opts = append(opts, asl.WithSource([]byte(s.whole), func(offset int) int { return int(s.origins[max(0, min(offset, len(s.origins)-1))]) }))
	}
	return asl.Parse([]byte(s.text), opts...)
}

// isYAML reports whether the definition is read as YAML. Step Functions: a file that is not JSON is.
func (s *source) isYAML() bool {
	if !s.isFile || jsonvalue.Check(s.text, jsonvalue.Limits{}) == nil {
		return false
	}
	if !strings.HasPrefix(strings.TrimSpace(s.text), "{") {
		return true
	}
	_, err := yaml.ToJSON([]byte(s.text))
	return err == nil
}

// inFile names the file in problems of the YAML itself.
func inFile(err error, file string) error {
	var list diag.List
	if errors.As(err, &list) {
		for i := range list {
			list[i].File = file
		}
	}
	return err
}

// readMachines adds the machines of a stack.
func (s *stack) readMachines(p *Project) error {
	var wrong problems
	names := map[string]bool{}
	for _, r := range s.kinds[stateMachine] {
		there, err := r.exists()
		switch {
		case wrong.add(err):
			continue
		case !there:
			s.note(r.place, StandIn{Name: s.id + r.id, Why: "the machine is left out, as its condition " + r.get("Condition").text + " is false"})
			continue
		}
		m, err := s.machine(r)
		if wrong.add(err) {
			continue
		}
		if s.parsed += len(m.source.whole); s.parsed > maxParsed {
			return r.problemOf(CodeTooLarge, "the files of the definitions have more than %d bytes, each counted for each machine", maxParsed)
		}
		if names[m.Name] {
			s.note(r.place, StandIn{Name: s.id + r.id + ".Name", Refused: true,
				Why: "another machine of the stack has the name " + m.Name + ", too (CloudFormation refuses that)"})
		}
		names[m.Name] = true
		p.add(m)
	}
	return wrong.err()
}

// add adds a machine. If several have one ARN, as they have one name in different stacks, it is that
// of the first one.
func (p *Project) add(m *Machine) {
	p.Machines = append(p.Machines, m)
	if p.byARN == nil {
		p.byARN = map[string]*Machine{}
	}
	if p.byARN[m.arn] == nil {
		p.byARN[m.arn] = m
	}
}

const stateMachine = "AWS::StepFunctions::StateMachine"

// machine reads a machine.
func (s *stack) machine(r *resource) (*Machine, error) {
	m := &Machine{ID: s.id + r.id, Type: asl.Standard}
	name, err := r.name(r.node)
	if err != nil {
		return nil, err
	}
	if name, err = r.checkedName(name, "the name of the machine", 80, func(s string) bool { return asl.CheckName(s) == nil }); err != nil {
		return nil, err
	}
	m.Name = name.text
	arn, err := r.ref(r.node)
	if err != nil {
		return nil, err
	}
	m.arn = arn.text
	if err := r.attributes(m); err != nil {
		return nil, err
	}
	m.identity = asl.Identity{Partition: s.partition(r.node), Region: s.region(r.node), Account: s.account(r.node), Machine: m.Name, Role: m.Role}
	if err := s.versions(r, m); err != nil {
		return nil, err
	}
	return m, r.definition(m)
}

// attributes reads what is not the definition.
func (r *resource) attributes(m *Machine) error {
	kind, err := r.textOf("StateMachineType")
	if err != nil {
		return err
	}
	switch asl.Type(kind) {
	case "":
	case asl.Standard, asl.Express:
		m.Type = asl.Type(kind)
	default:
		return r.property("StateMachineType").problem("the type %q is neither STANDARD nor EXPRESS", kind)
	}
	if m.Role, err = r.textOf("RoleArn"); err != nil {
		return err
	}
	if m.Tags, err = r.tags(); err != nil {
		return err
	}
	tracing, err := r.value("TracingConfiguration")
	if err != nil {
		return err
	}
	m.Tracing = tracing.get("Enabled").is("true")
	logging, err := r.value("LoggingConfiguration")
	if err != nil {
		return err
	}
	m.Logging.Level = orText(logging.get("Level"), "")
	m.Logging.IncludeExecutionData = logging.get("IncludeExecutionData").is("true")
	for _, d := range asList(logging.get("Destinations")) {
		m.Logging.Destinations = append(m.Logging.Destinations, orText(d.find("CloudWatchLogsLogGroup", "LogGroupArn"), ""))
	}
	return nil
}

// tags reads a list of tags.
func (r *resource) tags() (map[string]string, error) {
	v, err := r.value("Tags")
	if err != nil || v == nil {
		return nil, err
	}
	all := map[string]string{}
	for _, t := range asList(v) {
		key, ok := t.get("Key").str()
		value, also := t.get("Value").str()
		if !ok || !also {
			return nil, t.problem("a tag has a Key and a Value")
		}
		all[key] = value
	}
	return all, nil
}

// versions notes the versions and aliases of a machine.
func (s *stack) versions(r *resource, m *Machine) error {
	for _, other := range slices.Concat(s.kinds[stateMachine+"Version"], s.kinds[stateMachine+"Alias"]) {
		there, err := other.exists()
		switch {
		case err != nil:
			return err
		case !there:
			continue
		}
		arn, err := other.qualified(r.node)
		if err != nil {
			return err
		}
		qualifier, ok := strings.CutPrefix(arn.text, m.arn+":")
		switch {
		case !ok:
		case other.kind == stateMachine+"Version":
			m.Version = true
		default:
			m.Aliases = append(m.Aliases, qualifier)
		}
	}
	return nil
}
