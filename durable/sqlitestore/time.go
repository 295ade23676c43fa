package sqlitestore

import "time"

// Times are kept as the schema says.

func toMicro(t time.Time) int64 { return t.UnixMicro() }

// toMicroUp rounds up: what is kept was rounded down, so that it is before t exactly if it
// is below that.
func toMicroUp(t time.Time) int64 { return t.Add(time.Microsecond - 1).UnixMicro() }

// micro scans a time.
type micro struct{ t *time.Time }

// Scan implements sql.Scanner.
func (m micro) Scan(value any) error {
	n, ok := value.(int64)
	if !ok {
		return errDamaged
	}
	*m.t = time.UnixMicro(n).UTC()
	return nil
}
