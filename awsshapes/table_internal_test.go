package awsshapes

import (
	"sync"
	"testing"
)

// TestTable reads all services: each shape is one that the reader knows, and each
// operation of the integrations is there.
func TestTable(t *testing.T) {
	files, err := index()
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 400 {
		t.Errorf("%d services", len(files))
	}
	for name, file := range files {
		answers, err := read(file)
		if err != nil {
			t.Error(err)
		}
		for operation, s := range answers {
			if s.kind != object {
				t.Errorf("%s: the answer of %s is no object", name, operation)
			}
		}
	}
	for name, known := range optimized {
		for _, operation := range []string{known.operation, known.polled} {
			if s, err := lookUp(known.service, operation); operation != "" && (s == nil || err != nil) {
				t.Errorf("%s: there is no operation %s of %s, error %v", name, operation, known.service, err)
			}
		}
	}
	for _, service := range models {
		if files[service] == nil {
			t.Errorf("there is no service %s", service)
		}
	}
}

func TestReadLines(t *testing.T) {
	answers := parse("Get 0\nList 4\nBad 99\nBelow 6\n\nobject\ta! 1\tb 2\nnumber\t-\t7\nlist 3\nenum\tA B\tC\nmap 5\nany\nnumber\t-7\t-1\n")
	get := answers["Get"]
	switch {
	case get.kind != object || len(get.members) != 2 || !get.members[0].required || get.members[1].required:
		t.Errorf("object: %+v", get)
	case get.members[0].shape.low != "" || get.members[0].shape.high != "7":
		t.Errorf("number: %+v", get.members[0].shape)
	case get.members[1].shape.of.words[0] != "A B":
		t.Errorf("list: %+v", get.members[1].shape)
	case answers["List"].kind != dictionary || answers["List"].of.kind != anything:
		t.Errorf("map: %+v", answers["List"])
	case answers["Below"].low != "-7" || answers["Below"].high != "-1":
		t.Errorf("negative bounds: %+v", answers["Below"])
	case answers["Bad"].kind != anything:
		t.Errorf("a number that is too large: %+v", answers["Bad"])
	}
}

// TestUnknownServices: names that are not in the table leave nothing behind.
func TestUnknownServices(t *testing.T) {
	const name = "no-such-service"
	if s, err := lookUp(name, "Get"); s != nil || err != nil {
		t.Errorf("shape %v, error %v", s, err)
	}
	if _, kept := services.Load(name); kept {
		t.Error("the name is kept")
	}
}

// TestConcurrentLookUps is for the race detector.
func TestConcurrentLookUps(t *testing.T) {
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if s, err := lookUp("ssm", "GetParameter"); s == nil || err != nil {
				t.Errorf("shape %v, error %v", s, err)
			}
		})
	}
	all.Wait()
}
