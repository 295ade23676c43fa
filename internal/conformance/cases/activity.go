package cases

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// recordersActivity is the recorder's name for the ARN of an activity. Some cases that
// have it do not list their activities.
const recordersActivity = "activity_arn"

// nameActivities puts an ARN in place of each activity's recorded name, if the recorder
// replaced the ARN by that: an interpreter knows an activity by its ARN.
func (c *Case) nameActivities() {
	names := c.Activities
	if !slices.Contains(names, recordersActivity) {
		names = append(slices.Clone(names), recordersActivity)
	}
	for _, name := range names {
		if strings.HasPrefix(name, "arn:") {
			continue
		}
		arn := []byte("arn:aws:states:us-east-1:111111111111:activity:" + name)
		texts := []*json.RawMessage{&c.Definition, &c.Input, &c.Expect.Output, &c.Expect.Error, &c.Expect.Cause}
		for i := range c.Expect.Events {
			texts = append(texts, &c.Expect.Events[i])
		}
		for i := range c.Tasks {
			for j := range c.Tasks[i].Outcomes {
				o := &c.Tasks[i].Outcomes[j]
				texts = append(texts, &o.Submitted, &o.Output)
			}
		}
		for _, text := range texts {
			if *text != nil {
				*text = bytes.ReplaceAll(*text, []byte(name), arn)
			}
		}
	}
}
