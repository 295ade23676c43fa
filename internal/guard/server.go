package guard

import (
	"log"
	"net/http"
	"time"
)

// Server returns a server whose heads of requests are bounded in size and time. Its answers
// are not, as clients may wait for a minute for one, and pages for ever.
func Server(h http.Handler, errors *log.Logger) *http.Server {
	return &http.Server{
		Handler: h, ErrorLog: errors,
		ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		DisableGeneralOptionsHandler: true,
	}
}
