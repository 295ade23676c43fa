package jsonata

// Limits bound what a source and its evaluation may take. A field that is 0
// stands for its default.
type Limits struct {
	Source   int // bytes of a source; default 8 MiB
	Nesting  int // levels of syntax in a source; default 500
	Depth    int // nested calls of functions; default 500, 100 with profile AWS
	Steps    int // evaluated nodes and visited items; default 10,000,000
	String   int // bytes of a string; default 16 MiB
	Sequence int // items of an array or a sequence; default 10,000,000
	Size     int // bytes of the JSON text of a value; default 64 MiB
	Nested   int // levels of arrays and objects in a value; default 1,000
	Regex    int // bytes of a regular expression; default 1,000
}
