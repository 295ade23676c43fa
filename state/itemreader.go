package state

import (
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// ItemReader says where a distributed Map reads its items.
type ItemReader struct {
	Resource string
	ReaderConfig

	arguments template
	maxItems  Quantity
}

// ReaderConfig is the field ReaderConfig of an ItemReader. Fields that are absent are
// empty.
type ReaderConfig struct {
	InputType         string   `json:",omitempty"` // JSON, CSV …
	ManifestType      string   `json:",omitempty"`
	Transformation    string   `json:",omitempty"`
	CSVDelimiter      string   `json:",omitempty"`
	CSVHeaderLocation string   `json:",omitempty"`
	CSVHeaders        []string `json:",omitempty"`
	Pointer           string   `json:",omitempty"` // ItemsPointer, a JSON Pointer
}

// ItemSource is an ItemReader whose expressions were evaluated.
type ItemSource struct {
	Resource  string
	Arguments jsonvalue.Value // Parameters or Arguments: Bucket, Key …
	Config    ReaderConfig
	MaxItems  int64 // 0 for all items
}

// source evaluates an ItemReader.
func (r *ItemReader) source(s *scope) (*ItemSource, error) {
	arguments, err := s.apply(r.arguments)
	if err != nil {
		return nil, err
	}
	most, err := s.anyInteger(&r.maxItems, "MaxItemsPath")
	return &ItemSource{Resource: r.Resource, Arguments: arguments, Config: r.ReaderConfig, MaxItems: most}, err
}

// first returns the elements of an array, or the members of an object, that MaxItems
// allows.
func (s *ItemSource) first(items jsonvalue.Value) jsonvalue.Value {
	if s.MaxItems <= 0 || s.MaxItems >= int64(items.Len()) {
		return items
	}
	if items.Kind() == jsonvalue.Object {
		members := make([]jsonvalue.Member, 0, s.MaxItems)
		for name, v := range items.Members() {
			if members = append(members, member(name, v)); int64(len(members)) == s.MaxItems {
				break
			}
		}
		return jsonvalue.OfObject(members)
	}
	list := make([]jsonvalue.Value, s.MaxItems)
	for i := range list {
		list[i] = items.Index(i)
	}
	return jsonvalue.OfArray(list)
}

// at returns the value in v that ItemsPointer, a JSON Pointer (RFC 6901), leads to.
func (r *ItemReader) at(v jsonvalue.Value) jsonvalue.Value {
	if r.Pointer == "" {
		return v
	}
	unescape := strings.NewReplacer("~1", "/", "~0", "~")
	for _, step := range strings.Split(r.Pointer, "/")[1:] {
		v = v.Get(unescape.Replace(step))
	}
	return v
}
