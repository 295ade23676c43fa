package parquet_test

import (
	"bytes"
	"context"
	"fmt"
	"log"

	goparquet "github.com/parquet-go/parquet-go"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/items"
	"github.com/goasl/goasl/items/parquet"
)

// Each row of a Parquet file is an item of the Map.
func ExampleOpen() {
	type reading struct {
		Sensor string  `parquet:"sensor"`
		Value  float64 `parquet:"value"`
	}
	var file bytes.Buffer
	if err := goparquet.Write(&file, []reading{{"hall", 20.5}, {"attic", 31}}); err != nil {
		log.Fatal(err)
	}
	objects := items.NewMemory()
	objects.Set("plant", "readings.parquet", file.String())

	m, err := asl.Parse([]byte(`{
	  "StartAt": "Each reading",
	  "States": {
	    "Each reading": {
	      "Type": "Map",
	      "ItemReader": {
	        "Resource": "arn:aws:states:::s3:getObject",
	        "ReaderConfig": {"InputType": "PARQUET"},
	        "Parameters": {"Bucket": "plant", "Key": "readings.parquet"}
	      },
	      "ItemProcessor": {
	        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"},
	        "StartAt": "Keep",
	        "States": {"Keep": {"Type": "Pass", "End": true}}
	      },
	      "End": true
	    }
	  }
	}`))
	if err != nil {
		log.Fatal(err)
	}
	if m, err = m.With(asl.WithObjects(objects), asl.WithParquet(parquet.Open)); err != nil {
		log.Fatal(err)
	}
	result, err := m.Execute(context.Background(), []byte(`{}`))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(result.Output))
	// Output:
	// [{"sensor":"hall","value":20.5},{"sensor":"attic","value":31.0}]
}
