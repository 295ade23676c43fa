package wire

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"hash"
	"hash/crc32"
	"hash/crc64"
	"net/http"
	"strings"
)

// checksums are the algorithms of checksums that requests can have, by the names that
// services give them.
var checksums = map[string]func() hash.Hash{
	"CRC32":     func() hash.Hash { return crc32.NewIEEE() },
	"CRC32C":    func() hash.Hash { return crc32.New(crc32.MakeTable(crc32.Castagnoli)) },
	"CRC64NVME": func() hash.Hash { return crc64.New(crc64.MakeTable(0x9A6C9329AC4BC9B5)) },
	"SHA1":      sha1.New,
	"SHA256":    sha256.New,
	"MD5":       md5.New,
}

// newChecksum returns a hash for an algorithm, such as CRC32, and the name of its header;
// nil if it is not known.
func newChecksum(algorithm string) (h hash.Hash, header string) {
	if f := checksums[algorithm]; f != nil {
		return f(), "X-Amz-Checksum-" + strings.ToLower(algorithm)
	}
	return nil, ""
}

// addChecksum adds the checksum of the body, if the operation takes one and the task gives
// none. Step Functions: it is CRC32 unless the task names another.
func (w *writer) addChecksum(r *Request, all []given) error {
	if !w.op.checksum && w.op.algorithm == "" || hasChecksum(r.Header) {
		return nil
	}
	algorithm := "CRC32"
	if g := find(all, w.op.algorithm); g.member != nil {
		algorithm = textOf(g.value)
	} else if m := w.op.input.named(w.op.algorithm); m != nil && m.in == "header" {
		r.Header.Set(m.wire(), algorithm)
	}
	h, header := newChecksum(algorithm)
	if h == nil {
		return inputError("The checksum algorithm %s is not known", algorithm)
	}
	h.Write(r.Body)
	r.Header.Set(header, base64.StdEncoding.EncodeToString(h.Sum(nil)))
	return nil
}

func hasChecksum(h http.Header) bool {
	for name := range h {
		if strings.HasPrefix(name, "X-Amz-Checksum-") && name != "X-Amz-Checksum-Algorithm" && name != "X-Amz-Checksum-Type" {
			return true
		}
	}
	return h.Get("Content-MD5") != ""
}

// named returns the member with that name in the model, nil if there is none.
func (s *shape) named(name string) *member {
	if s == nil {
		return nil
	}
	for _, m := range s.members {
		if m.name == name {
			return m
		}
	}
	return nil
}
