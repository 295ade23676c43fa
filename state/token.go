package state

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
)

// A task token is the base64 text of a MAC, the effect's id as a uvarint, and the
// execution's ARN. So whoever gets an answer finds the execution that it is for
// without a table of tokens; and only those who know the secret can make one, so
// that it needs no place in a snapshot.

const (
	macSize = 16 // bytes

	// maxTaskToken is the most characters of a token. Step Functions: the length of
	// the shape TaskToken. A longer ARN is left out of its tokens.
	maxTaskToken = 2_048
	maxARN       = maxTaskToken/4*3 - macSize - binary.MaxVarintLen64
)

// Token returns the task token of an effect, whether or not the state asks for
// one. It is safe for concurrent use, with all other methods, too.
func (r *Run) Token(id int64) string {
	token := binary.AppendUvarint(r.mac(id), uint64(id))
	if len(r.arn) <= maxARN {
		token = append(token, r.arn...)
	}
	return base64.StdEncoding.EncodeToString(token)
}

// mac is what only those can make who know the secret.
func (r *Run) mac(effect int64) []byte {
	mac := hmac.New(sha256.New, r.secret)
	mac.Write([]byte(r.arn))
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(effect)))
	return mac.Sum(nil)[:macSize]
}

// TokenOf returns the ARN of the execution that a task token belongs to, and the
// id of its effect. ok is false if the text has not the form of a token that names
// an execution. Whether the token is genuine only the execution's Run knows: see
// [Run.Redeem].
func TokenOf(token string) (arn string, effect int64, ok bool) {
	_, effect, arn, ok = parseToken(token)
	return arn, effect, ok && arn != ""
}

func parseToken(token string) (mac []byte, effect int64, arn string, ok bool) {
	if len(token) > maxTaskToken {
		return nil, 0, "", false
	}
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

// Redeem returns the effect whose answer a task token is for. ok is false if the
// token is none of this execution, or no answer is waited for any longer.
func (r *Run) Redeem(token string) (id int64, ok bool) {
	mac, id, _, ok := parseToken(token)
	if !ok || !hmac.Equal(mac, r.mac(id)) || !r.Awaits(id) {
		return 0, false
	}
	return id, true
}
