package slo

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"go.k6.io/k6/v2/cmd/state"
)

const (
	modulePath = "slo-harness.dev/xk6-slo"
	k6Path     = "go.k6.io/k6/v2"
)

// sources are what this extension was built from.
//
//go:embed *.go go.mod go.sum internal
var sources embed.FS

// carried is what `k6 x slo` prints: which extension this k6 carries, so that its parent can tell whether it is the one it knows.
type carried struct {
	Module string `json:"module"`
	K6     string `json:"k6"`
	Source string `json:"source"`
}

// sourceCommand makes `k6 x slo`.
func sourceCommand(state *state.GlobalState) *cobra.Command {
	return &cobra.Command{
		Use:   "slo",
		Short: "Print which state of slo's extension this k6 carries",
		RunE: func(*cobra.Command, []string) error {
			digest, err := sourceDigest()
			if err != nil {
				return err
			}
			line, err := json.Marshal(carried{Module: modulePath, K6: k6Version(), Source: digest})
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(state.Stdout, "%s\n", line)
			return err
		},
	}
}

// sourceDigest is sha256 over a line "path sha256" for each source file but tests, in byte order of their paths.
func sourceDigest() (string, error) {
	var names []string
	err := fs.WalkDir(sources, ".", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && isSource(name) {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		return "", err
	}
	slices.Sort(names)
	digest := sha256.New()
	for _, name := range names {
		content, err := sources.ReadFile(name)
		if err != nil {
			return "", err
		}
		_, _ = fmt.Fprintf(digest, "%s %x\n", name, sha256.Sum256(content)) // a hash takes everything
	}
	return "sha256:" + hex.EncodeToString(digest.Sum(nil)), nil
}

func isSource(name string) bool {
	base := path.Base(name)
	return base == "go.mod" || base == "go.sum" || strings.HasSuffix(base, ".go") && !strings.HasSuffix(base, "_test.go")
}

func k6Version() string {
	info, known := debug.ReadBuildInfo()
	if !known {
		return "unknown"
	}
	for _, module := range append(info.Deps, &info.Main) {
		if module.Path == k6Path {
			return module.Version
		}
	}
	return "unknown"
}
