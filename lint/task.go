package lint

import (
	"strings"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// callbacks reports tasks that may wait for an answer without limit.
func callbacks(p *pass) {
	of(p, func(s *state.Task) {
		waits := strings.HasSuffix(s.Resource, ".waitForTaskToken") || strings.Contains(s.Resource, ":activity:")
		if waits && !s.Timeout.IsSet() && !s.Heartbeat.IsSet() {
			p.report(s, s.ResourcePos(), "/Resource", "the task has neither TimeoutSeconds nor HeartbeatSeconds")
		}
	})
}

// maxExpress is the limit of an EXPRESS execution, in seconds.
const maxExpress = 300

// waits reports Wait states that take longer than the EXPRESS execution that they are
// in.
func waits(p *pass) {
	express := map[state.State]bool{} // the states that run in an EXPRESS execution
	p.flows(func(f *state.Flow, outer state.State) {
		isExpress := p.opts.Type == state.Express
		if outer != nil {
			isExpress = express[outer] || p.startsExpress(outer)
		}
		for _, s := range f.States {
			express[s] = isExpress
			w, ok := s.(*state.Wait)
			if !ok || !isExpress {
				continue
			}
			if n, fixed := w.Seconds.Fixed(); fixed && n > maxExpress {
				p.report(s, p.node(s).Get("Seconds").Pos(), "/Seconds", "the state waits for more than five minutes")
			}
		}
	})
}

// startsExpress reports whether a state is a Map whose items are EXPRESS executions.
func (p *pass) startsExpress(s state.State) bool {
	m, ok := s.(*state.Map)
	config := p.node(s).Get("ItemProcessor").Get("ProcessorConfig")
	return ok && m.Distributed && config.Get("ExecutionType").Text() == string(state.Express)
}

// deprecated reports the older names of fields.
func deprecated(p *pass) {
	of(p, func(s *state.Map) {
		for _, name := range []struct{ older, newer string }{{"Iterator", "ItemProcessor"}, {"Parameters", "ItemSelector"}} {
			if n := p.node(s).Get(name.older); n.Exists() {
				p.report(s, n.NamePos(), "/"+name.older, name.older+" is now "+name.newer)
			}
		}
	})
}

// inlineMaps reports fields of distributed Maps in inline ones.
func inlineMaps(p *pass) {
	of(p, func(s *state.Map) {
		if s.Distributed {
			return
		}
		for n := range p.node(s).All() {
			switch n.Name() {
			case "ItemBatcher", "ResultWriter", "Label", "ToleratedFailureCount", "ToleratedFailureCountPath", "ToleratedFailurePercentage", "ToleratedFailurePercentagePath":
				p.report(s, n.NamePos(), "/"+n.Name(), n.Name()+" needs a Map in mode DISTRIBUTED")
			}
		}
	})
}

const maxLabel = 40

func labels(p *pass) {
	of(p, func(s *state.Map) {
		if n := p.node(s).Get("Label"); n.Kind() == jsonvalue.String && len([]rune(n.Text())) > maxLabel {
			p.report(s, n.Pos(), "/Label", "the Label has more than 40 characters")
		}
	})
}
