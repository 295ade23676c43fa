package play

import (
	"fmt"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/internal/conformance/compare"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// records returns the records of the execution besides its history. log is the
// configuration of its log, nil if it is not known.
func (e *engine) records(log *cases.LogLevel) (r compare.Records, err error) {
	d := e.Run.Describe()
	if r.Description, err = jsonvalue.Parse(d.AppendJSON(nil)); err != nil {
		return r, fmt.Errorf("description: %w", err)
	}
	if r.SyncResponse, err = jsonvalue.Parse(d.AppendSyncResponse(nil)); err != nil {
		return r, fmt.Errorf("response: %w", err)
	}
	if r.MapRun, err = e.mapRun(); err != nil {
		return r, fmt.Errorf("map run: %w", err)
	}
	for _, d := range []state.Description{e.started, d} {
		r.StatusChanges = append(r.StatusChanges, string(d.AppendStatusChange(nil, "id")))
	}
	if len(e.Events) > 0 {
		if r.EndEvent, err = e.logRecord(e.Events[len(e.Events)-1], true); err != nil {
			return r, err
		}
	}
	if log == nil {
		return r, nil
	}
	var records []jsonvalue.Value
	for _, event := range e.Events {
		if !history.Level(log.Level).Logs(event.Type) {
			continue
		}
		record, err := e.logRecord(event, log.IncludeExecutionData)
		if err != nil {
			return r, err
		}
		records = append(records, record)
		r.LogTexts = append(r.LogTexts, record.String())
	}
	r.Log = jsonvalue.OfArray(records)
	return r, nil
}

// mapRun returns the list of the Map Runs and the description of the first one, none if
// there is none.
func (e *engine) mapRun() (jsonvalue.Value, error) {
	runs := e.Run.MapRuns()
	if len(runs) == 0 {
		return jsonvalue.Value{}, nil
	}
	text := []byte(`{"list_map_runs":{"mapRuns":[`)
	for i, run := range runs {
		if i > 0 {
			text = append(text, ',')
		}
		text = run.AppendListItem(text)
	}
	text = append(text, `]},"describe_map_run":`...)
	return jsonvalue.Parse(append(runs[0].AppendJSON(text), '}'))
}

func (e *engine) logRecord(event history.Event, data bool) (jsonvalue.Value, error) {
	record := history.LogRecord{Event: event, ExecutionArn: e.Run.ARN(), RedriveCount: e.redrivesBefore(event.ID), IncludeExecutionData: data}
	v, err := jsonvalue.Parse(record.AppendJSON(nil))
	if err != nil {
		return v, fmt.Errorf("log record %d: %w", event.ID, err)
	}
	return v, nil
}

// redrivesBefore returns how often the execution was redriven before an event.
func (e *engine) redrivesBefore(id int64) (n int) {
	for _, event := range e.Events[:id-1] {
		if event.Type == history.TypeExecutionRedriven {
			n++
		}
	}
	return n
}
