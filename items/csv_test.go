package items_test

import (
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
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			of := getObject("CSV", "file.csv")
			of.HeaderLocation, of.Headers, of.Delimiter = tt.of.HeaderLocation, tt.of.Headers, tt.of.Delimiter
			checkRead(t, stored("file.csv", tt.body), of, tt.want)
		})
	}
}
