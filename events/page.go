package events

import (
	"encoding/base64"
	"slices"
)

// page says which part of a list a request asks for.
type page struct {
	NextToken string
	Limit     *int
}

// maxPage is the most elements of a page, and the default.
const maxPage = 100

// paged returns a page of a list, which is in the order of its names, and the token of the next
// one, "" if this is the last. A token holds the last name of its page, so that what is added or
// deleted in between does no harm.
func paged[E any](p page, all []E, name func(E) string) (part []E, next string, err error) {
	limit := maxPage
	if p.Limit != nil {
		var c constraints
		c.count("limit", "value", *p.Limit, maxPage)
		if err := c.err(); err != nil {
			return nil, "", err
		}
		limit = *p.Limit
	}
	after, err := base64.RawURLEncoding.DecodeString(p.NextToken)
	if err != nil {
		return nil, "", invalid("Parameter NextToken is not valid.")
	}
	if p.NextToken != "" {
		all = slices.DeleteFunc(all, func(e E) bool { return name(e) <= string(after) })
	}
	if len(all) <= limit {
		return append([]E{}, all...), "", nil
	}
	return all[:limit], base64.RawURLEncoding.EncodeToString([]byte(name(all[limit-1]))), nil
}
