// Package durable keeps executions in a [Store], so that they outlive the process. [Client]
// is what programs call; Store is what keeps.
package durable
