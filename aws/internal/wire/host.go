package wire

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
)

// partitionsFile is the file of the table that has the partitions.
const partitionsFile = "partitions"

type partition struct {
	name         string
	regions      *regexp.Regexp
	suffix, dual string
}

var partitions = sync.OnceValues(func() ([]partition, error) {
	a, err := open()
	if err != nil {
		return nil, err
	}
	file := a.files[partitionsFile]
	if file == nil {
		return nil, fmt.Errorf("aws: the table of services has no partitions")
	}
	text, err := read(file)
	if err != nil {
		return nil, err
	}
	var all []partition
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		parts := strings.Split(line, "\t")
		if len(parts) != 4 {
			return nil, fmt.Errorf("aws: the table of services has a partition that is damaged")
		}
		regions, err := regexp.Compile(parts[1])
		if err != nil {
			return nil, fmt.Errorf("aws: the regions of %s: %w", parts[0], err)
		}
		all = append(all, partition{parts[0], regions, parts[2], parts[3]})
	}
	return all, nil
})

// host is where a service is: a URL with placeholders, and the region and the name for
// signatures, "" for the usual ones.
type host struct{ url, region, name string }

func hostOf(parts []string) host {
	parts = append(parts, "", "", "")
	return host{parts[0], parts[1], parts[2]}
}

// Endpoint is where a service is in a region, and how requests to it are signed.
type Endpoint struct {
	URL    string // "https://dynamodb.eu-central-1.amazonaws.com"
	Region string // of signatures
	Name   string // of the service in signatures
}

// validRegion is what a region may look like: it becomes part of a host name.
var validRegion = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// Endpoint returns where AWS has the service for a region.
func (s *Service) Endpoint(region string) (Endpoint, error) {
	if !validRegion.MatchString(region) || len(region) > 63 {
		return Endpoint{}, fmt.Errorf("%q is no region of AWS", region)
	}
	all, err := partitions()
	if err != nil {
		return Endpoint{}, err
	}
	in := all[0]
	for _, p := range all {
		if p.regions.MatchString(region) {
			in = p
		}
	}
	h := host{url: "https://" + s.prefix + ".{region}.{suffix}"}
	for _, where := range []string{region, in.name, "*"} {
		if own, ok := s.hosts[where]; ok {
			h = own
			break
		}
	}
	e := Endpoint{Region: region, Name: s.signing}
	e.URL = strings.NewReplacer("{region}", region, "{suffix}", in.suffix, "{dual}", in.dual).Replace(h.url)
	if h.region != "" {
		e.Region = h.region
	}
	if h.name != "" {
		e.Name = h.name
	}
	if e.Name == "" {
		e.Name = s.prefix
	}
	return e, nil
}
