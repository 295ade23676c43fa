module github.com/goasl/goasl/bench

// platforms: linux/amd64 linux/386

// licences: jsonata-go, imaging, go-findfont, gg, go-graphviz: MIT (Graphviz in it: Eclipse Public
// License); step, aws-lambda-go, aws-sdk-go, go-jmespath, wazero: Apache-2.0; freetype: FreeType
// License; golang.org/x/image, golang.org/x/text: BSD-3-Clause; others as in durable/sqlitestore.

go 1.25.0

ignore ./node_modules

require (
	github.com/blues/jsonata-go v1.5.4
	github.com/coinbase/step v1.0.6
	github.com/goasl/goasl v0.0.0
	github.com/goasl/goasl/durable/sqlitestore v0.0.0
	github.com/goasl/goasl/graph v0.0.0
	github.com/goccy/go-graphviz v0.2.10
	github.com/google/go-cmp v0.7.0
	modernc.org/sqlite v1.59.0
)

require (
	github.com/aws/aws-lambda-go v1.17.0 // indirect
	github.com/aws/aws-sdk-go v1.31.8 // indirect
	github.com/disintegration/imaging v1.6.2 // indirect
	github.com/dustin/go-humanize v1.0.1 // indirect
	github.com/flopp/go-findfont v0.1.0 // indirect
	github.com/fogleman/gg v1.3.0 // indirect
	github.com/golang/freetype v0.0.0-20170609003504-e2365dfdc4a0 // indirect
	github.com/google/uuid v1.6.0 // indirect
	github.com/jmespath/go-jmespath v0.3.0 // indirect
	github.com/mattn/go-isatty v0.0.24 // indirect
	github.com/ncruces/go-strftime v1.0.0 // indirect
	github.com/remyoudompheng/bigfft v0.0.0-20230129092748-24d4a6f8daec // indirect
	github.com/tetratelabs/wazero v1.10.1 // indirect
	github.com/tidwall/gjson v1.20.1 // indirect
	github.com/tidwall/match v1.1.1 // indirect
	github.com/tidwall/pretty v1.2.0 // indirect
	golang.org/x/image v0.21.0 // indirect
	golang.org/x/sys v0.47.0 // indirect
	golang.org/x/text v0.19.0 // indirect
	modernc.org/libc v1.75.7 // indirect
	modernc.org/mathutil v1.7.1 // indirect
	modernc.org/memory v1.12.1 // indirect
)

replace github.com/goasl/goasl => ../

replace github.com/goasl/goasl/durable/sqlitestore => ../durable/sqlitestore

replace github.com/goasl/goasl/graph => ../graph
