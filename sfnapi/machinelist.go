package sfnapi

import (
	"context"
	"strings"
)

func (s *Service) listStateMachines(c *call, in *ListStateMachinesInput) (*ListStateMachinesOutput, error) {
	p, err := s.page(c, in.MaxResults, in.NextToken, "ListStateMachines")
	if err != nil {
		return nil, err
	}
	all, err := s.machinesAfter(c, arnsOfMachines(c), p.after, p.max+1)
	if err != nil {
		return nil, err
	}
	out := new(ListStateMachinesOutput)
	out.StateMachines, out.NextToken = pageItems(p, all, (*machine).name, func(m *machine) StateMachineListItem {
		return StateMachineListItem{StateMachineARN: m.arn, Name: m.name(), Type: m.Type, CreationDate: m.Created}
	})
	return out, nil
}

// arnsOfMachines returns how the ARNs of the caller's machines begin.
func arnsOfMachines(c *call) string {
	id := c.identity
	id.Machine = "-"
	return strings.TrimSuffix(id.MachineARN(), "-")
}

// machinesAfter returns machines whose ARNs begin with a prefix and whose names are above after,
// in the order of their names, at most max.
func (s *Service) machinesAfter(ctx context.Context, prefix, after string, max int) (all []*machine, err error) {
	for len(all) < max {
		objects, err := s.backend.Objects(ctx, machineKind, prefix+after, max-len(all))
		if err != nil || len(objects) == 0 {
			return all, err
		}
		for _, o := range objects {
			var ours bool
			if after, ours = strings.CutPrefix(o.Name, prefix); !ours {
				return all, nil
			}
			m, err := s.readMachine(ctx, o)
			if err != nil {
				return nil, err
			}
			if m != nil {
				all = append(all, m)
			}
		}
	}
	return all, nil
}
