package part

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Children are what a part does in processes of their own, by name: for a measurement that the
// memory or the goroutines of another one would disturb. A child gets arguments, and prints its
// result.
type Children map[string]func(args []string) error

// child is the first argument of a process that is a child.
const child = "child"

// Serve runs the child that the command line names, and reports whether it names one. A program
// that fails ends here. TestMain of a part that has children calls it, too.
func (c Children) Serve() bool {
	if len(os.Args) < 3 || os.Args[1] != child {
		return false
	}
	run := c[os.Args[2]]
	err := fmt.Errorf("there is no child %q", os.Args[2])
	if run != nil {
		err = run(os.Args[3:])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return true
}

// Command returns the command that runs a child of this program.
func Command(name string, args ...string) (*exec.Cmd, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self, append([]string{child, name}, args...)...)
	cmd.Stderr = os.Stderr
	return cmd, nil
}

// Run runs a child to its end, and decodes the JSON that it prints.
func Run(result any, name string, args ...string) error {
	cmd, err := Command(name, args...)
	if err != nil {
		return err
	}
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("%w: %s", err, strings.TrimSpace(said.String()))
	}
	return json.Unmarshal(out, result)
}

// A Usage is what a process has taken of the machine.
type Usage struct {
	Began     time.Time
	Processor time.Duration // the user's and the system's
}

// Begin returns what this process has taken until now.
func Begin() Usage { return Usage{time.Now(), processor()} }

// End returns the time and the processor's time, in nanoseconds, since the usage was taken.
func (u Usage) End() (wall, cpu float64) {
	return float64(time.Since(u.Began)), float64(processor() - u.Processor)
}

func processor() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// Resident returns the memory, in bytes, that the process has when it has given back what it
// does not need.
func Resident() (float64, error) {
	debug.FreeOSMemory()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, err
	}
	_, text, _ := strings.Cut(string(status), "VmRSS:")
	words := strings.Fields(text)
	if len(words) == 0 {
		return 0, fmt.Errorf("/proc/self/status has no VmRSS")
	}
	kib, err := strconv.ParseFloat(words[0], 64)
	return kib * 1024, err
}

// Module returns a module of this program with its version, as in "coinbase/step v1.0.6".
func Module(title, path string) string {
	info, _ := debug.ReadBuildInfo()
	if info != nil {
		for _, m := range info.Deps {
			if m.Path == path {
				return title + " " + m.Version
			}
		}
	}
	return title
}
