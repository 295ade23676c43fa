// Package page is the page of asl serve: machines and their executions as pictures that
// live, in a browser.
//
// The server renders everything: pages by html/template, pictures by package graph. A
// script of some hundred lines asks for parts of a page anew as an execution goes on. So
// what a browser is sent is bounded, however large an execution is; it makes no request to
// other hosts, and the content security policy allows nothing that is inline.
//
// A [Handler] reads executions through a [durable.Client], so that it shows what any
// process does that shares the store. Whoever mounts it checks Host and Origin of requests
// first: a POST starts, stops, redrives and answers.
package page
