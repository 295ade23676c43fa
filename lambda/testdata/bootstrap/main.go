// Command bootstrap is an executable that serves invocations by the Lambda Runtime API, as
// a program with aws-lambda-go does. The handler's name is the function.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
)

var handlers = map[string]func(map[string]string) map[string]string{
	"song": func(in map[string]string) map[string]string {
		if in["name"] == "PSY" {
			return map[string]string{"song": "gangnam style"}
		}
		return map[string]string{"song": "i dont know"}
	},
	"lyrics": func(in map[string]string) map[string]string {
		if in["song"] == "gangnam style" {
			return map[string]string{"lyrics": "oh oh oh oh oh pan gangnam style"}
		}
		return map[string]string{"lyrics": "i don't know"}
	},
}

var api = "http://" + os.Getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime"

func main() {
	handler := handlers[os.Getenv("_HANDLER")]
	if handler == nil {
		post("/init/error", []byte(`{"errorType": "Runtime.NoSuchHandler", "errorMessage": "no such handler"}`))
		os.Exit(1)
	}
	for {
		serve(handler)
	}
}

func serve(handler func(map[string]string) map[string]string) {
	next, err := http.Get(api + "/invocation/next")
	if err != nil {
		log.Fatal(err)
	}
	defer next.Body.Close()
	id := next.Header.Get("Lambda-Runtime-Aws-Request-Id")
	var in map[string]string
	if err := json.NewDecoder(next.Body).Decode(&in); err != nil {
		post("/invocation/"+id+"/error", fmt.Appendf(nil, `{"errorMessage": %q, "errorType": "UnmarshalTypeError"}`, err.Error()))
		return
	}
	out, err := json.Marshal(handler(in))
	if err != nil {
		log.Fatal(err)
	}
	post("/invocation/"+id+"/response", out)
}

func post(path string, body []byte) {
	resp, err := http.Post(api+path, "application/json", bytes.NewReader(body))
	if err != nil {
		log.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
}
