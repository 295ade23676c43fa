//go:build race

package durable_test

func init() { raceDetector = true }
