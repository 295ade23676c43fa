// Package compare compares an execution with a recording from AWS Step Functions.
//
// Values that the recorder masked match anything, and branches and iterations that ran
// concurrently may be interleaved in any order. Everything else must be the same: ids,
// links, the order of members, and the spelling of every number. If AWS itself has
// changed since, rules that depend only on the date of the recording bring it to the
// present form (see dated.go).
package compare
