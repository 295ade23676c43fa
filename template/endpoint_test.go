package template_test

import (
	"testing"

	"github.com/goasl/goasl/template"
)

// A route of an HTTP API starts a machine, too.
func TestHTTPAPI(t *testing.T) {
	folder := write(t, map[string]string{"template.yaml": `
Resources:
  M: {Type: AWS::StepFunctions::StateMachine, Properties: {RoleArn: r, DefinitionString: '{"StartAt":"P","States":{"P":{"Type":"Succeed"}}}'}}
  Api: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: HTTP}}
  Start:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !Ref Api
      IntegrationType: AWS_PROXY
      IntegrationSubtype: StepFunctions-StartExecution
      RequestParameters: {StateMachineArn: !Ref M, Input: $request.body}
  Other: {Type: AWS::ApiGatewayV2::Integration, Properties: {ApiId: !Ref Api, IntegrationType: HTTP_PROXY, IntegrationUri: 'https://example.com'}}
  Post: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref Api, RouteKey: POST /orders, Target: !Sub 'integrations/${Start}'}}
  Get: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref Api, RouteKey: GET /orders, Target: !Join [/, [integrations, !Ref Other]]}}
`})
	p := load(t, folder)
	if len(p.Endpoints) != 1 || *p.Endpoints[0] != (template.Endpoint{API: "Api", Method: "POST", Path: "/orders", Action: "StartExecution", Machine: p.Machines[0]}) {
		t.Errorf("endpoints %+v", p.Endpoints)
	}
}

// The ARN of a machine is found in what a request is made of, whatever stands around it, and is not
// taken for that of a machine whose name is longer.
func TestRequestTemplates(t *testing.T) {
	const definition = `DefinitionString: '{"StartAt":"P","States":{"P":{"Type":"Succeed"}}}'`
	for name, test := range map[string]struct{ written, want string }{
		"in quotes":              {`'{"stateMachineArn": "${Order.Arn}"}'`, "Order"},
		"the longer one":         {`'{"stateMachineArn": "${Orders.Arn}"}'`, "Orders"},
		"an alias":               {`'{"stateMachineArn": "${Orders.Arn}:live"}'`, "Orders"},
		"apostrophes":            {`"#set($a = '${Order.Arn}')"`, "Order"},
		"with another character": {`'{"stateMachineArn": "${Dotted.Arn}"}'`, "Dotted"},
		"after another ARN":      {`'arn:aws:states:x, arn:aws:states:us-east-1:000000000000:stateMachine:Other, ${Order.Arn}'`, "Order"},
		"none":                   {`'arn:aws:states:us-east-1:000000000000:stateMachine:Order2'`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := load(t, write(t, map[string]string{"template.yaml": `
Resources:
  Order: {Type: AWS::StepFunctions::StateMachine, Properties: {StateMachineName: Order, RoleArn: r, ` + definition + `}}
  Orders: {Type: AWS::StepFunctions::StateMachine, Properties: {StateMachineName: Orders, RoleArn: r, ` + definition + `}}
  Dotted: {Type: AWS::StepFunctions::StateMachine, Properties: {StateMachineName: or.der@1, RoleArn: r, ` + definition + `}}
  Api: {Type: AWS::ApiGateway::RestApi}
  Post:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: POST
      Integration:
        Type: AWS
        Uri: !Sub 'arn:aws:apigateway:${AWS::Region}:states:action/StartExecution'
        RequestTemplates: {application/json: !Sub ` + test.written + `}
`}))
			got := ""
			for _, e := range p.Endpoints {
				got += e.Machine.ID
			}
			if got != test.want {
				t.Errorf("it starts %q, want %q", got, test.want)
			}
		})
	}
}
