package template

import (
	"cmp"
	"slices"
	"strings"
)

// serverless makes resources of CloudFormation of those of SAM, as the macro AWS::Serverless does.
// What the macro adds, and no machine, rule or function needs, is left out.
func (s *stack) serverless() error {
	resources := s.root.get("Resources")
	isSAM := func(m member) bool { t, _ := m.get("Type").str(); return strings.HasPrefix(t, serverless) }
	if resources.kind != object || !slices.ContainsFunc(resources.members, isSAM) {
		return nil
	}
	t := &sam{stack: s, apis: map[string]*samAPI{}}
	var wrong problems
	for _, m := range resources.members {
		wrong.add(t.prepare(m))
	}
	for _, m := range resources.members {
		wrong.add(t.resource(m))
	}
	wrong.add(t.addAPIs())
	if err := wrong.err(); err != nil {
		return err
	}
	s.root = s.root.set("Resources", newObject(resources.place, t.made...))
	return nil
}

const serverless = "AWS::Serverless::"

// sam makes the resources of a stack.
type sam struct {
	*stack
	made []member
	apis map[string]*samAPI
}

// samResource is a resource of SAM, with what Globals say.
type samResource struct {
	*node
	id         string
	kind       string // without AWS::Serverless::
	properties *node
}

// renamed are the types that stay as they are, apart from their names.
var renamed = map[string]string{
	"Api": "AWS::ApiGateway::RestApi", "HttpApi": "AWS::ApiGatewayV2::Api", "WebSocketApi": "AWS::ApiGatewayV2::Api",
	"SimpleTable": "AWS::DynamoDB::Table", "LayerVersion": "AWS::Lambda::LayerVersion", "GraphQLApi": "AWS::AppSync::GraphQLApi",
}

// refuse is what SAM says of a resource.
func (r *samResource) refuse(at *node, format string, args ...any) error {
	return at.problem("Resource with id [%s] is invalid. "+format, append([]any{r.id}, args...)...)
}

// read returns a resource of SAM with the properties of Globals, nil for another one.
func (t *sam) read(m member) (*samResource, error) {
	full, _ := m.get("Type").str()
	kind, ok := strings.CutPrefix(full, serverless)
	if !ok {
		return nil, nil
	}
	properties := m.get("Properties")
	if properties == nil || properties.kind == null {
		properties = newObject(m.place)
	}
	r := &samResource{node: m.node, id: m.name, kind: kind}
	if properties.kind != object {
		return nil, r.refuse(properties, "Properties have to be a map.")
	}
	var err error
	r.properties, err = t.withGlobals(r, properties)
	return r, err
}

// withGlobals returns the properties of a resource with those of Globals.
func (t *sam) withGlobals(r *samResource, properties *node) (*node, error) {
	globals, err := t.merged(t.root.find("Globals", r.kind))
	if err != nil || globals == nil || globals.kind != object {
		return properties, err
	}
	switch ignored := r.get("IgnoreGlobals"); {
	case ignored.is("*"):
		return properties, nil
	case ignored != nil && ignored.kind == list:
		for _, name := range ignored.elements {
			globals = globals.without(name.text)
		}
	}
	return underlay(globals, properties), nil
}

// underlay merges what is global with what is local: objects by their members, lists one behind the
// other; of anything else the local one counts.
func underlay(global, local *node) *node {
	if name, _ := local.function(); name != "" || global.kind != local.kind {
		return local
	}
	if name, _ := global.function(); name != "" {
		return local
	}
	switch local.kind {
	case list:
		return newList(local.place, slices.Concat(global.elements, local.elements)...)
	case object:
		return newObject(local.place, overlay(global.members, local.members, underlay)...)
	}
	return local
}

// resource makes the resources of one.
func (t *sam) resource(m member) error {
	r, err := t.read(m)
	if err != nil {
		return err
	}
	if r == nil {
		t.made = append(t.made, m)
		return nil
	}
	switch r.kind {
	case "StateMachine":
		return t.machine(r)
	case "Function":
		return t.function(r)
	case "Application":
		return t.application(r)
	case "Api": // its events are added first
		return nil
	}
	t.add(r, r.id, cmp.Or(renamed[r.kind], serverless+r.kind), r.properties.members...)
	return nil
}

// add adds a resource, which is there if the one that it comes from is.
func (t *sam) add(r *samResource, id, kind string, properties ...member) {
	made := newObject(r.place, with("Type", newText(r.place, kind)), with("Properties", newObject(r.place, properties...)))
	for _, attribute := range []string{"Condition", "Metadata"} {
		if a := r.get(attribute); a != nil {
			made = made.set(attribute, a)
		}
	}
	t.made = append(t.made, member{id, r.at, made})
}

// application is a nested stack.
func (t *sam) application(r *samResource) error {
	location := r.properties.get("Location")
	if location == nil {
		return r.refuse(r.node, "Resource is missing the required [Location] property.")
	}
	t.add(r, r.id, "AWS::CloudFormation::Stack", append(r.properties.without("Location").members, with("TemplateURL", location))...)
	return nil
}

// function is a function of Lambda, with its role and with what AutoPublishAlias makes.
func (t *sam) function(r *samResource) error {
	role := r.properties.get("Role")
	if role == nil {
		t.add(r, r.id+"Role", "AWS::IAM::Role")
		role = call(r.place, "Fn::GetAtt", newText(r.place, r.id+"Role.Arn"))
	}
	t.add(r, r.id, "AWS::Lambda::Function", r.properties.set("Role", role).members...)
	alias := r.properties.get("AutoPublishAlias")
	if alias == nil || alias.kind == null {
		return nil
	}
	v, err := t.eval(alias)
	if err != nil {
		return err
	}
	if v.kind == nothing {
		return nil
	}
	name, ok := v.str()
	if !ok {
		return r.refuse(alias, "Property 'AutoPublishAlias' should be a string.")
	}
	function := with("FunctionName", call(r.place, "Ref", newText(r.place, r.id)))
	version, aliasID := r.id+"Version", r.id+"Alias"+alphanumeric(name)
	t.add(r, version, "AWS::Lambda::Version", function)
	t.add(r, aliasID, "AWS::Lambda::Alias", function, with("Name", v))
	t.aliases[r.id+".Version"], t.aliases[r.id+".Alias"] = version, aliasID
	return nil
}

func alphanumeric(s string) string {
	return strings.Map(func(r rune) rune {
		if 'a' <= r|0x20 && r|0x20 <= 'z' || '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// wants says which properties SAM takes, and what they have to be: a map, a string, a list or a
// boolean, of which those with "!" may be no function.
type wants map[string]string

// check refuses properties that SAM would. required are those that have to be there.
func (w wants) check(refuse func(at *node, format string, args ...any) error, of string, n *node, required ...string) error {
	for _, m := range n.members {
		want, ok := w[m.name]
		if !ok {
			return refuse(m.node, "property %s not defined for resource of type %s", m.name, of)
		}
		if m.kind == null || isOne(m.node) && !strings.HasSuffix(want, "!") || want == "" {
			continue
		}
		is := map[kind]string{text: "string", number: "number", boolean: "bool", list: "list", object: "map"}[m.kind]
		switch {
		case slices.Contains(strings.Split(strings.TrimSuffix(want, "!"), "|"), is):
		case strings.ContainsAny(want, "|!"):
			return refuse(m.node, "Type of property '%s' is invalid.", m.name)
		default:
			return refuse(m.node, "Property '%s' should be a %s.", m.name, want)
		}
	}
	for _, name := range required {
		if !n.has(name) {
			return refuse(n, "Missing required property '%s'.", name)
		}
	}
	return nil
}

// isOne reports whether SAM takes an object for a function, and leaves it to CloudFormation.
func isOne(n *node) bool { return n.kind == object && len(n.members) == 1 }

// orEmpty is an object, also if there is none.
func orEmpty(n *node, at place) *node { return cmp.Or(n, newObject(at)) }
