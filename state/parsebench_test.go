package state_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/state"
)

// published returns the texts of the definitions that people published and that
// are accepted.
func published(tb testing.TB) [][]byte {
	files, err := filepath.Glob(filepath.Join(shared(tb, "definitions"), "*.json"))
	if err != nil {
		tb.Fatal(err)
	}
	var all [][]byte
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			tb.Fatal(err)
		}
		if _, list := state.Parse("", text); list.Err() == nil {
			all = append(all, text)
		}
	}
	return all
}

// BenchmarkParse compares reading with all checks, every expression compiled,
// with encoding/json's Unmarshal of the same texts. It reports the ratio, which
// is to be at most 2.
func BenchmarkParse(b *testing.B) {
	texts := published(b)
	b.ReportAllocs()
	ours, theirs := time.Hour, time.Hour // the least of all rounds, since other work disturbs some
	for b.Loop() {
		start := time.Now()
		for _, text := range texts {
			state.Parse("", text)
		}
		ours = min(ours, time.Since(start))
		start = time.Now()
		for _, text := range texts {
			var v any
			if err := json.Unmarshal(text, &v); err != nil {
				b.Fatal(err)
			}
		}
		theirs = min(theirs, time.Since(start))
	}
	b.ReportMetric(float64(ours)/float64(theirs), "ratio")
}

// BenchmarkParseStates shows that the time for a state does not grow with the
// number of states.
func BenchmarkParseStates(b *testing.B) {
	for _, n := range []int{1_000, 10_000} {
		var text strings.Builder
		text.WriteString(`{"StartAt":"S0","States":{`)
		for i := range n {
			fmt.Fprintf(&text, `"S%d":{"Type":"Pass","Parameters":{"a.$":"$.a"},"Next":"S%d"},`, i, i+1)
		}
		fmt.Fprintf(&text, `"S%d":{"Type":"Succeed"}}}`, n)
		definition := []byte(text.String())
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				if _, list := state.Parse("", definition); list != nil {
					b.Fatal(list)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/state")
		})
	}
}
