package state

import "errors"

// Revision is the revision of the step machine's behaviour. It grows with each change
// after which the same inputs give another history. A journal of inputs can be applied
// by the revision that wrote it only. A snapshot can be restored by every revision; the
// Run then goes on as the present one does.
const Revision = 4

// ErrRevision says that a journal was written by another [Revision], which may have
// behaved differently. The last snapshot before it can be restored.
var ErrRevision = errors.New("state: the journal is of another revision of the step machine; go on from a snapshot")
