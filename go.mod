module github.com/goasl/goasl

// platforms: linux/amd64 linux/386 js/wasm windows/amd64 darwin/arm64

go 1.25.0

require (
	github.com/PaesslerAG/gval v1.2.4
	github.com/PaesslerAG/jsonpath v0.1.1
	github.com/google/go-cmp v0.7.0
	github.com/tidwall/gjson v1.20.1
)

require (
	github.com/shopspring/decimal v1.3.1 // indirect
	github.com/tidwall/match v1.1.1 // indirect
	github.com/tidwall/pretty v1.2.0 // indirect
)
