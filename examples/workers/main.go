// Command workers shows activities: tasks that are not called, but asked for by
// workers, which may be goroutines as here, or run behind a service elsewhere.
//
//	go run ./examples/workers
package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"sync"

	"github.com/goasl/goasl/asl"
)

//go:embed workers.asl.json
var definition string

type parcel struct {
	Item string `json:"item"`
}

// work packs items until ctx ends. A task that was taken on is finished then.
func work(ctx context.Context, activities *asl.Activities, name string) error {
	for {
		task, err := activities.Poll(ctx, "pack", name)
		if ctx.Err() != nil && task == nil {
			return nil
		}
		if err != nil {
			return err
		}
		if err := pack(activities, task); err != nil && !errors.Is(err, asl.ErrNoToken) {
			return err // with ErrNoToken nobody waits for the parcel any more
		}
	}
}

// pack does one task. One that takes long would call SendTaskHeartbeat now and
// then.
func pack(activities *asl.Activities, task *asl.ActivityTask) error {
	var item string
	if err := json.Unmarshal(task.Input, &item); err != nil {
		return activities.SendTaskFailure(task.Token, "Parcel.Unknown", err.Error())
	}
	output, err := json.Marshal(parcel{Item: item})
	if err != nil {
		return err
	}
	return activities.SendTaskSuccess(task.Token, output)
}

func run(ctx context.Context, order string, names ...string) (json.RawMessage, error) {
	var activities asl.Activities
	if _, err := activities.Create("pack"); err != nil {
		return nil, err
	}
	m, err := asl.MustParse(definition).With(asl.WithActivities(&activities))
	if err != nil {
		return nil, err
	}

	working, goHome := context.WithCancel(ctx)
	var workers sync.WaitGroup
	for _, name := range names {
		workers.Go(func() {
			if err := work(working, &activities, name); err != nil {
				log.Print(name, ": ", err)
			}
		})
	}
	defer workers.Wait()
	defer goHome()

	result, err := m.Execute(ctx, []byte(order))
	if err != nil {
		return nil, err
	}
	return result.Output, nil
}

func main() {
	output, err := run(context.Background(), `{"items": ["a book", "a lamp", "a chair"]}`, "Ada", "Bob")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(output))
}
