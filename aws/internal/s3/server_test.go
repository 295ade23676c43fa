package s3

import (
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/goasl/goasl/aws/internal/client"
)

// server is a small S3 with one bucket that has no versions. A test says what goes wrong.
type server struct {
	t   *testing.T
	url string

	mu      sync.Mutex
	objects map[string]string
	uploads map[string]map[int]string // parts by the ids of uploads
	asked   []string                  // the requests: "GET key", "PUT key?partNumber=1"
	headers []http.Header

	// fail is asked before a request is answered, with its number among those of its kind. It
	// reports whether it has answered.
	fail  func(w http.ResponseWriter, kind string, n int) bool
	count map[string]int
	plain bool // ranges and conditions are not looked at
	short int  // a GET is cut off after so many bytes; 0 for never
	mute  bool // the length of an object is not said

	noVersions bool // nobody may read a version
}

// small is the length of parts.
const small = 1000

func serve(t *testing.T) (*server, *Store) {
	t.Helper()
	s := &server{t: t, objects: map[string]string{}, uploads: map[string]map[int]string{}, count: map[string]int{}}
	h := httptest.NewServer(s)
	t.Cleanup(h.Close)
	s.url = h.URL
	c := client.New(client.Config{Target: h.URL, Region: "us-east-1", HTTP: h.Client(), Credentials: credentials.NewStaticCredentialsProvider("key", "hidden", "")})
	store := New(func() (*client.Client, error) { return c, nil })
	store.pause, store.part = time.Millisecond, small
	return s, store
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	bucket, key, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	kind := r.Method
	for _, name := range []string{"uploads", "partNumber", "uploadId", "list-type"} {
		if r.URL.Query().Has(name) {
			kind += " " + name
			break
		}
	}
	s.count[kind]++
	s.asked = append(s.asked, kind+" "+key)
	s.headers = append(s.headers, r.Header)
	w.Header().Set("X-Amz-Request-Id", "id")
	switch {
	case s.fail != nil && s.fail(w, kind, s.count[kind]):
	case s.noVersions && r.URL.Query().Has("versionId"):
		refuse(w, http.StatusForbidden, "AccessDenied")
	case bucket != "bucket":
		refuse(w, http.StatusNotFound, "NoSuchBucket")
	case r.URL.Query().Has("list-type"):
		s.list(w, r)
	default:
		s.object(w, r, kind, key, string(body))
	}
}

func refuse(w http.ResponseWriter, status int, code string) {
	w.WriteHeader(status)
	fmt.Fprintf(w, "<Error><Code>%s</Code><Message>It is %s.</Message><RequestId>id</RequestId></Error>", code, code)
}

func etagOf(text string) string {
	sum := md5.Sum([]byte(text))
	return hex.EncodeToString(sum[:])
}

func (s *server) object(w http.ResponseWriter, r *http.Request, kind, key, body string) {
	switch kind {
	case "GET", "HEAD":
		s.get(w, r, key)
	case "PUT":
		s.objects[key] = body
		w.Header().Set("Etag", `"`+etagOf(body)+`"`)
	case "POST uploads":
		s.uploads["up"] = map[int]string{}
		fmt.Fprint(w, "<InitiateMultipartUploadResult><UploadId>up</UploadId></InitiateMultipartUploadResult>")
	case "PUT partNumber":
		n, _ := strconv.Atoi(r.URL.Query().Get("partNumber"))
		s.uploads["up"][n] = body
		w.Header().Set("Etag", `"`+etagOf(body)+`"`)
	case "POST uploadId":
		s.complete(w, key)
	case "DELETE uploadId":
		delete(s.uploads, "up")
		w.WriteHeader(http.StatusNoContent)
	default:
		refuse(w, http.StatusBadRequest, "InvalidRequest")
	}
}

func (s *server) complete(w http.ResponseWriter, key string) {
	parts, ok := s.uploads["up"]
	if !ok {
		refuse(w, http.StatusNotFound, "NoSuchUpload")
		return
	}
	whole := ""
	for n := range len(parts) {
		whole += parts[n+1]
	}
	s.objects[key] = whole
	delete(s.uploads, "up")
	fmt.Fprint(w, "\n <?xml version=\"1.0\"?><CompleteMultipartUploadResult><ETag>&quot;"+s.etag(key)+"&quot;</ETag></CompleteMultipartUploadResult>")
}

// etag is that of an object, which was put in parts if it is long.
func (s *server) etag(key string) string {
	text := s.objects[key]
	if len(text) < small {
		return etagOf(text)
	}
	sums, n := "", 0
	for at := 0; at < len(text); at += small {
		part, _ := hex.DecodeString(etagOf(text[at:min(at+small, len(text))]))
		sums += string(part)
		n++
	}
	return etagOf(sums) + "-" + strconv.Itoa(n)
}

func (s *server) get(w http.ResponseWriter, r *http.Request, key string) {
	text, ok := s.objects[key]
	if !ok {
		refuse(w, http.StatusNotFound, "NoSuchKey")
		return
	}
	etag := `"` + s.etag(key) + `"`
	w.Header().Set("Etag", etag)
	w.Header().Set("Last-Modified", "Thu, 24 Sep 2026 00:00:00 GMT")
	if want := r.Header.Get("If-Match"); !s.plain && want != "" && want != etag {
		refuse(w, http.StatusPreconditionFailed, "PreconditionFailed")
		return
	}
	status, from, to := http.StatusOK, 0, len(text)
	if asked, ok := strings.CutPrefix(r.Header.Get("Range"), "bytes="); ok && !s.plain {
		first, last, _ := strings.Cut(asked, "-")
		from, _ = strconv.Atoi(first)
		if n, err := strconv.Atoi(last); err == nil {
			to = min(n+1, to)
		}
		if from >= len(text) {
			refuse(w, http.StatusRequestedRangeNotSatisfiable, "InvalidRange")
			return
		}
		w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, to-1, len(text)))
		status = http.StatusPartialContent
	}
	if r.Method == http.MethodHead || !s.mute {
		w.Header().Set("Content-Length", strconv.Itoa(to-from))
	}
	w.WriteHeader(status)
	if s.short > 0 && to-from > s.short {
		fmt.Fprint(w, text[from:from+s.short])
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
	fmt.Fprint(w, text[from:to])
}

func (s *server) list(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if q.Get("continuation-token") == "" && q.Get("prefix") == "later" {
		fmt.Fprint(w, "<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>next</NextContinuationToken></ListBucketResult>")
		return
	}
	fmt.Fprintf(w, `<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>%t</IsTruncated><Contents><Key>a%%2Fb+c%%2B%%01</Key>`+
		`<LastModified>2026-09-24T00:00:00.000Z</LastModified><ETag>&quot;tag&quot;</ETag><Size>5</Size><StorageClass>GLACIER</StorageClass></Contents></ListBucketResult>`,
		q.Get("start-after") == "")
}

// took returns the requests since the last call.
func (s *server) took() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	asked := strings.Join(s.asked, ", ")
	s.asked = nil
	return asked
}
