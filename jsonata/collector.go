package jsonata

// collector gathers the results of a step. It makes an array for the second result.
type collector struct {
	first value
	count int
	out   *array
	hint  int // the number of results to expect
}

// maxHint bounds the memory that is allocated for results before they exist.
const maxHint = 1024

func (c *collector) add(ev *evaluation, v value) error {
	if !v.exists() {
		return nil
	}
	ev.read(v)
	c.count++
	if c.count == 1 {
		c.first = v
		return nil
	}
	if c.count == 2 {
		c.out = &array{flags: sequence, extent: extent{depth: 1}}
		if c.hint > 2 {
			if err := ev.grow(c.out, c.hint); err != nil {
				return err
			}
		}
		if err := c.flatten(ev, c.first); err != nil {
			return err
		}
	}
	return c.flatten(ev, v)
}

// flatten adds a result, or the items of one that is an array.
func (c *collector) flatten(ev *evaluation, v value) error {
	if v.kind != kindArray || v.array() != nil && v.array().is(cons) {
		return ev.push(c.out, v)
	}
	return ev.pushAll(c.out, v)
}

// flow returns the results as the flow to the next step.
func (c *collector) flow(last bool) flow {
	switch c.count {
	case 0:
		return flow{empty: true}
	case 1:
		return oneResult(c.first, last)
	}
	return flowOf(ofArray(c.out))
}
