package state

import (
	"cmp"
	"slices"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// resultWriter is the field ResultWriter of a distributed Map.
type resultWriter struct {
	resource       string // "" if the results are not written, but are those of the state
	arguments      template
	transformation string // NONE, COMPACT or FLATTEN; "" if absent
	lines          bool   // OutputType is JSONL
}

// ResultTarget says where the results of a Map Run are written: its ResultWriter,
// evaluated.
type ResultTarget struct {
	Resource  string
	Arguments jsonvalue.Value // Parameters or Arguments: Bucket, Prefix …
	Manifest  string          // the key of the manifest
	MapRun    string          // ARN of the Map Run, for the manifest
	Lines     bool            // the files are JSON Lines, and not arrays

	folder   string // what the keys of the files begin with
	redrives int    // of the Map Run
}

// ResultFile is an object with results. Each of its Records is an element of the array
// that the object is, or a line.
type ResultFile struct {
	Status  Status // of the results: Succeeded, Failed, or "PENDING"
	Key     string
	Records []jsonvalue.Value
}

// WrittenFile is a [ResultFile] that was written.
type WrittenFile struct {
	Status Status
	Key    string
	Size   int64 // of the object, in bytes
}

// pendingItem is the Status of items that no execution was started for.
const pendingItem Status = "PENDING"

// target evaluates a ResultWriter, nil if it writes nothing.
func (w *resultWriter) target(s *scope, mapRun string) (*ResultTarget, error) {
	if w == nil || w.resource == "" {
		return nil, nil
	}
	arguments, err := s.apply(w.arguments)
	if err != nil {
		return nil, err
	}
	return w.targetOf(arguments, mapRun, 0), nil
}

// targetOf returns where the results of a Map Run go after so many redrives.
// Step Functions: each attempt has a folder of its own.
func (w *resultWriter) targetOf(arguments jsonvalue.Value, mapRun string, redrives int) *ResultTarget {
	folder := mapRun[strings.LastIndex(mapRun, ":")+1:] + "/"
	if prefix := strings.TrimSuffix(arguments.Get("Prefix").Text(), "/"); prefix != "" {
		folder = prefix + "/" + folder
	}
	if redrives > 0 {
		folder += "Redrive-" + itoa(redrives) + "/"
	}
	return &ResultTarget{
		Resource: w.resource, Arguments: arguments, MapRun: mapRun, Lines: w.lines,
		Manifest: folder + "manifest.json", folder: folder, redrives: redrives,
	}
}

// key returns the key of a file.
func (t *ResultTarget) key(status Status, part int) string {
	key := t.folder + string(status) + "_" + itoa(part) + ".json"
	if t.Lines {
		key += "l"
	}
	return key
}

// result returns the result of the state when its results were written.
func (t *ResultTarget) result() jsonvalue.Value {
	return jsonvalue.OfObject([]jsonvalue.Member{
		member("MapRunArn", text(t.MapRun)),
		member("ResultWriterDetails", jsonvalue.OfObject([]jsonvalue.Member{
			member("Bucket", t.Arguments.Get("Bucket")),
			member("Key", text(t.Manifest)),
		})),
	})
}

// outcomes returns what the results have for an execution that has ended.
// Step Functions: without a ResultWriter that is the output. COMPACT and FLATTEN change
// nothing for executions that have failed.
func (w *resultWriter) outcomes(record func() jsonvalue.Value, o *Outcome) []jsonvalue.Value {
	transformation := "COMPACT"
	if w != nil {
		transformation = cmp.Or(w.transformation, "NONE")
	}
	switch {
	case o.Status != Succeeded || transformation == "NONE":
		return []jsonvalue.Value{record()}
	case transformation == "FLATTEN" && o.Output.Kind() == jsonvalue.Array:
		elems := make([]jsonvalue.Value, 0, o.Output.Len())
		for _, e := range o.Output.Elements() {
			elems = append(elems, e)
		}
		return elems
	}
	return []jsonvalue.Value{o.Output}
}

// resultPart collects the results of one status for the next file.
type resultPart struct {
	part    int // its number
	results []indexedResult
	bytes   int
}

type indexedResult struct {
	index   int64 // of the execution
	records []jsonvalue.Value
}

func (p *resultPart) add(index int64, records []jsonvalue.Value) {
	if len(records) == 0 { // of an array without elements, if these are written
		return
	}
	p.results = append(p.results, indexedResult{index, records})
	for _, v := range records {
		p.bytes += v.Size() + 1
	}
}

// file returns the file with the results so far, in the order of the executions, and
// begins the next one.
func (p *resultPart) file(t *ResultTarget, status Status) ResultFile {
	p.results = slices.Clone(p.results) // the turn may be undone
	slices.SortFunc(p.results, func(a, b indexedResult) int { return cmp.Compare(a.index, b.index) })
	f := ResultFile{Status: status, Key: t.key(status, p.part)}
	for _, r := range p.results {
		f.Records = append(f.Records, r.records...)
	}
	*p = resultPart{part: p.part + 1}
	return f
}

// The values that records have in common.
var (
	isIncluded         = jsonvalue.OfObject([]jsonvalue.Member{member("Included", jsonvalue.True)})
	redrivableByMapRun = text(string(RedrivableByMapRun))
	notRedrivable      = text(string(NotRedrivable))
	succeededReason    = text(redriveReason(Succeeded))
)

// record returns the record of an execution that has ended, as the service writes it.
// Step Functions: its members are sorted.
func (c *mapChild) record(m *mapRun, o *Outcome) jsonvalue.Value {
	const most = 15
	members := make([]jsonvalue.Member, 0, most)
	if o.Failure != nil {
		members = appendTextMember(members, "Cause", o.Failure.Cause)
		members = appendTextMember(members, "Error", o.Failure.Error)
	}
	members = append(members,
		member("ExecutionArn", text(c.arn)),
		member("Input", text(c.input.String())), member("InputDetails", isIncluded),
		member("Name", text(c.name)))
	if o.Output.Exists() {
		members = append(members, member("Output", text(o.Output.String())))
	}
	members = append(members, member("OutputDetails", isIncluded), member("RedriveCount", jsonvalue.OfInt(int64(c.redrives))))
	if !c.redriven.IsZero() {
		members = append(members, member("RedriveDate", timestamp(c.redriven)))
	}
	if m.child.Type != Express {
		members = appendRedrive(members, o)
	}
	return jsonvalue.OfObject(append(members,
		member("StartDate", timestamp(o.Started)),
		member("StateMachineArn", m.machine),
		member("Status", text(string(o.Status))),
		member("StopDate", timestamp(o.Ended))))
}

func appendRedrive(members []jsonvalue.Member, o *Outcome) []jsonvalue.Member {
	if o.Status != Succeeded {
		return append(members, member("RedriveStatus", redrivableByMapRun))
	}
	return append(members, member("RedriveStatus", notRedrivable), member("RedriveStatusReason", succeededReason))
}

func appendTextMember(members []jsonvalue.Member, name string, s *string) []jsonvalue.Member {
	if s == nil {
		return members
	}
	return append(members, member(name, text(*s)))
}

// pendingRecord returns the record of an input that no execution was started for.
func pendingRecord(input jsonvalue.Value) jsonvalue.Value {
	return jsonvalue.OfObject([]jsonvalue.Member{
		member("Input", text(input.String())),
		member("InputDetails", isIncluded),
		member("Status", text(string(pendingItem))),
	})
}
