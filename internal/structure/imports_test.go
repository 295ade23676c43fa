package structure

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// mayImport has the packages of all modules that a package may import. Imports run one
// way, down. A folder that ends in "/..." is for all packages below it. Every package
// must be here.
var mayImport = map[string][]string{
	"jsonvalue": nil,
	"diag":      nil,

	"history":          {"jsonvalue"},
	"internal/hashmap": nil,

	"internal/outstanding": nil,
	"internal/uuid":        nil,
	"internal/guard":       nil,
	"internal/httphead":    {"jsonvalue", "internal/hashmap"},
	"internal/awsarn":      nil,
	"internal/jackson":     nil,
	"internal/xray":        nil,
	"internal/jsontree":    {"jsonvalue"},
	"internal/yamlnumber":  {"jsonvalue"},
	"internal/mapio":       {"state", "items"},
	"items":                {"jsonvalue", "internal/hashmap"},
	"jsonpath":             {"jsonvalue", "internal/hashmap"},
	"jsonpath/gval":        {"jsonpath", "jsonvalue"}, // only programs that want it import it
	"intrinsic":            {"jsonvalue", "internal/hashmap", "internal/uuid", "diag"},

	"jsonata":                  {"jsonvalue", "internal/uuid", "jsonata/internal/picture"},
	"jsonata/internal/picture": nil,

	"state": {
		"jsonpath", "jsonata", "intrinsic", "history", "jsonvalue", "diag",
		"internal/awsarn", "internal/outstanding", "internal/jackson", "internal/jsontree", "internal/uuid",
	},
	"state/statetest": {"state", "history", "jsonvalue"}, // for tests and tools: no other package for users imports it
	"asl":             {"state", "items", "history", "jsonpath", "jsonvalue", "diag", "internal/awsarn", "internal/outstanding", "internal/mapio", "internal/uuid"},

	"internal/replay": {"state", "history", "jsonvalue"},
	"internal/engine": {"asl", "state", "history", "jsonvalue", "internal/awsarn", "internal/uuid"},

	"asltest":           {"asl", "internal/jsontree", "items", "internal/replay", "state", "history", "jsonpath", "jsonata", "intrinsic", "jsonvalue", "diag"},
	"sfnapi":            {"durable", "asl", "items", "state", "history", "jsonvalue", "diag", "internal/awsarn", "internal/guard", "internal/hashmap", "internal/jackson", "internal/uuid"},
	"lambda":            {"asl", "jsonvalue", "internal/awsarn", "internal/guard", "internal/uuid", "internal/xray"},
	"httptask":          {"asl", "jsonvalue", "internal/awsarn", "internal/httphead"},
	"durable/storetest": {"durable", "asl", "state"},
	"durable":           {"asl", "state", "history", "jsonvalue", "internal/awsarn", "internal/engine", "internal/uuid"},

	"events": {"durable", "asl", "state", "history", "jsonvalue", "internal/awsarn", "internal/guard", "internal/jackson", "internal/jsontree", "internal/uuid"},

	"awsshapes":            {"jsonvalue", "internal/integration"}, // a large table: only programs that want it import it
	"internal/integration": nil,
	"internal/shapegen":    nil,
	"lint":                 {"state", "jsonpath", "jsonata", "intrinsic", "jsonvalue", "diag"},

	// An example imports what a user would.
	"examples/...": {"asl", "asltest", "durable", "events", "durable/sqlitestore", "temporal", "otelasl", "items", "sfnapi", "lambda", "awsshapes", "history", "diag"},

	"internal/conformance/...": {
		"asl", "asltest", "sfnapi", "durable", "awsshapes", "state", "history", "jsonpath", "jsonata", "intrinsic", "jsonvalue", "diag",
		"internal/conformance/captures", "internal/conformance/cases", "internal/conformance/compare", "internal/conformance/play", "state/statetest",
		"items", "internal/mapio", "internal/awsclient",
	},
	"internal/awsclient":     nil,
	"internal/randommachine": nil, // for tests
	"internal/attack":        {"asl", "asltest", "events", "lint", "state", "history"},
	"internal/jsonatafuzz":   {"jsonata", "jsonvalue"},
	"internal/cases":         {"asl", "state", "state/statetest", "history", "items", "internal/mapio", "jsonvalue"},
	"internal/structure":     nil,
	"internal/readme":        nil,

	// Nested modules.
	"graph/internal/wasmcache": nil,
	"internal/clients":         nil, // tests only

	"durable/sqlitestore": {"durable", "asl"},

	"temporal": {"durable", "asl", "state", "history", "jsonvalue", "internal/awsarn", "internal/engine", "internal/mapio"},

	"aws":                     {"aws/internal/action", "aws/internal/client", "aws/internal/gateway", "aws/internal/kubernetes", "aws/internal/s3", "aws/internal/wire", "asl", "awsshapes", "items", "state", "jsonvalue", "internal/httphead", "internal/integration", "internal/uuid"},
	"aws/internal/action":     {"aws/internal/polling", "asl", "jsonvalue"},
	"aws/internal/client":     {"aws/internal/wire", "jsonvalue", "internal/awsarn", "internal/httphead", "internal/integration"},
	"aws/internal/gateway":    {"asl", "jsonvalue", "internal/httphead"},
	"aws/internal/kubernetes": {"aws/internal/polling", "asl", "jsonvalue", "internal/httphead"},
	"aws/internal/polling":    {"asl", "jsonvalue"},
	"aws/internal/s3":         {"aws/internal/client", "items"},
	"aws/internal/wire":       {"jsonvalue", "internal/hashmap", "internal/integration"},

	"template": {"asl", "events", "lambda", "yaml", "jsonvalue", "diag", "internal/awsarn", "internal/jsontree", "internal/yamlnumber"},

	"items/parquet": {"items", "jsonvalue"},
	"otelasl":       {"asl", "durable", "state", "history", "internal/xray"},

	"yaml":                    {"asl", "jsonvalue", "diag", "internal/yamlnumber"},
	"graph":                   {"state", "history", "jsonvalue", "graph/internal/wasmcache"},
	"bench":                   {"bench/part", "bench/view"},
	"bench/part":              nil,
	"bench/view":              {"bench/part"},
	"bench/...":               {"bench/part", "graph", "asl", "otelasl", "durable", "durable/sqlitestore", "sfnapi", "state", "items", "history", "jsonata", "jsonvalue"},
	"cmd/asl/internal/page":   {"asl", "durable", "graph", "history", "internal/awsarn", "internal/replay", "jsonvalue", "sfnapi", "state"},
	"cmd/asl/internal/folder": {"asl", "events", "items"},
	"cmd/asl/internal/server": {
		"cmd/asl/internal/page", "cmd/asl/internal/folder", "items/parquet", "events", "state", "asl", "asltest", "awsshapes", "durable", "durable/sqlitestore", "items", "jsonvalue", "lambda", "sfnapi", "internal/guard",
	},
	"cmd/asl": {"httptask", "cmd/asl/internal/folder", "cmd/asl/internal/page", "cmd/asl/internal/server", "asl", "asltest", "aws", "awsshapes", "diag", "events", "graph", "history", "items", "items/parquet", "jsonvalue", "lambda", "lint", "sfnapi", "state", "template", "yaml"},
}

// mayRequire has the packages that may import packages outside the standard library.
var mayRequire = map[string][]string{
	"jsonvalue":                {"github.com/tidwall/gjson"},
	"asltest":                  {"github.com/tidwall/gjson"},
	"jsonpath/gval":            {"github.com/PaesslerAG/gval"},
	"internal/conformance/...": {"github.com/google/go-cmp/cmp"},
	"durable/sqlitestore":      {"modernc.org/sqlite", "modernc.org/sqlite/lib"},
	"temporal": {
		"go.temporal.io/api/common/v1", "go.temporal.io/api/enums/v1", "go.temporal.io/api/serviceerror",
		"go.temporal.io/api/taskqueue/v1", "go.temporal.io/api/workflow/v1", "go.temporal.io/api/workflowservice/v1",
		"go.temporal.io/sdk/activity", "go.temporal.io/sdk/client", "go.temporal.io/sdk/converter",
		"go.temporal.io/sdk/temporal", "go.temporal.io/sdk/workflow",
	},
	"aws":                 {"github.com/aws/aws-sdk-go-v2/aws", "github.com/aws/aws-sdk-go-v2/config", "github.com/aws/aws-sdk-go-v2/credentials"},
	"aws/internal/client": {"github.com/aws/aws-sdk-go-v2/aws", "github.com/aws/aws-sdk-go-v2/aws/signer/v4"},
	"otelasl": {
		"go.opentelemetry.io/otel", "go.opentelemetry.io/otel/attribute", "go.opentelemetry.io/otel/codes",
		"go.opentelemetry.io/otel/metric", "go.opentelemetry.io/otel/metric/noop", "go.opentelemetry.io/otel/trace", "go.opentelemetry.io/otel/trace/noop",
	},
	"examples/onboarding": {"go.temporal.io/sdk/client", "go.temporal.io/sdk/log", "go.temporal.io/sdk/worker"},
	"template":            {"go.yaml.in/yaml/v3"},
	"yaml":                {"go.yaml.in/yaml/v3"},
	"graph":               {"github.com/goccy/go-graphviz"},
	"bench/core/...":      {"github.com/coinbase/step/machine", "github.com/blues/jsonata-go"}, // peers, as below
	"bench/store":         {"modernc.org/sqlite"},
	"bench/graph":         {"github.com/goccy/go-graphviz"},
	"bench/telemetry": {
		"go.opentelemetry.io/otel/metric/noop", "go.opentelemetry.io/otel/sdk/metric", "go.opentelemetry.io/otel/sdk/trace", "go.opentelemetry.io/otel/trace/noop",
	},
	"examples/telemetry": {
		"go.opentelemetry.io/otel/exporters/stdout/stdoutmetric", "go.opentelemetry.io/otel/exporters/stdout/stdouttrace",
		"go.opentelemetry.io/otel/sdk/metric", "go.opentelemetry.io/otel/sdk/resource", "go.opentelemetry.io/otel/sdk/trace",
	},
	"bench/durable": {
		"github.com/dbos-inc/dbos-transact-golang/dbos", "github.com/dbos-inc/dbos-transact-golang/dbos/driver/sqlite",
		"github.com/cschleiden/go-workflows/backend", "github.com/cschleiden/go-workflows/backend/monoprocess", "github.com/cschleiden/go-workflows/backend/sqlite",
		"github.com/cschleiden/go-workflows/client", "github.com/cschleiden/go-workflows/worker", "github.com/cschleiden/go-workflows/workflow",
	},
	"items/parquet": {
		"github.com/klauspost/compress/snappy", "github.com/klauspost/compress/zstd",
		"github.com/parquet-go/parquet-go/deprecated", "github.com/parquet-go/parquet-go/encoding/thrift", "github.com/parquet-go/parquet-go/format",
	},
	"cmd/asl/internal/folder": {"github.com/fsnotify/fsnotify"},
	"cmd/asl":                 {"github.com/spf13/cobra", "golang.org/x/term"},
}

// pure has the packages that do no I/O, start no goroutine, and read neither a clock
// nor a random source: the same calls have the same results. They may import these
// packages of the standard library, and the harmless ones.
var pure = map[string][]string{
	"state": {
		"container/heap",
		"context", // for context.Background: Config.Interrupt ends evaluations
		"crypto/hmac", "crypto/md5", "crypto/sha256", "encoding/base64", "encoding/binary", "encoding/hex", "encoding/json",
		"sync", // the hash is computed when it is first needed
		"time", // for time.Time and time.Duration; impure_test.go looks for the rest
	},
	"state/statetest": {"time"},

	"jsonpath": {"encoding/json", "regexp", "regexp/syntax"},
	"intrinsic": {
		"crypto/md5", "crypto/sha1", "crypto/sha256", "crypto/sha512", "encoding/base64", "encoding/hex",
	},
	"jsonata/internal/picture": {"encoding/base64"},

	"jsonata": {
		"context", // Eval ends when the context is done
		"crypto/md5", "crypto/sha1", "crypto/sha256", "crypto/sha512", "encoding/hex",
		"io", // for io.EOF
		"regexp", "regexp/syntax",
		"sync", // the memory of evaluations is used again
		"time",
		"unsafe", // a string is kept as a pointer and a length
	},
	"internal/hashmap": nil,
	"internal/replay":  {"regexp", "time"},

	"internal/outstanding": nil,
	"internal/uuid":        {"encoding/binary", "encoding/hex"},
	"internal/jackson":     nil,
	"internal/jsontree":    nil,
	"history":              {"encoding/json", "time"},
	"jsonvalue": {
		"encoding/json",
		"sync",        // scanners are used again
		"sync/atomic", // values are shared by goroutines and decoded once
		"unsafe",
	},
	"diag": {"io", "sync"}, // it prints to a Writer
}

// harmless are the packages of the standard library that every package may import.
var harmless = []string{
	"bytes", "cmp", "errors", "fmt", "iter", "maps", "math", "math/bits", "slices", "sort", "strconv", "strings",
	"unicode", "unicode/utf16", "unicode/utf8",
}

// lookUp returns the entry for a package, or for a folder around it.
func lookUp(table map[string][]string, name string) (entry []string, ok bool) {
	if entry, ok = table[name]; ok {
		return entry, true
	}
	for key, entry := range table {
		if dir, isTree := strings.CutSuffix(key, "/..."); isTree && (name == dir || strings.HasPrefix(name, dir+"/")) {
			return entry, true
		}
	}
	return nil, false
}

func TestImports(t *testing.T) {
	for _, p := range packages(t) {
		name := p.name()
		own, ok := lookUp(mayImport, name)
		if !ok {
			t.Errorf("the package %s has no place in the import graph", name)
			continue
		}
		foreign, _ := lookUp(mayRequire, name)
		std, isPure := pure[name]
		for _, path := range p.Imports {
			inner, isOwn := strings.CutPrefix(path, module+"/")
			first, _, _ := strings.Cut(path, "/")
			switch {
			case isOwn && !slices.Contains(own, inner):
				t.Errorf("%s imports %s, which is none of %v", name, inner, own)
			case !isOwn && strings.Contains(first, ".") && !slices.Contains(foreign, path):
				t.Errorf("%s imports %s from outside", name, path)
			case isPure && !strings.Contains(first, ".") && !slices.Contains(harmless, path) && !slices.Contains(std, path):
				t.Errorf("%s is pure and imports %s", name, path)
			}
		}
	}
}

// CONTRIBUTING.md says what each package is for, in its table or in the row of the package
// around it.
func TestPackagesAreListed(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root(t), "CONTRIBUTING.md"))
	if err != nil {
		t.Fatal(err)
	}
	for name := range mayImport {
		parts := strings.Split(name, "/")
		outer := parts[0]
		if len(parts) > 1 && (outer == "internal" || outer == "cmd") {
			outer += "/" + parts[1]
		}
		if !strings.Contains(string(text), "`"+outer+"`") {
			t.Errorf("CONTRIBUTING.md does not say what %s is for", name)
		}
	}
}

// The core module requires little. What needs more is a nested module.
func TestRequirements(t *testing.T) {
	var file struct {
		Module    struct{ Path string }
		Go        string
		Toolchain string
		Require   []struct {
			Path     string
			Indirect bool
		}
		Replace []any
	}
	if err := json.Unmarshal([]byte(goCommand(t, ".", "mod", "edit", "-json")), &file); err != nil {
		t.Fatal(err)
	}
	if file.Module.Path != module || file.Go != "1.25.0" || file.Toolchain != "" || len(file.Replace) > 0 {
		t.Errorf("go.mod: %+v; want the module %s, go 1.25.0, no toolchain and no replacement", file, module)
	}
	allowed := []string{
		"github.com/PaesslerAG/gval",     // the expressions of jsonpath/gval
		"github.com/PaesslerAG/jsonpath", // compared with jsonpath in its tests
		"github.com/google/go-cmp",       // shows differences in tests
		"github.com/tidwall/gjson",       // reads JSON one level at a time
	}
	for _, r := range file.Require {
		if !r.Indirect && !slices.Contains(allowed, r.Path) {
			t.Errorf("go.mod requires %s", r.Path)
		}
	}
}

func TestLookUp(t *testing.T) {
	table := map[string][]string{"a": {"1"}, "b/...": {"2"}}
	got := map[string]string{}
	for _, name := range []string{"a", "a/x", "b", "b/x/y", "bc"} {
		if entry, ok := lookUp(table, name); ok {
			got[name] = entry[0]
		}
	}
	if diff := cmp.Diff(map[string]string{"a": "1", "b": "2", "b/x/y": "2"}, got); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
}
