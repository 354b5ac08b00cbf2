package main

import (
	"fmt"
	"html"
	"math"
	"os"
	"slices"
	"strings"
)

// The chart: GB/s over the size of a slice, float32, on one buffer; a panel for each function.
var panels = []string{"ReLU", "LeakyReLU", "ReLUTo", "ReLUBackward"}

const (
	panelWidth, panelHeight  = 460, 330
	left, right, top, bottom = 46, 22, 34, 106 // margins of a panel
	width, height            = panelWidth - left - right, panelHeight - top - bottom
)

// colors are those of the lines but the roof and this package (Okabe and Ito), as they come up.
var colors = []string{"#d55e00", "#009e73", "#e69f00", "#cc79a7", "#56b4e9", "#8c564b", "#777777", "#332288"}

// A line is one subject's GB/s at each size.
type line struct {
	name string
	x, y []float64 // the logarithm of the bytes of a slice, and GB/s
}

// lines are those of one function.
func (r *report) lines(function string) []line {
	slicesMoved := 2.0
	if strings.Contains(function, "Backward") {
		slicesMoved = 3
	}
	var lines []line
	for _, x := range r.sorted() {
		if x.Function != function || x.Type != "float32" || x.Mode != again || x.N < 16 {
			continue
		}
		for _, name := range x.subjects() {
			if strings.HasPrefix(name, own("")) && name != own(r.Default) && name != own("generic") {
				continue
			}
			gbs := slicesMoved * 4 * float64(x.N) / x.NS[name]
			if strings.HasPrefix(name, "roof") {
				name = "roof" // the fastest
			}
			i := slices.IndexFunc(lines, func(l line) bool { return l.name == name })
			if i < 0 {
				i = len(lines)
				lines = append(lines, line{name: name})
			}
			l, at := &lines[i], math.Log2(float64(4*x.N))
			if n := len(l.x); n > 0 && l.x[n-1] == at {
				l.y[n-1] = max(l.y[n-1], gbs)
			} else {
				l.x, l.y = append(l.x, at), append(l.y, gbs)
			}
		}
	}
	return slices.DeleteFunc(lines, func(l line) bool { return len(l.x) < 2 })
}

// writeChart writes the chart to a file, with those panels for which there is something to draw.
func (r *report) writeChart(file string) error {
	var b strings.Builder
	drawn := 0
	styles := map[string]string{"roof": `stroke="#222" stroke-dasharray="5 3"`, own(r.Default): `stroke="#0072b2" stroke-width="2.5"`}
	for _, f := range panels {
		lines := r.lines(f)
		if len(lines) == 0 {
			continue
		}
		for _, l := range lines {
			if styles[l.name] == "" {
				styles[l.name] = fmt.Sprintf("stroke=%q", colors[len(styles)%len(colors)])
			}
		}
		fmt.Fprintf(&b, "<g transform=\"translate(%d %d)\">\n", drawn%2*panelWidth, drawn/2*panelHeight)
		panel(&b, f+", float32", lines, styles)
		b.WriteString("</g>\n")
		drawn++
	}
	svg := fmt.Sprintf("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"11\">\n"+
		"<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n%s</svg>\n", min(drawn, 2)*panelWidth, (drawn+1)/2*panelHeight, &b)
	return os.WriteFile(file, []byte(svg), 0o644)
}

// panel draws one function.
func panel(b *strings.Builder, title string, lines []line, styles map[string]string) {
	x0, x1, y1 := math.Inf(1), 0.0, 0.0
	for _, l := range lines {
		x0, x1, y1 = min(x0, l.x[0]), max(x1, slices.Max(l.x)), max(y1, slices.Max(l.y))
	}
	atX := func(x float64) float64 { return left + (x-x0)/(x1-x0)*width }
	atY := func(y float64) float64 { return top + height - y/y1*height }
	text := func(x, y float64, anchor, s string) {
		fmt.Fprintf(b, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=%q>%s</text>\n", x, y, anchor, html.EscapeString(s))
	}
	fmt.Fprintf(b, "<text x=\"%d\" y=\"18\" font-size=\"14\" font-weight=\"bold\">%s</text>\n", left, title)
	text(left-6, top-8, "end", "GB/s")
	unit := math.Pow(10, math.Floor(math.Log10(y1)))
	if y1/unit < 3 {
		unit /= 2
	}
	for y := 0.0; y <= y1; y += unit {
		fmt.Fprintf(b, "<path d=\"M%d %.1fh%d\" stroke=\"#ddd\"/>\n", left, atY(y), width)
		text(left-6, atY(y)+4, "end", fmt.Sprint(y))
	}
	for x := math.Ceil(x0/2) * 2; x <= x1; x += 4 {
		text(atX(x), top+height+16, "middle", fmt.Sprint(1<<(int(x)%10), []string{" B", " KiB", " MiB", " GiB"}[int(x)/10]))
	}
	for i, l := range lines {
		fmt.Fprintf(b, "<path fill=\"none\" %s d=\"", styles[l.name])
		for j := range l.x {
			fmt.Fprintf(b, "%c%.1f %.1f", "ML"[min(j, 1)], atX(l.x[j]), atY(l.y[j]))
		}
		x, y := left-20+i%3*146, top+height+36+i/3*16
		fmt.Fprintf(b, "\"/>\n<path fill=\"none\" %s d=\"M%d %dh18\"/>\n", styles[l.name], x, y-4)
		text(float64(x+22), float64(y), "start", l.name)
	}
}
