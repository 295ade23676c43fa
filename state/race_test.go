//go:build race

package state_test

// share says that every share-th case of long tests is tried. The race detector has little to
// find here, where no goroutine is started, and makes them ten times as slow.
const share = 10
