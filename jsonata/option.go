package jsonata

// Profile is a version of the language.
type Profile uint8

const (
	// Latest is the language of JSONata 2.2. It is the default.
	Latest Profile = iota

	// AWS is the language of Step Functions: JSONata 2.0.6 without $eval, and with the
	// functions $partition, $range, $hash, $uuid, $parse and $random with a seed. It has
	// other default limits, see [Limits], and NaN and the infinities become strings in
	// results.
	AWS
)

// Option is an option of [Compile]: [WithProfile] or [WithLimits]. Of several of the
// same kind the last one counts.
type Option func(*config)

// config is what the options set.
type config struct {
	profile Profile
	limits  Limits
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
