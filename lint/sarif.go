package lint

import (
	"encoding/json"
	"io"

	"github.com/goasl/goasl/diag"
)

// SARIF writes a list of problems to w as a SARIF 2.1.0 log. It has one run, with the
// checks as its rules. The list may also have other problems, such as those of parsing.
// SARIF returns the error of w.
func SARIF(w io.Writer, list diag.List) error {
	type text struct {
		Text string `json:"text"`
	}
	type rule struct {
		ID    string `json:"id"`
		Short text   `json:"shortDescription"`
	}
	type region struct {
		Line   int `json:"startLine"`
		Column int `json:"startColumn"`
	}
	type artifact struct {
		URI string `json:"uri"`
	}
	type physical struct {
		Artifact artifact `json:"artifactLocation"`
		Region   *region  `json:"region,omitempty"`
	}
	type logical struct {
		Name string `json:"fullyQualifiedName"`
	}
	type place struct {
		Physical physical  `json:"physicalLocation"`
		Logical  []logical `json:"logicalLocations,omitempty"`
	}
	type result struct {
		Rule    string  `json:"ruleId"`
		Level   string  `json:"level"`
		Message text    `json:"message"`
		Places  []place `json:"locations"`
	}
	type driver struct {
		Name  string `json:"name"`
		URI   string `json:"informationUri"`
		Rules []rule `json:"rules"`
	}
	type tool struct {
		Driver driver `json:"driver"`
	}
	type run struct {
		Tool    tool     `json:"tool"`
		Results []result `json:"results"`
		Columns string   `json:"columnKind"`
	}
	r := run{Tool: tool{driver{Name: "goasl", URI: "https://github.com/goasl/goasl", Rules: []rule{}}}, Results: []result{}, Columns: "unicodeCodePoints"}
	for _, c := range checks {
		r.Tool.Driver.Rules = append(r.Tool.Driver.Rules, rule{c.Code, text{c.Doc}})
	}
	for _, d := range list {
		at := place{Physical: physical{Artifact: artifact{d.File}}}
		if d.Pos.IsValid() {
			at.Physical.Region = &region{d.Pos.Line, d.Pos.Column}
		}
		if d.Location != "" {
			at.Logical = []logical{{d.Location}}
		}
		r.Results = append(r.Results, result{d.Code, level(d), text{message(d)}, []place{at}})
	}
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(struct {
		Schema  string `json:"$schema"`
		Version string `json:"version"`
		Runs    []run  `json:"runs"`
	}{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []run{r}})
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
