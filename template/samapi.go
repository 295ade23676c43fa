package template

import (
	"strings"
)

// samAPI is an API, to which events add methods.
type samAPI struct {
	*samResource
	managed bool // SAM writes its document
	paths   []member
	found   map[string]bool // methods
}

// The APIs that SAM makes of events that name none.
const (
	implicitREST = "ServerlessRestApi"
	implicitHTTP = "ServerlessHttpApi"
)

// prepare notes the APIs of a template, as events refer to them before and after.
func (t *sam) prepare(m member) error {
	r, err := t.read(m)
	if err != nil || r == nil || r.kind != "Api" {
		return err
	}
	t.apis[r.id] = &samAPI{samResource: r, managed: !r.properties.has("DefinitionBody") && !r.properties.has("DefinitionUri"), found: map[string]bool{}}
	if wrong := r.properties.find("Auth", "DefaultAuthorizer"); wrong != nil && wrong.kind != text && !isOne(wrong) {
		return r.refuse(wrong, "DefaultAuthorizer is not a string.")
	}
	return nil
}

// addAPIs adds the APIs with their documents.
func (t *sam) addAPIs() error {
	resources := t.root.get("Resources")
	first := &samResource{node: resources, properties: newObject(resources.place)}
	if t.apis[implicitREST] == nil && resources.get(implicitREST) == nil {
		t.api(implicitREST, first)
	}
	if resources.get(implicitHTTP) == nil {
		t.add(first, implicitHTTP, "AWS::ApiGatewayV2::Api")
	}
	for _, m := range append(resources.members, member{name: implicitREST}) {
		api := t.apis[m.name]
		if api == nil {
			continue
		}
		delete(t.apis, m.name)
		properties := api.properties
		if api.managed && api.paths != nil {
			properties = properties.set("Body", newObject(api.place, with("paths", newObject(api.place, api.paths...))))
		} else if properties.has("DefinitionBody") {
			properties = properties.set("Body", properties.get("DefinitionBody"))
		}
		t.add(api.samResource, m.name, "AWS::ApiGateway::RestApi", properties.members...)
		stage := orText(properties.get("StageName"), "Prod")
		t.add(api.samResource, m.name+stage+"Stage", "AWS::ApiGateway::Stage",
			with("RestApiId", call(api.place, "Ref", newText(api.place, m.name))), with("StageName", newText(api.place, stage)))
		t.aliases[m.name+".Stage"] = m.name + stage + "Stage"
	}
	return nil
}

func orText(n *node, otherwise string) string {
	if t, ok := n.str(); ok {
		return t
	}
	return otherwise
}

// api returns an API of the template, or the one for events that name none.
func (t *sam) api(id string, r *samResource) *samAPI {
	api := t.apis[id]
	if api == nil && id == implicitREST {
		made := &samResource{node: newObject(r.place), id: id, kind: "Api", properties: newObject(r.place)}
		api = &samAPI{samResource: made, managed: true, found: map[string]bool{}}
		t.apis[id] = api
	}
	return api
}

// apiEvent is an event of type Api: a method of an API that starts the machine.
func (t *sam) apiEvent(e *samEvent) error {
	p := e.properties
	if err := apiProperties.check(e.refuseProperty, "Api", p, "Path", "Method"); err != nil {
		return err
	}
	id := implicitREST
	if of := p.get("RestApiId"); p.has("RestApiId") {
		if ref, ok := of.get("Ref").str(); ok {
			id = ref
		} else if of.kind == text {
			id = of.text
		} else {
			id = "" // an API of another stack
		}
	}
	api := t.api(id, e.samResource)
	if api == nil {
		if id != "" && t.root.find("Resources", id) == nil && t.parameters[id] == nil {
			return e.refuse(p.get("RestApiId"), "RestApiId property of Api event must reference a valid resource in the same template.")
		}
		return nil
	}
	role := t.eventRole(e)
	if !api.managed {
		return nil
	}
	return t.method(api, e, role)
}

// method adds a method to the document of an API.
func (t *sam) method(api *samAPI, e *samEvent, role *node) error {
	path, _ := e.properties.get("Path").str()
	verb, _ := e.properties.get("Method").str()
	verb = strings.ToLower(verb)
	if api.found[verb+" "+path] {
		return e.refuse(e.properties, "API method \"%s\" defined multiple times for path \"%s\".", verb, path)
	}
	api.found[verb+" "+path] = true
	if err := api.authorize(e, verb, path); err != nil {
		return err
	}
	at := e.properties.place
	word := func(s string) *node { return newText(at, s) }
	input := `$util.escapeJavaScript($input.json('$'))`
	if e.properties.get("UnescapeMappingTemplate").is("true") {
		input += `.replaceAll("\\'","'")`
	}
	form := call(at, "Fn::Sub", word(`{"input": "`+input+`", "stateMachineArn": "${`+e.target+`}"}`))
	integration := newObject(at,
		with("type", word("aws")), with("httpMethod", word("POST")), with("credentials", role),
		with("uri", call(at, "Fn::Sub", word("arn:${AWS::Partition}:apigateway:${AWS::Region}:states:action/StartExecution"))),
		with("requestTemplates", newObject(at, with("application/json", form))))
	made := newObject(at, with(verb, newObject(at, with("x-amazon-apigateway-integration", integration))))
	api.paths = overlay(api.paths, []member{with(path, made)}, merge)
	return nil
}

// authorize checks the authorizer of a method.
func (api *samAPI) authorize(e *samEvent, verb, path string) error {
	wish := e.properties.find("Auth", "Authorizer")
	name, ok := wish.str()
	if !ok || name == "AWS_IAM" {
		return nil
	}
	known := api.properties.find("Auth", "Authorizers")
	switch {
	case name == "NONE" && !(known != nil && api.properties.find("Auth").has("DefaultAuthorizer")):
		return e.refuse(wish, "Unable to set Authorizer on API method [%s] for path [%s] because 'NONE' is only a valid value when a DefaultAuthorizer on the API is specified.", verb, path)
	case name == "NONE":
		return nil
	case len(members(known)) == 0:
		return e.refuse(wish, "Unable to set Authorizer [%s] on API method [%s] for path [%s] because the related API does not define any Authorizers.", name, verb, path)
	case !known.has(name):
		return e.refuse(wish, "Unable to set Authorizer [%s] on API method [%s] for path [%s] because it wasn't defined in the API's Authorizers.", name, verb, path)
	}
	return nil
}
