// Command core has the parts of bench in which machines are run, and JSONata is evaluated, by
// this library and by its peers. Each of them gets JSON text and must return JSON text, whose
// value is compared before anything is measured. A time is that of one unit of the work, of a
// transition for example: the median of several rounds, in which the peers take turns.
package main

import "github.com/goasl/goasl/bench/part"

func main() {
	part.Main(part.Parts{"core": measureEngines, "jsonata": measureLanguages}, nil)
}
