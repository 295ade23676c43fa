package main

// sampled is the number of definitions that each peer parses. One of the peers takes a
// quarter of a second for each.
const sampled = 25

// spread returns some of the texts, at equal distances.
func spread(texts []string) []string {
	var some []string
	for i := range min(sampled, len(texts)) {
		some = append(some, texts[i*len(texts)/min(sampled, len(texts))])
	}
	return some
}

// taken returns the definitions that all of the peers accept.
func taken(peers []peer, texts []string) []string {
	var all []string
	for _, text := range texts {
		refused := false
		for _, p := range peers {
			_, _, err := p.prepare(order{Kind: parsing, Definitions: []string{text}})
			refused = refused || err != nil
		}
		if !refused {
			all = append(all, text)
		}
	}
	return all
}
