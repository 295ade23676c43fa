package state

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goasl/goasl/jsonpath"
	"github.com/goasl/goasl/jsonvalue"
)

// The limits of fields of a distributed Map. Step Functions: as documented.
const (
	maxItems      = 100_000_000
	maxBatchBytes = 256 << 10

	maxLabelLength = 40 // characters
)

// distributedFields reads the fields that only a distributed Map uses.
// Step Functions: definitions in use have some of them in an inline Map.
func (o *object) distributedFields(s *Map) {
	o.inner("ItemReader", func(o *object) { s.Reader = o.itemReader() })
	o.inner("ItemBatcher", func(o *object) { s.batcher = o.itemBatcher() })
	o.inner("ResultWriter", func(o *object) { s.writer = o.resultWriter() })
	s.Label = o.label()
	s.Tolerated = o.tolerance()
}

// inner reads a field that holds an object.
func (o *object) inner(name string, read func(*object)) {
	n, ok := o.take(name)
	if !ok || !o.p.isObject(n, o.at(name)) {
		return
	}
	inner := newObject(o.p, n, o.at(name))
	inner.within = o.within + name + "/"
	inner.setLanguage(o.language)
	read(inner)
	inner.end()
}

func (o *object) itemReader() *ItemReader {
	o.require("Resource")
	r := &ItemReader{}
	r.Resource, r.arguments = o.storage("s3:getObject", "s3:listObjectsV2")
	o.inner("ReaderConfig", r.config)
	return r
}

// config reads ReaderConfig.
func (r *ItemReader) config(o *object) {
	r.InputType = o.enum("InputType", "CSV", "JSON", "JSONL", "PARQUET", "MANIFEST")
	r.ManifestType = o.enum("ManifestType", "ATHENA_DATA", "S3_INVENTORY")
	r.Transformation = o.enum("Transformation", "NONE", "LOAD_AND_FLATTEN")
	switch r.InputType {
	case "JSON", "JSONL", "PARQUET":
	default:
		r.csv(o)
	}
	r.Pointer = o.text("ItemsPointer")
	r.maxItems = o.mapQuantity("MaxItems", bounds{0, maxItems})
}

// csv reads the fields of ReaderConfig that only texts with separated values have.
func (r *ItemReader) csv(o *object) {
	if r.InputType == "CSV" && !o.has("CSVHeaderLocation") {
		o.p.report(o.n.Pos, codeSchema, o.path, "The field 'CSVHeaderLocation' is required but was missing")
	}
	r.CSVDelimiter = o.enum("CSVDelimiter", "COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB")
	r.CSVHeaderLocation = o.enum("CSVHeaderLocation", "FIRST_ROW", "GIVEN")
	if r.CSVHeaderLocation == "GIVEN" {
		o.require("CSVHeaders")
	}
	r.CSVHeaders = o.strings("CSVHeaders")
}

func (o *object) itemBatcher() *itemBatcher {
	return &itemBatcher{
		items: o.mapQuantity("MaxItemsPerBatch", bounds{0, maxItems}),
		bytes: o.mapQuantity("MaxInputBytesPerBatch", bounds{0, maxBatchBytes}),
		input: o.template("BatchInput"),
	}
}

// resultWriter reads ResultWriter. It says where results are written, in which form,
// or both.
func (o *object) resultWriter() *resultWriter {
	w := &resultWriter{}
	if o.has(o.language.parameters()) {
		o.require("Resource")
	}
	w.resource, w.arguments = o.storage("s3:putObject")
	o.inner("WriterConfig", func(o *object) {
		w.transformation = o.enum("Transformation", "NONE", "COMPACT", "FLATTEN")
		w.lines = o.enum("OutputType", "JSON", "JSONL") == "JSONL"
	})
	return w
}

// storage reads the fields that name an object store: Resource, which must be one of
// the integrations, and the integration's input.
func (o *object) storage(integrations ...string) (resource string, arguments template) {
	resource = o.text("Resource")
	if n, ok := o.peek("Resource"); ok && n.Kind() == jsonvalue.String {
		o.integration(n, integrations)
	}
	return resource, o.template(o.language.parameters())
}

// mapQuantity reads a number of a Map.
// Step Functions: of a Map's paths, only ItemsPath may lead into the context object.
func (o *object) mapQuantity(name string, within bounds) Quantity {
	o.exclusive(name, name+"Path")
	q := o.quantity(name, within)
	o.noContext(name+"Path", q.path)
	return q
}

func (o *object) noContext(name string, path pathField) {
	if path.isSet() && path.path.Root() == jsonpath.Context {
		n, _ := o.peek(name)
		o.notReference(n, name, &jsonpath.SyntaxError{Text: path.text, Offset: 0, Msg: "the context object cannot be read here"})
	}
}

// label reads Label, which becomes part of the ARN of a Map Run and must be unique in
// the machine.
func (o *object) label() string {
	n, ok := o.peek("Label")
	label := o.text("Label")
	if !ok || n.Kind() != jsonvalue.String {
		return ""
	}
	if !isLabel(label) {
		o.p.value(n, n.Pos, "INVALID_LABEL_NAME", o.at("Label"), "A Label cannot be empty, nor have a space, a control character or one of %s in it", notInLabels)
	}
	if o.p.opts.Strict && utf8.RuneCountInString(label) > maxLabelLength {
		o.p.value(n, n.Pos, "INVALID_LABEL_NAME", o.at("Label"), "Invalid Label name: Label '%s' exceeds the %d-character limit allowed by the service", label, maxLabelLength)
	}
	if o.p.labels[label] {
		o.p.value(n, n.Pos, "DUPLICATE_LABEL_NAME", o.at("Label"), "Duplicate Label name: %s", label)
	}
	if o.p.labels == nil {
		o.p.labels = map[string]bool{}
	}
	o.p.labels[label] = true
	return label
}

const notInLabels = "?*<>{}[]:;,\\|^~$#%&`\""

func isLabel(label string) bool {
	return label != "" && !strings.ContainsFunc(label, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune(notInLabels, r)
	})
}
