package intrinsic_test

import (
	"errors"
	"fmt"

	"github.com/goasl/goasl/intrinsic"
	"github.com/goasl/goasl/jsonvalue"
)

func Example() {
	c, err := intrinsic.Parse("States.Format('Hello {}, you have {} messages', $.name, States.ArrayLength($.inbox))")
	if err != nil {
		fmt.Println(err)
		return
	}
	input := jsonvalue.MustParse(`{"name":"Ada","inbox":["first","second"]}`)
	paths := c.Paths()
	v, err := c.Eval(intrinsic.Env{
		Path: func(i int) (jsonvalue.Value, error) {
			return input.Get(paths[i].Text[len("$."):]), nil // where a JSONPath engine would be asked
		},
	})
	fmt.Println(v, err)
	// Output: "Hello Ada, you have 2 messages" <nil>
}

func ExampleParse() {
	_, err := intrinsic.Parse("States.ArrayLen($.inbox)")
	fmt.Println(err)
	_, err = intrinsic.Parse("States.ArrayLenght($.inbox)")
	fmt.Println(err)
	// Output:
	// invalid intrinsic function at offset 0: unknown function States.ArrayLen
	// invalid intrinsic function at offset 0: unknown function States.ArrayLenght, did you mean States.ArrayLength?
}

func ExampleCall_Paths() {
	c, err := intrinsic.Parse("States.ArrayContains($.orders[?(@.state in ('a', 'b'))], $$.Execution.Name)")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range c.Paths() {
		fmt.Println(p.Offset, p.Text)
	}
	// Output:
	// 21 $.orders[?(@.state in ('a', 'b'))]
	// 57 $$.Execution.Name
}

func ExampleCall_Eval() {
	c, err := intrinsic.Parse("States.ArrayGetItem(States.StringSplit('a,b,c', ','), 3)")
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = c.Eval(intrinsic.Env{})
	var failure *intrinsic.Error
	if errors.As(err, &failure) {
		fmt.Println(failure.Name)
		fmt.Println(failure.Msg)
		fmt.Println(failure.Detail)
	}
	// Output:
	// States.Runtime
	// Invalid arguments in States.ArrayGetItem
	// the index 3 is out of range for an array of length 3
}

func ExampleCall_Check() {
	c, err := intrinsic.Parse("States.ArrayLength($.inbox, 1)")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(c.Check())
	// Output: invalid intrinsic function at offset 0: States.ArrayLength takes 1 argument, not 2
}

func ExampleIs() {
	fmt.Println(intrinsic.Is("States.UUID()"), intrinsic.Is("$.id"))
	// Output: true false
}
