module github.com/goasl/goasl/template

// platforms: linux/amd64 linux/386 darwin/arm64 windows/amd64 js/wasm

// licences: yaml: MIT and Apache-2.0.

go 1.25.0

require (
	github.com/goasl/goasl v0.0.0
	github.com/goasl/goasl/yaml v0.0.0
	github.com/google/go-cmp v0.7.0
	go.yaml.in/yaml/v3 v3.0.6
)

require (
	github.com/tidwall/gjson v1.20.1 // indirect
	github.com/tidwall/match v1.1.1 // indirect
	github.com/tidwall/pretty v1.2.0 // indirect
)

replace github.com/goasl/goasl => ../

replace github.com/goasl/goasl/yaml => ../yaml
