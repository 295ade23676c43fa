package jsonata

// Profile is a version of the language.
type Profile uint8

const (
	// Latest is the language of JSONata 2.2. It is the default.
	Latest Profile = iota

	// AWS is the language of Step Functions: JSONata 2.0.6 without $eval, and with the
	// functions $partition, $range, $hash, $uuid, $parse and $random with a seed. It has
	// other default limits, see [Limits]; $range gives at most 360,145 numbers, and $pad
	// adds at most 262,144 characters. The numbers of results are written as in Java; NaN
	// and the infinities become strings.
	AWS
)

// Option is an option of [Compile]: [WithProfile], [WithLimits] or [WithSpace]. Of
// several of the same kind the last one counts.
type Option func(*config)

// config is what the options set.
type config struct {
	profile Profile
	limits  Limits
	space   *int // bytes that compiled sources may still take; nil for defaultSpace
}

func newConfig(opts []Option) config {
	var c config
	for _, o := range opts {
		o(&c)
	}
	c.limits = c.limits.orDefault(c.profile)
	return c
}

// WithProfile selects the version of the language, which is [Latest] or [AWS]. Every
// other value counts as Latest.
func WithProfile(p Profile) Option {
	return func(c *config) {
		c.profile = Latest
		if p == AWS {
			c.profile = AWS
		}
	}
}

// WithLimits sets limits of the source and of each evaluation. Fields that are zero
// keep the defaults of the profile.
func WithLimits(l Limits) Option { return func(c *config) { c.limits = l } }

// WithSpace shares memory between sources: left is how many bytes their compiled form may
// still take, about. Compile subtracts what a source takes, and what it has taken until
// it is refused; when nothing is left the error wraps [ErrLimit]. Without the option each
// source may take 64 MiB. left must not be used by another goroutine during Compile,
// which does not keep it.
//
// A token takes 128 bytes, and each part of a regular expression 64, or 128 if it has
// assertions.
func WithSpace(left *int) Option { return func(c *config) { c.space = left } }

// defaultSpace is how many bytes a compiled source may take by itself.
const defaultSpace = 64 << 20
