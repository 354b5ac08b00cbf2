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
	w            io.Writer
	terminal     bool
	start, drawn time.Time
	tenth        int
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
	now, full := time.Now(), int(share*30)
	line := fmt.Sprintf("[%s%s] %3.0f %%  %s  %s", strings.Repeat("#", full), strings.Repeat(".", 30-full), share*100, now.Sub(p.start).Round(time.Second), what)
	if p.terminal && now.Sub(p.drawn) > 100*time.Millisecond {
		p.drawn = now
		fmt.Fprintf(p.w, "\r\x1b[K%s", line)
	} else if !p.terminal && full/3 > p.tenth {
		p.tenth = full / 3
		fmt.Fprintln(p.w, line)
	}
}

// done takes the bar away.
func (p *progress) done() {
	if p.terminal {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}
