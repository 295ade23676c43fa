package items

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"time"
)

// Memory is an [ObjectStore] in memory, for tests. It is safe for concurrent use.
type Memory struct {
	// Now is the clock for Info.Modified; nil is time.Now. Set it before the first use.
	Now func() time.Time

	mu      sync.Mutex
	buckets map[string]map[string]memoryObject
}

type memoryObject struct {
	info Info
	body []byte // not modified
}

// NewMemory returns a store with empty buckets.
func NewMemory(buckets ...string) *Memory {
	m := &Memory{buckets: map[string]map[string]memoryObject{}}
	for _, name := range buckets {
		m.buckets[name] = map[string]memoryObject{}
	}
	return m
}

// Set puts an object, in a bucket that is made if there is none with the name.
func (m *Memory) Set(bucket, key, body string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.buckets[bucket] == nil {
		m.buckets[bucket] = map[string]memoryObject{}
	}
	m.set(bucket, key, []byte(body))
}

func (m *Memory) set(bucket, key string, body []byte) Info {
	now := m.Now
	if now == nil {
		now = time.Now
	}
	sum := md5.Sum(body)
	o := memoryObject{body: body, info: Info{
		Key: key, ETag: hex.EncodeToString(sum[:]), StorageClass: "STANDARD",
		Size: int64(len(body)), Modified: now(),
	}}
	m.buckets[bucket][key] = o
	return o.info
}

// Get returns an object.
func (m *Memory) Get(bucket, key string) (body string, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	o, ok := m.buckets[bucket][key]
	return string(o.body), ok
}

// Remove removes an object, if there is one.
func (m *Memory) Remove(bucket, key string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.buckets[bucket], key)
}

// Open implements [ObjectStore]. What was opened stays readable whatever is put.
func (m *Memory) Open(ctx context.Context, bucket, key string, at Position) (*Object, error) {
	objects, err := m.bucket(ctx, bucket)
	if err != nil {
		return nil, err
	}
	defer m.mu.Unlock()
	o, ok := objects[key]
	switch {
	case !ok || at.Version != "":
		return nil, fmt.Errorf("s3://%s/%s: %w", bucket, key, fs.ErrNotExist)
	case at.ETag != "" && at.ETag != o.info.ETag:
		return nil, fmt.Errorf("s3://%s/%s: %w", bucket, key, ErrChanged)
	}
	from := min(max(at.Offset, 0), int64(len(o.body)))
	return &Object{ReadCloser: io.NopCloser(bytes.NewReader(o.body[from:])), Info: o.info}, nil
}

// bucket returns the objects of a bucket and locks the store, if there is no error.
func (m *Memory) bucket(ctx context.Context, name string) (map[string]memoryObject, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	objects, ok := m.buckets[name]
	if !ok {
		m.mu.Unlock()
		return nil, fmt.Errorf("there is no bucket %q: %w", name, fs.ErrNotExist)
	}
	return objects, nil
}

// List implements [ObjectStore].
func (m *Memory) List(ctx context.Context, bucket, prefix, after string, max int) ([]Info, bool, error) {
	objects, err := m.bucket(ctx, bucket)
	if err != nil {
		return nil, false, err
	}
	defer m.mu.Unlock()
	var found []Info
	for key, o := range objects {
		if strings.HasPrefix(key, prefix) && key > after {
			found = append(found, o.info)
		}
	}
	slices.SortFunc(found, byKey)
	if len(found) > max {
		return found[:max:max], true, nil
	}
	return found, false, nil
}

func byKey(a, b Info) int { return strings.Compare(a.Key, b.Key) }

// Put implements [ObjectStore].
func (m *Memory) Put(ctx context.Context, bucket, key string, body io.Reader) (Info, error) {
	text, err := io.ReadAll(body)
	if err != nil {
		return Info{}, err
	}
	if _, err := m.bucket(ctx, bucket); err != nil {
		return Info{}, err
	}
	defer m.mu.Unlock()
	return m.set(bucket, key, text), nil
}
