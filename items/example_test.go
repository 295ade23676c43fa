package items_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"github.com/goasl/goasl/items"
	"github.com/goasl/goasl/jsonvalue"
)

func ExampleOpen() {
	store := items.NewMemory()
	store.Set("shop", "orders.csv", "id,city,amount\n1,London,12.50\n2,Zürich,7\n3,Paris,30\n")
	spec := items.Spec{
		Resource: "arn:aws:states:::s3:getObject", Bucket: "shop", Key: "orders.csv",
		InputType: "CSV", HeaderLocation: "FIRST_ROW",
	}

	ctx := context.Background()
	source, err := items.Open(ctx, store, spec, nil)
	if err != nil {
		log.Fatal(err)
	}
	page, err := source.Next(ctx, 2)
	if err != nil {
		log.Fatal(err)
	}
	for _, item := range page.Items {
		fmt.Println(item)
	}
	source.Close()

	// Another process, perhaps, goes on where the page ends.
	source, err = items.Open(ctx, store, spec, page.Cursor)
	if err != nil {
		log.Fatal(err)
	}
	defer source.Close()
	page, err = source.Next(ctx, 2)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(page.Items[0], "from", page.Source)
	// Output:
	// {"amount":"12.50","city":"London","id":"1"}
	// {"amount":"7","city":"Zürich","id":"2"}
	// {"amount":"30","city":"Paris","id":"3"} from s3://shop/orders.csv
}

// A folder is a store: each folder in it is a bucket.
func ExampleNewDir() {
	folder, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	if err := os.Mkdir(filepath.Join(folder, "shop"), 0o777); err != nil {
		log.Fatal(err)
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		log.Fatal(err)
	}
	defer root.Close()
	store := items.NewDir(root)

	ctx := context.Background()
	for _, name := range []string{"a.txt", "b.txt"} {
		if err := os.WriteFile(filepath.Join(folder, "shop", name), []byte("hello"), 0o666); err != nil {
			log.Fatal(err)
		}
	}
	spec := items.Spec{Resource: "arn:aws:states:::s3:listObjectsV2", Bucket: "shop"}
	source, err := items.Open(ctx, store, spec, nil)
	if err != nil {
		log.Fatal(err)
	}
	defer source.Close()
	page, err := source.Next(ctx, 1000)
	if err != nil {
		log.Fatal(err)
	}
	for _, item := range page.Items {
		fmt.Println(item.Get("Key").Text(), item.Get("Etag").Text(), item.Get("Size"))
	}
	// Output:
	// a.txt "5d41402abc4b2a76b9719d911017c592" 5
	// b.txt "5d41402abc4b2a76b9719d911017c592" 5
}

func ExampleTarget_Write() {
	store := items.NewMemory("results")
	target := items.Target{
		Bucket: "results", Prefix: "orders", Transformation: "COMPACT", OutputType: "JSONL",
		MapRunARN: "arn:aws:states:us-east-1:123456789012:mapRun:orders/Import:8f2c9d4e",
	}
	noon := time.Date(2026, 9, 23, 12, 0, 0, 0, time.UTC)
	records := []items.Record{
		{Status: items.Succeeded, Output: jsonvalue.MustParse(`{"id":1}`), Started: noon, Stopped: noon},
		{Status: items.Succeeded, Output: jsonvalue.MustParse(`{"id":2}`), Started: noon, Stopped: noon},
	}

	ctx := context.Background()
	file, err := target.Write(ctx, store, items.Succeeded, 0, records)
	if err != nil {
		log.Fatal(err)
	}
	if err := target.WriteManifest(ctx, store, items.Results{Succeeded: []items.File{file}}); err != nil {
		log.Fatal(err)
	}
	text, _ := store.Get("results", file.Key)
	fmt.Printf("%s\n%s", file.Key, text)
	fmt.Println(target.Result().Get("ResultWriterDetails"))
	// Output:
	// orders/8f2c9d4e/SUCCEEDED_0.jsonl
	// {"id":1}
	// {"id":2}
	// {"Bucket":"results","Key":"orders/8f2c9d4e/manifest.json"}
}

func ExampleTransform() {
	records := []items.Record{
		{Status: items.Succeeded, Output: jsonvalue.MustParse(`[1,2]`)},
		{Status: items.Succeeded, Output: jsonvalue.MustParse(`3`)},
	}
	for _, transformation := range []string{"COMPACT", "FLATTEN"} {
		result, err := items.Transform(transformation, records)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(result)
	}
	// Output:
	// [[1,2],3]
	// [1,2,3]
}
