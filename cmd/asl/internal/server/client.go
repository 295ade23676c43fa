package server

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Clients are the names of the clients that [Exports] knows.
var Clients = []string{"cli", "boto3", "go", "node"}

// Exports returns what a shell has to do so that a client talks to a server, a line each.
// Clients put sync- before the host of some operations, a name that leads nowhere; what helps
// against that differs.
func Exports(client, url, region, token string) ([]string, error) {
	if !slices.Contains(Clients, client) {
		return nil, fmt.Errorf("there is no client %q, only: %s", client, strings.Join(Clients, ", "))
	}
	key := cmp.Or(token, "local")
	lines := []string{
		"export AWS_ENDPOINT_URL_SFN=" + url + " AWS_ENDPOINT_URL_LAMBDA=" + url + " AWS_ENDPOINT_URL_EVENTBRIDGE=" + url,
		"export AWS_ACCESS_KEY_ID=" + key + " AWS_SECRET_ACCESS_KEY=local AWS_SESSION_TOKEN=",
		"export AWS_REGION=" + region + " AWS_DEFAULT_REGION=" + region,
	}
	switch client {
	case "go":
		return append(lines, "export HTTP_PROXY="+url+" # for StartSyncExecution and TestState, whose host becomes sync-…"), nil
	case "node":
		return append(lines, "# for StartSyncExecution and TestState: new SFNClient({ disableHostPrefix: true })"), nil
	}
	return append(lines, "export AWS_DISABLE_HOST_PREFIX_INJECTION=true"), nil
}
