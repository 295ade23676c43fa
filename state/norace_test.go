//go:build !race

package state_test

// share says that every share-th case of long tests is tried.
const share = 1
