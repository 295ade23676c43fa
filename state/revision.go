package state

import "errors"

// Revision is the revision of the step machine's behaviour: it grows with each
// change that gives an execution another history. A journal is only valid for the
// revision that wrote it; from one revision to the next only snapshots go on.
const Revision = 1

// ErrRevision is wrapped by the errors about a journal of another [Revision].
var ErrRevision = errors.New("state: the journal is of another revision of the step machine; go on from a snapshot")
