// Package template reads state machines, with their functions and rules, from the templates that
// projects are written in: those of AWS CloudFormation and AWS SAM, in JSON or YAML, and what
// "cdk synth" makes. It is a module of its own, as it needs a YAML library.
//
//	project, err := template.Load("template.yaml", template.WithParameters(map[string]string{"Stage": "test"}))
//	…
//	machine, err := project.Machine("OrderMachine")
//	…
//	result, err := machine.Execute(ctx, []byte(`{"order": 7}`), asl.WithResolver(functions))
//
// A template is evaluated as CloudFormation evaluates it: parameters, conditions, mappings and
// intrinsic functions. What only a deployed stack knows, such as its account or the name that it
// gives to a queue, has a stand-in, and [Project.StandIns] lists each one; [WithParameters] gives it
// another value. What CloudFormation or SAM would refuse is an error with its place in the file.
//
// Only files of the project are read, no program of it is run, and no service is called. The work
// for a template is bounded.
package template
