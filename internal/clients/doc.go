// Package clients tests package sfnapi with AWS's own clients of Step Functions: the SDK
// for Go, boto3, the AWS CLI, and the SDK for JavaScript. Each goes through the same life
// of machines, executions, tasks and Map Runs, and what each has called is in a table of
// docs/conformance.md.
//
// The clients that are not written in Go are called by package internal/awsclient. Their tests
// are skipped where a client is missing.
package clients
