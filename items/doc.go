// Package items reads the items of a distributed Map and writes its results. It has no
// part in an execution: it knows files and object stores, and no states.
//
// [Open] reads the items of a source, page by page: a CSV, JSON or JSON Lines file, a
// listing of objects, or the files that a listing or a manifest names. After each page
// there is a cursor, with which the source can be opened again at that place:
//
//	source, err := items.Open(ctx, store, spec, nil)
//	page, err := source.Next(ctx, 1000)
//	again, err := items.Open(ctx, store, spec, page.Cursor)
//
// A [Reader] can read more forms of files, which need more than the standard library.
//
// [Results] is a file with results, and [Manifest] the list of these files. What is in
// them the step machine decides.
//
// Files are the objects of an [ObjectStore]. [NewDir] makes one of a folder, and
// [NewMemory] one for tests.
//
// # Bounds
//
// A file may be larger than memory. A source keeps at most one item and one page: an item
// has at most 8 MiB and 1,000 levels of nesting, the header of a CSV file 10 KiB, the
// manifest of an inventory 8 MiB, and a page ends with the item that brings it to 1 MiB. A
// file has at most 10 GiB, also after decompression. No file, compressed or not, no object
// key, and no cursor makes it use more, or panic.
//
// # Where to read on
//
// store.go has the interface of stores; memory.go, dir.go and dirlist.go have the two
// stores. source.go says what a source is, cursor.go what a cursor is. file.go has what all
// files have in common: textfile.go and text.go read a text piece by piece, table.go a
// table. csv.go, json.go with jsontext.go, and jsonl.go have one form of text each,
// listing.go has the listing. files.go reads several files, of which flatten.go, athena.go
// and inventory.go have the lists. results.go writes.
package items
