// Package mapio carries out what a distributed Map asks of an object store: it reads
// items and writes results.
package mapio

import (
	"bytes"
	"context"
	"errors"
	"sync"

	"github.com/goasl/goasl/items"
	"github.com/goasl/goasl/state"
)

// IO reads and writes for the Map Runs of an execution. It is safe for concurrent use,
// but no two reads of a Map Run may go on at once.
type IO struct {
	ctx    context.Context // of the sources, which stay open between two reads
	reader items.Reader

	mu     sync.Mutex
	open   map[string]*source // by the ARN of the Map Run
	closed bool
}

// source is a source that stays open between two reads.
type source struct {
	items.Source
	at []byte // the cursor behind the last page
}

// New returns an IO over a reader, whose store may be nil: then nothing can be read or
// written. The end of the context ends all reading.
func New(ctx context.Context, reader items.Reader) *IO {
	return &IO{ctx: ctx, reader: reader, open: map[string]*source{}}
}

// The causes of failures without a store.
const (
	noReader = "The ItemReader has no object store to read from: give the machine one, with asl.WithObjects."
	noWriter = "The ResultWriter has no object store to write to: give the machine one, with asl.WithObjects."
)

// Read reads the items that an effect asks for. A failure is States.ItemReaderFailed.
// The error is that of the context.
func (o *IO) Read(ctx context.Context, e *state.ReadItems) (*state.Page, *state.Failure, error) {
	if o.reader.Store == nil {
		return nil, state.NewFailure(items.ReaderFailed, noReader), nil
	}
	s, err := o.take(e)
	if err != nil {
		return failed[*state.Page](ctx, items.ReaderFailed, err)
	}
	kept := false
	defer func() {
		if !kept { // also if the store panics
			s.Close()
		}
	}()
	page, err := s.Next(ctx, e.Max)
	if err != nil {
		return failed[*state.Page](ctx, items.ReaderFailed, err)
	}
	s.at = page.Cursor
	kept = !page.End && o.keep(e.MapRun, s)
	return pageOf(&page), nil, nil
}

// keep keeps a source for the next read. It reports false after Close.
func (o *IO) keep(mapRun string, s *source) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.closed {
		o.open[mapRun] = s
	}
	return !o.closed
}

// take returns the source of a Map Run at the cursor of an effect. It is opened if it was
// not, or if it is elsewhere.
func (o *IO) take(e *state.ReadItems) (*source, error) {
	o.mu.Lock()
	s := o.open[e.MapRun]
	delete(o.open, e.MapRun)
	o.mu.Unlock()
	if s != nil && bytes.Equal(s.at, e.Cursor) {
		return s, nil
	}
	if s != nil {
		s.Close()
	}
	opened, err := o.reader.Open(o.ctx, spec(&e.Source), e.Cursor)
	if err != nil {
		return nil, err
	}
	return &source{Source: opened}, nil
}

// Write writes the files that an effect asks for, and the manifest after the last ones.
// It returns the sizes of the files. A failure is States.ResultWriterFailed. The error
// is that of the context.
func (o *IO) Write(ctx context.Context, e *state.WriteResults) ([]int64, *state.Failure, error) {
	if o.reader.Store == nil {
		return nil, state.NewFailure(items.WriterFailed, noWriter), nil
	}
	bucket := e.Target.Arguments.Get("Bucket").Text()
	store := items.OwnedBy(o.reader.Store, e.Target.Arguments.Get("ExpectedBucketOwner").Text())
	sizes := make([]int64, 0, len(e.Files))
	for _, f := range e.Files {
		size, err := items.Results{Bucket: bucket, Key: f.Key, Lines: e.Target.Lines, Records: f.Records}.Write(ctx, store)
		if err != nil {
			return failed[[]int64](ctx, items.WriterFailed, err)
		}
		sizes = append(sizes, size)
	}
	if e.Last {
		if err := manifest(e, bucket, sizes).Write(ctx, store); err != nil {
			return failed[[]int64](ctx, items.WriterFailed, err)
		}
	}
	return sizes, nil, nil
}

// Answer carries out a ReadItems or a WriteResults, and returns what the Run is to be told.
// ok is false for another effect. The error is that of the context.
func (o *IO) Answer(ctx context.Context, effect state.Effect) (in state.Input, ok bool, err error) {
	switch e := effect.(type) {
	case *state.ReadItems:
		in = state.Input{Kind: state.InputItemsRead, ID: e.ID}
		in.Page, in.Failure, err = o.Read(ctx, e)
	case *state.WriteResults:
		in = state.Input{Kind: state.InputResultsWritten, ID: e.ID}
		in.Sizes, in.Failure, err = o.Write(ctx, e)
	default:
		return in, false, nil
	}
	return in, true, err
}

// Broken returns what the Run is to be told of a ReadItems or a WriteResults if the store
// does not return.
func Broken(effect state.Effect, cause string, err error) (in state.Input) {
	switch e := effect.(type) {
	case *state.ReadItems:
		in = state.Input{Kind: state.InputItemsRead, ID: e.ID, Failure: state.NewFailure(items.ReaderFailed, cause)}
	case *state.WriteResults:
		in = state.Input{Kind: state.InputResultsWritten, ID: e.ID, Failure: state.NewFailure(items.WriterFailed, cause)}
	}
	in.Failure.Wrapped = err
	return in
}

// manifest returns the manifest of a Map Run whose last files have these sizes.
func manifest(e *state.WriteResults, bucket string, sizes []int64) items.Manifest {
	m := items.Manifest{Bucket: bucket, Key: e.Target.Manifest, MapRun: e.Target.MapRun}
	add := func(s state.Status, f items.File) {
		switch s {
		case state.Succeeded:
			m.Succeeded = append(m.Succeeded, f)
		case state.Failed:
			m.Failed = append(m.Failed, f)
		default:
			m.Pending = append(m.Pending, f)
		}
	}
	for _, f := range e.Written {
		add(f.Status, items.File{Key: f.Key, Size: f.Size})
	}
	for i, f := range e.Files {
		add(f.Status, items.File{Key: f.Key, Size: sizes[i]})
	}
	return m
}

// IsOpen reports whether a source is open between two reads.
func (o *IO) IsOpen() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.open) > 0
}

// CloseSource closes the source of a Map Run that reads no more, if it is open.
func (o *IO) CloseSource(mapRun string) {
	o.mu.Lock()
	s := o.open[mapRun]
	delete(o.open, mapRun)
	o.mu.Unlock()
	if s != nil {
		s.Close()
	}
}

// Close closes the sources that are open. Others are closed after the read that goes on.
func (o *IO) Close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closed = true
	for arn, s := range o.open {
		s.Close()
		delete(o.open, arn)
	}
}

// failed tells a failure from the end of the context.
func failed[T any](ctx context.Context, name string, err error) (none T, why *state.Failure, ended error) {
	if ctx.Err() != nil {
		return none, nil, ctx.Err()
	}
	cause := err.Error()
	if e := (*items.Error)(nil); errors.As(err, &e) {
		name, cause = e.Name, e.Cause
	}
	why = state.NewFailure(name, cause)
	why.Wrapped = err
	return none, why, nil
}

func spec(s *state.ItemSource) items.Spec {
	text := func(name string) string { return s.Arguments.Get(name).Text() }
	return items.Spec{
		Resource: s.Resource, Bucket: text("Bucket"), Key: text("Key"), VersionID: text("VersionId"), Prefix: text("Prefix"),
		Owner:     text("ExpectedBucketOwner"),
		InputType: s.Config.InputType, Transformation: s.Config.Transformation, ManifestType: s.Config.ManifestType,
		Delimiter: s.Config.CSVDelimiter, HeaderLocation: s.Config.CSVHeaderLocation, Headers: s.Config.CSVHeaders,
		Pointer: s.Config.Pointer,
	}
}

func pageOf(p *items.Page) *state.Page {
	page := &state.Page{Items: make([]state.Item, len(p.Items)), Cursor: p.Cursor, Last: p.End}
	for i, v := range p.Items {
		page.Items[i] = state.Item{Value: v, Source: p.Source}
		if p.Keys != nil {
			page.Items[i].Key, page.Items[i].Keyed = p.Keys[i], true
		}
	}
	return page
}
