//go:build race

package compare

// share says that every share-th recorded history is mutated. The race detector
// has little to find here and makes it ten times as slow.
const share = 10
