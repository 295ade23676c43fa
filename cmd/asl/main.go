// Command asl runs, checks, tests and draws state machines from a shell:
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
)

// signals interrupt a command. SIGPIPE is among them, as it would end the program and leave
// the processes of functions: it says that nothing reads the output any more.
var signals = []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGPIPE}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), signals...)
	code := execute(ctx, os.Args[1:], streams{in: os.Stdin, out: os.Stdout, err: os.Stderr})
	stop()
	os.Exit(code)
}
