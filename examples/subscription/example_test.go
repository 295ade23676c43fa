package main

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/asltest"
)

// One execution in which all goes well exercises three fifths of the definition.
func Example() {
	happy := asltest.NewCoverage(renewal)
	input := []byte(`{"customer": "Ada", "card": "c-1", "plan": "team", "seats": ["Ada"]}`)
	result, err := renewal.Execute(context.Background(), input,
		asl.WithResolver(tasks()), asl.WithClock(asl.NewVirtualClock(asltest.Start)), happy.Option())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(result.Output))
	if err := happy.Print(os.Stdout); err != nil {
		log.Fatal(err)
	}
	// Output:
	// {"customer":"Ada","card":"c-1","plan":"team","seats":["Ada renewed"],"receipt":"r-1"}
	// states           8 of 10    80.0%
	// transitions      3 of 4     75.0%
	// choice rules     1 of 2     50.0%
	// retriers         0 of 2      0.0%
	// catchers         0 of 2      0.0%
	// all             12 of 20    60.0%
	// not exercised:
	//     subscription.asl.json:18: state Ask for another card
	//     subscription.asl.json:80: state Cancelled
	//     subscription.asl.json:30: transition from Ask for another card to Charge
	//     subscription.asl.json:37: state Which plan?: Default, to Tell
	//     subscription.asl.json:10: state Charge: retrier 0, of ["Bank.Busy", "States.Timeout"]
	//     subscription.asl.json:51: state Renew seat: retrier 0, of ["Directory.Busy"]
	//     subscription.asl.json:13: state Charge: catcher 0, of ["Card.Declined"], to Ask for another card
	//     subscription.asl.json:27: state Ask for another card: catcher 0, of ["States.Timeout"], to Cancelled
}
