package sfnapi

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/internal/hashmap"
)

// maxTags is the most tags of a resource.
const maxTags = 50

// tagged returns the tags of a resource with others, which replace those with the same key. The
// error is TooManyTags or ValidationException.
func tagged(tags, more []Tag, resource string) ([]Tag, error) {
	tags = slices.Clone(tags)
	for _, tag := range more {
		if err := tag.check(); err != nil {
			return nil, err
		}
		i, found := slices.BinarySearchFunc(tags, tag.Key, func(t Tag, key string) int { return strings.Compare(t.Key, key) })
		if found {
			tags[i] = tag
		} else {
			tags = slices.Insert(tags, i, tag)
		}
		if len(tags) > maxTags {
			return nil, &Exception{Code: "TooManyTags", Message: fmt.Sprintf("A resource has at most %d tags, and this one would have more", maxTags), Resource: resource}
		}
	}
	return tags, nil
}

// check returns an exception if a tag has characters that none has.
func (t Tag) check() error {
	switch {
	case t.Key == "":
		return invalid("A tag needs a key")
	case strings.HasPrefix(strings.ToLower(t.Key), "aws:"):
		return invalid("The key of a tag cannot begin with aws: as in '" + t.Key + "'")
	case strings.ContainsFunc(t.Key, notInTags) || strings.ContainsFunc(t.Value, notInTags):
		return invalid("A tag has letters, digits, spaces and _.:/=+-@ only; that of the key '" + t.Key + "' has others")
	}
	return nil
}

func notInTags(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsSpace(r) && !strings.ContainsRune("_.:/=+-@", r)
}

// ordered returns tags, which are sorted by their keys, in the order of the service: that of a
// java.util.HashMap.
func ordered(tags []Tag) []Tag {
	keys := make([]string, len(tags))
	for i, tag := range tags {
		keys[i] = tag.Key
	}
	list := make([]Tag, 0, len(tags))
	for _, i := range hashmap.Order(keys) {
		list = append(list, tags[i])
	}
	return list
}

func (s *Service) tagResource(c *call, in *TagResourceInput) (*TagResourceOutput, error) {
	err := s.changeTags(c, in.ResourceARN, func(tags []Tag) ([]Tag, error) { return tagged(tags, in.Tags, in.ResourceARN) })
	return new(TagResourceOutput), err
}

func (s *Service) untagResource(c *call, in *UntagResourceInput) (*UntagResourceOutput, error) {
	err := s.changeTags(c, in.ResourceARN, func(tags []Tag) ([]Tag, error) {
		return slices.DeleteFunc(tags, func(t Tag) bool { return slices.Contains(in.TagKeys, t.Key) }), nil
	})
	return new(UntagResourceOutput), err
}

func (s *Service) listTagsForResource(c *call, in *ListTagsForResourceInput) (*ListTagsForResourceOutput, error) {
	out := new(ListTagsForResourceOutput)
	err := s.changeTags(c, in.ResourceARN, func(tags []Tag) ([]Tag, error) {
		out.Tags = ordered(tags)
		return tags, nil
	})
	return out, err
}

// changeTags changes the tags of a machine or an activity. The error is ResourceNotFound.
func (s *Service) changeTags(c *call, resource string, do func([]Tag) ([]Tag, error)) error {
	a, err := parseARN(resource, "stateMachine", "activity")
	if err != nil {
		return err
	}
	if a.kind == "activity" {
		err = s.changeTagsOfActivity(c, a, do)
	} else if a.label != "" || a.qualifier != "" {
		err = noMachine(a.text)
	} else {
		_, err = s.change(c, a, func(m *machine) (changed bool, err error) {
			was := slices.Clone(m.Tags)
			m.Tags, err = do(m.Tags)
			return !slices.Equal(was, m.Tags), err
		})
	}
	if isCode(err, "StateMachineDoesNotExist") || isCode(err, "ActivityDoesNotExist") || errors.Is(err, durable.ErrActivityDoesNotExist) {
		return notFound(resource)
	}
	return err
}

// changeTagsOfActivity changes the tags of an activity. The error is ActivityDoesNotExist.
func (s *Service) changeTagsOfActivity(c *call, a arn, do func([]Tag) ([]Tag, error)) error {
	if _, err := c.activity(a.text); err != nil {
		return err
	}
	return untilStored(func() error {
		var kept activity
		version, _, err := s.load(c, activityKind, a.text, &kept)
		if err == nil {
			_, err = s.backend.DescribeActivity(c, a.text)
		}
		if err != nil {
			return err
		}
		was := slices.Clone(kept.Tags)
		if kept.Tags, err = do(kept.Tags); err != nil || slices.Equal(was, kept.Tags) {
			return err
		}
		return s.store(c, activityKind, a.text, version, kept)
	})
}
