//go:build !linux

package main

// Elsewhere nobody says whether a sample was disturbed: the median has to do.

var threadTime = since

func switches() int64 { return 0 }
