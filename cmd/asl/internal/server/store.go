package server

import (
	"fmt"
	"os"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/durable/sqlitestore"
)

// store is where executions are kept while the server runs, or longer.
type store interface {
	durable.Store
	Close() error
}

// openStore opens the store in a file, or one in memory.
func openStore(file string) (store, error) {
	if file == "" {
		return memory{durable.Memory()}, nil
	}
	// SQLite gives its other files the rights of this one. It has all payloads.
	f, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE, 0o600)
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("--data: %w", err)
	}
	s, err := sqlitestore.Open(file)
	if err != nil {
		return nil, fmt.Errorf("--data %s: %w", file, err)
	}
	return s, nil
}

// memory is a store that ends with the process.
type memory struct{ durable.Store }

// Close does nothing.
func (memory) Close() error { return nil }
