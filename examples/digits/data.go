package main

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"strconv"
)

//go:embed digits.csv.gz
var digitsCSV []byte // DATA.md says where it is from

const (
	pixels  = 8 * 8
	classes = 10
)

// A set is images, pixels values each from 0 to 1, and the digit that each one shows.
type set[T float] struct {
	images []T
	labels []int
}

// load returns the digits in two parts: one in five, drawn at random, is held out for the test.
func load[T float](rng *rand.Rand) (training, test set[T], err error) {
	all, err := readDigits[T]()
	if err != nil {
		return training, test, fmt.Errorf("digits.csv.gz: %w", err)
	}
	order := rng.Perm(len(all.labels))
	held := len(order) / 5
	return all.pick(order[held:]), all.pick(order[:held]), nil
}

// pick is a copy of the images with these numbers.
func (s set[T]) pick(numbers []int) (picked set[T]) {
	picked.images = make([]T, 0, len(numbers)*pixels)
	for _, i := range numbers {
		picked.images = append(picked.images, s.images[i*pixels:(i+1)*pixels]...)
		picked.labels = append(picked.labels, s.labels[i])
	}
	return picked
}

func readDigits[T float]() (all set[T], err error) {
	unzipped, err := gzip.NewReader(bytes.NewReader(digitsCSV))
	if err != nil {
		return all, err
	}
	lines, err := csv.NewReader(unzipped).ReadAll()
	if err != nil {
		return all, err
	}
	for _, line := range lines {
		for _, field := range line[:pixels] {
			v, err := strconv.ParseFloat(field, 64)
			if err != nil {
				return all, err
			}
			all.images = append(all.images, T(v/16))
		}
		label, err := strconv.Atoi(line[pixels])
		if err != nil {
			return all, err
		}
		all.labels = append(all.labels, label)
	}
	return all, nil
}
