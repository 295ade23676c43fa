package history

// MapStateStarted is the details of a Map state whose iterations begin.
type MapStateStarted struct {
	// Length is the number of items. Step Functions: 0 for a distributed Map
	// with an ItemReader.
	Length int
}

// MapIteration is the details of every type that begins with "MapIteration".
type MapIteration struct {
	Name  string // of the Map state
	Index int    // of the item, from 0
}

// MapRun is the details of the start and the restart of a Map Run, which is the
// executions of a distributed Map's items. The events MapRunSucceeded and
// MapRunAborted, which end it, have no details.
type MapRun struct {
	MapRunArn    string
	RedriveCount int64 // of MapRunRedriven, from 1; absent if 0
}

func (d *MapStateStarted) details(c codec) codec {
	return c.number("length", &d.Length)
}

func (d *MapIteration) details(c codec) codec {
	return c.text("name", &d.Name).number("index", &d.Index)
}

func (d *MapRun) details(c codec) codec {
	return c.text("mapRunArn", &d.MapRunArn).optionalNumber("redriveCount", &d.RedriveCount)
}
