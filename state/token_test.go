package state_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// TestToken: a token names its execution. A Run redeems only the tokens of its own
// effects, as long as it waits for their answers.
func TestToken(t *testing.T) {
	definition := task(callback, `, "Parameters": {"t.$": "$$.Task.Token"}`)
	d := begin(t, definition, `{}`, state.Config{Name: "n", Secret: []byte("0123456789abcdef")})
	effect := d.step()[0].(*state.RunTask)
	token := effect.Token
	if arn, id, ok := state.TokenOf(token); !ok || arn != d.r.ARN() || id != effect.ID {
		t.Errorf("the token is of %q, %d, %v", arn, id, ok)
	}
	if token != d.r.Token(effect.ID) || token != effect.Input.Get("t").Text() {
		t.Error("there are two tokens")
	}
	d.restore()
	if id, ok := d.r.Redeem(token); !ok || id != effect.ID {
		t.Errorf("after a restore: %d, %v", id, ok)
	}
	other := begin(t, definition, `{}`, state.Config{Name: "n", Secret: []byte("fedcba9876543210")})
	other.step()
	text, _ := base64.StdEncoding.DecodeString(token)
	text[0] ^= 1
	for name, forged := range map[string]string{
		"of another effect": d.r.Token(effect.ID + 1), "of another secret": other.r.Token(effect.ID),
		"changed": base64.StdEncoding.EncodeToString(text), "cut": token[:8], "none": "", "no base64": "…",
	} {
		if id, ok := d.r.Redeem(forged); ok {
			t.Errorf("the token %s is redeemed for %d", name, id)
		}
	}
	d.r.Done(epoch, effect.ID, jsonvalue.True, nil)
	if _, ok := d.r.Redeem(token); ok {
		t.Error("the token is redeemed after the answer")
	}
}

// TestLongTokens: no token is longer than the service's. One without room for the ARN
// does not name the execution, and can still be redeemed.
func TestLongTokens(t *testing.T) {
	for _, length := range []int{1, 1500, 1504, 1505, 1519, 1520, 1600, 1 << 20} {
		d := begin(t, task(callback, `, "Parameters": {"t.$": "$$.Task.Token"}`), `{}`,
			state.Config{ARN: strings.Repeat("a", length), Limits: state.Unlimited})
		token := d.step()[0].(*state.RunTask).Token
		arn, _, ok := state.TokenOf(token)
		if len(token) > 2048 || ok != (len(arn) == length) || ok != (length < 1510) {
			t.Errorf("ARN of %d bytes: the token has %d characters, and the ARN %d, %v", length, len(token), len(arn), ok)
		}
		if _, ok := d.r.Redeem(token); !ok {
			t.Errorf("ARN of %d bytes: the token is not redeemed", length)
		}
	}
}

// FuzzTokenOf: no text makes TokenOf panic, and it only accepts texts that are tokens.
func FuzzTokenOf(f *testing.F) {
	f.Add("")
	f.Add(base64.StdEncoding.EncodeToString([]byte("0123456789abcdef\x01arn")))
	f.Add(base64.StdEncoding.EncodeToString([]byte("0123456789abcdef\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")))
	f.Fuzz(func(t *testing.T, token string) {
		if arn, id, ok := state.TokenOf(token); ok && (arn == "" || id <= 0) {
			t.Errorf("%q is a token of %q, %d", token, arn, id)
		}
	})
}

// TestGenuineToken: who knows the secret of an execution tells its tokens from others without
// a Run.
func TestGenuineToken(t *testing.T) {
	secret := []byte("0123456789abcdef")
	d := begin(t, task(callback, `, "Parameters": {"t.$": "$$.Task.Token"}`), `{}`, state.Config{Name: "n", Secret: secret})
	token := d.step()[0].(*state.RunTask).Token
	secretOf := func(arn string) []byte {
		if arn != d.r.ARN() {
			return []byte("another")
		}
		return secret
	}
	if root, arn, id, ok := state.GenuineToken(token, secretOf); !ok || arn != d.r.ARN() || root != arn || id != 1 {
		t.Errorf("it is of %q, %d, %v", arn, id, ok)
	}
	text, _ := base64.StdEncoding.DecodeString(token)
	text[len(text)-1] ^= 1 // another execution
	for name, forged := range map[string]string{"changed": base64.StdEncoding.EncodeToString(text), "cut": token[:24], "none": ""} {
		if _, _, _, ok := state.GenuineToken(forged, secretOf); ok {
			t.Errorf("the token is %s, and genuine", name)
		}
	}
}

// TestWorkerToken: a token that names an activity is read as the one without.
func TestWorkerToken(t *testing.T) {
	r, err := state.Start(parse(t, single(`"Type": "Wait", "Seconds": 1`)), []byte(`{}`), state.Config{Secret: []byte("s")})
	if err != nil {
		t.Fatal(err)
	}
	token := r.Token(7)
	const activity = "arn:aws:states:us-east-1:000000000000:activity:a"
	worker := state.WorkerToken(token, activity)
	arn, id, ok := state.TokenOf(worker)
	if want, _, _ := state.TokenOf(token); worker == token || arn != want || id != 7 || !ok {
		t.Errorf("got %s %d %v", arn, id, ok)
	}
	for token, want := range map[string]string{worker: activity, token: "", token + ".?": "", "": ""} {
		if got := state.ActivityOf(token); got != want {
			t.Errorf("%q: got %q, want %q", token, got, want)
		}
	}
	if long := state.WorkerToken(token, strings.Repeat("a", 2_000)); long != token {
		t.Errorf("got %d bytes", len(long))
	}
}

// TestTokenOfItem: a token of an execution that a Map Run has started also names the execution at the
// top, whose secret it is made of.
func TestTokenOfItem(t *testing.T) {
	d := beginMap(t, "", `[1]`, state.Config{Name: "n", Secret: []byte("0123456789abcdef")})
	d.goOn()
	item, err := d.asked[0].Begin(state.Config{Now: epoch})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		token := item.Token(7)
		root, arn, id, ok := state.GenuineToken(token, func(root string) []byte {
			if root != d.r.ARN() {
				t.Errorf("the secret of %s is asked for", root)
			}
			return []byte("0123456789abcdef")
		})
		if !ok || root != d.r.ARN() || arn != item.ARN() || id != 7 {
			t.Errorf("it is of %s, %s, %d, %v", root, arn, id, ok)
		}
		if arn, id, ok := state.TokenOf(token); !ok || arn != item.ARN() || id != 7 {
			t.Errorf("it is of %s, %d, %v", arn, id, ok)
		}
		snapshot, err := item.Snapshot()
		if err != nil {
			t.Fatal(err)
		}
		if item, err = state.Restore(item.Machine(), snapshot, state.Config{}); err != nil {
			t.Fatal(err)
		}
	}
}
