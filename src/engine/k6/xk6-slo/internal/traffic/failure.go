package traffic

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"strings"
	"syscall"
	"time"
)

// Blame says whose a failure is.
type Blame int

const (
	// Theirs is the target's or the network's failure, by Code.
	Theirs Blame = iota
	// Ours: it never left, as this machine is out of descriptors, ports or memory.
	Ours
	// Unsendable: it cannot be put on the wire (an invalid header, say), which is the scenario's bug.
	Unsendable
)

// Failure is a request that got no answer.
type Failure struct {
	Blame Blame
	// Code is refused, reset, dns, tls or protocol.
	Code string
	Done time.Duration
	err  error
}

func (f *Failure) Error() string { return f.err.Error() }
func (f *Failure) Unwrap() error { return f.err }

var errAgain = errors.New("the connection was lost after the request had been written, and it is not sent again")

func (s *sending) failure(err error, done time.Duration) *Failure {
	if s.again {
		return &Failure{Code: "reset", Done: done, err: errAgain}
	}
	failure := &Failure{Done: done, err: err}
	switch {
	case isOneOf(err, ours):
		failure.Blame = Ours
	case strings.HasPrefix(err.Error(), "net/http: invalid"):
		failure.Blame = Unsendable
	case s.handshake.Load():
		// Whatever ended the handshake.
		failure.Code = "tls"
	default:
		failure.Code = codeOf(err)
	}
	return failure
}

// Errors of the system by whose they are; what is in neither list is told by its type or its message.
var (
	ours = []error{
		syscall.EMFILE, syscall.ENFILE, syscall.EADDRNOTAVAIL, syscall.EADDRINUSE, syscall.ENOBUFS, syscall.ENOMEM,
	}
	refused = []error{
		syscall.ECONNREFUSED, syscall.EHOSTUNREACH, syscall.ENETUNREACH, syscall.EHOSTDOWN, syscall.ENETDOWN,
		syscall.EACCES, syscall.EPERM, syscall.ETIMEDOUT,
	}
	reset = []error{
		syscall.ECONNRESET, syscall.ECONNABORTED, syscall.EPIPE, io.EOF, io.ErrUnexpectedEOF, net.ErrClosed,
	}
)

func isOneOf(err error, list []error) bool {
	for _, one := range list {
		if errors.Is(err, one) {
			return true
		}
	}
	return false
}

func codeOf(err error) string {
	var (
		lookup      *net.DNSError
		certificate *tls.CertificateVerificationError
		record      tls.RecordHeaderError
		alert       tls.AlertError
		unknown     x509.UnknownAuthorityError
		operation   *net.OpError
	)
	switch {
	case errors.As(err, &lookup):
		return "dns"
	case errors.As(err, &certificate), errors.As(err, &record), errors.As(err, &alert), errors.As(err, &unknown):
		return "tls"
	case isOneOf(err, refused):
		return "refused"
	case isOneOf(err, reset), strings.Contains(err.Error(), "server closed idle connection"):
		return "reset"
	case errors.As(err, &operation) && operation.Op == "dial":
		// The connector's patience ran out before ours, or k6 forbids the address.
		return "refused"
	case strings.Contains(err.Error(), "blacklisted range"), strings.Contains(err.Error(), "blocked pattern"):
		return "refused"
	case strings.Contains(err.Error(), "lookup"):
		return "dns"
	default:
		return "protocol"
	}
}
