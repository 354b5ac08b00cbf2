module github.com/rectify-go/rectify

go 1.22

require (
	github.com/klauspost/cpuid/v2 v2.2.11
	golang.org/x/sys v0.30.0
)
