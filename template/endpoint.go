package template

import (
	"cmp"
	"strings"

	"github.com/goasl/goasl/asl"
)

// An Endpoint is a method of an API of API Gateway that starts a machine of the project.
type Endpoint struct {
	API    string // its id, with the nested stack that it is in
	Method string // in capitals, or ANY
	Path   string // as /orders/{id}
	Action string // StartExecution or StartSyncExecution

	Machine *Machine
}

// readEndpoints adds the methods of APIs that start machines.
func (s *stack) readEndpoints(p *Project) error {
	read := map[string]func(*Project, *resource) error{
		"AWS::ApiGateway::RestApi": s.documentEndpoints, "AWS::ApiGatewayV2::Api": s.documentEndpoints,
		"AWS::ApiGateway::Method": s.methodEndpoint, "AWS::ApiGatewayV2::Route": s.routeEndpoint,
	}
	var wrong problems
	for _, r := range s.order {
		if read[r.kind] == nil {
			continue
		}
		there, err := r.exists()
		if !wrong.add(err) && there {
			wrong.add(read[r.kind](p, r))
		}
	}
	return wrong.err()
}

// documentEndpoints adds those of a document of OpenAPI.
func (s *stack) documentEndpoints(p *Project, r *resource) error {
	body, err := s.chosen(r.property("Body"))
	if err != nil {
		return err
	}
	paths, err := s.chosen(body.get("paths"))
	if err != nil {
		return err
	}
	for _, path := range members(paths) {
		methods, err := s.chosen(path.node)
		if err != nil {
			return err
		}
		for _, method := range members(methods) {
			if err := s.methodOf(p, r, path.name, method); err != nil {
				return err
			}
		}
	}
	return nil
}

// methodOf adds a method of a document.
func (s *stack) methodOf(p *Project, r *resource, path string, method member) error {
	n, err := s.chosen(method.node)
	if err != nil {
		return err
	}
	integration, err := s.chosen(n.get("x-amazon-apigateway-integration"))
	if err != nil || integration == nil {
		return err
	}
	action, m, err := s.starts(p, integration)
	if m != nil && err == nil {
		verb := strings.ToUpper(strings.TrimPrefix(method.name, "x-amazon-apigateway-any-method"))
		p.Endpoints = append(p.Endpoints, &Endpoint{s.id + r.id, cmp.Or(verb, "ANY"), path, action, m})
	}
	return err
}

// chosen returns the value that Fn::If chooses, and other values as they are.
func (s *stack) chosen(n *node) (*node, error) {
	for range maxDepth {
		name, argument := n.function()
		if name != "Fn::If" {
			break
		}
		all, err := arguments(n, argument, 3, 3)
		if err != nil {
			return nil, err
		}
		is, err := s.isChosen(all[0])
		if err != nil {
			return nil, err
		}
		if n = all[2]; is {
			n = all[1]
		}
	}
	return n, nil
}

// starts returns the machine that an integration starts, nil if it starts none.
func (s *stack) starts(p *Project, integration *node) (action string, m *Machine, err error) {
	uri := cmp.Or(integration.get("uri"), integration.get("Uri"))
	subtype := orText(cmp.Or(integration.get("integrationSubtype"), integration.get("IntegrationSubtype")), "")
	before := len(s.all)
	if uri != nil {
		v, err := s.eval(uri)
		if err != nil {
			return "", nil, err
		}
		_, action, _ = strings.Cut(v.text, ":states:action/")
	}
	if rest, ok := strings.CutPrefix(subtype, "StepFunctions-"); ok {
		action = rest
	}
	if action == "" {
		s.forget(before)
		return "", nil, nil
	}
	v, err := s.eval(integration)
	if err != nil {
		return "", nil, err
	}
	text, err := s.json(v)
	if err != nil {
		return "", nil, err
	}
	if m := p.machineIn(text); m != nil {
		return action, m, nil
	}
	s.forget(before)
	return "", nil, nil
}

// machineIn returns the first machine whose ARN is in a text, such as the template of a request. It
// looks at the text once, however many machines there are.
func (p *Project) machineIn(text string) *Machine {
	const begin = "arn:"
	for at := strings.Index(text, begin); at >= 0; {
		arn := text[at:]
		parts := strings.SplitN(arn, ":", 7) // arn, partition, states, region, account, stateMachine, what follows
		if len(parts) == 7 && parts[5] == "stateMachine" {
			before := len(arn) - len(parts[6])
			for _, name := range []string{upTo(parts[6], endsUsualName), upTo(parts[6], endsName)} {
				if m := p.byARN[arn[:before+len(name)]]; m != nil {
					return m
				}
			}
		}
		next := strings.Index(arn[len(begin):], begin)
		if next < 0 {
			break
		}
		at += len(begin) + next
	}
	return nil
}

// upTo returns the text before the first character for which is reports true.
func upTo(text string, is func(rune) bool) string {
	if end := strings.IndexFunc(text, is); end >= 0 {
		return text[:end]
	}
	return text
}

// endsUsualName reports whether a character ends a name of letters, digits, hyphens and underscores.
// It is asked first, since a name can have more, such as the apostrophe after "'${Orders.Arn}'".
func endsUsualName(r rune) bool {
	return r != '-' && r != '_' && (r < '0' || r > '9') && (r|0x20 < 'a' || r|0x20 > 'z')
}

// endsName reports whether no name of a machine can have a character.
func endsName(r rune) bool { return asl.CheckName(string(r)) != nil }

// methodEndpoint adds the one of a method that is a resource of its own.
func (s *stack) methodEndpoint(p *Project, r *resource) error {
	integration := r.property("Integration")
	if integration == nil {
		return nil
	}
	action, m, err := s.starts(p, integration)
	if err != nil || m == nil {
		return err
	}
	verb, err := r.textOf("HttpMethod")
	if err != nil {
		return err
	}
	api, _ := r.property("RestApiId").get("Ref").str()
	p.Endpoints = append(p.Endpoints, &Endpoint{s.id + api, strings.ToUpper(verb), s.pathOf(r.property("ResourceId"), 0), action, m})
	return nil
}

// routeEndpoint adds the one of a route of an HTTP API, whose integration is a resource of its own.
func (s *stack) routeEndpoint(p *Project, r *resource) error {
	before := len(s.all)
	target, err := r.textOf("Target")
	if err != nil {
		return err
	}
	for _, integration := range s.kinds["AWS::ApiGatewayV2::Integration"] {
		id, err := integration.ref(r.node)
		if err != nil {
			return err
		}
		if target != "integrations/"+id.text {
			continue
		}
		action, m, err := s.starts(p, integration.get("Properties"))
		if err != nil || m == nil {
			return err
		}
		key, err := r.textOf("RouteKey")
		verb, path, _ := strings.Cut(key, " ")
		api, _ := r.property("ApiId").get("Ref").str()
		p.Endpoints = append(p.Endpoints, &Endpoint{s.id + api, verb, path, action, m})
		return err
	}
	s.forget(before)
	return nil
}

// maxPath is how many parts a path may have.
const maxPath = 50

// pathOf follows the resources of an API up to its root.
func (s *stack) pathOf(n *node, depth int) string {
	id, _ := n.get("Ref").str()
	r := s.resources[id]
	if r == nil || depth == maxPath {
		return "/"
	}
	part, _ := r.property("PathPart").str()
	return strings.TrimSuffix(s.pathOf(r.property("ParentId"), depth+1), "/") + "/" + part
}
