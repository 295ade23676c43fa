// Package picture writes and reads numbers and times as pictures say, and holds
// the other conversions of JSONata whose results are those of JavaScript: numbers
// as text, rounding, URL encoding and base64.
//
// The pictures are those of XPath 3.1 (format-number, format-integer and
// format-dateTime) in the reading of jsonata-js. Where that reading differs from
// the specification, jsonata-js decides.
//
// All functions are pure: they read no clock, and the same arguments give the same
// result. They are safe for concurrent use. Whatever the arguments are, a function
// returns in a time that is bounded by their lengths.
package picture
