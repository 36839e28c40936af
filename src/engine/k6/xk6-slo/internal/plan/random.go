package plan

import (
	"math/bits"
	"unicode/utf16"
)

// random is sfc32 (Doty-Humphrey, PractRand; public domain), seeded from (seed, stream, seq); its first 12 draws are
// thrown away.
type random struct{ a, b, c, counter uint32 }

func newRandom(seed int64, stream string, seq int64) *random {
	r := seeds(seed, stream).at(seq)
	for range 12 {
		r.draw()
	}
	return &r
}

func (r *random) draw() uint32 {
	t := r.a + r.b + r.counter
	r.counter++
	r.a = r.b ^ (r.b >> 9)
	r.b = r.c + (r.c << 3)
	r.c = bits.RotateLeft32(r.c, 21) + t
	return t
}

// next is uniform in [0, 1), 32 bits.
func (r *random) next() float64 { return float64(r.draw()) / (1 << 32) }

// exponential has mean 1.
func (r *random) exponential() float64 { return -fdlibmLog(1 - r.next()) }

// streamSeeds is what all draws of one (seed, stream) share.
type streamSeeds struct{ a, b uint32 }

func seeds(seed int64, stream string) streamSeeds {
	return streamSeeds{
		a: mix(low(seed)) ^ mix(high(seed)),
		b: mix(hashText(stream) + 0x9e3779b9),
	}
}

func (s streamSeeds) at(seq int64) random {
	return random{a: s.a, b: s.b, c: mix(low(seq)+0x7f4a7c15) ^ mix(high(seq)+0x2545f491), counter: 1}
}

// first is the first draw that newRandom's generator would give.
func (s streamSeeds) first(seq int64) float64 {
	r := s.at(seq)
	for range 12 {
		r.draw()
	}
	return r.next()
}

func low(n int64) uint32  { return uint32(n) }
func high(n int64) uint32 { return uint32(n >> 32) }

// mix is MurmurHash3's 32-bit finalizer (Appleby, public domain).
func mix(h uint32) uint32 {
	h = (h ^ (h >> 16)) * 0x85ebca6b
	h = (h ^ (h >> 13)) * 0xc2b2ae35
	return h ^ (h >> 16)
}

// hashText is FNV-1a over UTF-16 code units.
func hashText(text string) uint32 {
	h := uint32(0x811c9dc5)
	for _, unit := range utf16.Encode([]rune(text)) {
		h = (h ^ uint32(unit)) * 0x01000193
	}
	return h
}
