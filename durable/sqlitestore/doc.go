// Package sqlitestore keeps executions in an SQLite file, without cgo.
//
// The file is written with write-ahead logging and synchronous=FULL, so that what a method
// has stored survives the process and the machine. Calls of one process that come at the
// same time share a transaction, each of them still all or nothing. Several processes of one
// machine may open the same file, as SQLite allows; one that is stopped in a transaction
// blocks the others. A network file system is no place for it.
//
// A call that waits for the file ends with its context, and has done nothing then.
package sqlitestore
