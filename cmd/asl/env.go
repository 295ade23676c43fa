package main

import (
	"fmt"
	"net/url"
	"os"
	"strings"

	"github.com/goasl/goasl/cmd/asl/internal/server"

	"github.com/spf13/cobra"
)

// envFlags are the flags of the command env.
type envFlags struct{ client, url, token string }

func newEnvCommand(s streams) *cobra.Command {
	var f envFlags
	c := &cobra.Command{
		Use:   "env",
		Short: "Print the variables that make AWS clients talk to asl serve",
		Long: `Print the variables that make AWS clients talk to asl serve, for the shell: in

  eval "$(asl env)"

it takes them over.`,
		Example: `  asl env
  asl env --client go --url http://127.0.0.1:9000`,
		Args: wants,
		RunE: func(*cobra.Command, []string) error { return f.env(s) },
	}
	flags := c.Flags()
	flags.StringVar(&f.client, "client", "cli", "for this `CLIENT`: "+strings.Join(server.Clients, ", "))
	flags.StringVar(&f.url, "url", "http://"+server.DefaultAddress, "the `URL` that the server has printed")
	flags.StringVar(&f.token, "token", "", "the `ID` that the server was given as --token")
	return c
}

func (f *envFlags) env(s streams) error {
	if u, err := url.Parse(f.url); err != nil || u.Host == "" {
		return usage("--url %s: want a URL such as http://%s", f.url, server.DefaultAddress)
	}
	local, err := server.ReadLocal(os.Getenv)
	if err != nil {
		return usage("%w", err)
	}
	lines, err := server.Exports(f.client, f.url, local.Identity.Region, f.token)
	if err != nil {
		return usage("--client: %w", err)
	}
	for _, line := range lines {
		fmt.Fprintln(s.out, line)
	}
	return nil
}
