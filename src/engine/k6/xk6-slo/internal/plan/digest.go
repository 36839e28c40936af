package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"strconv"
)

// Digest names a schedule: sha256 over one line an arrival, in order.
type Digest struct {
	hash hash.Hash
	line []byte
}

// NewDigest is that of no arrivals yet.
func NewDigest() *Digest { return &Digest{hash: sha256.New()} }

// Add takes the next arrival: intendedUs, operation, stream and seq, separated by tabs, and a line feed.
func (d *Digest) Add(arrival Arrival) {
	line := strconv.AppendInt(d.line[:0], arrival.IntendedUs, 10)
	line = append(append(line, '\t'), arrival.Operation...)
	line = append(append(line, '\t'), arrival.Stream...)
	line = append(strconv.AppendInt(append(line, '\t'), arrival.Seq, 10), '\n')
	d.line = line
	d.hash.Write(line)
}

// String is "sha256:" and the digest in hexadecimal.
func (d *Digest) String() string { return "sha256:" + hex.EncodeToString(d.hash.Sum(nil)) }
