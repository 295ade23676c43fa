package template

import (
	"cmp"
	"strings"
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
	if err := s.spend(v, len(p.Machines)*valueWork); err != nil {
		return "", nil, err
	}
	for _, of := range p.Machines {
		if _, rest, found := strings.Cut(text, of.arn); found && !nameGoesOn(rest) {
			return action, of, nil
		}
	}
	s.forget(before)
	return "", nil, nil
}

// nameGoesOn reports whether a text begins with what may be part of a name.
func nameGoesOn(rest string) bool {
	return rest != "" && (rest[0] == '-' || rest[0] == '_' || '0' <= rest[0] && rest[0] <= '9' || 'a' <= rest[0]|0x20 && rest[0]|0x20 <= 'z')
}

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
