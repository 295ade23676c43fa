//go:build !race

package compare

// share says that every share-th recorded history is mutated.
const share = 1
