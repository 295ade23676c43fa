package lint

import (
	"encoding/json"
	"io"

	"github.com/goasl/goasl/diag"
)

// sarifLog is a log of SARIF, as far as it is written.
type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool    sarifTool     `json:"tool"`
	Results []sarifResult `json:"results"`
	Columns string        `json:"columnKind"`
}

type sarifTool struct {
	Driver struct {
		Name  string      `json:"name"`
		URI   string      `json:"informationUri"`
		Rules []sarifRule `json:"rules"`
	} `json:"driver"`
}

type sarifRule struct {
	ID    string    `json:"id"`
	Short sarifText `json:"shortDescription"`
}

type sarifText struct {
	Text string `json:"text"`
}

type sarifResult struct {
	Rule    string       `json:"ruleId"`
	Level   string       `json:"level"`
	Message sarifText    `json:"message"`
	Places  []sarifPlace `json:"locations"`
}

type sarifPlace struct {
	Physical sarifPhysical  `json:"physicalLocation"`
	Logical  []sarifLogical `json:"logicalLocations,omitempty"`
}

type sarifPhysical struct {
	Artifact struct {
		URI string `json:"uri"`
	} `json:"artifactLocation"`
	Region *sarifRegion `json:"region,omitempty"`
}

type sarifRegion struct {
	Line   int `json:"startLine"`
	Column int `json:"startColumn"`
}

type sarifLogical struct {
	Name string `json:"fullyQualifiedName"`
}

// SARIF writes a list of problems to w as a SARIF 2.1.0 log. It has one run, with the
// checks as its rules. The list may also have other problems, such as those of parsing.
// SARIF returns the error of w.
func SARIF(w io.Writer, list diag.List) error {
	run := sarifRun{Results: make([]sarifResult, 0, len(list)), Columns: "unicodeCodePoints"}
	driver := &run.Tool.Driver
	driver.Name, driver.URI = "goasl", "https://github.com/goasl/goasl"
	for _, c := range checks {
		driver.Rules = append(driver.Rules, sarifRule{c.Code, sarifText{c.Doc}})
	}
	for _, d := range list {
		run.Results = append(run.Results, sarifResult{d.Code, level(d), sarifText{message(d)}, []sarifPlace{sarifPlaceOf(d)}})
	}
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(sarifLog{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []sarifRun{run}})
}

func sarifPlaceOf(d diag.Diagnostic) (p sarifPlace) {
	p.Physical.Artifact.URI = d.File
	if d.Pos.IsValid() {
		p.Physical.Region = &sarifRegion{d.Pos.Line, d.Pos.Column}
	}
	if d.Location != "" {
		p.Logical = []sarifLogical{{d.Location}}
	}
	return p
}

// level returns the severity in the words of SARIF and GitHub.
func level(d diag.Diagnostic) string {
	if d.Severity == diag.Warning {
		return "warning"
	}
	return "error"
}

// message returns the problem with its hint.
func message(d diag.Diagnostic) string {
	if d.Hint == "" {
		return d.Message
	}
	return d.Message + " (" + d.Hint + ")"
}
