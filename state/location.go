package state

import "strings"

// maxLocation is the length of a location in bytes. Each value of a definition may have a
// location, so that a long name, or a deep place, must not be in all of them.
const maxLocation = 500

// locate returns the location of what is inside another place. One that is too long ends
// with "…".
func locate(outer, more string) string {
	if len(outer) > maxLocation { // it is cut already
		return outer
	}
	return cutAt(outer+more[:min(len(more), maxLocation+1)], maxLocation)
}

// cutAt cuts a text that is longer than so many bytes. It ends with "…" then.
func cutAt(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}
