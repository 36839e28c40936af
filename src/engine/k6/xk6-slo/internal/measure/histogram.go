package measure

import (
	"fmt"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// The range and precision of every histogram: 1 us to 1 h, 3 significant digits.
const (
	lowestUs          = 1
	highestUs         = 3_600_000_000
	significantDigits = 3
)

// encoder makes histograms of lists of values. It keeps one histogram of 188 KB, whatever the number of operations and intervals.
type encoder struct{ histogram *hdrhistogram.Histogram }

func newEncoder() *encoder {
	return &encoder{hdrhistogram.New(lowestUs, highestUs, significantDigits)}
}

// encode gives the histogram of values from 1 us to 1 h, V2 compressed, in base64.
func (e *encoder) encode(valuesUs []uint32) (string, error) {
	e.histogram.Reset()
	for _, us := range valuesUs {
		if err := e.histogram.RecordValue(int64(us)); err != nil {
			return "", fmt.Errorf("a histogram refuses %d us: %w", us, err)
		}
	}
	base64, err := e.histogram.Encode(hdrhistogram.V2CompressedEncodingCookieBase)
	return string(base64), err
}
