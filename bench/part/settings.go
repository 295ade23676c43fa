package part

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"regexp"
	"slices"
	"time"
)

// Settings are what the parts are told.
type Settings struct {
	// Rounds is how often each work is measured: the shortest ones a few times as often, those
	// that take long less often. The median counts.
	Rounds int
	// Round is the least time of a round, where the part can choose it.
	Round time.Duration
	// Quick makes works smaller, to see that all of them run.
	Quick bool
	// Selected matches the names of the works to do.
	Selected *regexp.Regexp
	// Npm is the folder with node_modules, and Definitions that with published definitions.
	Npm, Definitions string
}

// Register defines the flags of the settings, but that of Selected, with their usual values.
func (s *Settings) Register(flags *flag.FlagSet) {
	flags.IntVar(&s.Rounds, "rounds", 5, "how often each work is measured")
	flags.DurationVar(&s.Round, "round", 100*time.Millisecond, "how long a round takes, at least")
	flags.BoolVar(&s.Quick, "quick", false, "do smaller works, once, in rounds of 10ms")
	flags.StringVar(&s.Npm, "npm", "bench", "the folder with node_modules")
	flags.StringVar(&s.Definitions, "definitions", "../shared/definitions", "the folder with published definitions")
}

// Check completes the settings when flags are read, and says what is wrong with them.
func (s *Settings) Check(selected string) (err error) {
	if s.Rounds < 1 {
		return fmt.Errorf("-rounds %d: want at least one", s.Rounds)
	}
	if s.Round <= 0 {
		return fmt.Errorf("-round %s: want a time above zero", s.Round)
	}
	if s.Quick {
		s.Rounds, s.Round = 1, min(s.Round, 10*time.Millisecond)
	}
	s.Selected, err = regexp.Compile(selected)
	return err
}

// Args are the arguments that tell a part these settings.
func (s *Settings) Args() []string {
	return []string{
		fmt.Sprint("-rounds=", s.Rounds), fmt.Sprint("-round=", s.Round), fmt.Sprint("-quick=", s.Quick),
		"-npm=" + s.Npm, "-definitions=" + s.Definitions, "-run=" + s.Selected.String(),
	}
}

// Some returns one of two numbers: the smaller one if the settings are quick.
func (s *Settings) Some(usual, quick int) int {
	if s.Quick {
		return quick
	}
	return usual
}

// Parts are what a program measures, by the name of the part.
type Parts map[string]func(Settings) (*Report, error)

// Main is the main function of a program: it measures the part that the first argument names, as
// the flags after it say, and prints the report. If the command line names a child, it runs that
// instead.
func Main(parts Parts, children Children) {
	if children.Serve() {
		return
	}
	if err := parts.run(os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func (p Parts) run(args []string, out io.Writer) error {
	if len(args) == 0 || p[args[0]] == nil {
		return fmt.Errorf("the first argument must be one of %q", slices.Sorted(maps.Keys(p)))
	}
	var s Settings
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	s.Register(flags)
	selected := flags.String("run", "", "do only works whose names match this regular expression")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	if err := s.Check(*selected); err != nil {
		return err
	}
	report, err := p[args[0]](s)
	if err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(report)
}
