package items

import "strings"

// Spec says where the items of a Map are and what form they have. It has the fields of an
// ItemReader after evaluation.
type Spec struct {
	Resource string // ends in s3:getObject or s3:listObjectsV2: "arn:aws:states:::s3:getObject"

	// Of Parameters or Arguments.
	Bucket    string
	Key       string // of the object; for getObject
	VersionID string // of the object; "" for the newest one
	Prefix    string // of the keys; for listObjectsV2

	// Of ReaderConfig. "" stands for a field that is absent.
	InputType      string // CSV, JSON or JSONL; not supported: PARQUET, MANIFEST
	Transformation string // NONE; not supported: LOAD_AND_FLATTEN
	ManifestType   string // not supported: ATHENA_DATA, S3_INVENTORY
	Delimiter      string // CSVDelimiter: COMMA (the default), PIPE, SEMICOLON, SPACE or TAB
	HeaderLocation string // CSVHeaderLocation: FIRST_ROW or GIVEN; "" is GIVEN if there are Headers
	Headers        []string
	Pointer        string // ItemsPointer: a JSON Pointer (RFC 6901) to the array or object of items
	MaxItems       int64  // 0 for all
}

// isListing reports whether the items are the objects of a listing.
func (s *Spec) isListing() bool { return strings.HasSuffix(s.Resource, "s3:listObjectsV2") }

// source returns the value of $$.Map.Item.Source for the items.
func (s *Spec) source() string {
	if s.isListing() {
		return "s3://" + s.Bucket
	}
	return "s3://" + s.Bucket + "/" + s.Key
}

// check returns an error if the items cannot be read by this package.
func (s *Spec) check() error {
	switch {
	case !s.isListing() && !strings.HasSuffix(s.Resource, "s3:getObject"):
		const want = "neither s3:getObject nor s3:listObjectsV2"
		return readerFailed("The ItemReader's resource %q is %s.", s.Resource, want)
	case s.Bucket == "":
		return readerFailed("The ItemReader names no Bucket.")
	case s.Key == "" && !s.isListing():
		return readerFailed("The ItemReader names no Key.")
	case s.MaxItems < 0:
		return readerFailed("field MaxItems must be positive")
	}
	return s.checkSupport()
}

func (s *Spec) checkSupport() error {
	unsupported := func(what string) error {
		return readerFailed("The ItemReader reads %s, which this version does not support.", what)
	}
	switch {
	case s.ManifestType != "" || s.InputType == "MANIFEST":
		return unsupported("the files of a manifest (MANIFEST)")
	case s.Transformation == "LOAD_AND_FLATTEN":
		return unsupported("the contents of the objects of a listing (LOAD_AND_FLATTEN)")
	case s.InputType == "PARQUET":
		return unsupported("a Parquet file (PARQUET)")
	case strings.HasSuffix(s.Key, ".zst") || strings.HasSuffix(s.Key, ".zstd"):
		return unsupported("a Zstandard file")
	}
	return nil
}
