package lambda

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// version is the version of all functions.
const version = "$LATEST"

// passed are the variables that handlers get from this program, as no program runs without
// them on some system. None of them has credentials.
var passed = []string{"PATH", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "PATHEXT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"}

// reserved are the variables that Lambda sets, and that a function cannot set.
var reserved = []string{
	"_HANDLER", "AWS_LAMBDA_RUNTIME_API", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR", "AWS_EXECUTION_ENV",
	"AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
	"AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_LAMBDA_INITIALIZATION_TYPE",
}

// checkEnv checks the environment that a function asks for.
func checkEnv(env map[string]string) error {
	for _, name := range slices.Sorted(maps.Keys(env)) {
		if slices.Contains(reserved, name) {
			return fmt.Errorf("Env has %s, which Lambda sets", name)
		}
		if name == "" || strings.ContainsAny(name, "=\x00") || strings.Contains(env[name], "\x00") {
			return fmt.Errorf(`Env has the variable %q, whose name is empty or has a "=", or which has a zero byte`, name)
		}
	}
	return nil
}

// environment returns the environment of a process that finds the Runtime API at address.
func (f *function) environment(address string) []string {
	env := map[string]string{
		"LANG": "en_US.UTF-8",
		"TZ":   ":UTC",

		"AWS_REGION":         f.runtime.region,
		"AWS_DEFAULT_REGION": f.runtime.region,

		// The SDKs find no credentials unless the function has them in Env.
		"AWS_CONFIG_FILE":             os.DevNull,
		"AWS_SHARED_CREDENTIALS_FILE": os.DevNull,
		"AWS_EC2_METADATA_DISABLED":   "true",

		// As where the code cannot be written to: no __pycache__ in the user's folder.
		"PYTHONDONTWRITEBYTECODE": "1",
	}
	for _, name := range passed {
		if value, ok := os.LookupEnv(name); ok {
			env[name] = value
		}
	}
	maps.Copy(env, f.Env)
	maps.Copy(env, map[string]string{
		"_HANDLER":                        f.Handler,
		"LAMBDA_TASK_ROOT":                f.Dir,
		"LAMBDA_RUNTIME_DIR":              f.Dir,
		"AWS_EXECUTION_ENV":               "AWS_Lambda_" + f.runtimeName(),
		"AWS_LAMBDA_RUNTIME_API":          address,
		"AWS_LAMBDA_FUNCTION_NAME":        f.Name,
		"AWS_LAMBDA_FUNCTION_VERSION":     version,
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE": strconv.Itoa(f.Memory),
		"AWS_LAMBDA_LOG_GROUP_NAME":       "/aws/lambda/" + f.Name,
		"AWS_LAMBDA_LOG_STREAM_NAME":      time.Now().UTC().Format("2006/01/02") + "/[" + version + "]" + newSecret(),
		"AWS_LAMBDA_INITIALIZATION_TYPE":  "on-demand",
	})
	list := make([]string, 0, len(env))
	for name, value := range env {
		list = append(list, name+"="+value)
	}
	slices.Sort(list)
	return list
}
