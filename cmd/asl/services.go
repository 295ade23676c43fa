package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/aws"
	"github.com/goasl/goasl/diag"

	"github.com/spf13/cobra"
)

// callFlags say what tasks may call beside functions.
type callFlags struct {
	aws  string // where services of AWS are
	http httpFlags
}

func (f *callFlags) add(c *cobra.Command) {
	c.Flags().StringVar(&f.aws, "aws", "", "call the services of AWS at this `URL`, that of moto for example, or at AWS itself: real")
	f.http.add(c)
}

// services are those of AWS, as far as they are not answered here.
type services struct {
	*aws.Resolver
	here []string // what is answered here: service and action
}

// newServices returns the services at a target, or some at their own targets; nil if none is
// named. With functions, those of Lambda run here.
func newServices(target string, targets map[string]string, region string, functions bool) (*services, error) {
	if target == "" && len(targets) == 0 {
		return nil, nil
	}
	if target == aws.Real {
		region = "" // that of the configuration of the SDK
	}
	r, err := aws.New(aws.Config{Target: target, Targets: targets, Region: region})
	if err != nil {
		return nil, usage("--aws: %w", err)
	}
	s := &services{r, []string{"states:startExecution"}}
	if functions {
		s.here = append(s.here, "lambda:invoke")
	}
	return s, nil
}

// ResolveTask implements [asl.TaskResolver].
func (s *services) ResolveTask(resource string) (asl.TaskFunc, error) {
	service, action := integrationOf(resource)
	if slices.Contains(s.here, service+":"+action) || service == "" && slices.Contains(s.here, "lambda:invoke") {
		return nil, fmt.Errorf("%w for %q: it is answered here", asl.ErrNoTask, resource)
	}
	return s.Resolver.ResolveTask(resource)
}

// integrationOf returns the service and the action of the resource of an integration, ""
// for others, such as the ARNs of functions.
func integrationOf(resource string) (service, action string) {
	_, api, ok := strings.Cut(resource, ":states:::")
	if !ok {
		return "", ""
	}
	i := strings.LastIndexByte(strings.TrimSuffix(api, ":2"), ':')
	action, _, _ = strings.Cut(api[i+1:], ".")
	return api[:max(i, 0)], action
}

// add makes tasks call the services.
func (s *services) add(to *asl.Mux) {
	to.HandleResolver("arn:*:states:::*", s)
	if !slices.Contains(s.here, "lambda:invoke") {
		to.HandleResolver("arn:*:lambda:*", s)
	}
}

// settle waits while jobs are stopped, as long as that may take: executions that nobody waits for
// may call services, too.
func (s *services) settle() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	_ = s.Wait(ctx)
}

// calls returns the states of a machine that call out.
func (s *services) calls(m *asl.Machine) []aws.Call {
	return slices.DeleteFunc(s.Calls(m), func(c aws.Call) bool {
		_, err := s.ResolveTask(c.Resource)
		return err != nil
	})
}

// callText says what a state calls.
func callText(c aws.Call) string {
	what := c.Resource
	if service, action := integrationOf(c.Resource); service != "" {
		what = service + ":" + action
	}
	return diag.Printable(fmt.Sprintf("%s calls %s at %s", c.State, what, where(c.Target)))
}

// where names a target for people.
func where(target string) string {
	if target == aws.Real {
		return "AWS"
	}
	return target
}

// targetsText returns a line for each target.
func targetsText(target string, targets map[string]string) (lines []string) {
	if target != "" {
		lines = append(lines, where(target))
	}
	for _, name := range slices.Sorted(maps.Keys(targets)) {
		lines = append(lines, name+"  "+where(targets[name]))
	}
	return lines
}
