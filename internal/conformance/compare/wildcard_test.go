package compare

import "testing"

func TestMatch(t *testing.T) {
	type pair struct{ recorded, text string }
	tests := []struct {
		name  string
		pairs []pair
		want  bool
	}{
		{"literal", []pair{{"a", "a"}}, true},
		{"other literal", []pair{{"a", "b"}}, false},
		{"whole", []pair{{"<uuid:1>", "42"}}, true},
		{"not empty", []pair{{"<uuid:1>", ""}}, false},
		{"itself", []pair{{"x <uuid:1> y", "x <uuid:1> y"}}, true},
		{"inside", []pair{{"id=<uuid:1>;", "id=42;"}}, true},
		{"literal before", []pair{{"id=<uuid:1>", "ID=42"}}, false},
		{"literal after", []pair{{"<uuid:1>;", "42"}}, false},
		{"same twice", []pair{{"<a>-<a>", "1-1"}}, true},
		{"same twice, other text", []pair{{"<a>-<a>", "1-2"}}, false},
		{"same in two strings", []pair{{"<a>", "1"}, {"x<a>", "x1"}}, true},
		{"same in two strings, other text", []pair{{"<a>", "1"}, {"x<a>", "x2"}}, false},
		{"numbers differ", []pair{{"<a:1>", "1"}, {"<a:2>", "2"}}, true},
		{"longer than the shortest", []pair{{"<a>-z", "1-2-z"}}, true},
		{"next to each other", []pair{{"<a><b>", "12"}}, true},
		{"next to each other, too short", []pair{{"<a><b>", "1"}}, false},
		{"more than one byte", []pair{{"<a><b>!", "äö!"}}, true},
		{"nested", []pair{{"<<task_token>:1>", "abc"}}, true},
		{"dots and dashes", []pair{{"<Etag-file_0.txt>", "abc"}}, true},
		{"no placeholder", []pair{{"1 < 2 > 0", "1 < 3 > 0"}}, false},
		{"markup is none", []pair{{"</b>", "x"}}, false},
	}
	for _, test := range tests {
		var b Bindings
		got := true
		for _, p := range test.pairs {
			got = b.Match(p.recorded, p.text) && got
		}
		if got != test.want {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
	var b Bindings
	b.Match("<a>-<a>", "1-2")
	if !b.Match("<a>", "3") {
		t.Error("a match that failed left a binding")
	}
}

func TestExpand(t *testing.T) {
	var b Bindings
	if !b.Match("run <a:1>", "run 7") {
		t.Fatal("no match")
	}
	if got, want := b.Expand("<a:1>/<b>/<a:1>"), "7/<b>/7"; got != want {
		t.Errorf("Expand: %q, want %q", got, want)
	}
}

func FuzzMatch(f *testing.F) {
	f.Add("a<b>c<d:1><b>", "a1c21")
	f.Add("<<x>:1>", "é")
	f.Fuzz(func(t *testing.T, recorded, text string) {
		if len(recorded) > 40 || len(text) > 40 {
			return
		}
		var b Bindings
		if b.Match(recorded, text) && b.Expand(recorded) != text {
			t.Errorf("%q matches %q, but expands to %q", recorded, text, b.Expand(recorded))
		}
		var self Bindings
		if !self.Match(recorded, recorded) {
			t.Errorf("%q does not match itself", recorded)
		}
	})
}
