// Package wire writes requests to AWS's services and reads their responses, in the
// protocols and with the names that the public service models have: json, rest-json,
// rest-xml, query and ec2. It knows how, not when: it makes no connection.
//
// The table is made from those models by internal/shapegen. This makes it anew, from the
// botocore that is installed:
//
//	go generate ./internal/wire
package wire

import (
	"archive/zip"
	"bytes"
	_ "embed" // the table
	"fmt"
	"io"
	"sync"
)

//go:generate go run github.com/goasl/goasl/internal/shapegen -wire -o wire.zip

// table is a zip archive. Its file "partitions" has a line for each partition of AWS: its
// name, an expression for its regions, and the ends of its host names, for IPv4 alone and
// for both. There is a file for each service, with the name that the service has in the
// resources of aws-sdk integrations. In its lines tabs are between the parts:
//
//	service {name=value}           protocol, version …
//	errors {name[=code]}           the exceptions
//	host WHERE URL [REGION [NAME]] where the service is, and with which region and name
//	                               requests are signed, unless they are the usual ones;
//	                               WHERE is a region, a partition, or "*" for all others
//	NAME METHOD URI IN OUT {name=value}
//	                               an operation, the numbers of the shapes of its request
//	                               and response, "-" for none
//
// After an empty line there is a line for each shape, in the order of their numbers:
//
//	any, events, string, blob, boolean, integer, long, float, double, timestamp
//	structure {NAME MENTION}
//	list MENTION
//	map MENTION MENTION            of the keys and of the values
//
// A mention is the number of a shape, with what is to be known of it there, after spaces:
// as=NAME, query=NAME, in=LOCATION, time=FORMAT, xmlns=URI, xmlnsprefix=PREFIX, flat,
// stream, attribute, json, label, token, payload. The archive's comment says what the table
// was made from.
//
//go:embed wire.zip
var table []byte

type archive struct {
	files  map[string]*zip.File
	origin string
}

var open = sync.OnceValues(func() (archive, error) {
	r, err := zip.NewReader(bytes.NewReader(table), int64(len(table)))
	if err != nil {
		return archive{}, fmt.Errorf("aws: the table of services is damaged: %w", err)
	}
	files := make(map[string]*zip.File, len(r.File))
	for _, f := range r.File {
		files[f.Name] = f
	}
	return archive{files, r.Comment}, nil
})

// Origin says what the table was made from: "botocore 1.43.11 of 2026-05-20".
func Origin() string {
	a, err := open()
	if err != nil {
		return err.Error()
	}
	return a.origin
}

// services has the services that were read. Each is read when it is first needed.
var services sync.Map // of name to func() (*Service, error)

// Lookup returns a service by its name in the resources of aws-sdk integrations, such as
// "dynamodb" and "sfn"; nil if it is not in the table. It keeps nothing for such names:
// they come from definitions, which may have any number of them.
func Lookup(name string) (*Service, error) {
	a, err := open()
	if err != nil || a.files[name] == nil || name == partitionsFile {
		return nil, err
	}
	load, _ := services.LoadOrStore(name, sync.OnceValues(func() (*Service, error) {
		text, err := read(a.files[name])
		if err != nil {
			return nil, err
		}
		return parse(name, text), nil
	}))
	return load.(func() (*Service, error))()
}

func read(file *zip.File) (string, error) {
	f, err := file.Open()
	if err != nil {
		return "", fmt.Errorf("aws: %s: %w", file.Name, err)
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	if err != nil {
		return "", fmt.Errorf("aws: %s: %w", file.Name, err)
	}
	return string(text), nil
}
