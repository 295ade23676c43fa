package main

import (
	"bufio"
	"context"
	"io"
	"log"
	"os"
	"strings"

	"github.com/goasl/goasl/durable"
)

// Two processes, as it were, have one store: one drives, the other one answers as soon as the
// state waits.
func Example() {
	dir, err := os.MkdirTemp("", "onboarding")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	store := durable.Memory()
	lines, out := io.Pipe()
	driving, err := newService(store, mailbox(dir), io.MultiWriter(os.Stdout, out))
	if err != nil {
		log.Fatal(err)
	}
	answering, err := newService(store, mailbox(dir), io.Discard)
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	go func() {
		for s := bufio.NewScanner(lines); s.Scan(); {
			if strings.Contains(s.Text(), "TaskSubmitted") {
				if err := answering.confirm(ctx, "ada"); err != nil {
					log.Fatal(err)
				}
			}
		}
	}()
	if err := driving.onboard(ctx, "ada"); err != nil {
		log.Fatal(err)
	}
	// Output:
	//   2 TaskStateEntered: Create account
	//   3 LambdaFunctionScheduled
	//   4 LambdaFunctionStarted
	//     Create account: an account for ada (attempt 0, key arn:aws:states:us-east-1:000000000000:execution:onboarding:ada#1)
	//   5 LambdaFunctionSucceeded
	//   6 TaskStateExited: Create account
	//   7 TaskStateEntered: Ask to confirm
	//   8 TaskScheduled
	//   9 TaskStarted
	//     Ask to confirm: a mail to ada (attempt 0, key arn:aws:states:us-east-1:000000000000:execution:onboarding:ada#2)
	//  10 TaskFailed
	//  11 TaskScheduled
	//  12 TaskStarted
	//     Ask to confirm: a mail to ada (attempt 1, key arn:aws:states:us-east-1:000000000000:execution:onboarding:ada#3)
	//  13 TaskSubmitted
	//  14 TaskSucceeded
	//  15 TaskStateExited: Ask to confirm
	//  16 WaitStateEntered: Let them look around
	//  17 WaitStateExited: Let them look around
	//  18 TaskStateEntered: Say welcome
	//  19 LambdaFunctionScheduled
	//  20 LambdaFunctionStarted
	//     Say welcome: a mail to ada (attempt 0, key arn:aws:states:us-east-1:000000000000:execution:onboarding:ada#4)
	//  21 LambdaFunctionSucceeded
	//  22 TaskStateExited: Say welcome
	//  23 ExecutionSucceeded
	// SUCCEEDED {"name":"ada","account":{"id":"a-c78573ae"},"confirmation":{"confirmed":true},"welcome":{"mail":"welcome"}}
}
