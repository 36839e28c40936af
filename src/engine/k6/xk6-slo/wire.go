package slo

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/grafana/sobek"
	"go.k6.io/k6/v2/js/common"

	"slo-harness.dev/xk6-slo/internal/traffic"
)

// requestOf reads a WireRequest (src/scenario/wire-request.ts).
func requestOf(given *sobek.Object) traffic.Request {
	request := traffic.Request{
		Method:  given.Get("method").String(),
		Path:    given.Get("path").String(),
		Headers: map[string]string{},
	}
	if headers, is := given.Get("headers").(*sobek.Object); is {
		for _, name := range headers.Keys() {
			request.Headers[name] = headers.Get(name).String()
		}
	}
	if body := given.Get("body"); !common.IsNullish(body) {
		text := body.String()
		request.Body = &text
	}
	return request
}

// headersOf has names in lower case and in order, several values of one name joined.
func headersOf(header http.Header) []field {
	headers := make([]field, 0, len(header))
	for _, name := range slices.Sorted(maps.Keys(header)) {
		headers = append(headers, field{strings.ToLower(name), strings.Join(header[name], ", ")})
	}
	return headers
}
