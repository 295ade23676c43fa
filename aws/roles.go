package aws

import (
	"sync"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
)

// maxRoles is the most roles whose credentials are kept.
const maxRoles = 1000

// roles has the credentials of roles, by their ARNs.
type roles struct {
	mu  sync.Mutex
	all map[string]sdk.CredentialsProvider
}

func (r *roles) get(arn string) (p sdk.CredentialsProvider, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	p, ok = r.all[arn]
	return p, ok
}

// keep keeps the credentials of a role, unless others were kept meanwhile, which it returns.
// ARNs come from inputs: when there are too many, all are forgotten.
func (r *roles) keep(arn string, p sdk.CredentialsProvider) sdk.CredentialsProvider {
	r.mu.Lock()
	defer r.mu.Unlock()
	if kept, ok := r.all[arn]; ok {
		return kept
	}
	if r.all == nil || len(r.all) >= maxRoles {
		r.all = map[string]sdk.CredentialsProvider{}
	}
	r.all[arn] = p
	return p
}
