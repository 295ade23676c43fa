// Package events lets events start executions, as Amazon EventBridge does. Rules have patterns,
// which say for which events they are, or schedules; their targets are state machines, and an
// input can be made of the event.
//
// A [Pattern], a [Schedule] and a [Target] work alone, also in unit tests of rules. A [Bus] has
// rules: [Bus.Put] takes an event and starts executions by package durable, [Bus.Run] starts
// those of schedules. [Handler] serves a Bus for the AWS CLI and the SDKs. [ObjectCreated],
// [PutObjectCall], [FromNotification] and [StatusChange] make the events of S3 and of Step
// Functions.
package events
