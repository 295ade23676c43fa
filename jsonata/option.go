package jsonata

// Profile is a version of the language.
type Profile uint8

const (
	// Latest is the language of JSONata 2.2. It is the default.
	Latest Profile = iota
	// AWS is the language of Step Functions: JSONata 2.0.6 without $eval, and with
	// $partition, $range, $hash, $random(seed), $uuid and $parse.
	AWS
)

// Option is an option of [Compile].
type Option func(*config)

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

// WithProfile selects the version of the language.
func WithProfile(p Profile) Option { return func(c *config) { c.profile = p } }

// WithLimits replaces the limits of the profile. Fields that are 0 keep their
// defaults.
func WithLimits(l Limits) Option { return func(c *config) { c.limits = l } }
