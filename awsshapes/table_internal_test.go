package awsshapes

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/goasl/goasl/internal/integration"
	"github.com/goasl/goasl/state"
)

// TestTable reads all services: each shape is one that the reader knows, and each
// operation of the integrations is there.
func TestTable(t *testing.T) {
	archive, err := open()
	if err != nil {
		t.Fatal(err)
	}
	if len(archive.files) < 400 {
		t.Errorf("%d services", len(archive.files))
	}
	for name, file := range archive.files {
		operations, err := read(file)
		if err != nil || len(operations) == 0 {
			t.Errorf("%s: %d operations, error %v", name, len(operations), err)
		}
		for operation, shapes := range operations {
			for _, s := range []*shape{shapes.request, shapes.response} {
				if s != nil && s.kind != object {
					t.Errorf("%s: a shape of %s is no object", name, operation)
				}
			}
		}
	}
	for _, it := range state.Integrations() {
		call, _ := integration.CallOf("arn:aws:states:::" + it.Action + ".sync")
		operations, err := lookUp(call.Service)
		if call.Answers != "" && operations[call.Answers].response == nil {
			t.Errorf("%s: there is no operation %s of %s, error %v", it.Action, call.Answers, call.Service, err)
		}
	}
}

// TestClasses: each shape of a request has a Java type. A list that contains itself would
// have none.
func TestClasses(t *testing.T) {
	archive, err := open()
	if err != nil {
		t.Fatal(err)
	}
	for name, file := range archive.files {
		operations, err := read(file)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[*shape]bool{}
		var visit func(s *shape)
		visit = func(s *shape) {
			if s == nil || seen[s] {
				return
			}
			seen[s] = true
			if class := (&request{service: name}).class(s); strings.Contains(class, ".$") || strings.HasSuffix(class, ".") {
				t.Errorf("%s: the type of %+v is %s", name, s, class)
			}
			visit(s.of)
			for _, m := range s.members {
				visit(m.shape)
			}
		}
		for _, o := range operations {
			if o.request != nil {
				for _, m := range o.request.members {
					visit(m.shape)
				}
			}
		}
	}
}

func TestReadLines(t *testing.T) {
	operations := parse("Get 0 0\nList - 4\nBad 99 -\nBelow 6 -\n\nobject Got\ta! 1\tb 2\nlong\t-\t7\nlist 3\nenum\tA B\tC\nmap 5\nany\nnumber\t-7\t-1\n")
	get := operations["Get"].request
	switch {
	case get.kind != object || get.name != "Got" || get != operations["Get"].response || len(get.members) != 2 || !get.members[0].required || get.members[1].required:
		t.Errorf("object: %+v", get)
	case get.members[0].shape.kind != number || get.members[0].shape.name != "long" || get.members[0].shape.low != "" || get.members[0].shape.high != "7":
		t.Errorf("number: %+v", get.members[0].shape)
	case get.members[1].shape.of.words[0] != "A B":
		t.Errorf("list: %+v", get.members[1].shape)
	case operations["List"].request != nil || operations["List"].response.kind != dictionary || operations["List"].response.of.kind != anything:
		t.Errorf("map: %+v", operations["List"])
	case operations["Below"].request.low != "-7" || operations["Below"].request.high != "-1":
		t.Errorf("negative bounds: %+v", operations["Below"])
	case operations["Bad"].request.kind != anything:
		t.Errorf("a number that is too large: %+v", operations["Bad"])
	}
}

// TestUnknownServices: names that are not in the table leave nothing behind.
func TestUnknownServices(t *testing.T) {
	const name = "no-such-service"
	if operations, err := lookUp(name); operations != nil || err != nil {
		t.Errorf("operations %v, error %v", operations, err)
	}
	if _, kept := services.Load(name); kept {
		t.Error("the name is kept")
	}
}

// TestIntegrationsHaveOperations: what package state says that an action needs are members
// of its operation's request, and all that the request needs. The others are no operations
// of a service.
func TestIntegrationsHaveOperations(t *testing.T) {
	others := regexp.MustCompile(`^(apigateway|http):|^eks:(call|runJob)$|^bedrockagentcore:|` +
		`^elasticmapreduce:(addStep|cancelStep|terminateCluster|setCluster\w*|modifyInstance\w*)$`)
	for _, it := range state.Integrations() {
		c, _ := integration.CallOf("arn:aws:states:::" + it.Action)
		operations, err := lookUp(c.Service)
		if err != nil {
			t.Fatal(err)
		}
		known, ok := operations[c.Operation]
		if ok == others.MatchString(it.Action) {
			t.Errorf("%s: an operation is in the table: %v", it.Action, ok)
		}
		if !ok {
			continue
		}
		members := map[string]bool{}
		for _, m := range known.request.members {
			name := (&check{}).name(m.name)
			members[name] = true
			if m.required && !slices.Contains(it.Required, name) {
				t.Errorf("%s needs %s, which package state does not say", it.Action, name)
			}
		}
		for _, name := range slices.Concat(it.Required, it.NotWithSync) {
			if !members[name] {
				t.Errorf("%s has no %s", it.Action, name)
			}
		}
	}
}

// TestConcurrentLookUps is for the race detector.
func TestConcurrentLookUps(t *testing.T) {
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if operations, err := lookUp("ssm"); operations["GetParameter"].request == nil || err != nil {
				t.Errorf("operations %v, error %v", operations, err)
			}
		})
	}
	all.Wait()
}
