module github.com/goasl/goasl/bench

// platforms: linux/amd64 linux/386

go 1.25.0

ignore ./node_modules

require (
	github.com/coinbase/step v1.0.6
	github.com/goasl/goasl v0.0.0
	github.com/goasl/goasl/durable/sqlitestore v0.0.0
	github.com/google/go-cmp v0.7.0
)

require (
	github.com/aws/aws-lambda-go v1.17.0 // indirect
	github.com/aws/aws-sdk-go v1.31.8 // indirect
	github.com/dustin/go-humanize v1.0.1 // indirect
	github.com/google/uuid v1.6.0 // indirect
	github.com/jmespath/go-jmespath v0.3.0 // indirect
	github.com/mattn/go-isatty v0.0.24 // indirect
	github.com/ncruces/go-strftime v1.0.0 // indirect
	github.com/remyoudompheng/bigfft v0.0.0-20230129092748-24d4a6f8daec // indirect
	github.com/tidwall/gjson v1.20.1 // indirect
	github.com/tidwall/match v1.1.1 // indirect
	github.com/tidwall/pretty v1.2.0 // indirect
	golang.org/x/sys v0.47.0 // indirect
	modernc.org/libc v1.75.7 // indirect
	modernc.org/mathutil v1.7.1 // indirect
	modernc.org/memory v1.12.1 // indirect
	modernc.org/sqlite v1.59.0 // indirect
)

replace github.com/goasl/goasl => ../

replace github.com/goasl/goasl/durable/sqlitestore => ../durable/sqlitestore
