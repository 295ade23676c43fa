package main

import (
	"fmt"
	"strings"

	"github.com/goasl/goasl/diag"

	"github.com/spf13/cobra"
)

// wants takes as many arguments as Use names, where the last one may be there several times if
// it ends with an ellipsis. The error names them.
func wants(c *cobra.Command, args []string) error {
	names := strings.Fields(c.Use)[1:]
	switch {
	case len(args) < len(names):
		return fmt.Errorf("%s is missing: %s", names[len(args)], synopsis(c))
	case len(args) > len(names) && !strings.HasSuffix(c.Use, "…"):
		return fmt.Errorf("%q is too much: %s", args[len(names)], synopsis(c))
	}
	return nil
}

// oneOf lets only one of several flags be given.
func oneOf(c *cobra.Command, flags ...string) {
	c.MarkFlagsMutuallyExclusive(flags...) // for completion; it is checked after PreRunE
	c.PreRunE = func(c *cobra.Command, _ []string) error {
		var given []string
		for _, name := range flags {
			if c.Flags().Changed(name) {
				given = append(given, "--"+name)
			}
		}
		if len(given) > 1 {
			return fmt.Errorf("%s exclude each other: give one of them", strings.Join(given, " and "))
		}
		return nil
	}
}

// wantsTopic lets help be asked only about commands that there are. Without it cobra says that a topic
// is unknown, and succeeds.
func wantsTopic(c *cobra.Command, args []string) error {
	about, unknown, _ := c.Root().Find(args) // its error is that of a command line
	if len(unknown) == 0 {
		return nil
	}
	var names []string
	for _, known := range about.Commands() {
		names = append(names, known.Name())
	}
	topic := strings.Join(args, " ")
	if meant := diag.Suggest(unknown[0], names); meant != "" {
		return usage("there is no help about %q; did you mean %q?", topic, meant)
	}
	return usage("there is no help about %q; asl help lists what there is", topic)
}

// synopsis is how a command is called.
func synopsis(c *cobra.Command) string { return "want " + c.Parent().Name() + " " + c.Use }
