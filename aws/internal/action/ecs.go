package action

import (
	"context"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/jsonvalue"
)

// placed refuses the response to runTask that could not place all tasks.
// Step Functions: without .sync and .waitForTaskToken that is a result like others.
func placed(_ context.Context, t *Task, response jsonvalue.Value) (jsonvalue.Value, error) {
	if t.Pattern == asl.RequestResponse || response.Get("Failures").Len() == 0 {
		return response, nil
	}
	return response, asl.NewError("AmazonECS.Unknown", plain(response).Compact().String())
}

// judgeTask judges a task of ECS.
// Step Functions: it has failed if an essential container of it has not ended with 0, or has
// not begun.
func judgeTask(ctx context.Context, t *Task, description jsonvalue.Value) (done, succeeded bool) {
	task := at(description, "Tasks.0")
	if task.Get("LastStatus").Text() != "STOPPED" {
		return false, false
	}
	var failed []string
	containers := task.Get("Containers")
	for _, c := range containers.Elements() {
		if code, ok := c.Get("ExitCode").Int64(); !ok || code != 0 {
			failed = append(failed, c.Get("Name").Text())
		}
	}
	if failed == nil {
		return true, containers.Len() > 0 || task.Get("StopCode").Text() != "TaskFailedToStart"
	}
	return true, len(failed) < containers.Len() && allInessential(ctx, t, task, failed)
}

// allInessential reports whether a task is known to do without some of its containers.
func allInessential(ctx context.Context, t *Task, task jsonvalue.Value, names []string) bool {
	by := named(`{"TaskDefinition": "$TaskDefinitionArn"}`).fill(&sources{parameters: task})
	response, err := t.Call(ctx, t.Service, "DescribeTaskDefinition", by)
	if err != nil {
		return false
	}
	inessential := map[string]bool{}
	for _, c := range at(response, "TaskDefinition.ContainerDefinitions").Elements() {
		essential := c.Get("Essential")
		inessential[c.Get("Name").Text()] = essential.Kind() == jsonvalue.Bool && !essential.IsTrue()
	}
	for _, name := range names {
		if !inessential[name] {
			return false
		}
	}
	return true
}

// taskOfEvent returns a task of ECS as the event has it by which Step Functions learns of its
// end: that is older than the API.
func taskOfEvent(_ *Task, task jsonvalue.Value) jsonvalue.Value {
	task = without(task, "PlatformFamily", "FargateEphemeralStorage")
	attachments := elementsOf(task.Get("Attachments"))
	for i, a := range attachments {
		if a.Get("Type").Text() == "ElasticNetworkInterface" {
			attachments[i] = with(a, "Type", jsonvalue.OfString("eni"))
		}
	}
	if len(attachments) == 0 {
		return task
	}
	return with(task, "Attachments", jsonvalue.OfArray(attachments))
}
