package intrinsic_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/goasl/goasl/intrinsic"
	"github.com/goasl/goasl/jsonvalue"
)

// meter is a budget that notes what is taken, and fails beyond a number of bytes.
type meter struct {
	calls, steps, bytes int
	largest             int // number of steps taken at once
	most                int // bytes
}

var errUsedUp = errors.New("used up")

func (m *meter) Spend(steps, bytes int) error {
	m.calls++
	m.steps += steps
	m.bytes += bytes
	m.largest = max(m.largest, steps)
	if m.bytes > m.most {
		return errUsedUp
	}
	return nil
}

// evalWith evaluates a call whose paths have the values $.0, $.1 and so on.
func evalWith(t *testing.T, call string, budget intrinsic.Budget, values ...jsonvalue.Value) (jsonvalue.Value, error) {
	t.Helper()
	c, err := intrinsic.Parse(call)
	if err != nil {
		t.Fatal(err)
	}
	return c.Eval(intrinsic.Env{
		Path:   func(i int) (jsonvalue.Value, error) { return values[i], nil },
		Bytes:  1 << 30,
		Budget: budget,
	})
}

// TestBudget: functions take steps in proportion to what they read, while they work, and
// bytes for what they make.
func TestBudget(t *testing.T) {
	items := jsonvalue.MustParse(`[` + strings.Repeat(`"abc",`, 10_000) + `1]`)
	text := jsonvalue.OfString(strings.Repeat("a,", 10_000))
	object := jsonvalue.MustParse(`{"a":[` + strings.Repeat(`1,`, 10_000) + `1]}`)
	number := jsonvalue.OfNumber(strings.Repeat("1", 10_000))
	for _, test := range []struct {
		call                string
		values              []jsonvalue.Value
		calls, steps, bytes int
	}{
		{"States.Array(1, 2)", nil, 2, 1, 5},
		{"States.ArrayContains($, 'x')", []jsonvalue.Value{items}, 10, 10_000, 0},
		{"States.ArrayContains($, $)", []jsonvalue.Value{jsonvalue.MustParse(`[1,2,3,"4"]`), number}, 2, 3 * 156, 0},
		{"States.ArrayUnique($)", []jsonvalue.Value{items}, 10, 10_000, 640_000},
		{"States.ArrayRange(1, 1000, 1)", nil, 2, 1_000, 64_000},
		{"States.ArrayPartition($, 2)", []jsonvalue.Value{items}, 10, 10_000, 800_000},
		{"States.Format('{}', $)", []jsonvalue.Value{object}, 10, 10_000, 40_000},
		{"States.JsonToString($)", []jsonvalue.Value{items}, 2, 937, 120_000},
		{"States.StringToJson($)", []jsonvalue.Value{jsonvalue.OfString(items.String())}, 3, 937, 640_000},
		{"States.StringSplit($, ',')", []jsonvalue.Value{text}, 10, 10_000, 640_000},
		{"States.JsonMerge($, $, false)", []jsonvalue.Value{object, object}, 2, 600, 20_000},
		{"States.ArrayLength(States.JsonMerge($, $, false))", []jsonvalue.Value{object, object}, 2, 600, 20_000},
		{"States.Hash($, 'MD5')", []jsonvalue.Value{jsonvalue.OfString(strings.Repeat("x", 9_000))}, 2, 140, 34},
	} {
		t.Run(test.call, func(t *testing.T) {
			m := &meter{most: 1 << 30}
			evalWith(t, test.call, m, test.values...)
			if m.calls < test.calls || m.steps < test.steps || m.bytes < test.bytes {
				t.Errorf("%d calls took %d steps and %d bytes, want at least %d, %d, %d", m.calls, m.steps, m.bytes, test.calls, test.steps, test.bytes)
			}
			if m.largest > 5_000 {
				t.Errorf("%d steps were taken at once", m.largest)
			}
			m = &meter{most: test.bytes / 2}
			if _, err := evalWith(t, test.call, m, test.values...); test.bytes > 0 && err != errUsedUp {
				t.Errorf("with half of the bytes: %v", err)
			}
		})
	}
}
