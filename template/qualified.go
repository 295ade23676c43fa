package template

import (
	"strings"
)

// qualified is Ref of a version or an alias, nil for another resource.
func (r *resource) qualified(at *node) (*node, error) {
	switch r.kind {
	case "AWS::Lambda::Version", "AWS::Lambda::Alias":
		return r.qualifiedFunction(at)
	case "AWS::StepFunctions::StateMachineVersion":
		arn, err := r.requiredText("StateMachineArn")
		return newText(at.place, arn+":1"), err
	case "AWS::StepFunctions::StateMachineAlias":
		version, err := r.aliasVersion()
		if err != nil {
			return nil, err
		}
		name, err := r.requiredText("Name")
		return newText(at.place, unqualified(version)+":"+name), err
	}
	return nil, nil
}

// qualifiedAttribute is Fn::GetAtt of a version or an alias.
func (r *resource) qualifiedAttribute(at *node, name string) (*node, error) {
	if r.kind == "AWS::Lambda::Version" && name == "Version" {
		return newText(at.place, "1"), nil
	}
	if strings.HasSuffix(strings.ToLower(name), "arn") {
		return r.qualified(at)
	}
	return nil, nil
}

// qualifiedFunction is the ARN of a function with a version or an alias. Lambda: the first version of a
// function is 1.
func (r *resource) qualifiedFunction(at *node) (*node, error) {
	function, err := r.requiredText("FunctionName")
	if err != nil {
		return nil, err
	}
	qualifier := "1"
	if r.kind == "AWS::Lambda::Alias" {
		if qualifier, err = r.requiredText("Name"); err != nil {
			return nil, err
		}
	}
	if !strings.HasPrefix(function, "arn:") {
		function = r.stack.arn(at, "lambda", "function:"+function)
	}
	return newText(at.place, function+":"+qualifier), nil
}

// aliasVersion returns the ARN of the version that an alias of a machine leads to.
func (r *resource) aliasVersion() (string, error) {
	v, err := r.value("DeploymentPreference")
	if err != nil {
		return "", err
	}
	if arn, ok := v.get("StateMachineVersionArn").str(); ok {
		return arn, nil
	}
	if v, err = r.value("RoutingConfiguration"); err != nil {
		return "", err
	}
	if v != nil && v.kind == list && len(v.elements) > 0 {
		if arn, ok := v.elements[0].get("StateMachineVersionArn").str(); ok {
			return arn, nil
		}
	}
	return "", r.problem("the alias %s leads to no version", r.id)
}
