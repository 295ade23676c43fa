package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"

	"github.com/goasl/goasl/cmd/asl/internal/page"
	"github.com/goasl/goasl/cmd/asl/internal/server"
	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/lambda"

	"github.com/spf13/cobra"
)

// serveFlags are the flags of the command serve.
type serveFlags struct {
	listen    string
	token     string
	hosts     []string
	data      string
	functions []string
	calls     callFlags
	buckets   []string
	skipWaits bool
	strict    bool
	watch     bool
	template  templateFlags
}

func newServeCommand(s streams) *cobra.Command {
	var f serveFlags
	c := &cobra.Command{
		Use:   "serve [FILE|FOLDER…]",
		Short: "Serve the API of Step Functions, for the AWS CLI and the SDKs",
		Long: `Serve the API of Step Functions on this machine, as Step Functions Local does, for the AWS
CLI, the SDKs, and what is built with them. The machines of the folders are there from the
beginning, and clients create others. Tasks call the handlers of the folders. Events start
machines by the rules of the folders, and by those that clients put with the API of
EventBridge.

Executions are in memory, and gone when the server stops, unless --data keeps them.

With --aws tasks call the services of AWS, where it says; with --http HTTP Tasks call the
endpoints that it names.

The variables of Step Functions Local are read: AWS_ACCOUNT_ID, AWS_DEFAULT_REGION,
LAMBDA_ENDPOINT, WAIT_TIME_SCALE, SFN_MOCK_CONFIG, and the endpoints of services, such as
SQS_ENDPOINT.`,
		Example: `  asl serve examples/songs
  asl serve examples/songs --data songs.db --watch
  asl serve examples/uploads --bucket inbox=inbox
  asl serve --listen 0.0.0.0:8083 --token "$TOKEN" --host build-box`,
		RunE: func(c *cobra.Command, args []string) error { return f.serve(c.Context(), s, args) },
	}
	flags := c.Flags()
	flags.StringVar(&f.listen, "listen", server.DefaultAddress, "where to listen: `HOST:PORT`, or a port of 127.0.0.1; port 0 is any that is free")
	flags.StringVar(&f.token, "token", "", "the access key `ID` that clients must send; needed to listen beyond this machine")
	flags.StringArrayVar(&f.hosts, "host", nil, "a `NAME` of this machine by which clients call it, beside localhost")
	flags.StringVar(&f.data, "data", "", "keep machines and executions in this `FILE`, which is made if there is none")
	flags.StringArrayVarP(&f.functions, "function", "f", nil, "a function: `NAME=DIR:HANDLER`, or NAME=URL of one that runs elsewhere")
	f.calls.add(c)
	flags.StringArrayVar(&f.buckets, "bucket", nil, "a folder whose files are the objects of a bucket: `NAME=FOLDER`; what happens to them are events")
	flags.BoolVar(&f.skipWaits, "skip-waits", false, "do not wait in Wait states and before retries")
	flags.BoolVar(&f.strict, "strict", false, "refuse what only a developer wants, such as to describe EXPRESS executions")
	f.template.add(c)
	flags.BoolVar(&f.watch, "watch", false, "go with the files: update, create and delete machines, and run changed handlers")
	return c
}

// serve is the command. It ends the processes of the functions, however it ends.
func (f *serveFlags) serve(ctx context.Context, s streams, paths []string) (err error) {
	local, err := server.ReadLocal(os.Getenv)
	if err != nil {
		return usage("%w", err)
	}
	f.template.identity = local.Identity
	p, err := openProjects(paths, f.template)
	if err != nil {
		return err
	}
	l, err := server.Listen(f.listen, f.token)
	if err != nil {
		return usage("%w", err)
	}
	defer l.Close()
	ctx, stop := stoppable(ctx)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	c := newConsole(newScreen(s.err))
	printed := &page.Logbook{}
	functions, err := f.runtime(p, local, slog.New(printed.Handler(newLogs(c).Handler())))
	if err != nil {
		return err
	}
	defer func() {
		if closing := functions.Close(); err == nil && closing != nil {
			err = &exit{code: exitFailed, err: closing}
		}
	}()
	config, err := f.config(p, local, paths, c)
	if err != nil {
		return err
	}
	config.Runtime, config.Printed = functions, printed
	sv, err := server.New(ctx, config)
	if err != nil {
		return failedWith(err)
	}
	f.tell(s, c, p, local, sv, l)
	if err := sv.Run(ctx, l); err != nil {
		return failedWith(err)
	}
	return nil
}

// failedWith keeps the exit code that an error has.
func failedWith(err error) error {
	var end *exit
	if errors.As(err, &end) {
		return end
	}
	return &exit{code: exitFailed, err: err}
}

// runtime returns what runs the functions.
func (f *serveFlags) runtime(p *project, local *server.Local, logs *slog.Logger) (*lambda.Runtime, error) {
	all, err := p.withFunctions(f.functions)
	if err != nil {
		return nil, err
	}
	opts := []lambda.Option{lambda.WithLogger(logs), lambda.WithRegion(local.Identity.Region, local.Identity.Account)}
	if local.Lambda != "" {
		opts = append(opts, lambda.WithEndpoint(local.Lambda))
	}
	r, err := lambda.New(all, opts...)
	if err != nil {
		return nil, &exit{code: exitUsage, err: err}
	}
	return r, nil
}

// config says what is served, apart from what runs the functions.
func (f *serveFlags) config(p *project, local *server.Local, paths []string, c *console) (server.Config, error) {
	scale := local.WaitScale
	if f.skipWaits {
		scale = 0
	}
	cases, err := casesOf(p, local, func(line string) { c.line(printableLines(line)) })
	if err != nil {
		return server.Config{}, err
	}
	buckets, err := p.withBuckets(f.buckets)
	if err != nil {
		return server.Config{}, err
	}
	config := server.Config{
		Data: f.data, Identity: local.Identity, Watch: f.watch, Cases: cases, Rules: p.rules, Buckets: buckets,
		Machines:  func() ([]server.Machine, error) { return machinesOf(paths, f.template) },
		Functions: func() ([]lambda.Function, error) { return functionsOf(paths, f.functions, f.template) },
		Token:     f.token, Hosts: f.hosts, Strict: f.strict, WaitScale: scale,
		Tell: func(line string) { c.line(printableLines(line)) }, Logger: newLogs(c),
	}
	return config, f.callServices(&config, p, local)
}

// callServices makes tasks call the services of AWS and the endpoints that are named.
func (f *serveFlags) callServices(config *server.Config, p *project, local *server.Local) error {
	functions, err := p.withFunctions(f.functions)
	if err != nil {
		return err
	}
	s, err := newServices(f.calls.aws, local.Services, local.Identity.Region, len(functions) > 0 || local.Lambda != "")
	var all firstOf
	if s != nil {
		all, config.Objects, config.Settle = append(all, s), s.Objects(), s.settle
	}
	caller, problem := f.calls.http.caller()
	if caller != nil {
		all = append(all, caller)
	}
	switch len(all) {
	case 0:
	case 1:
		config.Services = all[0]
	default:
		config.Services = all
	}
	return errors.Join(err, problem)
}

// tell says what is served: to stdout what scripts may want, and to stderr what is to be known.
func (f *serveFlags) tell(s streams, c *console, p *project, local *server.Local, sv *server.Server, l net.Listener) {
	if len(p.machines) == 0 {
		c.line("there are no machines yet: create them with a client, or name a folder that has some")
	}
	p.tellStandIns(func(line string) { c.line(line) }, true)
	url := server.URL(l.Addr())
	fmt.Fprintf(s.out, "server    %s\n", url)
	for _, m := range p.machines {
		fmt.Fprintf(s.out, "machine   %s\n", diag.Printable(sv.ARN(m.name)))
	}
	all, _ := p.withFunctions(f.functions) // they were taken before
	for _, function := range all {
		where := function.URL
		if where == "" {
			where = function.Dir + ":" + function.Handler
		}
		fmt.Fprintf(s.out, "function  %s  %s\n", function.Name, diag.Printable(where))
	}
	for _, b := range sv.Buckets {
		fmt.Fprintf(s.out, "bucket    %s  %s\n", b.Name, diag.Printable(b.Folder))
	}
	for _, pattern := range f.calls.http.endpoints {
		fmt.Fprintf(s.out, "http      %s\n", diag.Printable(pattern))
	}
	for _, line := range targetsText(f.calls.aws, local.Services) {
		fmt.Fprintf(s.out, "aws       %s\n", diag.Printable(line))
	}
	for _, r := range p.rules {
		fmt.Fprintf(s.out, "rule      %s  %s\n", diag.Printable(r.Name), diag.Printable(r.Machine))
	}
	exports, _ := server.Exports("cli", url, local.Identity.Region, f.token) // it knows that client
	for _, line := range exports {
		fmt.Fprintln(s.out, line)
	}
	c.line("The exports are for the shell of a client, and " + url + " shows all in a browser. Ctrl-C ends the server.")
}
