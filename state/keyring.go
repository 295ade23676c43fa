package state

import (
	"strconv"
	"strings"
)

// keyring hands out the idempotency keys of a run's effects, unique over
// executions. It makes the keys of the effects that follow along with one, which
// saves an allocation for each.
type keyring struct {
	text string // keys in a row
	next int64  // the effect that the first of them is for
	made int    // the last time
}

const maxKeys = 16

// of returns the key of an effect of the execution with that ARN.
func (k *keyring) of(arn string, effect int64) string {
	if k.next != effect {
		k.made = 0 // they are asked for out of order
	}
	if k.text == "" || k.next != effect {
		k.fill(arn, effect)
	}
	length := len(arn) + 1 + digits(effect)
	key := k.text[:length]
	k.text, k.next = k.text[length:], effect+1
	return key
}

// digits is the number of digits of a number that is positive.
func digits(n int64) int {
	count := 1
	for ; n >= 10; n /= 10 {
		count++
	}
	return count
}

// fill makes the keys of an effect and of some after it.
func (k *keyring) fill(arn string, effect int64) {
	k.made = min(max(2*k.made, 1), maxKeys)
	var text strings.Builder
	var room [128]byte
	key := append(append(room[:0], arn...), '#')
	text.Grow(k.made * (len(key) + digits(effect+maxKeys)))
	for i := range k.made {
		text.Write(strconv.AppendInt(key, effect+int64(i), 10))
	}
	k.text = text.String()
}
