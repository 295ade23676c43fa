package state

import "github.com/goasl/goasl/jsonvalue"

// Tolerance says how many items of a distributed Map may fail. If neither of its fields
// is set, the Map fails with the first failed item.
type Tolerance struct {
	Count   Quantity // ToleratedFailureCount
	percent percentage
}

// percentage is a number from 0 to 100: fixed, or computed by a path or an expression.
type percentage struct {
	set   bool
	fixed float64
	path  pathField
	query *query
}

const toleratedPercentage = "ToleratedFailurePercentage"

func (o *object) tolerance() Tolerance {
	t := Tolerance{Count: o.mapQuantity("ToleratedFailureCount", bounds{0, maxAttempts})}
	o.exclusive(toleratedPercentage, toleratedPercentage+"Path")
	p := &t.percent
	p.set = o.has(toleratedPercentage) || o.has(toleratedPercentage+"Path")
	if n, ok := o.peek(toleratedPercentage); ok {
		if p.query, ok = o.query(n, toleratedPercentage); ok {
			o.take(toleratedPercentage)
			return t
		}
	}
	p.fixed = o.number(toleratedPercentage, 0, 100, 0)
	p.path = o.referencePath(toleratedPercentage + "Path")
	o.noContext(toleratedPercentage+"Path", p.path)
	return t
}

// threshold is a [Tolerance] that was evaluated; nil is not set.
type threshold struct {
	count   *int64
	percent *float64
}

// threshold evaluates a Tolerance.
func (s *scope) threshold(t *Tolerance) (at threshold, err error) {
	if t.Count.IsSet() {
		n, err := s.natural(&t.Count, "ToleratedFailureCount")
		if err != nil {
			return at, err
		}
		at.count = &n
	}
	if t.percent.set {
		p, err := s.percentage(&t.percent)
		if err != nil {
			return at, err
		}
		at.percent = &p
	}
	return at, nil
}

func (s *scope) percentage(p *percentage) (float64, error) {
	var v jsonvalue.Value
	var err error
	switch {
	case p.query != nil:
		v, err = s.evalTo(p.query, jsonvalue.Number)
	case !p.path.isSet():
		return p.fixed, nil
	default:
		if v, err = s.read(p.path.path); err != nil {
			err = s.pathError(p.path.path, err)
		}
	}
	if err != nil {
		return 0, err
	}
	n, ok := v.Float64()
	switch {
	case ok && n >= 0 && n <= 100:
		return n, nil
	case p.query != nil:
		return 0, s.queryFault(p.query, "returned a value that is not between 0 and 100: "+quoted(v))
	case ok:
		return 0, s.f.runtimeFault(toleratedPercentage + " must be between 0 and 100.")
	}
	return 0, s.f.runtimeFault("The " + toleratedPercentage + "Path field refers to value \"" + plain(v) + "\" which is not a valid float: " + p.path.text)
}

// exceeded reports whether too many of the items have failed. of is 0 if it is not known
// yet how many there are.
func (t threshold) exceeded(failed, of int) bool {
	return t.count != nil && int64(failed) > *t.count ||
		t.percent != nil && of > 0 && 100*float64(failed) > *t.percent*float64(of)
}
