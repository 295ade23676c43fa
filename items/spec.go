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
	Owner     string // ExpectedBucketOwner: the account that the bucket must belong to; "" for any

	// Of ReaderConfig. "" stands for a field that is absent.
	InputType      string // CSV, JSON, JSONL, PARQUET or MANIFEST
	Transformation string // NONE or LOAD_AND_FLATTEN
	ManifestType   string // ATHENA_DATA or S3_INVENTORY
	Delimiter      string // CSVDelimiter: COMMA (the default), PIPE, SEMICOLON, SPACE or TAB
	HeaderLocation string // CSVHeaderLocation: FIRST_ROW or GIVEN; "" is GIVEN if there are Headers
	Headers        []string
	Pointer        string // ItemsPointer: a JSON Pointer (RFC 6901) to the array or object of items
	MaxItems       int64  // 0 for all

	md5 string // of the file, in hexadecimal digits; "" if it is not known
}

// The values of fields that are compared more than once.
const (
	flatten   = "LOAD_AND_FLATTEN"
	athena    = "ATHENA_DATA"
	inventory = "S3_INVENTORY"
	parquet   = "PARQUET"
)

// isListing reports whether the source begins with a listing of objects.
func (s *Spec) isListing() bool { return strings.HasSuffix(s.Resource, "s3:listObjectsV2") }

// isInventory reports whether the items are the rows of an S3 inventory.
// Step Functions: MANIFEST alone stands for it.
func (s *Spec) isInventory() bool {
	return s.ManifestType == inventory || s.ManifestType == "" && s.InputType == "MANIFEST"
}

// source returns the value of $$.Map.Item.Source for the items.
func (s *Spec) source() string {
	if s.isListing() {
		return "s3://" + s.Bucket
	}
	return "s3://" + s.Bucket + "/" + s.Key
}

// file returns the Spec of a file whose name comes from a listing or a manifest.
func (s *Spec) file(bucket, key string) Spec {
	of := *s
	of.Resource, of.Bucket, of.Key, of.VersionID, of.Prefix = "s3:getObject", bucket, key, "", ""
	of.Transformation, of.ManifestType = "", ""
	return of
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
	return s.checkFiles()
}

// checkFiles checks the fields that make several files a source.
func (s *Spec) checkFiles() error {
	isManifest := s.ManifestType != "" || s.InputType == "MANIFEST"
	switch {
	case s.Transformation == flatten && !s.isListing():
		return readerFailed("The ItemReader's Transformation LOAD_AND_FLATTEN needs the resource s3:listObjectsV2.")
	case isManifest && s.isListing():
		return readerFailed("The ItemReader reads a manifest, which needs the resource s3:getObject.")
	case s.ManifestType == inventory && s.InputType != "" && s.InputType != "MANIFEST":
		return readerFailed("The ItemReader's InputType %q does not fit the ManifestType S3_INVENTORY.", s.InputType)
	case s.ManifestType == athena && s.InputType == "JSON":
		return readerFailed("The ItemReader's InputType %q does not fit the ManifestType ATHENA_DATA.", s.InputType)
	}
	return nil
}
