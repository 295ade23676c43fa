package template

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

var machineProperties = wants{
	"Definition": "map", "DefinitionUri": "string|map", "Logging": "map", "Role": "string", "RolePath": "", "DefinitionSubstitutions": "map",
	"Events": "map", "Name": "string", "Type": "string", "Tags": "map", "PropagateTags": "bool!", "Policies": "string|list|map", "Tracing": "map",
	"PermissionsBoundary": "string", "AutoPublishAlias": "", "DeploymentPreference": "", "UseAliasAsEventTarget": "bool!",
}

// machine makes the resources of a state machine: itself, its role, version and alias, and those of
// its events.
func (t *sam) machine(r *samResource) error {
	p := r.properties
	if err := machineProperties.check(r.refuse, serverless+r.kind, p); err != nil {
		return err
	}
	definition, err := t.definition(r)
	if err != nil {
		return err
	}
	role, err := t.machineRole(r)
	if err != nil {
		return err
	}
	made := append(definition, with("RoleArn", role), with("Tags", samTags(r)))
	made = append(made, pick(p, "Name=StateMachineName", "Type=StateMachineType", "Logging=LoggingConfiguration", "Tracing=TracingConfiguration")...)
	t.add(r, r.id, "AWS::StepFunctions::StateMachine", made...)
	target, err := t.publish(r)
	if err != nil {
		return err
	}
	return t.events(r, target)
}

// machineRole is the role of a machine, which SAM makes if there is none.
func (t *sam) machineRole(r *samResource) (*node, error) {
	switch role := r.properties.get("Role"); {
	case !r.properties.has("Role"):
		t.add(r, r.id+"Role", "AWS::IAM::Role")
		return call(r.place, "Fn::GetAtt", newText(r.place, r.id+"Role.Arn")), nil
	case r.properties.has("Policies"):
		return nil, r.refuse(role, "Specify either 'Role' or 'Policies' (but not both at the same time) or neither of them")
	default:
		return role, nil
	}
}

// samTags are the tags of a machine. SAM: its own one is lost if tags are propagated.
func samTags(r *samResource) *node {
	tag := func(key string, value *node) *node {
		return newObject(value.place, with("Key", newText(value.place, key)), with("Value", value))
	}
	all := newList(r.place)
	if !r.properties.get("PropagateTags").is("true") || !r.properties.has("Tags") {
		all.elements = append(all.elements, tag("stateMachine:createdBy", newText(r.place, "SAM")))
	}
	for _, m := range members(r.properties.get("Tags")) {
		all.elements = append(all.elements, tag(m.name, m.node))
	}
	return all
}

// publish makes the version and the alias of AutoPublishAlias. It returns the id of what events
// start.
func (t *sam) publish(r *samResource) (target string, err error) {
	alias, wish := r.properties.get("AutoPublishAlias"), r.properties.get("UseAliasAsEventTarget")
	if !r.properties.has("AutoPublishAlias") {
		switch {
		case wish.is("true"):
			return "", r.refuse(wish, "'UseAliasAsEventTarget' requires 'AutoPublishAlias' property to be specified.")
		case r.properties.has("DeploymentPreference"):
			return "", r.refuse(r.properties.get("DeploymentPreference"), "'DeploymentPreference' requires 'AutoPublishAlias' property to be specified.")
		}
		return r.id, nil
	}
	name, err := t.evalText(alias, "AutoPublishAlias")
	if err != nil {
		return "", err
	}
	ref := func(id string) *node { return call(alias.place, "Ref", newText(alias.place, id)) }
	version, aliasID := r.id+"Version", r.id+"Alias"+name.text
	t.add(r, version, "AWS::StepFunctions::StateMachineVersion", with("StateMachineArn", ref(r.id)))
	preference := orEmpty(r.properties.get("DeploymentPreference"), alias.place).set("StateMachineVersionArn", ref(version))
	t.add(r, aliasID, "AWS::StepFunctions::StateMachineAlias", with("Name", name), with("DeploymentPreference", preference))
	if wish.is("true") {
		return aliasID, nil
	}
	return r.id, nil
}

// definition returns the properties for Definition or DefinitionUri.
func (t *sam) definition(r *samResource) ([]member, error) {
	p := r.properties
	inline, uri, substitutions := p.get("Definition"), p.get("DefinitionUri"), p.get("DefinitionSubstitutions")
	hasInline, hasURI := p.has("Definition"), p.has("DefinitionUri")
	switch {
	case hasInline && hasURI:
		return nil, r.refuse(uri, "Specify either 'Definition' or 'DefinitionUri' property and not both.")
	case !hasInline && !hasURI:
		return nil, r.refuse(r.node, "Either 'Definition' or 'DefinitionUri' property must be specified.")
	}
	var made member
	if hasURI {
		location, err := samLocation(r, uri)
		if err != nil {
			return nil, err
		}
		made = with("DefinitionS3Location", location)
	} else {
		text, found, err := t.inline(inline)
		if err != nil {
			return nil, err
		}
		if made = with("DefinitionString", text); len(found) > 0 {
			substitutions = merge(orEmpty(substitutions, inline.place), newObject(inline.place, found...))
		}
	}
	if substitutions == nil {
		return []member{made}, nil
	}
	return []member{made, with("DefinitionSubstitutions", substitutions)}, nil
}

// samLocation reads a DefinitionUri. A path is left as it is: "sam deploy" uploads the file.
func samLocation(r *samResource, uri *node) (*node, error) {
	if uri.kind == object {
		if uri.get("Bucket") == nil || uri.get("Key") == nil {
			return nil, r.refuse(uri, "'DefinitionUri' requires Bucket and Key properties to be specified.")
		}
		return uri, nil
	}
	u, err := url.Parse(uri.text)
	if !strings.HasPrefix(uri.text, "s3://") {
		return uri, nil
	}
	if err != nil || u.Host == "" || strings.Trim(u.Path, "/") == "" {
		return nil, r.refuse(uri, "'DefinitionUri' is not a valid S3 Uri of the form 's3://bucket/key' with optional versionId query parameter.")
	}
	at := func(s string) *node { return newText(uri.place, s) }
	made := newObject(uri.place, with("Bucket", at(u.Host)), with("Key", at(strings.TrimLeft(u.Path, "/"))))
	if version := u.Query().Get("versionId"); version != "" {
		made = made.set("Version", at(version))
	}
	return made, nil
}

// inline writes a definition as SAM does, with placeholders for functions, which it returns.
func (t *sam) inline(n *node) (*node, []member, error) {
	n, err := t.expanded(n, map[*node]*node{}, 0)
	if err != nil {
		return nil, nil, err
	}
	h := holder{stack: t.stack}
	if n, err = h.hold(n, 0); err != nil {
		return nil, nil, err
	}
	w := writer{stack: t.stack, style: python}
	if err := w.value(n, 0); err != nil {
		return nil, nil, err
	}
	text, err := w.joined.node(t.stack, n)
	return text, h.found, err
}

// holder puts placeholders in the place of functions.
type holder struct {
	*stack
	found []member
}

// hold goes through a definition. SAM: members in the order of their names, and from the outside in.
func (h *holder) hold(n *node, depth int) (*node, error) {
	if depth > maxDepth {
		return nil, n.problemOf(CodeTooLarge, "there are more than %d levels", maxDepth)
	}
	if err := h.spend(n, valueWork); err != nil {
		return nil, err
	}
	made := *n
	made.elements, made.members = slices.Clone(n.elements), slices.Clone(n.members)
	for i, e := range made.elements {
		v, err := h.held(e, depth)
		if err != nil {
			return nil, err
		}
		made.elements[i] = v
	}
	slices.SortStableFunc(made.members, func(a, b member) int { return strings.Compare(a.name, b.name) })
	for i, m := range made.members {
		v, err := h.held(m.node, depth)
		if err != nil {
			return nil, err
		}
		made.members[i].node = v
	}
	return &made, nil
}

func (h *holder) held(n *node, depth int) (*node, error) {
	name, _ := n.function()
	isCondition := n.kind == object && len(n.members) == 1 && n.members[0].name == "Condition"
	if name == "" && !isCondition && !(n.kind == text && strings.HasPrefix(n.text, "{{resolve:")) {
		if n.kind != list && n.kind != object {
			return n, nil
		}
		return h.hold(n, depth+1)
	}
	placeholder := fmt.Sprintf("definition_substitution_%d", len(h.found)+1)
	h.found = append(h.found, with(placeholder, n))
	return newText(n.place, "${"+placeholder+"}"), nil
}
