package plan

import "math"

// Coefficients of fdlibm's e_log.c (Sun Microsystems, 1993, freely redistributable).
const (
	ln2Hi = 6.93147180369123816490e-01
	ln2Lo = 1.90821492927058770002e-10
	lg1   = 6.666666666666735130e-01
	lg2   = 3.999999999940941908e-01
	lg3   = 2.857142874366239149e-01
	lg4   = 2.222219843214978396e-01
	lg5   = 1.818357216161805012e-01
	lg6   = 1.531383769920937332e-01
	lg7   = 1.479819860511658591e-01
)

// fdlibmLog is the natural logarithm as fdlibm computes it, and so V8's Math.log, to the last bit, for finite x > 0.
// math.Log differs from it in the last bit here and there, and an arrival may so fall on another microsecond. Every product is
// converted, which by the language's definition keeps a compiler from fusing it with the sum it stands in.
func fdlibmLog(x float64) float64 {
	k := 0
	word := math.Float64bits(x)
	hx := int32(word >> 32)
	if hx < 0x00100000 { // subnormal: scaled up
		k -= 54
		word = math.Float64bits(x * (1 << 54))
		hx = int32(word >> 32)
	}
	k += int(hx>>20) - 1023
	hx &= 0x000fffff
	i := (hx + 0x95f64) & 0x100000
	// x becomes x or x/2, so that it lies near 1.
	x = math.Float64frombits(uint64(hx|(i^0x3ff00000))<<32 | word&0xffffffff)
	k += int(i >> 20)
	f := x - 1
	dk := float64(k)
	if 0x000fffff&(2+hx) < 3 { // |f| < 2^-20
		if f == 0 {
			return float64(dk*ln2Hi) + float64(dk*ln2Lo)
		}
		r := float64(float64(f*f) * (0.5 - float64(0.33333333333333333*f)))
		if k == 0 {
			return f - r
		}
		return float64(dk*ln2Hi) - ((r - float64(dk*ln2Lo)) - f)
	}
	s := f / (2 + f)
	z := float64(s * s)
	w := float64(z * z)
	t1 := float64(w * (lg2 + float64(w*(lg4+float64(w*lg6)))))
	t2 := float64(z * (lg1 + float64(w*(lg3+float64(w*(lg5+float64(w*lg7)))))))
	r := t2 + t1
	if (hx-0x6147a)|(0x6b851-hx) > 0 {
		hfsq := float64(float64(0.5*f) * f)
		if k == 0 {
			return f - (hfsq - float64(s*(hfsq+r)))
		}
		return float64(dk*ln2Hi) - ((hfsq - (float64(s*(hfsq+r)) + float64(dk*ln2Lo))) - f)
	}
	if k == 0 {
		return f - float64(s*(f-r))
	}
	return float64(dk*ln2Hi) - ((float64(s*(f-r)) - float64(dk*ln2Lo)) - f)
}
