//go:build ignore

// Mutate asks whether the tests would notice: it makes one small mistake at a time in the source
// of the package, and runs the tests on the result. They should fail each time. From the root of
// the repository:
//
//	go run .ci/mutate.go                     every mistake in every file
//	go run .ci/mutate.go -n 100 -seed 7      some of them
//	go run .ci/mutate.go -file kernel_amd64.s,asm_amd64.h
//	go run .ci/mutate.go -list               what they are
//
// The mistakes come from rules that look at a line and know nothing of the code, so that they
// go on to fit it as it changes: a bound that is one off, the other branch, another comparison, two
// operands in the other order, a line left out. Some change nothing that a test could see, and
// the table named equivalent says why. What survives besides is a test that is missing, and makes
// the exit status 1.
//
// A mistake in a file for amd64 or in Go is tried on this machine, and not at all if it is in a kernel
// that this machine cannot run; one in a file for arm64 under qemu-aarch64, where this machine is
// another. All of it takes hours.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/rectify-go/rectify"
)

var (
	sample  = flag.Int("n", 0, "how many mistakes to try, taken at random; 0 is all of them")
	seed    = flag.Uint64("seed", 1, "of the choice that -n makes")
	files   = flag.String("file", "", "the files to make them in, with commas; all that have rules, if empty")
	match   = flag.String("match", "", "a pattern for those to make, as -list shows them")
	list    = flag.Bool("list", false, "list them, and try none")
	limit   = flag.Duration("limit", time.Minute, "how long the tests in short may take; those before them have a quarter, and all of them ten times that")
	jobs    = flag.Int("jobs", 1, "how many to try at a time")
	short   = flag.Bool("short", false, "run the tests in short only, which says less of what survives")
	verbose = flag.Bool("v", false, "say of each how it ended")
)

// A mutant is a file with one mistake.
type mutant struct {
	file     string
	line     int    // from 1
	where    string // the macro or function, and the label before
	old, new string
	rule     string
}

func (m mutant) String() string {
	shown := strings.TrimSpace(strings.TrimSuffix(m.new, "\\"))
	if shown == "" {
		shown = "(nothing)"
	}
	squeeze := regexp.MustCompile(`\s+`)
	return squeeze.ReplaceAllString(fmt.Sprintf("%s:%d: %s: %s: %s -> %s", m.file, m.line, m.where, m.rule,
		strings.TrimSpace(strings.TrimSuffix(m.old, "\\")), shown), " ")
}

// avx512 reports whether m is in an AVX-512 kernel, or in which of them is chosen.
func (m mutant) avx512() bool {
	kernels := regexp.MustCompile(`\w+AVX512<>`)
	return strings.Contains(m.where, "512") || m.where == "MOVE1" && m.file == "kernel_amd64.s" || strings.Contains(m.old, "CX, WIDE") ||
		m.new != "" && !slices.Equal(kernels.FindAllString(m.old, -1), kernels.FindAllString(m.new, -1))
}

// A rule turns a line into lines with a mistake: each match of the pattern, changed to each of what
// to gives.
type rule struct {
	name    string
	pattern *regexp.Regexp
	to      func(match []string) []string
}

func replace(name, pattern string, with ...string) rule {
	re := regexp.MustCompile(pattern)
	return rule{name, re, func(match []string) []string {
		var list []string
		for _, w := range with {
			list = append(list, string(re.ExpandString(nil, w, match[0], re.FindStringSubmatchIndex(match[0]))))
		}
		return list
	}}
}

// swaps is a rule for each pair of words, in both directions, and for each word with no way back.
func swaps(name string, pairs ...string) []rule {
	var rules []rule
	for _, pair := range pairs {
		from, to, _ := strings.Cut(pair, ">")
		rules = append(rules, replace(name, `\b`+regexp.QuoteMeta(from)+`\b`, to))
	}
	return rules
}

// offByOne changes the number in the first group by one, and by so much more.
func offByOne(name, pattern string, by ...int64) rule {
	return rule{name, regexp.MustCompile(pattern), func(match []string) []string {
		n, err := strconv.ParseInt(match[2], 0, 64)
		if err != nil {
			return nil
		}
		var list []string
		for _, d := range by {
			number := strconv.FormatInt(n+d, 10)
			if strings.HasPrefix(match[2], "0x") {
				if n+d < 0 {
					continue
				}
				number = "0x" + strconv.FormatInt(n+d, 16)
			}
			list = append(list, match[1]+number)
		}
		return list
	}}
}

// The rules for assembly. They see no comments.
var asmRules = slices.Concat(
	[]rule{
		// A whole instruction, or a piece of the work, is left out.
		replace("left out", `^\t[A-Z].*$`, ""),

		offByOne("off by one", `(\$)(-?\d+|0x[0-9a-f]+)\b`, 1, -1),
		offByOne("off by one, above", `(^DATA.*\$)(0x[0-9a-f]+)\b`, 1<<32),
		offByOne("off by one", `(<<|>>|[A-Z]/)(\d+)\b`, 1),
		// Where a macro is used: an offset, a number of bits, a register.
		offByOne("another number", `((?:MOVE|MOVE[12]|FORWARD|FORWARD512|BACKWARD|BACKWARD512|KEEP|PICK|PIECE|VECTOR)\(.*?, )(\d+)\b`, 4),
		// The last number of a TYPE is a register to use, and another is as good.
		offByOne("another number", `(^\t(?:[A-SU-Z]\w*|TO\w+)\(.*, )(\d+)\b`, 1),
		offByOne("another register", `(^\t(?:TYPE|MUL|VB\w+|LT|LE)\(.*?)(\d+)\b`, 1),

		replace("another comparison", `(CMP.*)\$0x11`, `${1}$$0x12`, `${1}$$0x15`, `${1}$$0x16`),
		replace("another comparison", `(CMP.*)\$0x15`, `${1}$$0x16`, `${1}$$0x11`),
		replace("another comparison", `(CMP.*)\$0x16`, `${1}$$0x15`, `${1}$$0x12`),
		replace("another comparison", `^\tLT\(`, "\tLE("),
		replace("another comparison", `^\tLE\(`, "\tLT("),
		replace("the other order", `\b([YZVR]\d+(?:\.\w+)?), ([YZVR]\d+(?:\.\w+)?)(, [YZKVRM])`, `${2}, ${1}${3}`),
		replace("the other order", `\b([a-z]), ([a-z])(, [a-z]\))`, `${2}, ${1}${3}`),
		replace("aligned", `VMOVUPS, VMOVUPS`, `VMOVAPS, VMOVUPS`, `VMOVUPS, VMOVAPS`),
		replace("aligned", `\bVMOVUPS(\s)`, `VMOVAPS${1}`),
		replace("other memory", `\(SI\)`, "(DI)"),
		replace("other memory", `\(DI\)`, "(DX)"),
		replace("other memory", `\(DX\)`, "(DI)"),
		replace("other memory", `\(R1\)`, "(R0)"),
		replace("other memory", `\(R2\)`, "(R1)"),
		rule{"another argument", regexp.MustCompile(`\w+\+(\d+)\(FP\)`), func(m []string) []string {
			n, _ := strconv.Atoi(m[1])
			return []string{fmt.Sprintf("other+%d(FP)", n+8)}
		}},
		replace("another size", `F32(AVX2|AVX512|NEON)<>`, `F64${1}<>`),
		replace("another kernel", `(F32|F64)AVX512<>,`, `${1}AVX2<>,`),
		replace("another size", `\b(VCMP|VMUL|VMAX|VMIN|VFIXUPIMM|VBLENDM|VMOVA)PS\b`, `${1}PD`),
		replace("another size", `\b(VCMP|VMUL|VMAX|VMIN|VFIXUPIMM|VBLENDM|VMOVA)PD\b`, `${1}PS`),
	},
	swaps("the wrong branch", "JZ>JNZ", "JNZ>JZ", "JE>JNE", "JNE>JE", "JB>JBE", "JAE>JA", "JA>JAE",
		"JEQ>JNE", "JHI>JCC", "BEQ>BNE", "BNE>BEQ", "BLO>BLS", "BHS>BHI", "BHI>BHS", "TBZ>TBNZ", "CBZ>CBNZ"),
	swaps("another instruction", "VANDPS>VANDNPS", "VANDPS>VORPS", "VMAXPS>VMINPS", "VMINPS>VMAXPS", "VMAXPD>VMINPD", "VMINPD>VMAXPD",
		"ANDQ>ORQ", "ANDL>ORL", "ORQ>ANDQ", "ORL>ANDL",
		"SHLL>SHRL", "SHLQ>SHRQ", "VPSRLD>VPSLLD", "VPSLLVD>VPSRLVD", "KSHIFTRQ>KSHIFTLQ", "MOVW>MOVL", "MOVL>MOVQ",
		"MOVQ>MOVL", "MOVH>MOVW", "MOVB>MOVH", "VMOVSS>VMOVSD", "VMOVSD>VMOVSS", "FMOVS>FMOVD", "FMOVD>FMOVS",
		"FMOVQ>FMOVD", "KMOVW>KMOVB", "KMOVB>KMOVW", "LSL>LSR", "LSR>LSL", "VBIC_B16>VBIT_B16", "VADDV>VADDP"),
)

// The rules for Go. They see no comments, and no text in quotes.
var goRules = slices.Concat(
	[]rule{
		replace("left out", `^\t+[a-z][\w.]*(\[[^\]]*\])?(\(.*\)| [-+|]?= .*)$`, ""),
		replace("left out", `^\t+break$`, ""),
		replace("another comparison", ` < `, " <= ", " >= "),
		replace("another comparison", ` <= `, " < ", " > "),
		replace("another comparison", ` > `, " >= ", " <= "),
		replace("another comparison", ` >= `, " > ", " < "),
		replace("another comparison", ` == `, " != "),
		replace("another comparison", ` != `, " == "),
		replace("another operator", ` && `, " || "),
		replace("another operator", ` \|\| `, " && "),
		replace("another operator", ` \+ `, " - "),
		replace("another operator", ` - `, " + "),
		replace("another operator", `([\w)\]])\*([\w(])`, "${1}+${2}"),
		replace("another operator", `([\w)\]])/([\w(])`, "${1}*${2}"),
		replace("another operator", `\|= `, "&= "),
		replace("another operator", `>>`, "<<"),
		replace("another operator", `<<`, ">>"),
		replace("another operator", `!([a-z])`, "${1}"),
		replace("another operator", `&\^`, "&"),
		offByOne("off by one", `(\b)(\d+)\b`, 1, -1),
		replace("another size", `float32, uint32`, "float64, uint64"),
		replace("another size", `float64, uint64`, "float32, uint32"),
	},
	swaps("another word", "true>false", "false>true", "min>max", "size == f32>size == f64"),
)

// equivalent has the mistakes that change nothing which a test could see, as patterns for what
// String says of them, and why.
//
// They hold in the file and near the label that a pattern names. Bytes are counted in fours at least.
var equivalent = []struct{ pattern, why string }{
	{`left out: SFENCE`,
		"the thread that stored sees its stores in order, and what tells another thread of them orders them"},
	{`stream\+\d+\(FP\)|left out: TESTB R10, R10|aligned: .*: JNZ stream`,
		"a store past the caches gives the same memory"},
	{`CMPQ CX, \$(32 -> CMPQ CX, \$31|128 -> CMPQ CX, \$127|256 -> CMPQ CX, \$255|512 -> CMPQ CX, \$511)$|nextShifted: off by one: CMPL R8, \$128 -> CMPL R8, \$129`,
		"a count is a multiple of 4, so this is the same bound"},
	{`TEST[BL] \$(4|8|16|32|64|128|256), (CX|BX|R8) -> TEST[BL] \$(5|9|17|33|65|129|257),`,
		"a count is a multiple of 4, so its lowest bit is 0"},
	{`(AND[QL] \$(255|127|63), (CX|BX) -> AND[QL] \$(254|126|62), |kernel_amd64.s.*TESTB \$(127|63|31), CX -> TESTB \$(126|62|30), CX)`,
		"a count is a multiple of 4, so its lowest bit is 0"},
	{`AVX2 (last128|last64|next|streamNext): .*TESTB \$(63, CX -> TESTB \$64|31, CX -> TESTB \$32|127, CX -> TESTB \$128), CX|AVX2 \w+: left out: (TESTB \$(127|63|31), CX|JZ done)|AVX2 last128: .*JZ done`,
		"goes on to look for pieces where none are left"},
	{`AVX2 next: (left out: (TESTB \$112, CX|JZ last16)|off by one: TESTB \$112, CX -> TESTB \$113)`,
		"takes the longer way to the same pieces"},
	{`GATHER64: off by one: VSHUFPS \$0x88, .* -> VSHUFPS \$0x89,`,
		"both halves of a lane of 8 bytes say the same"},
	{`NEON next: left out: BEQ done|AVX512 next: left out: ANDQ|AVX512 .*left out: JZ done|OFFALIGNMENT: left out: JZ aligned|AVX2: left out: JB pieces`,
		"goes on to look for pieces where none are left, or are not yet"},
	{`asm_amd64.h.*JAE (wide32|wide64) -> JA|(RUN|try\w+): off by one: (CHOOSE|TRY)\(`,
		"either kernel is right at the bound"},
	{`NEON: off by one: CMP \$256, R3|AVX2 long: .*(CMPQ CX, \$256 ->|JB loop -> JBE)`,
		"either way is right at the bound"},
	{`FITS(MASK)?( \w+)?: (left out: JEQ fits|.*: JB long -> JBE|.*: JHI long -> JCC|.*: BLO long -> BLS|left out: BEQ fits)|FITSMASK: left out: SHRQ \$6, R11|FITSMASK: off by one: (SHRQ \$6, R11 -> SHRQ \$5|SHLQ \$3, R12 -> SHLQ \$4)`,
		"goes back to Go where it need not, which decides"},
	{`try\w+Backward\w*To: another argument: FITS\(\w+, m\+24\(FP\)`,
		"compares a length with an address, and goes back to Go where it need not"},
	{`try\w+: another argument: MOV[DQ] n\+8\(FP\), `,
		"the number of elements is an address then, and too large for what need not go back to Go, which decides"},
	{`arm64.*: (ANDS \$(127|63), R3 -> ANDS \$(126|62), R3|PIECES: off by one: SUBS \$16, R3 -> SUBS \$15)`,
		"a count is a multiple of 4, and this adds less than 4"},
	{`arm64.* last8: another number: (MOVE|PIECE)\(.*, FMOVS, 4`,
		"where the last piece ends does not matter"},
	{`FIXUP \$0, .* -> FIXUP \$1,`,
		"asks for a flag of the floating-point state besides, which nothing looks at"},
	{`another size: VMOVAPS Z15, Z1 -> VMOVAPD`,
		"moves the same bits"},
	{`arm64.s.* BYMASK .*another register: TYPE`,
		"what goes by a mask does not look at x"},
	{`kernel.go.*another word: run\w+\(.*, false\) -> `,
		"a store past the caches gives the same memory"},
	{`kernel.go.*const chunk = 32 << 10 -> const chunk = 32 << 9`,
		"a shorter chunk is as right, and costs time alone"},
	{`maskLoop: .*(i\*65\+64|i\*64\+65)`,
		"a bit shifted by 64 and more is 0"},
	{`dispatch.go.* (names|usable|init|streamMin)?: `,
		"asks the processor, of which there is one here, or is a matter of speed"},
	{`stream: left out: TESTB|stream: off by one: TESTB \$(31, R8 -> TESTB \$30|63, R8 -> TESTB \$62),`,
		"does not stream where it could, or looks past the lowest bit, which is never set alone after a head"},
	{`(loop|stream|long): off by one: SUBQ \$(128, (CX|BX) -> SUBQ \$127|256, CX -> SUBQ \$255), `,
		"a count is a multiple of 4, so this is the same bound, and what is left has the same bits above"},
	{`(FORWARD|BACKWARD)AVX2: .*(CMPQ CX, \$(32768|4096) ->|JAE long -> (\(nothing\)|JA long))`,
		"a slice is aligned or not, which costs time alone"},
	{`OFFALIGNMENT: (left out: (NEGQ R|LEAQ .*)|other memory: LEAQ .*|the wrong branch: JZ aligned .*)|AVX(2 long|512): left out: HEAD`,
		"the head is of another length then, and the rest not aligned, which costs time alone"},
	{`F32\w+: another size: .* -> \w+\(RELU\w+, (RELU\w+, )?(VCMPPS, )?VMULPD|F64\w+: another size: .* -> \w+\(RELU\w+, (RELU\w+, )?(VCMPPD, )?VMULPS`,
		"ReLU multiplies by nothing, and does not use this argument"},
	{`the other order: (MUL|VANDPS|VAND|VORR|VCMTST|VAND_B16)\b`,
		"the order matters to the payload of two NaNs at most, which is left open, or is not taken from here"},
	{`\$0x10101111, R8 -> MOVL \$0x(10101112|10101110), R8`,
		"the last digit is for a quiet NaN x, which is also what the product is, and what quieting x gives"},
	{`\$0x08080800, R8 -> MOVL \$0x8080801, R8`,
		"the last digit is for a quiet NaN x, which 1 takes, and 0 leaves as it is, and it is x"},
	{`HEAD: another instruction: MOVE\(OP, VMOVSS, VMOVSS, 0, X0, X1\) -> MOVE\(OP, VMOVSD, VMOVSS`,
		"a head is followed by more of the slice, of which this loads some, and stores none"},
	{`BYALPHA: the wrong branch: JHI above -> JCC`,
		"alpha = 1 may go either way"},
	{`another instruction: MOVL (CX, BX|R8, CX|\$0x\w+, R8) -> MOVQ`,
		"the upper half is not looked at, or is 0"},
	{`WARDAVX2 long: another instruction: MOVQ (CX, R10|R10, BX|R10, CX) -> MOVL`,
		"a call has no more than a chunk"},
	{`AVX2 pieces: another number: (FORWARD|BACKWARD)PIECE\(.*VMOVSS, 4, |BACKWARDPIECE\(.*VMOVSS, .* -> .*BITS/9`,
		"where the last piece ends, and what bits it leaves, does not matter"},
	{`LASTWORD: off by one: MOVQ \$0, .* -> MOVQ \$1, `,
		"the first bit of the last word has an element, and is stored"},
	{`another instruction: MOVQ \$·\w+\(SB\), R9 -> MOVL`,
		"a program that is not position-independent has its variables below 4 GiB"},
	{`another instruction: MOVQ ·inUse\(SB\), R11 -> MOVL`,
		"the upper half is 0"},
	{`counts64: off by one: DATA .*\$0x\w{16} -> `,
		"a lane of 8 bytes has its sign in the upper half, and the count of the lower does not matter"},
	{`another instruction: MOVQ CX, R1[1-3] -> MOVL`,
		"shows with 2^32 elements, 16 GiB, alone"},
}

// targets is the files that have rules, and where their tests run.
var targets = []struct {
	pattern string
	rules   []rule
	goarch  string
	tags    string
}{
	{"*_amd64.s", asmRules, "amd64", ""},
	{"*_amd64.h", asmRules, "amd64", ""},
	{"*_arm64.s", asmRules, "arm64", ""},
	{"*_arm64.h", asmRules, "arm64", ""},
	{"kernel.go", goRules, "", ""},
	{"kernel_generic.go", goRules, "", ""},
	{"dispatch.go", goRules, "", ""},
	{"kernel_other.go", goRules, "", "purego"},
	{"race.go", goRules, "", "race"},
}

func main() {
	flag.Parse()
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(1)
	}
}

func run() error {
	wanted := strings.FieldsFunc(*files, func(r rune) bool { return r == ',' })
	var mutants []mutant
	how := map[string]tester{}
	for _, target := range targets {
		names, err := filepath.Glob(target.pattern)
		if err != nil {
			return err
		}
		for _, name := range names {
			if len(wanted) > 0 && !slices.Contains(wanted, name) {
				continue
			}
			source, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			mutants = append(mutants, mutate(name, string(source), target.rules)...)
			how[name] = func(dir string) (step, []step) { return commands(dir, target.goarch, target.tags) }
		}
	}
	only, err := regexp.Compile(*match)
	if err != nil {
		return err
	}
	mutants = slices.DeleteFunc(mutants, func(m mutant) bool { return !only.MatchString(m.String()) })
	if all := len(mutants); !*list && !slices.Contains(rectify.Kernels(), "avx512") {
		mutants = slices.DeleteFunc(mutants, mutant.avx512)
		if skipped := all - len(mutants); skipped > 0 {
			fmt.Printf("SKIP: %d mistakes in AVX-512 kernels, which do not run here\n", skipped)
		}
	}
	if *sample > 0 && *sample < len(mutants) {
		rand.New(rand.NewPCG(*seed, 0)).Shuffle(len(mutants), func(i, j int) { mutants[i], mutants[j] = mutants[j], mutants[i] })
		mutants = mutants[:*sample]
	}
	if *list {
		for _, m := range mutants {
			fmt.Println(m)
		}
		fmt.Println(len(mutants), "mistakes")
		return nil
	}

	sources := map[string][]byte{}
	var dirs []string
	for range max(*jobs, 1) {
		dir, err := os.MkdirTemp("", "mutate")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		if err := copyTree(dir, sources); err != nil {
			return err
		}
		dirs = append(dirs, dir)
	}
	for _, target := range targets {
		if target.goarch == "" || !slices.ContainsFunc(mutants, func(m mutant) bool {
			ok, _ := filepath.Match(target.pattern, m.file)
			return ok
		}) {
			continue
		}
		for _, dir := range dirs {
			work, err := relinkable(dir, target.goarch)
			if err != nil {
				return err
			}
			defer os.RemoveAll(work)
		}
	}
	checked := map[string]bool{}
	for _, name := range sortedKeys(how) {
		build, runs := how[name](dirs[0])
		if key := build.String(); !checked[key] {
			checked[key] = true
			if r := attempt(build, runs); r.outcome != survived {
				return fmt.Errorf("the tests fail as it is, for %s:\n%s", name, r.output)
			}
		}
	}

	// Each job has a copy of the package.
	todo := make(chan mutant)
	var wg sync.WaitGroup
	var mu sync.Mutex // guards what follows
	type count [4]int
	counts := map[string]*count{}
	known := map[string]int{}
	survivors, done := 0, 0
	start := time.Now()
	for _, dir := range dirs {
		wg.Go(func() {
			for m := range todo {
				r := try(dir, m, string(sources[m.file]), how[m.file])
				mu.Lock()
				if counts[m.file] == nil {
					counts[m.file] = new(count)
				}
				counts[m.file][r.outcome]++
				switch r.outcome {
				case survived:
					survivors++
					fmt.Println("SURVIVED", m)
				case same:
					known[reason(m)]++
				}
				if *verbose && r.outcome != survived {
					fmt.Println(outcomes[r.outcome], r.by, m)
				}
				if done++; done%50 == 0 {
					fmt.Fprintf(os.Stderr, "%d of %d, %v\n", done, len(mutants), time.Since(start).Round(time.Second))
				}
				mu.Unlock()
			}
		})
	}
	for _, m := range mutants {
		todo <- m
	}
	close(todo)
	wg.Wait()

	fmt.Printf("\n| file | killed | equivalent | survived | did not build |\n| --- | --- | --- | --- | --- |\n")
	for _, name := range sortedKeys(counts) {
		c := counts[name]
		fmt.Printf("| %s | %d | %d | %d | %d |\n", name, c[killed], c[same], c[survived], c[unbuilt])
	}
	fmt.Printf("\n%v\n", time.Since(start).Round(time.Second))
	for _, e := range equivalent {
		if n := known[e.why]; n > 0 {
			fmt.Printf("equivalent, %d: %s\n", n, e.why)
		}
	}
	if survivors > 0 {
		return fmt.Errorf("%d survived", survivors)
	}
	return nil
}

// A tester gives what builds the tests in a directory, and what runs them.
type tester func(dir string) (build step, runs []step)

// try runs the tests on a mutant.
func try(dir string, m mutant, source string, test tester) result {
	lines := strings.SplitAfter(source, "\n")
	lines[m.line-1] = strings.Replace(lines[m.line-1], m.old, m.new, 1)
	path := filepath.Join(dir, m.file)
	defer os.WriteFile(path, []byte(source), 0o666)
	if err := os.WriteFile(path, []byte(strings.Join(lines, "")), 0o666); err != nil {
		return result{unbuilt, "", err.Error()}
	}
	build, runs := test(dir)
	known := reason(m) != ""
	if known {
		runs = runs[:1] // in case it is not as the table says
	}
	r := attempt(build, runs)
	if r.outcome == survived && known {
		r.outcome = same
	}
	return r
}

// mutate makes each mistake that the rules know in a file.
func mutate(name, source string, rules []rule) []mutant {
	var list []mutant
	seen := map[string]bool{}
	isGo := strings.HasSuffix(name, ".go")
	depth, where, label := "", "", ""
	heading := regexp.MustCompile(`^(?:#define|TEXT|DATA|func(?: \([^)]*\))?|var|const|type)\s+·?(\w+)`)
	for i, line := range strings.Split(source, "\n") {
		code := line
		if c := strings.Index(code, "//"); c >= 0 {
			code = strings.TrimRight(code[:c], " \t")
		}
		code = strings.TrimRight(code, " \t\\")
		if m := heading.FindStringSubmatch(code); m != nil {
			where, label = m[1], ""
		} else if m := regexp.MustCompile(`^(\w+):$`).FindStringSubmatch(code); m != nil {
			label = " " + m[1]
		}
		if isGo {
			// An import or a package clause has nothing to mistake, and a text may say anything.
			switch {
			case strings.HasPrefix(code, "import ("):
				depth = "import"
			case depth == "import" && code == ")":
				depth = ""
			}
			if depth != "" || strings.HasPrefix(code, "package ") || strings.HasPrefix(code, "import ") || strings.HasPrefix(code, "type ") {
				continue
			}
		} else if strings.HasPrefix(code, "#define") || strings.HasPrefix(code, "GLOBL") || strings.HasPrefix(code, "TEXT") || strings.Contains(code, "PCALIGN") {
			continue
		}
		hidden := hideText(code)
		for _, r := range rules {
			for _, at := range r.pattern.FindAllStringSubmatchIndex(hidden, -1) {
				match := make([]string, len(at)/2)
				for g := range match {
					if at[2*g] >= 0 {
						match[g] = hidden[at[2*g]:at[2*g+1]]
					}
				}
				for _, with := range r.to(append(match[:1:1], match[1:]...)) {
					if strings.Contains(with, "\x00") {
						continue
					}
					changed := code[:at[0]] + with + code[at[1]:]
					if isGo && r.name == "left out" {
						changed = leaveOut(code)
					}
					key := fmt.Sprint(i, changed)
					if changed == code || seen[key] {
						continue
					}
					seen[key] = true
					list = append(list, mutant{name, i + 1, where + label, code, changed, r.name})
				}
			}
		}
	}
	return list
}

// hideText is code with all text in quotes as zero bytes.
func hideText(code string) string {
	return regexp.MustCompile(`"[^"]*"|'[^']*'`).ReplaceAllStringFunc(code, func(s string) string {
		return strings.Repeat("\x00", len(s))
	})
}

// leaveOut is a statement that does nothing in place of code, and still uses its variables.
func leaveOut(code string) string {
	indent := code[:len(code)-len(strings.TrimLeft(code, "\t"))]
	if left, right, ok := strings.Cut(code, "= "); ok && !strings.Contains(left, "(") {
		return indent + "_ = " + right
	}
	return indent + "{}"
}

func reason(m mutant) string {
	for _, e := range equivalent {
		if regexp.MustCompile(e.pattern).MatchString(m.String()) {
			return e.why
		}
	}
	return ""
}

// copyTree copies what the package needs to dir.
func copyTree(dir string, sources map[string][]byte) error {
	return filepath.WalkDir(".", func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		switch name := d.Name(); {
		case d.IsDir() && path != "." && path != "testdata" && !strings.HasPrefix(path, "testdata/"):
			return filepath.SkipDir
		case d.IsDir():
			return os.MkdirAll(filepath.Join(dir, path), 0o777)
		case strings.HasPrefix(name, "."):
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		sources[path] = data
		return os.WriteFile(filepath.Join(dir, path), data, 0o666)
	})
}

// relinkable compiles the tests in dir, and leaves a script there that builds them again after a
// change in assembly, from what the go command says that it does: it assembles and links, and the
// compiler, which would take most of the time, does not run again. It returns a directory to be
// removed at the end.
func relinkable(dir, goarch string) (work string, err error) {
	if _, err := os.Stat(script(dir, goarch)); err == nil {
		return "", nil // there is one
	}
	cmd := exec.Command("go", "test", "-c", "-x", "-work", "-vet=off", "-ldflags=-s -w", "-o", os.DevNull, ".")
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "GOARCH="+goarch, "CGO_ENABLED=0")
	out, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w:\n%s", err, out)
	}
	find := func(pattern string) []string {
		return regexp.MustCompile(`(?m)^`+pattern+`$`).FindAllString(string(out), -1)
	}
	assign, asm := find(`WORK=.*`), find(`\S+/asm .* -o \$WORK/\w+/\w+\.o \./\w+\.s`)
	pack, link := find(`go tool pack r \S+_pkg_\.a .*# internal`), find(`(GOROOT=\S+ )?\S+/link .*`)
	if len(assign) != 1 || len(asm) == 0 || len(pack) != 1 || len(link) != 1 {
		return "", fmt.Errorf("go test -c -x says something else than it used to:\n%s", out)
	}
	words := strings.Fields(pack[0]) // go tool pack r archive objects... # internal
	archive, objects := words[4], strings.Join(words[5:len(words)-2], " ")
	link[0] = regexp.MustCompile(` -o \S+`).ReplaceAllString(link[0], " -o "+filepath.Join(dir, "mutant.test"))
	text := fmt.Sprintf(`set -e
%s
cd %s
%s
mkdir -p $WORK/parts
cd $WORK/parts
[ -e _go_.o ] || go tool pack x %s
go tool pack c %s __.PKGDEF _go_.o %s
%s
`, assign[0], dir, strings.Join(asm, "\n"), archive, archive, objects, link[0])
	return strings.TrimPrefix(assign[0], "WORK="), os.WriteFile(script(dir, goarch), []byte(text), 0o666)
}

func script(dir, goarch string) string { return filepath.Join(dir, goarch+".sh") }

// commands builds the tests in dir, and then runs them: first those that notice most, then all
// in short, and then, in full, all but what -exhaustive adds.
func commands(dir, goarch, tags string) (build step, runs []step) {
	env := os.Environ()
	emulated := goarch != "" && goarch != runtime.GOARCH
	if emulated {
		env = append(env, "GOARCH="+goarch, "CGO_ENABLED=0")
	}
	command := func(limit time.Duration, args ...string) step {
		cmd := exec.Command(args[0], args[1:]...)
		cmd.Dir, cmd.Env = dir, env
		return step{cmd, limit}
	}
	program := filepath.Join(dir, "mutant.test")
	args := []string{"go", "test", "-c", "-vet=off", "-ldflags=-s -w", "-o", program}
	switch tags {
	case "":
	case "race":
		args = append(args, "-race")
	default:
		args = append(args, "-tags", tags)
	}
	build = command(*limit*10, append(args, ".")...)
	if goarch != "" {
		build = command(*limit, "sh", script(dir, goarch))
	}
	run := func(limit time.Duration, args ...string) step {
		// What measures time may fail on a busy machine, whatever the mistake.
		line := append([]string{program, "-test.failfast", "-test.timeout", limit.String(), "-test.skip", "^TestStopTheWorld"}, args...)
		if emulated {
			line = append([]string{"qemu-" + map[string]string{"arm64": "aarch64", "amd64": "x86_64"}[goarch]}, line...)
		}
		return command(limit, line...)
	}
	runs = append(runs,
		run(*limit/4, "-test.short", "-test.run", "^Test(Contract|Specials|Lengths|GuardPages|Words)$"),
		run(*limit, "-test.short"))
	if goarch != "" {
		// This looks at all architectures from any, but has to run where the go command does.
		native := command(*limit*10, "go", "test", "-vet=off", "-count=1", "-run", "^TestAssembly$/^"+goarch+"$", ".")
		native.cmd.Env = os.Environ()
		runs = append(runs, native)
	}
	if goarch == "" && tags == "" {
		// Some of Go is behind assembly that does the same, and what the race detector is told shows
		// in its build alone.
		runs = append(runs,
			command(*limit*10, "go", "test", "-tags", "purego", "-short", "-vet=off", "-count=1", "-skip", "^TestStopTheWorld", "."),
			command(*limit*10, "go", "test", "-race", "-short", "-vet=off", "-count=1", "-run", "^TestRaceDetector$", "."))
	}
	if emulated || *short {
		return build, runs // the rest would take too long
	}
	return build, append(runs, run(*limit*10))
}

type outcome int

const (
	killed outcome = iota
	survived
	unbuilt
	same
)

var outcomes = [...]string{"killed", "SURVIVED", "did not build", "equivalent"}

type result struct {
	outcome outcome
	by      string // the test that failed
	output  string
}

var failedTest = regexp.MustCompile(`--- FAIL: (\w+)`)

// attempt builds the tests and runs them until they fail.
func attempt(build step, runs []step) result {
	if text, err := build.output(); err != nil {
		return result{unbuilt, "", text}
	}
	for _, run := range runs {
		text, err := run.output()
		if err == nil {
			continue
		}
		by := "a crash"
		if strings.Contains(text, "test timed out") || strings.Contains(text, "signal: killed") {
			by = "a time-out"
		} else if m := failedTest.FindStringSubmatch(text); m != nil {
			by = m[1]
		}
		return result{killed, by, text}
	}
	return result{outcome: survived}
}

// A step is a command and its time limit.
type step struct {
	cmd   *exec.Cmd
	limit time.Duration
}

func (s step) String() string { return fmt.Sprint(s.cmd.Args, s.cmd.Env) }

// output runs a step. The tests end themselves at their limit, but not if they are in a loop in
// assembly, which cannot be stopped from inside; and a process that they have started may hold on
// to the output.
func (s step) output() (string, error) {
	cmd := s.cmd
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		return err.Error(), err
	}
	timer := time.AfterFunc(s.limit+5*time.Second, func() { syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) })
	defer timer.Stop()
	err := cmd.Wait()
	if err != nil {
		fmt.Fprintln(&out, err)
	}
	return out.String(), err
}

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
