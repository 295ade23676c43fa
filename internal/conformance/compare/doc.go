// Package compare says whether an execution went as a recording of the real AWS
// Step Functions says it should.
//
// What the recorder masked is a wildcard, and the interleaving of branches and
// iterations that ran at once is free. Nothing else is: ids, links, the order
// of members and the spelling of every number count. Where AWS itself changed,
// an older recording is first brought to today's form by rules that go by its
// date alone (see dated.go).
package compare
