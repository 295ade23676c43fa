// Command uploads looks at a picture, whose file is its argument, as the machine does for one
// that is dropped into the folder inbox while "go run ./cmd/asl serve examples/uploads" runs.
package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/events"
	"github.com/goasl/goasl/lambda"
)

//go:embed uploads.asl.json
var definition string

// run starts the machine with the event of a picture.
func run(functions asl.TaskResolver, picture events.Event) (json.RawMessage, error) {
	machine, err := asl.MustParse(definition).With(asl.WithResolver(functions))
	if err != nil {
		return nil, err
	}
	return asl.Call[json.RawMessage](context.Background(), machine, json.RawMessage(picture.JSON()))
}

// handlers runs the functions in Python; folder has those of the buckets.
func handlers(folder string) (*lambda.Runtime, error) {
	return lambda.New([]lambda.Function{
		{Name: "inspect", Dir: "examples/uploads/handlers", Handler: "inspect_picture.lambda_handler", Env: map[string]string{"BUCKETS": folder}},
		{Name: "caption", Dir: "examples/uploads/handlers", Handler: "caption.lambda_handler"},
	})
}

// look looks at the picture in a file.
func look(file string) (json.RawMessage, error) {
	path, err := filepath.Abs(file)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	bucket, key := filepath.Split(path)
	functions, err := handlers(filepath.Dir(filepath.Clean(bucket)))
	if err != nil {
		return nil, err
	}
	defer functions.Close()
	return run(functions, events.ObjectCreated(events.Object{Bucket: filepath.Base(bucket), Key: key, Size: info.Size()}))
}

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: uploads PICTURE")
	}
	output, err := look(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(output))
}
