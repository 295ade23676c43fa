package state

import "errors"

// Revision is the revision of the step machine's behaviour. It grows with each
// change after which the same inputs give another history. A journal of inputs is
// only valid for the revision that wrote it; a snapshot is valid for all, and the
// Run goes on as the present one would.
const Revision = 2

// ErrRevision says that a journal was written by another [Revision], which may have
// behaved differently. The last snapshot before it can be restored.
var ErrRevision = errors.New("state: the journal is of another revision of the step machine; go on from a snapshot")
