package history

// MapStateStarted is the details of a Map state whose iterations begin.
type MapStateStarted struct {
	// Length is the number of items. Step Functions: 0 for a distributed Map
	// with an ItemReader.
	Length int
}

// MapIterationStarted is the details of an iteration that has begun.
type MapIterationStarted struct {
	Name  string // of the Map state
	Index int    // of the item, from 0
}

// MapIterationSucceeded is the details of an iteration that has succeeded.
type MapIterationSucceeded struct {
	Name  string // of the Map state
	Index int    // of the item, from 0
}

// MapIterationFailed is the details of an iteration that has failed.
type MapIterationFailed struct {
	Name  string // of the Map state
	Index int    // of the item, from 0
}

// MapIterationAborted is the details of an iteration that was stopped.
type MapIterationAborted struct {
	Name  string // of the Map state
	Index int    // of the item, from 0
}

// MapRunStarted is the details of a Map Run, which is the executions of a distributed
// Map's items. The events MapRunSucceeded and MapRunAborted, which end it, have no
// details.
type MapRunStarted struct {
	MapRunArn string
}

// MapRunFailed is the details of a Map Run that has failed.
type MapRunFailed struct {
	Error *string // absent if nil
	Cause *string // absent if nil
}

// MapRunRedriven is the details of the restart of a Map Run.
type MapRunRedriven struct {
	MapRunArn    string
	RedriveCount int // from 1
}

// Key implements [Details].
func (*MapStateStarted) Key() string { return "mapStateStartedEventDetails" }

// AppendJSON implements [Details].
func (d *MapStateStarted) AppendJSON(dst []byte) []byte { return writeObject(dst, d) }

func (d *MapStateStarted) details(c codec) codec {
	return c.number("length", &d.Length)
}

// Key implements [Details].
func (*MapIterationStarted) Key() string { return "mapIterationStartedEventDetails" }

// AppendJSON implements [Details].
func (d *MapIterationStarted) AppendJSON(dst []byte) []byte { return writeObject(dst, d) }

func (d *MapIterationStarted) details(c codec) codec {
	return c.text("name", &d.Name).number("index", &d.Index)
}

// Key implements [Details].
func (*MapIterationSucceeded) Key() string { return "mapIterationSucceededEventDetails" }

// AppendJSON implements [Details].
func (d *MapIterationSucceeded) AppendJSON(dst []byte) []byte { return writeObject(dst, d) }

func (d *MapIterationSucceeded) details(c codec) codec {
	return c.text("name", &d.Name).number("index", &d.Index)
}

// Key implements [Details].
func (*MapIterationFailed) Key() string { return "mapIterationFailedEventDetails" }

// AppendJSON implements [Details].
func (d *MapIterationFailed) AppendJSON(dst []byte) []byte { return writeObject(dst, d) }

func (d *MapIterationFailed) details(c codec) codec {
	return c.text("name", &d.Name).number("index", &d.Index)
}

// Key implements [Details].
func (*MapIterationAborted) Key() string { return "mapIterationAbortedEventDetails" }

// AppendJSON implements [Details].
func (d *MapIterationAborted) AppendJSON(dst []byte) []byte { return writeObject(dst, d) }

func (d *MapIterationAborted) details(c codec) codec {
	return c.text("name", &d.Name).number("index", &d.Index)
}

// Key implements [Details].
func (*MapRunStarted) Key() string { return "mapRunStartedEventDetails" }

// AppendJSON implements [Details].
func (d *MapRunStarted) AppendJSON(dst []byte) []byte { return writeObject(dst, d) }

func (d *MapRunStarted) details(c codec) codec {
	return c.text("mapRunArn", &d.MapRunArn)
}

// Key implements [Details].
func (*MapRunFailed) Key() string { return "mapRunFailedEventDetails" }

// AppendJSON implements [Details].
func (d *MapRunFailed) AppendJSON(dst []byte) []byte { return writeObject(dst, d) }

func (d *MapRunFailed) details(c codec) codec {
	return c.failure(&d.Error, &d.Cause)
}

// Key implements [Details].
func (*MapRunRedriven) Key() string { return "mapRunRedrivenEventDetails" }

// AppendJSON implements [Details].
func (d *MapRunRedriven) AppendJSON(dst []byte) []byte { return writeObject(dst, d) }

func (d *MapRunRedriven) details(c codec) codec {
	return c.text("mapRunArn", &d.MapRunArn).number("redriveCount", &d.RedriveCount)
}
