package events_test

import (
	"fmt"

	"github.com/goasl/goasl/events"
)

func ExampleParsePattern() {
	uploads, err := events.ParsePattern(`{
		"source": ["aws.s3"],
		"detail-type": ["Object Created"],
		"detail": {"object": {"key": [{"suffix": ".png"}], "size": [{"numeric": [">", 0]}]}}
	}`)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, key := range []string{"cat.png", "cat.txt"} {
		event := `{"source": "aws.s3", "detail-type": "Object Created", "detail": {"object": {"key": "` + key + `", "size": 5}}}`
		fmt.Println(uploads.MatchesJSON([]byte(event)))
	}
	// Output:
	// true <nil>
	// false <nil>
}
