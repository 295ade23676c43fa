package intrinsic

import (
	"errors"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// stringToJSON is States.StringToJson(text). The result for a blank text is null, and the
// result for "-0" is 0, as it is read as an integer.
func stringToJSON(f *frame) (jsonvalue.Value, error) {
	text, err := f.text(0)
	if err != nil {
		return jsonvalue.Value{}, err
	}
	if strings.Trim(text, " \t\r\n") == "" {
		return jsonvalue.NullValue, nil
	}
	// A value is decoded when it is read: memory for each of its items.
	if err := f.spend(0, bytesOfItem*strings.Count(text, ",")); err != nil {
		return jsonvalue.Value{}, err
	}
	v, err := jsonvalue.ParseString(text)
	var syntax *jsonvalue.SyntaxError
	if errors.As(err, &syntax) {
		return jsonvalue.Value{}, f.invalid("the first argument is not JSON: %s at offset %d", syntax.Msg, syntax.Offset)
	}
	if err != nil {
		return jsonvalue.Value{}, f.invalid("%v", err)
	}
	if v.Number() == "-0" {
		return jsonvalue.OfInt(0), nil
	}
	return v.Compact(), nil
}

// jsonToString is States.JsonToString(value): its compact JSON text.
func jsonToString(f *frame) (jsonvalue.Value, error) {
	if f.args[0].Size() > f.env.Bytes {
		return jsonvalue.Value{}, f.tooLarge()
	}
	if err := f.spend(0, f.args[0].Size()); err != nil {
		return jsonvalue.Value{}, err
	}
	return jsonvalue.OfString(f.args[0].String()), nil
}

// bytesOfMember is the memory of merging one member.
const bytesOfMember = 160

// jsonMerge is States.JsonMerge(first, second, false): an object with the members of
// both objects. Of members with the same name, the second one wins. Inner objects are
// not merged: that would need true as the third argument, which must be false.
func jsonMerge(f *frame) (jsonvalue.Value, error) {
	first, err := f.object(0)
	if err != nil {
		return jsonvalue.Value{}, err
	}
	second, err := f.object(1)
	if err != nil {
		return jsonvalue.Value{}, err
	}
	if f.args[2].Kind() != jsonvalue.Bool || f.args[2].IsTrue() {
		return jsonvalue.Value{}, f.want(2, "false")
	}
	n := first.Len() + second.Len()
	if err := f.spend(n, n*bytesOfMember); err != nil {
		return jsonvalue.Value{}, err
	}
	return merge(first, second), nil
}
