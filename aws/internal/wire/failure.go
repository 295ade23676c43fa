package wire

import (
	"encoding/xml"
	"net/http"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// Failure is what a response says of a call that has failed.
type Failure struct {
	Status     int
	Code       string // as the service gives it, "" if it gives none
	Exception  string // the model's name of the exception, "" if it has none for the code
	Message    string // "" if the service gives none
	RequestID  string
	ExtendedID string // of S3
}

// RequestID returns the id of the request that a response names, "" if it names none.
func (r *Response) RequestID() string {
	for _, name := range []string{"X-Amzn-Requestid", "X-Amz-Request-Id", "X-Amz-Requestid"} {
		if id := r.Header.Get(name); id != "" {
			return id
		}
	}
	return ""
}

// Failed reports whether a response says that the call has failed. S3 says so of some
// operations in the body of a response that has begun well.
func (o *Operation) Failed(r *Response) bool {
	if r.Status >= 300 {
		return true
	}
	if o.Service.protocol != "rest-xml" || o.output == nil {
		return false
	}
	if p := payloadOf(o.output); p != nil && p.shape.kind != structure {
		return false
	}
	root, err := reader{}.xml(r.Body).root()
	return err == nil && root.Name.Local == "Error"
}

// Failure returns what a response says of a call that has failed.
func (o *Operation) Failure(r *Response) Failure {
	f := Failure{Status: r.Status, RequestID: r.RequestID(), ExtendedID: r.Header.Get("X-Amz-Id-2")}
	if o.Service.answersXML() {
		f.readXML(r.Body)
	} else {
		f.readJSON(r.Header, r.Body)
	}
	if f.Code == "" {
		f.Code = o.codeOf(r)
	}
	f.Exception = o.Service.errors[f.Code]
	if query, _, ok := strings.Cut(r.Header.Get("X-Amzn-Query-Error"), ";"); ok && query != "" {
		f.Code = query
		if f.Exception == "" {
			f.Exception = o.Service.errors[query]
		}
	}
	return f
}

// codeOf returns the code for a response without one. The answers to HEAD have no body; the
// SDK knows from the operation what is missing.
func (o *Operation) codeOf(r *Response) string {
	if o.Service.Name != "s3" || r.Status != http.StatusNotFound {
		return ""
	}
	switch o.Name {
	case "HeadObject":
		return "NoSuchKey"
	case "HeadBucket":
		return "NoSuchBucket"
	}
	return ""
}

func (f *Failure) readJSON(h http.Header, body []byte) {
	v, err := jsonvalue.Parse(body)
	if err != nil {
		v = jsonvalue.Value{}
	}
	code := h.Get("X-Amzn-Errortype")
	for _, name := range []string{"__type", "code", "Code"} {
		if t := v.Get(name); code == "" && t.Kind() == jsonvalue.String {
			code = t.Text()
		}
	}
	code, _, _ = strings.Cut(code, ":")
	f.Code = code[strings.LastIndex(code, "#")+1:]
	for _, name := range []string{"message", "Message", "errorMessage"} {
		if t := v.Get(name); t.Kind() == jsonvalue.String {
			f.Message = t.Text()
			return
		}
	}
}

// readXML reads what <Error> or its parents have: services differ in how deep it is.
func (f *Failure) readXML(body []byte) {
	x := reader{}.xml(body)
	to := map[string]*string{
		"Code": &f.Code, "Message": &f.Message, "message": &f.Message,
		"RequestId": &f.RequestID, "RequestID": &f.RequestID, "HostId": &f.ExtendedID,
	}
	var read func(start xml.StartElement) error
	read = func(start xml.StartElement) error {
		t, err := x.children(read)
		if field := to[start.Name.Local]; err == nil && field != nil && *field == "" {
			*field = t
		}
		return err
	}
	if root, err := x.root(); err == nil {
		_ = read(root) // what is not XML tells nothing
	}
}
