module github.com/goasl/goasl/graph

// platforms: linux/amd64 linux/386 darwin/arm64 windows/amd64

// licences: go-graphviz, imaging, go-findfont, gg: MIT (Graphviz in it: Eclipse Public License);
// wazero: Apache-2.0; freetype: FreeType License; golang.org/x/image, golang.org/x/text: BSD-3-Clause.

go 1.25.0

require (
	github.com/goasl/goasl v0.0.0
	github.com/goccy/go-graphviz v0.2.10
	github.com/google/go-cmp v0.7.0
)

require (
	github.com/disintegration/imaging v1.6.2 // indirect
	github.com/flopp/go-findfont v0.1.0 // indirect
	github.com/fogleman/gg v1.3.0 // indirect
	github.com/golang/freetype v0.0.0-20170609003504-e2365dfdc4a0 // indirect
	github.com/tetratelabs/wazero v1.10.1 // indirect
	github.com/tidwall/gjson v1.20.1 // indirect
	github.com/tidwall/match v1.1.1 // indirect
	github.com/tidwall/pretty v1.2.0 // indirect
	golang.org/x/image v0.21.0 // indirect
	golang.org/x/text v0.19.0 // indirect
)

replace github.com/goasl/goasl => ../
