module github.com/goasl/goasl/bench/telemetry

// platforms: linux/amd64

// licences: as in otelasl.

go 1.25.0

require (
	github.com/goasl/goasl v0.0.0
	github.com/goasl/goasl/bench v0.0.0
	github.com/goasl/goasl/otelasl v0.0.0
	go.opentelemetry.io/otel/metric v1.46.0
	go.opentelemetry.io/otel/sdk v1.46.0
	go.opentelemetry.io/otel/sdk/metric v1.46.0
	go.opentelemetry.io/otel/trace v1.46.0
)

require (
	github.com/cespare/xxhash/v2 v2.3.0 // indirect
	github.com/go-logr/logr v1.4.4 // indirect
	github.com/go-logr/stdr v1.2.2 // indirect
	github.com/google/uuid v1.6.0 // indirect
	github.com/tidwall/gjson v1.20.1 // indirect
	github.com/tidwall/match v1.1.1 // indirect
	github.com/tidwall/pretty v1.2.0 // indirect
	go.opentelemetry.io/auto/sdk v1.2.1 // indirect
	go.opentelemetry.io/otel v1.46.0 // indirect
	golang.org/x/sys v0.47.0 // indirect
)

replace github.com/goasl/goasl => ../../

replace github.com/goasl/goasl/otelasl => ../../otelasl

replace github.com/goasl/goasl/bench => ../
