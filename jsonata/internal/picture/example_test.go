package picture_test

import (
	"fmt"

	"github.com/goasl/goasl/jsonata/internal/picture"
)

func ExampleFormatNumber() {
	fmt.Println(picture.FormatNumber(1234.5, "#,##0.00", nil))
	fmt.Println(picture.FormatNumber(-0.075, "0.0%;(0.0%)", map[string]string{"decimal-separator": "."}))
	fmt.Println(picture.FormatNumber(20, "0,,0", nil))
	// Output:
	// 1,234.50 <nil>
	// (7.5%) <nil>
	//  D3089
}

func ExampleFormatInteger() {
	fmt.Println(picture.FormatInteger(1984, "I"))
	fmt.Println(picture.FormatInteger(42, "Ww;o"))
	// Output:
	// MCMLXXXIV <nil>
	// Forty-Second <nil>
}

func ExampleParseInteger() {
	fmt.Println(picture.ParseInteger("three thousand, seven hundred and thirty", "w"))
	// Output: 3730 <nil>
}

func ExampleFormatTime() {
	fmt.Println(picture.FormatTime(1521801216617, "[FNn], [D1o] [MNn] [Y] [H01]:[m01] [z]", "+0100"))
	fmt.Println(picture.FormatTime(1521801216617, picture.ISO8601, picture.UTC))
	// Output:
	// Friday, 23rd March 2018 11:33 GMT+01:00 <nil>
	// 2018-03-23T10:33:36.617Z <nil>
}

func ExampleParseTime() {
	const now = 1709212455678 // 2024-02-29T13:14:15.678Z
	millis, ok, err := picture.ParseTime("3rd March", "[D1o] [MNn]", now)
	fmt.Println(int64(millis), ok, err)
	// Output: 1709424000000 true <nil>
}

func ExampleParseISO8601() {
	millis, err := picture.ParseISO8601("2024-02-30T10:00:00Z") // rolls over
	fmt.Println(int64(millis), err)
	// Output: 1709287200000 <nil>
}
