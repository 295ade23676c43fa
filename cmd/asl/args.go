package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// wants takes as many arguments as Use names, where the last one may be there several times if
// it ends with an ellipsis. The error names them.
func wants(c *cobra.Command, args []string) error {
	names := strings.Fields(c.Use)[1:]
	switch last := len(names) - 1; {
	case len(args) < len(names):
		return fmt.Errorf("%s is missing: %s", names[len(args)], synopsis(c))
	case len(args) > len(names) && !strings.HasSuffix(names[last], "…"):
		return fmt.Errorf("%q is too much: %s", args[len(names)], synopsis(c))
	}
	return nil
}

// synopsis is how a command is called.
func synopsis(c *cobra.Command) string { return "want " + c.Parent().Name() + " " + c.Use }
