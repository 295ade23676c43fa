package server

import "syscall"

// addressInUse is WSAEADDRINUSE: Windows does not know the number of [syscall.EADDRINUSE].
const addressInUse = syscall.Errno(10048)
