package lambda_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/asltest"
	"github.com/goasl/goasl/lambda"
)

// The machine of examples/songs runs with handlers in Node, and with an executable.
func TestSongs(t *testing.T) {
	definition, err := os.ReadFile("../examples/songs/songs.asl.json")
	if err != nil {
		t.Fatal(err)
	}
	machine := asl.MustParse(string(definition))
	for name, functions := range map[string]func(testing.TB) (song, lyrics lambda.Function){
		"node": nodeSongs, "executable": executableSongs,
	} {
		t.Run(name, func(t *testing.T) {
			song, lyrics := functions(t)
			song.Name, lyrics.Name = "stepTest1", "stepTest2"
			r := newRuntime(t, []lambda.Function{song, lyrics})
			songs := func() *asltest.Test { return asltest.New(t, machine, asl.WithResolver(r)) }
			songs().Run(`{"name": "PSY"}`).Output(`{"lyrics": "oh oh oh oh oh pan gangnam style"}`)
			songs().Run(`{"name": "Adele"}`).Output(`{"lyrics": "i don't know"}`)
		})
	}
}

func nodeSongs(t testing.TB) (song, lyrics lambda.Function) {
	needs(t, "node")
	return lambda.Function{Dir: "testdata/songs", Handler: "song.handler"},
		lambda.Function{Dir: "testdata/songs", Handler: "lyrics.handler"}
}

// executableSongs builds testdata/bootstrap.
func executableSongs(t testing.TB) (song, lyrics lambda.Function) {
	needs(t, "go")
	dir := t.TempDir()
	build := exec.Command("go", "build", "-o", filepath.Join(dir, "bootstrap"), "./testdata/bootstrap")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return lambda.Function{Dir: dir, Handler: "song", Runtime: "provided.al2023"}, lambda.Function{Dir: dir, Handler: "lyrics"}
}
