package sfnapi

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/goasl/goasl/durable"
)

// page is the part of a list that a request asks for.
type page struct {
	max    int    // the most rows
	after  string // position of the last row of the page before, "" for the first page
	list   string // what is listed
	now    time.Time
	secret []byte
}

const (
	maxPage   = 100            // rows of a page if nothing else is asked for
	tokenTime = 24 * time.Hour // that a token can be used. Step Functions: as documented
	tokenSum  = 16             // bytes
)

// page reads maxResults and nextToken of a request. what names the operation and has the
// other arguments, which must be those of the page before. The error is InvalidToken.
func (s *Service) page(c *call, maxResults *int64, nextToken string, what ...string) (*page, error) {
	p := &page{max: maxPage, list: fmt.Sprintf("%q %q", what, c.identity.MachineARN()), now: s.now(), secret: s.secret}
	if maxResults != nil && *maxResults > 0 {
		p.max = int(*maxResults)
	}
	if nextToken == "" {
		return p, nil
	}
	text, err := base64.RawURLEncoding.Strict().DecodeString(nextToken)
	if err != nil || len(text) <= tokenSum+8 {
		return nil, invalidToken()
	}
	made := time.UnixMilli(int64(binary.BigEndian.Uint64(text[tokenSum:])))
	p.after = string(text[tokenSum+8:])
	if !hmac.Equal([]byte(nextToken), []byte(p.token(made, p.after))) || p.now.Sub(made) > tokenTime {
		return nil, invalidToken()
	}
	return p, nil
}

// next returns the nextToken of a page whose last row has a position, "" if that is "". A
// position says where the row is in the order of the list, so that rows may appear and vanish
// before the next page.
func (p *page) next(position string) string {
	if position == "" {
		return ""
	}
	return p.token(p.now, position)
}

// token returns the token of a position. Its sum proves that the Service, or one with the same
// backend, has made it for this list.
func (p *page) token(made time.Time, position string) string {
	text := append(binary.BigEndian.AppendUint64(nil, uint64(made.UnixMilli())), position...)
	mac := hmac.New(sha256.New, p.secret)
	mac.Write(text)
	mac.Write([]byte(p.list))
	return base64.RawURLEncoding.EncodeToString(append(mac.Sum(nil)[:tokenSum], text...))
}

// pageItems returns the items of a page, and its nextToken. Of rows, which follow p.after, there
// are more than p.max if it is not the last page.
func pageItems[Row, Item any](p *page, rows []Row, position func(Row) string, item func(Row) Item) (items []Item, nextToken string) {
	if len(rows) > p.max {
		rows = rows[:p.max]
		nextToken = p.next(position(rows[p.max-1]))
	}
	items = make([]Item, len(rows))
	for i, row := range rows {
		items[i] = item(row)
	}
	return items, nextToken
}

// secretOf returns the secret of the tokens of pages, which is made once for a backend.
func secretOf(ctx context.Context, b Backend) ([]byte, error) {
	made := durable.Object{Kind: "pageSecret", Name: "pages", Value: make([]byte, sha256.Size)}
	rand.Read(made.Value) // never fails
	err := b.PutObject(ctx, made, 0)
	if !errors.Is(err, durable.ErrConflict) {
		return made.Value, err
	}
	known, err := b.Object(ctx, made.Kind, made.Name)
	return known.Value, err
}

// invalidToken is what Step Functions says about tokens of tasks and of pages that it has not
// made.
func invalidToken() *Exception {
	return &Exception{Code: "InvalidToken", Message: "Invalid Token: 'Invalid token'"}
}
