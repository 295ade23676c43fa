package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/goasl/goasl/bench/part"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/durable/sqlitestore"
	"github.com/goasl/goasl/sfnapi"
)

// The servers.
const (
	memory = "goasl, memory"
	sqlite = "goasl, SQLite"
	moto   = "moto"
)

// process is a server that runs.
type process struct {
	cmd *exec.Cmd
	in  io.Closer
	url string
}

// begin starts a server.
func begin(name string) (*process, error) {
	if name == moto {
		return beginMoto()
	}
	cmd, err := part.Command("serve", name)
	if err != nil {
		return nil, err
	}
	p := &process{cmd: cmd}
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	p.url = strings.TrimSpace(line)
	return p, err
}

// end ends the server, and waits for its end.
func (p *process) end() error {
	if p.in == nil { // moto does not watch its input
		p.cmd.Process.Kill()
		p.cmd.Wait() // it was killed
		return nil
	}
	return errors.Join(p.in.Close(), p.cmd.Wait())
}

// serve serves from a store until in ends. It writes the URL.
func serve(name string, in io.Reader, out io.Writer) error {
	store, closeStore, err := open(name)
	if err != nil {
		return err
	}
	defer closeStore()
	x, err := durable.New(store)
	if err != nil {
		return err
	}
	s, err := sfnapi.New(x)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- x.Run(ctx) }()
	go http.Serve(listener, s.Handler()) // it ends with the process
	fmt.Fprintf(out, "http://%s/\n", listener.Addr())
	io.Copy(io.Discard, in)
	cancel()
	<-ended
	return nil
}

// open opens a new store.
func open(name string) (store durable.Store, end func(), err error) {
	switch name {
	case memory:
		return durable.Memory(), func() {}, nil
	case sqlite:
		dir, err := os.MkdirTemp("", "server")
		if err != nil {
			return nil, nil, err
		}
		file, err := sqlitestore.Open(filepath.Join(dir, "store"))
		if err != nil {
			return nil, nil, err
		}
		return file, func() { file.Close(); os.RemoveAll(dir) }, nil
	}
	return nil, nil, fmt.Errorf("there is no store %q", name)
}

// beginMoto starts moto's server, and waits until it answers.
func beginMoto() (*process, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") // a port that is free
	if err != nil {
		return nil, err
	}
	address := listener.Addr().String()
	listener.Close()
	_, port, _ := strings.Cut(address, ":")
	p := &process{cmd: exec.Command("python3", "-m", "moto.server", "-H", "127.0.0.1", "-p", port), url: "http://" + address + "/"}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	for range 600 {
		response, problem := http.Get(p.url + "moto-api/")
		if err = problem; err == nil {
			return p, response.Body.Close()
		}
		time.Sleep(100 * time.Millisecond)
	}
	p.end() // it does not answer
	return nil, err
}

// motoVersion says which moto there is. The error says that there is none.
func motoVersion() (string, error) {
	out, err := exec.Command("python3", "-c", "import moto.server; print(moto.__version__)").Output()
	if err != nil {
		return "", errors.New("moto: python3 has no moto.server")
	}
	return "moto " + strings.TrimSpace(string(out)), nil
}
