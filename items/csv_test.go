package items_test

import (
	"strings"
	"testing"

	"github.com/goasl/goasl/items"
)

func TestCSV(t *testing.T) {
	tests := []struct {
		name string
		of   items.Spec // its Key and InputType are set
		body string
		want string
	}{
		{"the first row is the header", items.Spec{}, "id,text\n1,a\n2,b\n", `
{"id":"1","text":"a"}
{"id":"2","text":"b"}`},
		{"members are in the order of a HashMap", items.Spec{}, "id,text,blank\n1,a,\n", `{"blank":"","id":"1","text":"a"}`},
		{"a given header: the first row is an item", items.Spec{HeaderLocation: "GIVEN", Headers: []string{"H1", "H2", "H3"}},
			"Value1,Value2,Value3\nValue4,Value5,Value6\n,,,\ntrue,1,'HelloWorld'\nNull,None,\n   \n", `
{"H1":"Value1","H2":"Value2","H3":"Value3"}
{"H1":"Value4","H2":"Value5","H3":"Value6"}
{"H1":"","H2":"","H3":""}
{"H1":"true","H2":"1","H3":"'HelloWorld'"}
{"H1":"Null","H2":"None","H3":""}
{"H1":"   ","H2":"","H3":""}`},
		{"fewer columns than fields, and one without a name", items.Spec{HeaderLocation: "FIRST_ROW"},
			"H1,\nValue4,Value5,Value6\n,,,\ntrue,1,'HelloWorld'\nNull,None,\n   \n", `
{"":"Value5","H1":"Value4"}
{"":"","H1":""}
{"":"1","H1":"true"}
{"":"None","H1":"Null"}
{"":"","H1":"   "}`},
		{"the first row is the header, whatever is given", items.Spec{HeaderLocation: "FIRST_ROW", Headers: []string{"x"}}, "a\n1", `{"a":"1"}`},
		{"headers without a location are given", items.Spec{Headers: []string{"x"}}, "a\n1", "{\"x\":\"a\"}\n{\"x\":\"1\"}"},
		{"no rows", items.Spec{}, "a,b\n", ""},
		{"nothing", items.Spec{}, "", ""},
		{"nothing, with a given header", items.Spec{Headers: []string{"x"}}, "", ""},
		{"a byte order mark", items.Spec{}, "\uFEFFa,b\n1,2", `{"a":"1","b":"2"}`},
		{"a byte order mark alone", items.Spec{}, "\uFEFF", ""},
		{"a byte order mark later on is text", items.Spec{}, "a\n\uFEFF", `{"a":"` + "\uFEFF" + `"}`},
		{"empty lines are items", items.Spec{}, "a,b\n\n1,2\n\n", `
{"a":"","b":""}
{"a":"1","b":"2"}
{"a":"","b":""}`},
		{"carriage returns", items.Spec{}, "a,b\r\n1,2\r3,\r\n\r\n4,5\r", `
{"a":"1","b":"2"}
{"a":"3","b":""}
{"a":"","b":""}
{"a":"4","b":"5"}`},
		{"other characters", items.Spec{}, "ä,b\n\u00e9\x00\t,\xff", `{"b":"` + "\uFFFD" + `","ä":"é\u0000\t"}`},
		{"a key is made valid", items.Spec{}, "a\xff\n1", `{"a` + "\uFFFD" + `":"1"}`},
		{"names with quotes", items.Spec{}, "\"a\"\"b\"\n1", `{"a\"b":"1"}`},
		{"pipe", items.Spec{Delimiter: "PIPE"}, "a|b\n1,2|3", `{"a":"1,2","b":"3"}`},
		{"semicolon", items.Spec{Delimiter: "SEMICOLON"}, "a;b\n1,2;3", `{"a":"1,2","b":"3"}`},
		{"space", items.Spec{Delimiter: "SPACE"}, "a b\n1,2 3", `{"a":"1,2","b":"3"}`},
		{"tab", items.Spec{Delimiter: "TAB"}, "a\tb\n1,2\t3", `{"a":"1,2","b":"3"}`},
		{"comma", items.Spec{Delimiter: "COMMA"}, "a,b\n1|2,3", `{"a":"1|2","b":"3"}`},
		{"the first of two", items.Spec{MaxItems: 1}, "a\n1\n2", `{"a":"1"}`},
		{"the first two", items.Spec{MaxItems: 2}, "a\n1\n2\n3", "{\"a\":\"1\"}\n{\"a\":\"2\"}"},
		{"more than there are", items.Spec{MaxItems: 100_000_001}, "a\n1\n2", "{\"a\":\"1\"}\n{\"a\":\"2\"}"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			of := getObject("CSV", "file.csv")
			of.HeaderLocation, of.Headers, of.Delimiter, of.MaxItems = tt.of.HeaderLocation, tt.of.Headers, tt.of.Delimiter, tt.of.MaxItems
			checkRead(t, stored("file.csv", tt.body), of, tt.want)
		})
	}
}

// Quotes and backslashes. The header is a,b,c.
func TestCSVQuotes(t *testing.T) {
	tests := []struct{ name, rows, want string }{
		{"a quoted field has delimiters and line breaks", "\"x,\ny\",2,3", `{"a":"x,\ny","b":"2","c":"3"}`},
		{"a line break in it becomes a line feed", "\"x\r\ny\rz\",2,3", `{"a":"x\ny\nz","b":"2","c":"3"}`},
		{"an empty quoted field", `"",2,""`, `{"a":"","b":"2","c":""}`},
		{"a doubled quote is a quote", `"x""y",2,""""`, `{"a":"x\"y","b":"2","c":"\""}`},
		{"a doubled quote without quotes around", `1,{""k"":""v""},3`, `{"a":"1","b":"{\"k\":\"v\"}","c":"3"}`},
		{"single quotes are text", `'x,y',3`, `{"a":"'x","b":"y'","c":"3"}`},
		{"a backslash and what has a meaning", `x\\y\"z\,,2,3`, `{"a":"x\\y\"z,","b":"2","c":"3"}`},
		{"a backslash in quotes", `"x\\y\"z\,",2,3`, `{"a":"x\\y\"z,","b":"2","c":"3"}`},
		{"a backslash before anything else is dropped", `C:\new\x,2,3\`, `{"a":"C:newx","b":"2","c":"3"}`},
		{"a path", `C:\\Program Files\\MyApp.exe,6534512,`, `{"a":"C:\\Program Files\\MyApp.exe","b":"6534512","c":""}`},
		{"spaces stay, but not before quotes", ` x , y, "z"`, `{"a":" x ","b":" y","c":"z"}`},
		{"a quote in the middle is text, and begins quotes", `1,5" x 6",3`, `{"a":"1","b":"5\" x 6","c":"3"}`},
		{"fewer fields", "\"x\"\n\"y\",2", `
{"a":"x","b":"","c":""}
{"a":"y","b":"2","c":""}`},
		{"more fields", "\"x\",2,\"3\",\"4,\n\",5\ny", `
{"a":"x","b":"2","c":"3"}
{"a":"y","b":"","c":""}`},
		{"a line break in quotes in the middle of rows", "1,2,3\n\"\n\n\",,\n4,5,6", `
{"a":"1","b":"2","c":"3"}
{"a":"\n\n","b":"","c":""}
{"a":"4","b":"5","c":"6"}`},
		{"quotes that do not end", "1,2,3\n4,\"5,6\n7,8,9\n", `
{"a":"1","b":"2","c":"3"}
States.ItemReaderFailed: The object s3://b/file.csv has a mistake in item 2, which begins at byte 12: a quotation mark is missing at the end of a field`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			checkRead(t, stored("file.csv", "a,b,c\n"+tt.rows), getObject("CSV", "file.csv"), tt.want)
		})
	}
}

// The example of the developer guide, "How Step Functions parses input CSV files".
func TestCSVDocumented(t *testing.T) {
	of := getObject("CSV", "myCSVInput.csv")
	of.HeaderLocation, of.Headers = "GIVEN", []string{"MyLetters", "MyNumbers", "MyString", "MyObject", "MyArray"}
	store := stored(of.Key, `abc,123,"This string contains commas, a double quotation marks (""), and a newline (
)",{""MyKey"":""MyValue""},"[1,2,3]"`)
	checkRead(t, store, of, `{"MyNumbers":"123","MyObject":"{\"MyKey\":\"MyValue\"}",`+
		`"MyString":"This string contains commas, a double quotation marks (\"), and a newline (\n)","MyLetters":"abc","MyArray":"[1,2,3]"}`)
}

func TestCSVErrors(t *testing.T) {
	long := strings.Repeat("x", 10<<10)
	tests := []struct {
		name string
		of   items.Spec
		body string
		want string
	}{
		{"a name twice", items.Spec{}, "a,b,a\n1,2,3", "CSV headers cannot contain duplicates."},
		{"a given name twice", items.Spec{Headers: []string{"a", "a"}}, "1,2", "CSV headers cannot contain duplicates."},
		{"two names that are the same when they are valid", items.Spec{}, "\xff,\xfe\n", "CSV headers cannot contain duplicates."},
		{"two columns without a name", items.Spec{}, "a,,\n", "CSV headers cannot contain duplicates."},
		{"a given header without names", items.Spec{HeaderLocation: "GIVEN"}, "1,2", "The ItemReader gives no CSVHeaders."},
		{"names of 10 KiB and a byte", items.Spec{}, long + ",b\n1,2", "The CSV headers are longer than 10240 bytes."},
		{"given names of 10 KiB and a byte", items.Spec{Headers: []string{long, "b"}}, "1,2", "The CSV headers are longer than 10240 bytes."},
		{"a header that does not end", items.Spec{}, "a,\"b\n1,2", "The object s3://b/file.csv has a mistake before its first item, at byte 8: a quotation mark is missing at the end of a field"},
		{"a delimiter that there is not", items.Spec{Delimiter: "DOT"}, "", `The ItemReader's CSVDelimiter "DOT" is none of COMMA, PIPE, SEMICOLON, SPACE and TAB.`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			of := getObject("CSV", "file.csv")
			of.HeaderLocation, of.Headers, of.Delimiter = tt.of.HeaderLocation, tt.of.Headers, tt.of.Delimiter
			checkRead(t, stored("file.csv", tt.body), of, "States.ItemReaderFailed: "+tt.want)
		})
	}
	of := getObject("CSV", "file.csv")
	checkRead(t, stored("file.csv", long+"\n1"), of, `{"`+long+`":"1"}`)
}
