package durable

import (
	"context"
	"errors"
	"time"

	"github.com/goasl/goasl/asl"
)

// Store keeps executions for one or more processes. [Memory] is one; package
// durable/storetest tests others. All methods may be called concurrently, also by several
// processes. What a method has done is durable when it returns without error. An error
// that is none of this package says that nothing was done, or that this is not known.
//
// Texts (snapshots, records, events, posts, values of objects) are opaque to a Store, so
// that it never changes with their formats. It may keep slices that it is given, and the
// caller must not modify those that it returns. A max below 0 counts as 0. Times are in UTC and
// have nanoseconds; a Store may round them down to microseconds.
type Store interface {
	// Create adds executions, all or none, with their definitions, which may be there
	// already. If there is one with that ARN the error wraps ErrExists.
	Create(ctx context.Context, e ...Created) error

	// Claim gives executions that have something to do to c.Owner, with a lease until
	// c.Until and an Epoch that is one more than before; see [Claim]. Those that are due
	// for the longest time come first, as far as this is cheap. It does not wait for them.
	//
	// A claim need not be durable, nor known to other processes, before c.Owner has committed
	// for the execution. Until then it may be lost with the process, and another process may be
	// given the execution as if nobody had it: then the first Commit counts, and that of the
	// other owner is refused. An Executor begins no task before that Commit, so nothing was done.
	Claim(ctx context.Context, c Claim) ([]Claimed, error)

	// Renew extends all leases that the owner has to until, also those that have run out,
	// unless another owner has claimed the execution. It should leave those alone whose Claim has
	// returned an error, if there can be such: the owner does not know of them.
	Renew(ctx context.Context, owner string, until time.Time) error

	// Commit stores what executions have done. Each Commit is stored as a whole or not at
	// all. errs is nil, or has an error for each: ErrFenced if the owner does not have the
	// lease of that Epoch any more. The second error says that none was stored, or that
	// this is not known.
	Commit(ctx context.Context, c ...Commit) (errs []error, err error)

	// Post leaves a Post for an execution. The error wraps ErrNotFound if there is no such
	// execution, and ErrPosted as Post.Key says.
	Post(ctx context.Context, arn string, p Post) error

	// Posts returns posts that were left for executions whose lease the owner has, with a
	// Number above after, in the order of their numbers, at most max. They stay until a
	// Commit takes them.
	Posts(ctx context.Context, owner string, after int64, max int) ([]Posted, error)

	// Load returns an execution as it was committed last: the latest snapshot, and the
	// records after it. The error wraps ErrNotFound.
	Load(ctx context.Context, arn string) (Row, asl.Saved, error)

	// Journal returns what the history of an execution can be derived from: the snapshot
	// that it was created with, and all records. The error wraps ErrNotFound. If not
	// Row.Derived the result may lack what a later snapshot has replaced.
	Journal(ctx context.Context, arn string) (Row, asl.Saved, error)

	// Events returns the texts of Commit.Events of an execution with a Seq above after, in
	// order, at most max. The error wraps ErrNotFound.
	Events(ctx context.Context, arn string, after int64, max int) ([]Chunk, error)

	// List returns executions, those that were started last first, and those of one time
	// in the order of their ARNs, as bytes. next is the After of the next page, "" if there is none.
	// A page is right even if executions come and go between pages.
	List(ctx context.Context, f Filter) (page []Row, next string, err error)

	// Delete deletes executions that have ended, at most max, with all that belongs to
	// them, and returns how many. Those that somebody has the lease of, or that something is
	// posted for, stay: they may be about to be redriven. Definitions that no execution refers
	// to any more may go, too.
	Delete(ctx context.Context, f Filter, max int) (int, error)

	// Definition returns a definition by its hash. The error wraps ErrNotFound.
	Definition(ctx context.Context, hash string) ([]byte, error)

	Objects
}

// Objects keeps named texts with versions. A [Store] does, and so does an [Executor], but for the
// kinds that are its own. All methods may be called concurrently, also by several processes.
type Objects interface {
	// PutObject stores an object if the version of that kind and name is was, 0 if there
	// must be none; its Version is then one more. An Object whose Value is nil deletes it.
	// Otherwise the error wraps ErrConflict.
	PutObject(ctx context.Context, o Object, was int64) error

	// Object returns one object. The error wraps ErrNotFound.
	Object(ctx context.Context, kind, name string) (Object, error)

	// Objects returns the objects of a kind whose names, as bytes, are above after, in the
	// order of their names, at most max.
	Objects(ctx context.Context, kind, after string, max int) ([]Object, error)
}

// The errors of a [Store]. An error of its methods may wrap one.
var (
	ErrExists   = errors.New("durable: there is an execution of that ARN")
	ErrNotFound = errors.New("durable: not found")
	ErrFenced   = errors.New("durable: another owner has claimed the execution, or its lease was released")
	ErrPosted   = errors.New("durable: there is a post with that key")
	ErrConflict = errors.New("durable: the object has another version")
)

// Row is what a [Store] knows of an execution beside its payloads.
type Row struct {
	Summary

	Hash   string // of the definition that it began with
	Origin string // the task that started it, "" for none
	Parent string // ARN of the execution that is told its end, also for one of its Map Runs; "" for none

	Generation int // how many executions have started one another down to this one: see [asl.WithGeneration]

	Derived bool // the history is derived: the first snapshot and all records are kept

	Due   time.Time // when it has something to do by itself; zero if only a Post wakes it
	Epoch int64     // how often it was claimed
	Seq   int64     // how often it was committed

	StalledAt time.Time // when it was found that it cannot go on; zero if it can
}

// Created is an execution to be added. Its Epoch and Seq are 0, and nobody has its lease.
type Created struct {
	Row        Row
	Definition []byte // with the hash Row.Hash
	Snapshot   []byte
}

// Claim says what executions are wanted. One is given if its machine is among Machines and
//
//   - nobody has its lease, and its Due is not zero and not after Now, or there are posts
//     for it, also if it has ended;
//   - or its lease has run out: it ends at Now or before.
//
// One that is stalled is given, whatever it waits for, if StalledAt is before StalledBefore,
// and either nobody has its lease or that has run out; otherwise it is not given.
type Claim struct {
	Owner         string   // the process, of those that ever use the store
	Machines      []string // ARNs: Row.Machine
	Now, Until    time.Time
	StalledBefore time.Time
	Max           int // the most executions to give
}

// Claimed is an execution that was given to an owner.
type Claimed struct {
	Row   Row // with the new Epoch
	Saved asl.Saved
	Posts []Post // all for it, in the order of their numbers
}

// Commit is what an execution has done since the last one. What it replaces of the row is
// as it says, zero values included.
type Commit struct {
	ARN   string
	Owner string
	Epoch int64 // of the row; otherwise the Commit is refused
	Seq   int64 // one more than that of the row; otherwise it is refused, too

	Record   []byte // nil for none
	Snapshot []byte // with what Record says; replaces snapshot and records before it. nil for none
	Events   []byte // nil for none

	Status       asl.Status
	Due          time.Time
	Ended        time.Time
	RedriveCount int
	Redriven     time.Time
	Stalled      string
	StalledAt    time.Time

	Taken   []int64  // numbers of posts, which are deleted
	Posts   []Posted // for other executions; one that does not exist is left out, as is a Key that was posted
	Release bool     // ends the lease
}

// Post is something that was left for an execution.
type Post struct {
	// Number is set by the store. It grows in the order in which posts can be seen: who
	// has seen a post will see no other one with a lower number.
	Number int64

	// Key is "" or tells posts of an execution that do the same. As long as there is one
	// with that Key, another one replaces it if it has Replace, and gets a Number of its
	// own; otherwise it is refused with ErrPosted.
	Key     string
	Replace bool

	Text []byte // the JSON of a [state.Input]
}

// Posted is a post for an execution.
type Posted struct {
	ARN string
	Post
}

// Chunk is a text of Commit.Events.
type Chunk struct {
	Seq  int64 // of the Commit
	Text []byte
}

// Object is a named text with a version.
type Object struct {
	Kind    string
	Name    string
	Version int64 // how often it was stored since it was not there
	Value   []byte
}
