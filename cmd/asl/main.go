// Command asl runs, checks, tests, draws and serves state machines from a shell:
//
//	asl run examples/songs --input '{"name":"PSY"}'
//
// Its commands take the file of a definition, in JSON or YAML, or a folder with one and
// with the handlers of its functions. docs/command.md describes them; "asl help" does, too.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // for schedules, where the machine has none
)

func main() {
	os.Exit(execute(context.Background(), os.Args[1:], streams{in: os.Stdin, out: os.Stdout, err: os.Stderr}))
}

// signals interrupt a command. SIGPIPE is among them, as it would end the program and leave
// the processes of functions: it says that nothing reads the output any more.
var signals = []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGPIPE}

// interruptible returns a context that ends when a signal interrupts the command, for as long
// as there may be processes to end. Otherwise a signal ends the program at once, also while
// it waits for a file or for standard input.
func interruptible(ctx context.Context) (context.Context, context.CancelFunc) {
	return signal.NotifyContext(ctx, signals...)
}

// stoppable is interruptible for a server: SIGPIPE only says that a client, or the reader of its
// messages, has gone.
func stoppable(ctx context.Context) (context.Context, context.CancelFunc) {
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) // programs that it starts would inherit signal.Ignore
	return signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
}
