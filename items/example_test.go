package items_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

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

func ExampleResults() {
	store := items.NewMemory("results")
	file := items.Results{
		Bucket: "results", Key: "orders/8f2c9d4e/SUCCEEDED_0.jsonl", Lines: true,
		Records: []jsonvalue.Value{jsonvalue.MustParse(`{"id":1}`), jsonvalue.MustParse(`{"id":2}`)},
	}
	ctx := context.Background()
	size, err := file.Write(ctx, store)
	if err != nil {
		log.Fatal(err)
	}
	manifest := items.Manifest{
		Bucket: "results", Key: "orders/8f2c9d4e/manifest.json",
		MapRun:    "arn:aws:states:us-east-1:123456789012:mapRun:orders/Import:8f2c9d4e",
		Succeeded: []items.File{{Key: file.Key, Size: size}},
	}
	if err := manifest.Write(ctx, store); err != nil {
		log.Fatal(err)
	}
	text, _ := store.Get("results", file.Key)
	fmt.Printf("%s\n%s", file.Key, text)
	// Output:
	// orders/8f2c9d4e/SUCCEEDED_0.jsonl
	// {"id":1}
	// {"id":2}
}
