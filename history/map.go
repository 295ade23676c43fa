package history

// MapStateStarted is the details of a Map state whose items are known.
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

// MapRunStarted is the details of a Map Run, the executions of a distributed
// Map's items. MapRunSucceeded and MapRunAborted, which end it, have none.
type MapRunStarted struct {
	MapRunArn string
}

// MapRunRedriven is the details of the restart of a Map Run.
type MapRunRedriven struct {
	MapRunArn    string
	RedriveCount int // from 1
}

func (d *MapStateStarted) details(c codec) codec {
	return c.number("length", &d.Length)
}

func (d *MapIteration) details(c codec) codec {
	return c.text("name", &d.Name).number("index", &d.Index)
}

func (d *MapRunStarted) details(c codec) codec {
	return c.text("mapRunArn", &d.MapRunArn)
}

func (d *MapRunRedriven) details(c codec) codec {
	return c.text("mapRunArn", &d.MapRunArn).number("redriveCount", &d.RedriveCount)
}
