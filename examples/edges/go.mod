module github.com/rectify-go/rectify/examples/edges

go 1.25.0

require (
	github.com/rectify-go/rectify v0.0.0
	golang.org/x/image v0.30.0
)

require (
	github.com/klauspost/cpuid/v2 v2.4.2 // indirect
	golang.org/x/sys v0.46.0 // indirect
	golang.org/x/text v0.28.0 // indirect
)

replace github.com/rectify-go/rectify => ../..
