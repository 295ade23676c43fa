//go:build !linux

package main

import (
	"errors"
	"io"
	"time"
)

const childVariable = "GOASL_ATTACK"

var atLeast time.Duration

// confined returns an error: an attack that is not confined may take all memory of the
// machine.
func confined() error {
	return errors.New("attack: only Linux limits the address space of a process as attacks need it; run them there")
}

func (a attack) start() outcome { return outcome{problems: []string{confined().Error()}} }

func child(string, io.Writer) int { return unusable }
