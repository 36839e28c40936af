package told

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"sync"
)

// Secrets are values that must not be written. They stay in memory.
type Secrets struct {
	mutex sync.Mutex
	forms []string
}

// Add keeps a value in mind, in every form in which it may come back.
func (s *Secrets) Add(secret string) {
	if secret == "" {
		return
	}
	encoded := base64.StdEncoding.EncodeToString([]byte(secret))
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.forms = append(s.forms, secret, percent(secret), escaped(secret), encoded, strings.TrimRight(encoded, "="))
	// Longest first: a secret may begin with another.
	slices.SortFunc(s.forms, func(a, b string) int { return len(b) - len(a) })
	s.forms = slices.Compact(s.forms)
}

// Redact takes them out of a text (src/shared/redact.ts).
func (s *Secrets) Redact(text string) string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for _, form := range s.forms {
		text = strings.ReplaceAll(text, form, "[redacted]")
	}
	return text
}

// percent is JavaScript's encodeURIComponent.
func percent(text string) string {
	const digits = "0123456789ABCDEF"
	var encoded strings.Builder
	for _, char := range []byte(text) {
		if char < 0x80 && (isWord(char) || strings.IndexByte("-_.!~*'()", char) >= 0) {
			encoded.WriteByte(char)
			continue
		}
		encoded.Write([]byte{'%', digits[char>>4], digits[char&15]})
	}
	return encoded.String()
}

func isWord(char byte) bool {
	return char >= 'a' && char <= 'z' || char >= 'A' && char <= 'Z' || char >= '0' && char <= '9'
}

// escaped is what stands between the quotes in JSON.
func escaped(text string) string {
	var encoded bytes.Buffer
	encoder := json.NewEncoder(&encoded)
	encoder.SetEscapeHTML(false)
	if encoder.Encode(text) != nil {
		return text
	}
	line := strings.TrimSuffix(encoded.String(), "\n")
	return line[1 : len(line)-1]
}
