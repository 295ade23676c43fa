//go:build !windows

package server

import "syscall"

// addressInUse is the error for an address at which another program listens.
const addressInUse = syscall.EADDRINUSE
