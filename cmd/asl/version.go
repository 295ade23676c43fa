package main

import (
	"fmt"
	"runtime/debug"

	"github.com/goasl/goasl/awsshapes"

	"github.com/spf13/cobra"
)

func newVersionCommand(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Tell the version, and how old the models of AWS services are",
		Long: `Tell the version of the command, and what the models of AWS services are from that validate
and state compare with. A service or an operation that is newer is not compared.`,
		Example: `  asl version`,
		Args:    wants,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintf(s.out, "asl %s\nservice models: %s\n", version(), awsshapes.Origin())
			return err
		},
	}
}

// version is the version of the module that the program was built from.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "unknown"
}
