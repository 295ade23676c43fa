package storetest

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
)

type loaded struct {
	row   durable.Row
	saved asl.Saved
}

// reload changes what Load returns.
func reload(change func(arn string, l *loaded)) func(durable.Store, context.Context, string) (durable.Row, asl.Saved, error) {
	return func(good durable.Store, ctx context.Context, arn string) (durable.Row, asl.Saved, error) {
		r, saved, err := good.Load(ctx, arn)
		l := loaded{r, saved}
		change(arn, &l)
		return l.row, l.saved, err
	}
}

// postsWith changes what Posts returns.
func postsWith(after func(int64) int64, change func([]durable.Posted) []durable.Posted) func(*spoiled) {
	return func(s *spoiled) {
		s.posts = func(good durable.Store, ctx context.Context, owner string, from int64, max int) ([]durable.Posted, error) {
			all, err := good.Posts(ctx, owner, after(from), max)
			return change(all), err
		}
	}
}

func same[T any](v T) T { return v }

// seenLate hides a post at first that has a lower number than others, as a store does that
// gives numbers before it commits.
func seenLate(s *spoiled) {
	var mu sync.Mutex
	looks := map[int64]int{}
	postsWith(same, func(all []durable.Posted) []durable.Posted {
		mu.Lock()
		defer mu.Unlock()
		return slices.DeleteFunc(slices.Clone(all), func(p durable.Posted) bool {
			looks[p.Number]++
			return p.Number%5 == 3 && looks[p.Number] == 1
		})
	})(s)
}

// filterWith changes filters.
func filterWith(change func(*durable.Filter)) func(*spoiled) {
	return func(s *spoiled) {
		s.list = func(good durable.Store, ctx context.Context, f durable.Filter) ([]durable.Row, string, error) {
			change(&f)
			return good.List(ctx, f)
		}
	}
}

// offsets makes pages of numbers of rows, which move.
func offsets(s *spoiled) {
	s.list = func(good durable.Store, ctx context.Context, f durable.Filter) ([]durable.Row, string, error) {
		from, err := strconv.Atoi(f.After)
		if err != nil {
			from = 0
		}
		max := f.Max
		if max == 0 {
			max = 100
		}
		f.After, f.Max = "", 100000
		all, _, err := good.List(ctx, f)
		page := all[min(from, len(all)):min(from+max, len(all))]
		if from+max < len(all) {
			return page, strconv.Itoa(from + max), err
		}
		return page, "", err
	}
}

// deleteFreed deletes what has posts or a lease, too.
func deleteFreed(good durable.Store, ctx context.Context, f durable.Filter, max int) (int, error) {
	now := time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC) // all leases have ended
	all, err := good.Claim(ctx, durable.Claim{Owner: "thief", Machines: []string{machine}, Now: now, Until: now, Max: 1000})
	for _, one := range all {
		c := next("thief", one.Row)
		c.Release = true
		for _, p := range one.Posts {
			c.Taken = append(c.Taken, p.Number)
		}
		_, failed := good.Commit(ctx, c)
		err = errors.Join(err, failed)
	}
	n, failed := good.Delete(ctx, f, max)
	return n, errors.Join(err, failed)
}

func deleteWith(remove func(durable.Store, context.Context, durable.Filter, int) (int, error)) func(*spoiled) {
	return func(s *spoiled) { s.delete = remove }
}

var readFaults = []fault{
	{"Posts in no order", "Posts/numbers grow", postsWith(same, func(all []durable.Posted) []durable.Posted {
		slices.Reverse(all)
		return all
	})},
	{"Posts without after", "Posts/after and max", postsWith(func(int64) int64 { return 0 }, same)},
	{"Posts of the number itself", "Posts/after and max", postsWith(func(after int64) int64 { return after - 1 }, same)},
	{"Posts without ARN", "Post/one key, one post", postsWith(same, func(all []durable.Posted) []durable.Posted {
		for i := range all {
			all[i].ARN = ""
		}
		return all
	})},
	{"Posts are seen late", "posts are seen in the order", seenLate},

	{"Load finds everything", "Load/not found", func(s *spoiled) {
		s.load = func(good durable.Store, ctx context.Context, arn string) (durable.Row, asl.Saved, error) {
			r, saved, _ := good.Load(ctx, arn)
			return r, saved, nil
		}
	}},
	{"Load with records in no order", "texts/many records", func(s *spoiled) {
		s.load = reload(func(_ string, l *loaded) { slices.Reverse(l.saved.Records) })
	}},
	{"Journal is Load", "Journal/derived", func(s *spoiled) {
		s.journal = func(good durable.Store, ctx context.Context, arn string) (durable.Row, asl.Saved, error) {
			return good.Load(ctx, arn)
		}
	}},
	{"Events in no order", "Events/in order", func(s *spoiled) {
		s.events = func(good durable.Store, ctx context.Context, arn string, after int64, max int) ([]durable.Chunk, error) {
			all, err := good.Events(ctx, arn, after, max)
			slices.SortFunc(all, func(a, b durable.Chunk) int {
				return strings.Compare(strconv.FormatInt(a.Seq, 10), strconv.FormatInt(b.Seq, 10))
			})
			return all, err
		}
	}},
	{"Events without max", "Events/in order", func(s *spoiled) {
		s.events = func(good durable.Store, ctx context.Context, arn string, after int64, _ int) ([]durable.Chunk, error) {
			return good.Events(ctx, arn, after, 1000)
		}
	}},
	{"Definition is not kept", "Definition/shared", func(s *spoiled) {
		s.define = func(_ durable.Store, _ context.Context, hash string) ([]byte, error) {
			return []byte("definition hash"), nil
		}
	}},

	{"List without Machine", "List/filters", filterWith(func(f *durable.Filter) { f.Machine = "" })},
	{"List without Version", "List/filters", filterWith(func(f *durable.Filter) { f.Version = "" })},
	{"List without Alias", "List/filters", filterWith(func(f *durable.Filter) { f.Alias = "" })},
	{"List without Status", "List/filters", filterWith(func(f *durable.Filter) { f.Status = "" })},
	{"List without Stalled", "List/filters", filterWith(func(f *durable.Filter) { f.Stalled = false })},
	{"List without Redriven", "List/filters", filterWith(func(f *durable.Filter) { f.Redriven = nil })},
	{"List without EndedBefore", "List/filters", filterWith(func(f *durable.Filter) { f.EndedBefore = time.Time{} })},
	{"List of what ended at that time", "List/filters", filterWith(func(f *durable.Filter) {
		if !f.EndedBefore.IsZero() {
			f.EndedBefore = f.EndedBefore.Add(time.Microsecond)
		}
	})},
	{"List with longer pages", "List/pages", filterWith(func(f *durable.Filter) { f.Max++ })},
	{"List without bound", "List/100 if Max is 0", filterWith(func(f *durable.Filter) {
		if f.Max == 0 {
			f.Max = 1000
		}
	})},
	{"List with pages that move", "List/executions come and go", offsets},
	{"List with a last page that is empty", "List/pages", func(s *spoiled) {
		s.list = func(good durable.Store, ctx context.Context, f durable.Filter) ([]durable.Row, string, error) {
			if f.After == "end" {
				return nil, "", nil
			}
			page, next, err := good.List(ctx, f)
			if next == "" {
				next = "end"
			}
			return page, next, err
		}
	}},
	{"List in the order of ARNs", "List/newest first", func(s *spoiled) {
		s.list = func(good durable.Store, ctx context.Context, f durable.Filter) ([]durable.Row, string, error) {
			page, next, err := good.List(ctx, f)
			slices.SortFunc(page, func(a, b durable.Row) int { return strings.Compare(a.ARN, b.ARN) })
			return page, next, err
		}
	}},

	{"Delete deletes nothing", "Delete/all that belongs", deleteWith(func(durable.Store, context.Context, durable.Filter, int) (int, error) { return 1, nil })},
	{"Delete without max", "Delete/filters and max", deleteWith(func(good durable.Store, ctx context.Context, f durable.Filter, _ int) (int, error) {
		return good.Delete(ctx, f, 1000)
	})},
	{"Delete without filter", "Delete/filters and max", deleteWith(func(good durable.Store, ctx context.Context, _ durable.Filter, max int) (int, error) {
		return good.Delete(ctx, durable.Filter{}, max)
	})},
	{"Delete of what has a lease", "Delete/not what has a lease", deleteWith(deleteFreed)},
	{"Delete of what is posted to", "Delete/not what is posted to", deleteWith(deleteFreed)},
	{"Delete counts one less", "Delete/only what has ended", deleteWith(func(good durable.Store, ctx context.Context, f durable.Filter, max int) (int, error) {
		n, err := good.Delete(ctx, f, max)
		return n - min(n, 1), err
	})},
	{"contexts are not looked at", "contexts/that have ended", func(s *spoiled) {
		s.post = func(good durable.Store, ctx context.Context, arn string, p durable.Post) error {
			return errors.Join(good.Post(context.WithoutCancel(ctx), arn, p), ctx.Err())
		}
	}},
}
