package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// A progress is a bar on a terminal, and a line now and then elsewhere.
type progress struct {
	w        io.Writer
	terminal bool
	start    time.Time
	drawn    time.Time
	tenth    int
}

func newProgress(w io.Writer) *progress {
	p := &progress{w: w, start: time.Now()}
	if f, ok := w.(*os.File); ok {
		st, err := f.Stat()
		p.terminal = err == nil && st.Mode()&os.ModeCharDevice != 0
	}
	return p
}

// show draws the bar at a share from 0 to 1. It is called between measurements, never in one.
func (p *progress) show(share float64, what string) {
	now := time.Now()
	if !p.terminal {
		if tenth := int(share * 10); tenth > p.tenth {
			p.tenth = tenth
			fmt.Fprintf(p.w, "%3.0f %%  %s\n", share*100, what)
		}
		return
	}
	if now.Sub(p.drawn) < 100*time.Millisecond {
		return
	}
	p.drawn = now
	const width = 30
	full := int(share * width)
	fmt.Fprintf(p.w, "\r\x1b[K[%s%s] %3.0f %%  %s  %s", strings.Repeat("#", full), strings.Repeat(".", width-full),
		share*100, now.Sub(p.start).Round(time.Second), what)
}

// done takes the bar away.
func (p *progress) done() {
	if p.terminal {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}
