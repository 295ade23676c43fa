package server

import (
	"errors"
	"fmt"
	"net"
	"regexp"
	"strconv"
)

// DefaultAddress is where Step Functions Local listens, too.
const DefaultAddress = "127.0.0.1:8083"

// validToken matches the ID of an access key, as AWS clients take it.
var validToken = regexp.MustCompile(`^[A-Za-z0-9_]{16,128}$`)

// Listen begins to listen at an address, HOST:PORT or a port of the loopback interface. Beyond
// that it needs a token: the API runs whatever its clients ask for.
func Listen(address, token string) (net.Listener, error) {
	if token != "" && !validToken.MatchString(token) {
		return nil, errors.New("--token: want 16 to 128 letters, digits and underscores, as clients send it as their access key ID; openssl rand -hex 16 makes one")
	}
	if _, err := strconv.Atoi(address); err == nil {
		address = "127.0.0.1:" + address
	}
	at, err := net.ResolveTCPAddr("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("--listen %s: want HOST:PORT, such as %s: %w", address, DefaultAddress, err)
	}
	if !at.IP.IsLoopback() && token == "" {
		return nil, fmt.Errorf("--listen %s: other machines could start executions there: give --token, which clients must send as their access key ID, or listen at 127.0.0.1", address)
	}
	l, err := net.ListenTCP("tcp", at)
	if errors.Is(err, addressInUse) {
		return nil, fmt.Errorf("--listen %s: another program listens there: end it, or take another port, such as --listen 127.0.0.1:0 for any that is free", address)
	}
	if err != nil {
		return nil, fmt.Errorf("--listen %s: %w", address, err)
	}
	return l, nil
}

// URL returns where clients on this machine reach an address.
func URL(address net.Addr) string {
	host, port, err := net.SplitHostPort(address.String())
	if err != nil {
		return "http://" + address.String()
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}
