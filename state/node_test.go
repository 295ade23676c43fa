package state_test

import (
	"testing"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

func TestNode(t *testing.T) {
	m, list := substituted(`{"StartAt": "A", "States": {
  "A": {"Type": "Pass", "Result": {"a": ["${Long}", 2], "a": ["last"]}, "End": true}}}`, map[string]string{"Long": "a longer text"})
	if list != nil {
		t.Fatal(list)
	}
	n := m.NodeOf(m.State("A"))
	if n.Name() != "A" || n.Kind() != jsonvalue.Object || n.Text() != "" || n.NamePos().String() != "2:3" || n.Pos().String() != "2:8" {
		t.Errorf("the state is %q at %s and %s", n.Name(), n.NamePos(), n.Pos())
	}
	result := n.Get("Result")
	if kids := result.Children(); len(kids) != 2 || kids[0].Children()[0].Text() != "a longer text" || kids[0].Children()[1].Pos().String() != "2:53" {
		t.Errorf("Result has %v", kids)
	}
	if last := result.Get("a").Children(); len(last) != 1 || last[0].Text() != "last" || last[0].Name() != "" || last[0].Children() != nil {
		t.Errorf("a is %v", last)
	}
	if got := m.Node().Get("States").Get("A").Value().String(); got != n.Value().String() {
		t.Errorf("the machine's node has %s", got)
	}
	none := n.Get("No").Get("Such")
	if none.Exists() || none.Kind() != jsonvalue.None || none.Value().Exists() || none.Children() != nil || none.Text() != "" || none.Pos().IsValid() || none.Get("x").Exists() {
		t.Errorf("an absent value is %v", none)
	}
	var zero state.Node
	if zero.Exists() || zero.Name() != "" {
		t.Error("the zero Node exists")
	}
}
