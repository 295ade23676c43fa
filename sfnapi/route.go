package sfnapi

import (
	"fmt"
	"slices"
	"strings"
)

// route says how many of a hundred executions of an alias are those of a version.
type route struct{ Version, Weight int64 }

// readRoutes returns the routes of a routingConfiguration, and the ARN of the first version. The
// error is InvalidArn or ValidationException.
func readRoutes(items []RoutingConfigurationListItem) (first arn, routes []route, err error) {
	weights := make([]string, len(items))
	sum := int64(0)
	for i, item := range items {
		a, err := parseARN(item.StateMachineVersionARN, "stateMachine")
		switch {
		case err != nil:
			return arn{}, nil, err
		case !a.isVersion():
			return arn{}, nil, invalidRoutes("Routing configuration must contain state machine version ARNs. Received: " + received(items))
		case i == 0:
			first = a
		case a.plain() != first.plain():
			return arn{}, nil, invalidRoutes("Routing configuration must contain versions of one state machine. Received: " + received(items))
		case slices.ContainsFunc(routes, func(r route) bool { return r.Version == a.number() }):
			return arn{}, nil, invalidRoutes("Routing configuration must contain distinct state machine version ARNs. Received: " + received(items))
		}
		routes = append(routes, route{a.number(), item.Weight})
		weights[i] = fmt.Sprint(item.Weight)
		sum += item.Weight
	}
	if sum != 100 {
		return arn{}, nil, invalidRoutes("Sum of routing configuration weights must equal 100. Received: [" + strings.Join(weights, ",") + "]")
	}
	return first, routes, nil
}

// received returns the ARNs of a routingConfiguration as exceptions have them.
func received(items []RoutingConfigurationListItem) string {
	arns := make([]string, len(items))
	for i, item := range items {
		arns[i] = item.StateMachineVersionARN
	}
	return "[" + strings.Join(arns, ", ") + "]"
}

func invalidRoutes(message string) *Exception {
	return invalidFor("INVALID_ROUTING_CONFIGURATION", message)
}

// checkRoutes returns ResourceNotFound if a route leads to no version of the machine.
func (m *machine) checkRoutes(routes []route) error {
	for _, r := range routes {
		if m.versionOf(r.Version) == nil {
			return noResource(m.versionARN(r.Version))
		}
	}
	return nil
}

// routed returns the version that the ARN of a version or an alias leads to, nil if there is
// none. choose returns one of the routes of an alias.
func (m *machine) routed(a arn, choose func([]route) route) *version {
	if a.isVersion() {
		return m.versionOf(a.number())
	}
	named := m.aliasOf(a.qualifier)
	if named == nil {
		return nil
	}
	return m.versionOf(choose(named.Routes).Version)
}

// heaviest returns the route with the greatest weight, the first one of those.
func heaviest(routes []route) route {
	return slices.MaxFunc(routes, func(a, b route) int { return int(a.Weight - b.Weight) })
}

// route returns a route at random, by the weights, whose sum is 100.
func (s *Service) route(routes []route) route {
	n := int64(s.random(100))
	for _, r := range routes {
		if n -= r.Weight; n < 0 {
			return r
		}
	}
	return routes[len(routes)-1]
}
