package aws

import (
	"github.com/goasl/goasl/aws/internal/client"
	"github.com/goasl/goasl/aws/internal/s3"
	"github.com/goasl/goasl/items"
)

// Objects returns the object store of distributed Maps in S3, for [asl.WithObjects]. It
// calls S3 where the resolver's configuration says, with its credentials, and fails if that
// names nothing for S3. Unlike calls of tasks, requests that fail for a reason that may pass
// are repeated, five times at most, and reading goes on where it has broken off. An object
// that has changed meanwhile is an error. What is longer than 8 MiB is put in parts, of which
// nothing is left behind if that fails.
//
// The store is an [items.Owned], and safe for concurrent use.
//
// Step Functions: it reads with the role of the machine; here Credentials of states are not
// used.
func (r *Resolver) Objects() items.ObjectStore {
	return s3.New(func() (*client.Client, error) { return r.client("s3") })
}
