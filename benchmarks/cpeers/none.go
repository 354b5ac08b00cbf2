//go:build !cpeers || !cgo

// Package cpeers calls C libraries, if it is built with the tag cpeers.
package cpeers
