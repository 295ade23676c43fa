package servertest

import (
	"fmt"
	"net"
	"os"
	"strconv"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/server/common/authorization"
	serverclusters "go.temporal.io/server/common/cluster"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/dynamicconfig"
	serverlog "go.temporal.io/server/common/log"
	"go.temporal.io/server/common/membership/static"
	"go.temporal.io/server/common/metrics"
	sqliteplugin "go.temporal.io/server/common/persistence/sql/sqlplugin/sqlite"
	"go.temporal.io/server/common/primitives"
	"go.temporal.io/server/schema/sqlite"
	server "go.temporal.io/server/temporal"

	"github.com/goasl/goasl/temporal"
)

const (
	namespace   = "default"
	clusterName = "active"
	localhost   = "127.0.0.1"
)

// searchAttributes are those that docs/temporal.md lets users register.
var searchAttributes = map[string]enumspb.IndexedValueType{
	temporal.AttributeVersion: enumspb.INDEXED_VALUE_TYPE_KEYWORD, temporal.AttributeAlias: enumspb.INDEXED_VALUE_TYPE_KEYWORD,
	temporal.AttributeMapRun: enumspb.INDEXED_VALUE_TYPE_KEYWORD, temporal.AttributeStarted: enumspb.INDEXED_VALUE_TYPE_DATETIME,
	temporal.AttributeTimedOut: enumspb.INDEXED_VALUE_TYPE_BOOL,
}

// services are the parts of a server, by name; the port of the first one is for clients.
var services = []primitives.ServiceName{
	primitives.FrontendService, primitives.HistoryService, primitives.MatchingService, primitives.WorkerService,
}

// newServer returns a Temporal server that has not been started. Its data are in an SQLite file
// or, if file is "", in memory. Clients find it at a port of this machine.
func newServer(file string, port int) (server.Server, error) {
	db := database(file)
	if _, err := os.Stat(file); file != "" && os.IsNotExist(err) {
		if err := sqlite.SetupSchema(db); err != nil {
			return nil, err
		}
	}
	own, err := sqlite.NewNamespaceConfig(clusterName, namespace, false, searchAttributes)
	if err != nil {
		return nil, err
	}
	if err := sqlite.CreateNamespaces(db, own); err != nil {
		return nil, err
	}
	ports, err := freePorts(2*len(services) - 1)
	if err != nil {
		return nil, err
	}
	ports = append([]int{port}, ports...)
	cfg := settings(db, ports)
	hosts := map[primitives.ServiceName]static.Hosts{}
	for i, s := range services {
		hosts[s] = static.SingleLocalHost(address(ports[i]))
	}
	return server.NewServer(
		server.WithConfig(cfg),
		server.ForServices(server.DefaultServices),
		server.WithStaticHosts(hosts),
		server.WithLogger(serverlog.NewNoopLogger()),
		server.WithAuthorizer(authorization.NewNoopAuthorizer()),
		server.WithCustomMetricsHandler(metrics.NoopMetricsHandler),
		server.WithDynamicConfigClient(dynamicconfig.StaticClient{
			dynamicconfig.ForceSearchAttributesCacheRefreshOnRead.Key(): true,
		}),
	)
}

// database says where the server has its data.
func database(file string) *config.SQL {
	db := &config.SQL{PluginName: sqliteplugin.PluginName, DatabaseName: file, ConnectAttributes: map[string]string{"mode": "rwc"}}
	if file == "" {
		db.DatabaseName = strconv.FormatInt(time.Now().UnixNano(), 36)
		db.ConnectAttributes = map[string]string{"mode": "memory", "cache": "shared"}
	}
	return db
}

// settings are those of a cluster of one server with one shard. The first half of the ports is
// for the services, the second one for what they tell one another of themselves.
func settings(db *config.SQL, ports []int) *config.Config {
	cfg := &config.Config{
		Global: config.Global{Membership: config.Membership{MaxJoinDuration: 30 * time.Second, BroadcastAddress: localhost}},
		Persistence: config.Persistence{
			DefaultStore: "all", VisibilityStore: "all", NumHistoryShards: 1,
			DataStores: map[string]config.DataStore{"all": {SQL: db}},
		},
		ClusterMetadata: &serverclusters.Config{
			FailoverVersionIncrement: 10, MasterClusterName: clusterName, CurrentClusterName: clusterName,
			ClusterInformation: map[string]serverclusters.ClusterInformation{
				clusterName: {Enabled: true, InitialFailoverVersion: 1, RPCAddress: address(ports[0])},
			},
		},
		DCRedirectionPolicy: config.DCRedirectionPolicy{Policy: "noop"},
		Services:            map[string]config.Service{},
		Archival: config.Archival{
			History:    config.HistoryArchival{State: "disabled"},
			Visibility: config.VisibilityArchival{State: "disabled"},
		},
		PublicClient: config.PublicClient{HostPort: address(ports[0])},
		NamespaceDefaults: config.NamespaceDefaults{Archival: config.ArchivalNamespaceDefaults{
			History:    config.HistoryArchivalNamespaceDefaults{State: "disabled"},
			Visibility: config.VisibilityArchivalNamespaceDefaults{State: "disabled"},
		}},
	}
	for i, s := range services {
		cfg.Services[string(s)] = config.Service{RPC: config.RPC{
			GRPCPort: ports[i], MembershipPort: ports[len(services)+i], BindOnLocalHost: true,
		}}
	}
	return cfg
}

func address(port int) string { return fmt.Sprintf("%s:%d", localhost, port) }

// freePorts returns ports of this machine that nobody uses.
func freePorts(n int) (ports []int, err error) {
	for range n {
		l, err := net.Listen("tcp", address(0))
		if err != nil {
			return nil, err
		}
		defer l.Close() // so that the next one differs
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports, nil
}
