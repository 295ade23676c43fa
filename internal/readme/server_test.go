package readme

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// address is that of the server in the documents. Here it has another port.
const address = "127.0.0.1:8083"

// startsServer reports whether the commands of a document are for a server that one of
// them starts. It ends with the document.
func startsServer(commands []documented) bool {
	return slices.ContainsFunc(commands, func(c documented) bool { return strings.Contains(c.text, "asl serve ") })
}

// The commands print what the documents say, with the clients that this machine has.
func TestServerCommands(t *testing.T) {
	lookPath(t, "python3") // for the handlers
	shell := lookPath(t, "sh")
	inbox := filepath.Join(root(t), "examples", "uploads", "inbox")
	t.Cleanup(func() { _, _ = os.Remove(filepath.Join(inbox, "page.png")), os.Remove(inbox) }) // after the servers
	for _, document := range documents(t) {
		if commands := commandsOf(t, document); startsServer(commands) {
			t.Run(document, func(t *testing.T) { runWithServer(t, shell, commands) })
		}
	}
}

func runWithServer(t *testing.T, shell string, commands []documented) {
	clients := map[string]*exec.Cmd{
		"asl":     exec.Command(shell, "-c", "true"),
		"until":   exec.Command("aws", "--version"),
		"aws":     exec.Command("aws", "--version"),
		"python3": exec.Command("python3", "-c", "import boto3"),
		"node":    exec.Command("node", "-e", "require.resolve('@aws-sdk/client-sfn')"),
		"cp":      exec.Command(shell, "-c", "true"),
	}
	here := ""
	for _, c := range commands {
		client, _, _ := strings.Cut(c.text, " ")
		if strings.Contains(c.text, "asl serve ") {
			here = serve(t, c)
			continue
		}
		probe := clients[client]
		if probe == nil {
			t.Errorf("$ %s: it is not known what it needs", c.text)
			continue
		}
		probe = exec.Command(probe.Path, probe.Args[1:]...)
		probe.Dir = filepath.Join(root(t), "examples", "songs", "clients")
		if probe.Run() != nil {
			t.Logf("left out, as the client is not here: $ %s", c.text)
			continue
		}
		run := exec.Command(shell, "-c", `eval "$(asl env --url http://`+here+`)"; `+strings.ReplaceAll(c.text, address, here))
		run.Dir, run.Env = root(t), withCommand(t)
		var messages strings.Builder // a client may advertise its next version
		run.Stderr = &messages
		got, err := run.Output()
		if diff := cmp.Diff(timeless(c.want), timeless(string(got))); diff != "" || err != nil {
			t.Errorf("$ %s: %v %s\n(-want +got):\n%s", c.text, err, &messages, diff)
		}
	}
}

// serve starts the server of a command, compares what it prints, and returns its address.
func serve(t *testing.T, c documented) (here string) {
	t.Helper()
	variables, args, _ := strings.Cut(c.text, "asl serve ")
	s := exec.Command(command(t), append([]string{"serve", "--listen", "0"}, strings.Fields(args)...)...)
	s.Dir, s.Env, s.Stderr = root(t), append(os.Environ(), strings.Fields(variables)...), os.Stderr
	out, err := s.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = s.Process.Signal(os.Interrupt), s.Wait() })
	want := strings.Split(c.want, "\n")
	var got []string
	for lines := bufio.NewScanner(out); len(got) < len(want) && lines.Scan(); {
		if here == "" {
			_, here, _ = strings.Cut(lines.Text(), "http://")
		}
		got = append(got, strings.ReplaceAll(lines.Text(), here, address))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("$ %s\n(-want +got):\n%s", c.text, diff)
	}
	return here
}
