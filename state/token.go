package state

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"strings"
)

// A task token is the base64 text of a MAC, the effect's ID as a uvarint, and the
// execution's ARN; if a Map Run has started it, also a NUL and the ARN of the execution at the
// top. So a program that gets an answer can find the execution without a
// table of tokens. The MAC needs the secret: no one else can make a token, and a
// snapshot needs to hold none.

const (
	macSize = 16 // bytes

	// maxTaskToken is the length limit of a token, in characters. Step Functions: that
	// of the shape TaskToken. Tokens leave out an ARN that is too long.
	maxTaskToken = 2_048
	maxARN       = maxTaskToken/4*3 - macSize - binary.MaxVarintLen64
)

// Token returns the task token of an effect, also if the state does not ask for one.
// Unlike the other methods it may be called concurrently with any of them.
func (r *Run) Token(id int64) string {
	token := binary.AppendUvarint(r.mac(id), uint64(id))
	names := r.cfg.ARN
	if r.cfg.Root != "" {
		names += "\x00" + r.cfg.Root
	}
	if len(names) <= maxARN {
		token = append(token, names...)
	}
	return base64.StdEncoding.EncodeToString(token)
}

// mac returns the part of an effect's token that proves knowledge of the secret.
func (r *Run) mac(effect int64) []byte { return macOf(r.cfg.Secret, r.cfg.ARN, effect) }

func macOf(secret []byte, arn string, effect int64) []byte {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(arn))
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(effect)))
	return mac.Sum(nil)[:macSize]
}

// TokenOf returns the ARN of the execution and the ID of the effect that a task token
// is for. ok is false if the text does not have the form of a token that names an
// execution. TokenOf does not check whether the token is genuine: see [Run.Redeem].
func TokenOf(token string) (arn string, effect int64, ok bool) {
	_, effect, names, ok := parseToken(token)
	arn, _, _ = strings.Cut(names, "\x00")
	return arn, effect, ok && arn != ""
}

func parseToken(token string) (mac []byte, effect int64, names string, ok bool) {
	if len(token) > maxTaskToken {
		return nil, 0, "", false
	}
	token, _, _ = strings.Cut(token, ".") // see WorkerToken
	text, err := base64.StdEncoding.Strict().DecodeString(token)
	if err != nil || len(text) <= macSize {
		return nil, 0, "", false
	}
	mac, text = text[:macSize], text[macSize:]
	id, n := binary.Uvarint(text)
	if n <= 0 || int64(id) <= 0 {
		return nil, 0, "", false
	}
	return mac, int64(id), string(text[n:]), true
}

// GenuineToken returns the ARN of the execution and the ID of the effect that a task token
// is for. root is the ARN of the execution at the top, which has started that of a Map Run, and
// arn for all others. ok is false if the token names no execution, or was not made with the
// secret of root ([Config].Secret), which secretOf returns.
func GenuineToken(token string, secretOf func(root string) []byte) (root, arn string, effect int64, ok bool) {
	mac, effect, names, ok := parseToken(token)
	arn, root, inMapRun := strings.Cut(names, "\x00")
	if !inMapRun {
		root = arn
	}
	if !ok || arn == "" || !hmac.Equal(mac, macOf(secretOf(root), arn, effect)) {
		return "", "", 0, false
	}
	return root, arn, effect, true
}

// WorkerToken returns the token of a task as a worker of an activity gets it: it names the
// activity, too, so that who answers too late can be told which it was. What reads tokens reads
// both.
func WorkerToken(token, activity string) string {
	if worker := token + "." + base64.RawURLEncoding.EncodeToString([]byte(activity)); len(worker) <= maxTaskToken {
		return worker
	}
	return token
}

// ActivityOf returns the activity that a token names, "" if it names none.
func ActivityOf(token string) string {
	_, name, _ := strings.Cut(token, ".")
	activity, err := base64.RawURLEncoding.DecodeString(name)
	if err != nil {
		return ""
	}
	return string(activity)
}

// Redeem returns the ID of the effect that a task token is for. ok is false if the
// token is not of this execution, or if the Run does not wait for that answer any
// longer.
func (r *Run) Redeem(token string) (id int64, ok bool) {
	mac, id, _, ok := parseToken(token)
	if !ok || !hmac.Equal(mac, r.mac(id)) || !r.Awaits(id) {
		return 0, false
	}
	return id, true
}
