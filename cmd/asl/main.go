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

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	code := execute(ctx, os.Args[1:], streams{in: os.Stdin, out: os.Stdout, err: os.Stderr})
	stop()
	os.Exit(code)
}
