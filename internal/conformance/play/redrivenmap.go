package play

import (
	"time"

	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
	"github.com/goasl/goasl/state/statetest"
)

// RedrivenMap plays a case whose execution fails with a Map Run, and is redriven then. Its
// tasks read objects of S3. One that is missing at first is there after the redrive, unless
// refused is given: then no execution of the Map Run may be redriven, for that reason.
func RedrivenMap(c *cases.Case, rebuild statetest.Rebuild, missing cases.File, refused *state.Failure) (Family, error) {
	f := Family{Events: map[string][]jsonvalue.Value{}}
	setup, err := setUp(c, &recorded{})
	if err != nil {
		return f, err
	}
	var e *engine
	e, err = newEngine(c, setup, rebuild, func(c *call) error { return e.getObject(c) })
	if err != nil {
		return f, err
	}
	f.Object = e.maps.store.Get
	if err := e.driver.Run(); err != nil {
		return f, err
	}
	e.driver.Now = e.driver.Now.Add(10 * time.Second)
	e.maps.refused = refused
	if refused == nil {
		e.maps.store.Set(missing.Bucket, missing.Key, missing.Body)
	}
	if _, err := e.Redrive(""); err != nil {
		return f, err
	}
	if err := e.driver.Run(); err != nil {
		return f, err
	}
	return f, e.addTo(&f)
}

// getObject answers a task that reads an object of S3.
func (e *engine) getObject(c *call) error {
	body, ok := e.maps.store.Get(c.input.Get("Bucket").Text(), c.input.Get("Key").Text())
	if ok {
		c.reply(Answer{Output: jsonvalue.OfObject([]jsonvalue.Member{{Name: "Body", Value: jsonvalue.OfString(body)}})})
	} else {
		c.reply(Answer{Failure: state.NewFailure("S3.NoSuchKeyException", "The specified key does not exist.")})
	}
	return nil
}
