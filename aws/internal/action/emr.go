package action

import (
	"context"
	"fmt"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/jsonvalue"
)

// The actions of EMR have other names and members than the operations of its API, which has
// job flows and lists.

func namedCluster(_ context.Context, _ *Task, response jsonvalue.Value) (jsonvalue.Value, error) {
	return renamed(response, "JobFlowId", "ClusterId", response.Get("JobFlowId")), nil
}

func oneStep(_ context.Context, _ *Task, response jsonvalue.Value) (jsonvalue.Value, error) {
	return renamed(response, "StepIds", "StepId", at(response, "StepIds.0")), nil
}

func oneCancellation(_ context.Context, _ *Task, response jsonvalue.Value) (jsonvalue.Value, error) {
	return renamed(response, "CancelStepsInfoList", "CancelStepsInfo", at(response, "CancelStepsInfoList.0")), nil
}

// fleetByName returns the parameters that change an instance fleet of a cluster by its name.
func fleetByName(ctx context.Context, t *Task) (jsonvalue.Value, error) {
	id, err := t.findByName(ctx, "ListInstanceFleets", "InstanceFleets", t.Input.Get("InstanceFleetName").Text())
	if err != nil {
		return id, err
	}
	return jsonvalue.OfObject([]jsonvalue.Member{
		{Name: "ClusterId", Value: t.Input.Get("ClusterId")},
		{Name: "InstanceFleet", Value: with(t.Input.Get("InstanceFleet"), "InstanceFleetId", id)},
	}), nil
}

// groupByName returns the parameters that change an instance group of a cluster by its name.
func groupByName(ctx context.Context, t *Task) (jsonvalue.Value, error) {
	id, err := t.findByName(ctx, "ListInstanceGroups", "InstanceGroups", t.Input.Get("InstanceGroupName").Text())
	if err != nil {
		return id, err
	}
	return jsonvalue.OfObject([]jsonvalue.Member{
		{Name: "ClusterId", Value: t.Input.Get("ClusterId")},
		{Name: "InstanceGroups", Value: listOf(with(t.Input.Get("InstanceGroup"), "InstanceGroupId", id))},
	}), nil
}

// maxPages is how many pages of a list are looked through.
const maxPages = 100

// findByName returns the Id of the first one of a list that has the name.
func (t *Task) findByName(ctx context.Context, operation, list, name string) (jsonvalue.Value, error) {
	by := named(`{"ClusterId": "$ClusterId"}`).fill(&sources{parameters: t.Input})
	for range maxPages {
		page, err := t.Call(ctx, t.Service, operation, by)
		if err != nil {
			return page, err
		}
		for _, one := range page.Get(list).Elements() {
			if one.Get("Name").Text() == name {
				return one.Get("Id"), nil
			}
		}
		marker := page.Get("Marker")
		if marker.Text() == "" {
			break
		}
		by = with(by, "Marker", marker)
	}
	return jsonvalue.Value{}, asl.NewError("ElasticMapReduce.InvalidRequestException",
		fmt.Sprintf("The cluster has none of its %s with the name '%.256s'.", list, name))
}
