package rectify

import (
	"debug/elf"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestAssembly disassembles the package, built for each GOARCH that has assembly, and proves of
// every function in it what no run can show:
//
//   - it has no instruction but those that its gate in dispatch.go asked the processor for;
//   - a kernel is entered only behind that gate, and with no more than a chunk to do;
//   - it reads no vector register before it has written it, which would go unnoticed where the one
//     that happens to be there is zero;
//   - what Go calls has put something into each general register that it or a kernel reads, for what
//     Go happened to leave there may be right;
//   - each loop counts a register down by a constant, and ends before the register wraps;
//   - it jumps to its own instructions, and to the start of the few functions it may end in;
//   - it leaves alone the registers that Go reserves, and clears the upper halves of the vector
//     registers on every way out (SSE would be slow after it otherwise);
//   - no store has a zeroing mask, which assembles and then faults.
//
// It needs the source and llvm-objdump, since go tool objdump does not know VEX and EVEX.
func TestAssembly(t *testing.T) {
	if testing.Short() {
		t.Skip("is the same on every machine: a run without -short on one of them will do")
	}
	goTool, err := exec.LookPath("go")
	if err != nil {
		t.Skip("SKIP: the assembly was not checked, as there is no go tool to build it")
	}
	objdump := findObjdump()
	if objdump == "" {
		t.Skip("SKIP: the assembly was not checked, as there is no llvm-objdump")
	}
	for _, a := range isas {
		t.Run(a.goarch, func(t *testing.T) {
			texts := a.disassemble(t, goTool, objdump)
			n := 0
			for _, f := range texts {
				n += len(f.code)
				a.checkInstructions(t, f)
				a.checkJumps(t, f)
				a.checkLoops(t, f)
				if f.level != "" {
					a.checkClear(t, f)
					a.checkSet(t, f)
				} else {
					a.checkGate(t, f)
					if missing := a.needs(f, texts); len(missing) > 0 {
						t.Errorf("%s: it, or what it goes on to, reads these registers, which nothing has written: %q", f.name, missing)
					}
				}
			}
			t.Logf("%d functions, %d instructions", len(texts), n)
		})
	}
}

// findObjdump is the llvm-objdump there is, or "".
func findObjdump() string {
	candidates := []string{"llvm-objdump"}
	for version := 30; version >= 11; version-- {
		candidates = append(candidates, fmt.Sprint("llvm-objdump-", version))
	}
	for _, name := range candidates {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// An isa is what there is to know about the assembly of a GOARCH.
type isa struct {
	goarch   string
	flags    []string            // for llvm-objdump
	padding  string              // the instruction between functions
	common   string              // the instructions that every function may have
	levels   []level             // the kernels, up the ladder
	reserved *regexp.Regexp      // registers that no instruction may name
	stack    string              // the stack pointer, from which what Go calls loads its arguments
	guard    *regexp.Regexp      // how what Go calls asks whether it is to stop
	source   *regexp.Regexp      // registers that the source may not name
	register func(string) string // which register a name means, or ""
}

// A level is the kernels behind one gate.
type level struct {
	name         string // as in the names of the functions
	kernel       uintptr
	instructions string // besides the common ones
	evex         bool   // whether they may have EVEX encodings
}

// The instructions are as llvm-objdump spells them: a name, or a pattern that matches all of it.
const (
	base86 = `add|and|cmp|dec|imul|inc|lea|mov|movabs|movzx|neg|nop|or|ret|sfence|shl|shr|sub|test|xor|` +
		`jmp|ja|jae|jb|jbe|je|jne`
	// AVX and AVX2.
	vex = `vandps|vblendvp[sd]|vbroadcastss|vbroadcastsd|vcmp\w+p[sd]|vextracti128|vmaskmovp[sd]|vmaxp[sd]|vminp[sd]|` +
		`vmovd|vmovmskp[sd]|vmovntps|vmovsd|vmovsldup|vmovss|vmovups|vmulp[sd]|vpackssdw|vpacksswb|vpbroadcast[wdq]|vpermd|vpmovmskb|` +
		`vpsllvd|vpsrld|vpsrlv[dq]|vshufps|vucomiss|vucomisd|vxorps|vzeroupper`
	// What AVX-512 adds, in F, in DQ and in BW. VL is what makes a Y or X register of a Z.
	evex = `vblendmp[sd]|vfixupimmp[sd]|vmovap[sd]|kmovw|` +
		`kmovb|` +
		`kmovd|kmovq|kshiftrq`

	baseARM = `add|adrp|and|ands|b|b\.\w+|bic|cbn?z|cmp|ldar|ldr[bh]?|lsl|lsr|mov|mul|mvn|neg|nop|orr|ret|str[bh]?|` +
		`sub|subs|tbn?z|tst`
	// Advanced SIMD, without the half-precision part.
	simd = `addp|addv|bic|bif|bit|bsl|cmeq|cmge|cmgt|cmlt|cmtst|dup|eor|ext|fcmge|fcmgt|fcmle|fcmlt|fmul|ins|` +
		`ld1|ld1r|ldp|movi|mvni|not|shl|sli|sri|sshr|st1|stp|umov|ushl|ushr|uzp[12]|xtn2?|zip[12]`
)

var isas = []*isa{
	{
		goarch:  "amd64",
		flags:   []string{"--x86-asm-syntax=intel"},
		padding: "int3",
		common:  base86,
		levels: []level{
			{"AVX2", avx2, vex, false},
			{"AVX512", avx512, vex + "|" + evex, true},
		},
		// In ABI0, in which assembly is called, R14 and X15 are free.
		reserved: regexp.MustCompile(`\b([re]?bp|bpl|[re]?sp|spl|r15[dwb]?)\b`),
		stack:    "rsp",
		guard:    regexp.MustCompile(`^cmp rsp, qword ptr \[r11 \+ 16\]$`),
		source:   regexp.MustCompile(`\b(BP|SP|R15)\b`),
		register: register86,
	},
	{
		goarch:  "arm64",
		padding: "udf",
		common:  baseARM,
		levels:  []level{{"NEON", neon, simd, false}},
		// The assembler itself puts addresses into R27.
		reserved: regexp.MustCompile(`\b([xw](18|28|29|30)|fp|lr|w?sp)\b`),
		stack:    "sp",
		guard:    regexp.MustCompile(`^(ldr x6, \[x28, #16\]|mov x7, sp|cmp x7, x6)$`),
		source:   regexp.MustCompile(`\b(R18(_PLATFORM)?|R2[789]|R30|g|RSP)\b`),
		register: registerARM,
	},
}

var (
	numbered86  = regexp.MustCompile(`^(r\d+)[dwb]?$`)
	lettered86  = regexp.MustCompile(`^[re]?([abcd])[xl]$|^[re]?([sd]i)l?$`)
	numberedARM = regexp.MustCompile(`^[xw](\d+)$`)
)

func register86(name string) string {
	if m := numbered86.FindStringSubmatch(name); m != nil {
		return m[1]
	}
	if m := lettered86.FindStringSubmatch(name); m != nil {
		return m[1] + m[2]
	}
	return ""
}

func registerARM(name string) string {
	if m := numberedARM.FindStringSubmatch(name); m != nil {
		return m[1]
	}
	return ""
}

// A text is a function in assembly.
type text struct {
	name  string
	level string // "" for what Go calls
	code  []instruction
}

// An instruction is a line that llvm-objdump has written.
type instruction struct {
	address   uint64
	bytes     string
	op        string
	args      []string
	target    int    // where it jumps in its function, or -1
	tail      string // where else it jumps
	condition string // "" for a jump that is always taken
	symbol    string // what it loads, where that is a variable
}

func (in *instruction) String() string {
	return fmt.Sprintf("%#x: %s %s", in.address, in.op, strings.Join(in.args, ", "))
}

const packagePrefix = "github.com/rectify-go/rectify."

var (
	textLine  = regexp.MustCompile(`(?m)^TEXT\s+(·?)(\w+)(<>)?\(SB\)`)
	comment   = regexp.MustCompile(`//.*`)
	guardLine = regexp.MustCompile(`(?m)^\s*MOVD (16\(g\)|RSP), R\d .*$`)
	codeLine  = regexp.MustCompile(`^\s*([0-9a-f]+):\s*((?:[0-9a-f]{2}\s)+|[0-9a-f]{8}\s)\s*(\S+)\s*(.*)$`)
	labelLine = regexp.MustCompile(`^[0-9a-f]+ <(.+)>:$`)
	whole     = regexp.MustCompile(`qword ptr|^movzx|^ldr x|^ldrb`)
	half      = regexp.MustCompile(`\.[48]h|\bh\d`)
	jumpArg   = regexp.MustCompile(`^(?:0x)?([0-9a-f]+) <([^>+]+)(\+0x[0-9a-f]+)?>$`)
)

// disassemble is the functions in the assembly of a.
func (a *isa) disassemble(t *testing.T, goTool, objdump string) []*text {
	files, err := filepath.Glob("*_" + a.goarch + ".s")
	if err != nil || len(files) == 0 {
		t.Fatalf("no assembly for %s: %v", a.goarch, err)
	}
	var texts []*text
	var symbols []string
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		source = guardLine.ReplaceAll(comment.ReplaceAll(source, nil), nil)
		if m := a.source.FindAllString(string(source), -1); m != nil {
			t.Errorf("%s names registers that it should leave alone: %q", file, m)
		}
		for _, m := range textLine.FindAllStringSubmatch(string(source), -1) {
			f := &text{name: m[2]}
			for _, l := range a.levels {
				if strings.HasSuffix(f.name, l.name) {
					f.level = l.name
				}
			}
			symbol := f.name // of a function that is local to its file
			if m[1] != "" {
				symbol = packagePrefix + f.name + ".abi0"
			}
			if (f.level == "") != (strings.HasPrefix(f.name, "run") || strings.HasPrefix(f.name, "try")) {
				t.Errorf("%s: %s is neither a function that Go calls nor a kernel", file, f.name)
			}
			texts, symbols = append(texts, f), append(symbols, symbol)
		}
	}

	binary := filepath.Join(t.TempDir(), "rectify.test")
	build := exec.Command(goTool, "test", "-c", "-o", binary, ".")
	build.Env = append(os.Environ(), "GOOS=linux", "GOARCH="+a.goarch, "GOAMD64=v1", "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", build, err, out)
	}
	file, err := elf.Open(binary)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	inFile, err := file.Symbols()
	if err != nil {
		t.Fatal(err)
	}
	variables := map[uint64]string{}
	for _, s := range inFile {
		if elf.ST_TYPE(s.Info) == elf.STT_OBJECT {
			variables[s.Value] = s.Name
		}
	}
	out, err := exec.Command(objdump, append(a.flags, "-d", "--disassemble-symbols="+strings.Join(symbols, ","), binary)...).Output()
	if err != nil {
		t.Fatalf("%s: %v", objdump, err)
	}
	var f *text
	var addresses map[string]uint64 // in arm64's registers
	for line := range strings.Lines(string(out)) {
		line = strings.TrimRight(line, "\n")
		if m := labelLine.FindStringSubmatch(line); m != nil {
			f, addresses = texts[slices.Index(symbols, m[1])], map[string]uint64{}
			continue
		}
		if m := codeLine.FindStringSubmatch(line); m != nil && f != nil {
			in := a.parse(t, m)
			if a.goarch == "arm64" {
				in.symbol = variables[in.loads(addresses)]
			}
			f.code = append(f.code, in)
		} else if f != nil && line != "" && strings.TrimSpace(line) != "..." { // zeros
			t.Fatalf("%s does not decode: %s", f.name, line)
		}
	}
	for i, f := range texts {
		for len(f.code) > 0 && f.code[len(f.code)-1].op == a.padding {
			f.code = f.code[:len(f.code)-1]
		}
		if len(f.code) == 0 {
			t.Fatalf("%s is not in the output of %s", f.name, objdump)
		}
		f.link(t, symbols[i])
	}
	return texts
}

// parse is the instruction in a match of codeLine.
func (a *isa) parse(t *testing.T, m []string) instruction {
	address, err := strconv.ParseUint(m[1], 16, 64)
	if err != nil {
		t.Fatal(err)
	}
	in := instruction{address: address, bytes: m[2], op: m[3], target: -1}
	args, note, _ := strings.Cut(m[4], "#")
	if a.goarch == "arm64" { // where # is a constant
		args, note, _ = strings.Cut(m[4], "//")
	}
	if _, symbol, ok := strings.Cut(note, "<"); ok {
		in.symbol = strings.TrimSuffix(symbol, ">")
	}
	depth, start := 0, 0
	args = strings.TrimSpace(args)
	for i, c := range args + "," {
		switch c {
		case '[', '{', '<':
			depth++
		case ']', '}', '>':
			depth--
		case ',':
			if depth == 0 && i > start {
				in.args = append(in.args, strings.TrimSpace(args[start:i]))
				start = i + 1
			}
		}
	}
	return in
}

// loads is the address from which in, of arm64, loads a register, where that is a constant. On
// the way it keeps the addresses that registers have.
func (in *instruction) loads(addresses map[string]uint64) uint64 {
	if len(in.args) == 0 {
		return 0
	}
	was, known := uint64(0), false
	if len(in.args) > 1 {
		was, known = addresses[strings.Trim(in.args[1], "[]")]
	}
	delete(addresses, in.args[0])
	switch {
	case in.op == "adrp":
		page, _, _ := strings.Cut(in.args[1], " ")
		addresses[in.args[0]], _ = strconv.ParseUint(page, 0, 64)
	case in.op == "add" && known:
		if by, ok := constant(in.args[2:]); ok {
			addresses[in.args[0]] = was + by
		}
	case strings.HasPrefix(in.op, "ld") && known:
		return was
	}
	return 0
}

// link finds where the jumps go.
func (f *text) link(t *testing.T, symbol string) {
	for i := range f.code {
		in := &f.code[i]
		if !in.jumps() {
			continue
		}
		m := jumpArg.FindStringSubmatch(in.args[len(in.args)-1])
		if m == nil {
			t.Fatalf("%s: %v: this goes nowhere that can be told", f.name, in)
		}
		address, _ := strconv.ParseUint(m[1], 16, 64)
		in.target = slices.IndexFunc(f.code, func(to instruction) bool { return to.address == address })
		switch {
		case in.target >= 0:
		case m[2] != symbol && m[3] == "":
			in.tail = m[2]
		default:
			t.Errorf("%s: %v: this jumps into the middle of something", f.name, in)
		}
		in.condition = conditions[in.op]
		if in.op != "jmp" && in.op != "b" && in.condition == "" {
			in.condition = in.op
		}
	}
}

// conditions is the jumps that follow a comparison of unsigned numbers.
var conditions = map[string]string{
	"jb": "<", "jae": ">=", "je": "==", "jne": "!=", "ja": ">", "jbe": "<=",
	"b.lo": "<", "b.hs": ">=", "b.eq": "==", "b.ne": "!=", "b.hi": ">", "b.ls": "<=",
	"b.cc": "<", "b.cs": ">=",
}

func (in *instruction) jumps() bool {
	switch in.op {
	case "b", "cbz", "cbnz", "tbz", "tbnz":
		return true
	}
	return in.op[0] == 'j' || strings.HasPrefix(in.op, "b.")
}

// next is the instructions that may follow f.code[i].
func (f *text) next(i int) []int {
	in := &f.code[i]
	var list []int
	if in.target >= 0 {
		list = append(list, in.target)
	}
	if in.op != "ret" && !(in.jumps() && in.condition == "") {
		list = append(list, i+1)
	}
	return list
}

// checkInstructions checks that f has none but those its gate asked for, and leaves alone what
// it must.
func (a *isa) checkInstructions(t *testing.T, f *text) {
	pattern, evex := a.common, false
	for _, l := range a.levels {
		if l.name == f.level {
			pattern, evex = pattern+"|"+l.instructions, l.evex
		}
	}
	allowed := regexp.MustCompile("^(" + pattern + ")$")
	argument := regexp.MustCompile(`\[` + a.stack + `( \+|,)`)
	refused := map[string]bool{}
	for i := range f.code {
		in := &f.code[i]
		if !allowed.MatchString(in.op) && !refused[in.op] {
			refused[in.op] = true
			t.Errorf("%s: %v: this instruction is not among those its gate asks for", f.name, in)
		}
		if a.goarch == "amd64" && strings.HasPrefix(in.bytes, "62 ") && !evex {
			t.Errorf("%s: %v: this is EVEX, before a gate for AVX-512", f.name, in)
		}
		if a.goarch == "arm64" && in.op[0] == 'f' && half.MatchString(strings.Join(in.args, " ")) {
			t.Errorf("%s: %v: this is in half precision, which not every processor has", f.name, in)
		}
		for j, arg := range in.args {
			memory := strings.Contains(arg, "[")
			if memory && j == 0 && strings.Contains(arg, "{z}") {
				t.Errorf("%s: %v: this store faults: it has a zeroing mask", f.name, in)
			}
			fromStack := f.level == "" && memory && j > 0 && argument.MatchString(arg)
			if fromStack && !whole.MatchString(in.op+" "+strings.Join(in.args, " ")) {
				t.Errorf("%s: %v: this loads half an argument, which a slice of 16 GiB would tell", f.name, in)
			}
			asksGuard := f.level == "" && a.guard.MatchString(in.op+" "+strings.Join(in.args, ", "))
			if a.reserved.MatchString(arg) && !fromStack && !asksGuard && !in.jumps() && in.op != "nop" {
				t.Errorf("%s: %v: this has a register that is not free", f.name, in)
			}
		}
	}
}

// lowerName is the name of a Go function that goes with an exported one.
func lowerName(name string) string {
	if relu, ok := strings.CutPrefix(name, "ReLU"); ok {
		return "relu" + relu
	}
	return strings.ToLower(name[:1]) + name[1:]
}

// operationOf is the operation of a function, in place or not, as the kernels are named.
func operationOf(name string) string {
	name = strings.TrimSuffix(name, "To")
	switch {
	case strings.HasSuffix(name, "Grad"):
		return "grad"
	case strings.HasSuffix(name, "FromOutput"):
		return "backwardFromOutput"
	}
	return name
}

// checkJumps checks where f may go on, besides its own instructions.
func (a *isa) checkJumps(t *testing.T, f *text) {
	var allowed []string
	if f.level == "" {
		run, isRun := strings.CutPrefix(f.name, "run")
		base := lowerName(strings.TrimPrefix(run, "try"))
		if !isRun {
			allowed = append(allowed, packagePrefix+base+".abi0")
			base = operationOf(base)
		} else {
			allowed = append(allowed, packagePrefix+base+"Long.abi0", packagePrefix+base+"Generic.abi0")
		}
		for _, l := range a.levels {
			allowed = append(allowed, base+"F32"+l.name, base+"F64"+l.name)
		}
	} else {
		typed := strings.TrimSuffix(f.name, f.level)
		base, size := typed[:len(typed)-3], typed[len(typed)-3:]
		allowed = append(allowed, base+"Max"+size+f.level, base+"Min"+size+f.level) // a shorter way for some alphas
		for i := 1; i < len(a.levels); i++ {
			if f.level == a.levels[i].name {
				allowed = append(allowed, typed+a.levels[i-1].name) // what is left below a vector
			}
		}
	}
	for i := range f.code {
		if in := &f.code[i]; in.tail != "" && !slices.Contains(allowed, in.tail) {
			t.Errorf("%s: %v: this jumps to %s, and it may go on in %q only", f.name, in, in.tail, allowed)
		}
		if slices.Contains(f.next(i), len(f.code)) {
			t.Fatalf("%s: it runs past its end", f.name)
		}
	}
}

// checkClear checks that there is a VZEROUPPER on every way to a RET, with no Y or Z register after
// it. That holds for a kernel that uses none, too, as it may have been jumped to by one that does.
func (a *isa) checkClear(t *testing.T, f *text) {
	if a.goarch != "amd64" {
		return
	}
	upper := regexp.MustCompile(`\b[yz]mm\d`)
	reached := make([][2]bool, len(f.code)) // with clear registers, and with others
	var walk func(i, used int)
	walk = func(i, used int) {
		if reached[i][used] {
			return
		}
		reached[i][used] = true
		in := &f.code[i]
		switch {
		case in.op == "vzeroupper":
			used = 0
		case upper.MatchString(strings.Join(in.args, " ")):
			used = 1
		case in.op == "ret" && used == 1:
			t.Errorf("%s: %v: a way that leads here has no VZEROUPPER", f.name, in)
		}
		for _, j := range f.next(i) {
			walk(j, used)
		}
	}
	walk(0, 1)
}

var (
	vector = regexp.MustCompile(`\b(?:[xyz]mm|[vqds])(\d+)\b|\b(k\d)\b`)
	// Those that change a register, and not just write it.
	changes = regexp.MustCompile(`^(vfixupimmp[sd]|bif|bit|bsl|ins|sli|sri)$`)
)

// vectors is the vector registers and opmasks that in reads, and those it writes.
func (in *instruction) vectors() (reads, writes []string) {
	named := func(args []string) (list []string) {
		for _, m := range vector.FindAllStringSubmatch(strings.Join(args, " "), -1) {
			list = append(list, m[1]+m[2])
		}
		return list
	}
	if len(in.args) == 0 || in.op == "nop" || in.jumps() {
		return nil, nil
	}
	if strings.HasPrefix(in.op, "st") || strings.HasPrefix(in.op, "vucomis") || strings.Contains(in.args[0], "[") {
		return named(in.args), nil
	}
	results := 1
	if in.op == "ldp" {
		results = 2
	}
	reads, writes = named(in.args[results:]), named(in.args[:results])
	for _, arg := range in.args[:results] {
		before, mask, masked := strings.Cut(arg, " {") // and not a list of one, as arm64 has it
		if masked {
			writes = named([]string{before})
			reads = append(reads, named([]string{mask})...)
			if !strings.Contains(mask, "{z}") && !strings.HasPrefix(in.op, "vblendm") {
				reads = append(reads, writes...)
			}
		}
	}
	if changes.MatchString(in.op) {
		reads = append(reads, writes...)
	}
	if (in.op == "vxorps" || in.op == "eor") && in.args[1] == in.args[2] {
		reads = nil // zero, whatever was there
	}
	return reads, writes
}

// checkSet checks that f has written each vector register that it reads, on every way there.
func (a *isa) checkSet(t *testing.T, f *text) {
	// What is written on every way to an instruction, if it has been reached.
	before := make([]map[string]bool, len(f.code))
	before[0] = map[string]bool{}
	todo := []int{0}
	for len(todo) > 0 {
		i := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		after := maps.Clone(before[i])
		_, writes := f.code[i].vectors()
		for _, r := range writes {
			after[r] = true
		}
		for _, j := range f.next(i) {
			was := before[j]
			if was == nil {
				before[j] = maps.Clone(after)
				todo = append(todo, j)
				continue
			}
			n := len(was)
			maps.DeleteFunc(was, func(r string, _ bool) bool { return !after[r] })
			if len(was) < n {
				todo = append(todo, j)
			}
		}
	}
	refused := map[string]bool{}
	for i := range f.code {
		in := &f.code[i]
		reads, _ := in.vectors()
		for _, r := range reads {
			if before[i] != nil && !before[i][r] && !refused[r] {
				refused[r] = true
				t.Errorf("%s: %v: this reads register %s, which nothing has written on a way that leads here", f.name, in, r)
			}
		}
	}
}

// needs lists the general registers that f, or a kernel that it goes on to, reads on some way before
// anything has written them.
func (a *isa) needs(f *text, texts []*text) []string {
	found := map[string]bool{}
	// With what was written on every way to an instruction; a way goes on as long as that shrinks.
	before := make([]map[string]bool, len(f.code))
	var walk func(i int, written map[string]bool)
	walk = func(i int, written map[string]bool) {
		if was := before[i]; was != nil {
			n := len(was)
			maps.DeleteFunc(was, func(r string, _ bool) bool { return !written[r] })
			if len(was) == n {
				return
			}
		} else {
			before[i] = maps.Clone(written)
		}
		in := &f.code[i]
		after := maps.Clone(before[i])
		reads, writes := a.general(in)
		if in.tail != "" {
			for _, g := range texts {
				if g.name == in.tail {
					reads = append(reads, a.needs(g, texts)...)
				}
			}
		}
		for _, r := range reads {
			found[r] = found[r] || !after[r]
		}
		if writes != "" {
			after[writes] = true
		}
		for _, j := range f.next(i) {
			walk(j, after)
		}
	}
	walk(0, map[string]bool{})
	maps.DeleteFunc(found, func(_ string, missing bool) bool { return !missing })
	return slices.Sorted(maps.Keys(found))
}

var (
	name = regexp.MustCompile(`\w+`)
	// Those of amd64 that write their first register and do not read it.
	sets = regexp.MustCompile(`^(mov\w*|lea|kmov\w|v\w+)$`)
)

// general is the general registers that in reads, and the one it writes, or "".
func (a *isa) general(in *instruction) (reads []string, writes string) {
	if in.op == "nop" {
		return nil, ""
	}
	writes = a.written(in)
	args := in.args
	if writes != "" && (a.goarch == "arm64" || sets.MatchString(in.op) || in.op == "xor" && args[0] == args[1]) {
		args = args[1:]
		if in.op == "xor" {
			args = nil // zero, whatever was there
		}
	}
	for _, n := range name.FindAllString(strings.Join(args, " "), -1) {
		if r := a.register(n); r != "" && r != "28" { // g, on arm64
			reads = append(reads, r)
		}
	}
	return reads, writes
}

// written is the register of f.code[i]'s that a later one finds changed, or "".
func (a *isa) written(in *instruction) string {
	switch in.op {
	case "cmp", "test", "nop", "ret", "cmn", "tst", "str", "strb", "stp", "st1":
		return ""
	}
	if in.jumps() || len(in.args) == 0 {
		return ""
	}
	return a.register(in.args[0])
}

// counts reports which register in counts down by a constant, such that a jump can see it wrap.
func (a *isa) counts(in *instruction) (register string, ok bool) {
	switch {
	case in.op == "sub" && a.goarch == "amd64" && len(in.args) == 2:
	case in.op == "subs" && len(in.args) >= 3 && a.register(in.args[0]) == a.register(in.args[1]):
	default:
		return "", false
	}
	by, ok := constant(in.args[len(in.args)-1:])
	return a.register(in.args[0]), ok && by > 0 && a.register(in.args[0]) != ""
}

// constant is the constant that args are.
func constant(args []string) (uint64, bool) {
	n, err := strconv.ParseInt(strings.TrimPrefix(args[0], "#"), 0, 64)
	if err != nil {
		return 0, false
	}
	if len(args) == 2 {
		shift, err := strconv.Atoi(strings.TrimPrefix(args[1], "lsl #"))
		if err != nil {
			return 0, false
		}
		n <<= shift
	}
	return uint64(max(n, 0)), true
}

// checkLoops checks that f ends. Whatever goes round in it must pass an instruction that takes a
// constant from a register, which nothing else in the loop writes, and that is followed by a
// jump that leaves the loop when the register would wrap.
func (a *isa) checkLoops(t *testing.T, f *text) {
	all := make([]bool, len(f.code))
	for i := range all {
		all[i] = true
	}
	var check func(within []bool)
	check = func(within []bool) {
		for _, loop := range f.loops(within) {
			ended := false
			for i, in := range loop {
				if !in {
					continue
				}
				register, ok := a.counts(&f.code[i])
				if !ok || i+1 == len(loop) || !loop[i+1] {
					continue
				}
				jump := &f.code[i+1]
				leaves := jump.condition == ">=" && !loop[i+2] || jump.condition == "<" && (jump.target < 0 || !loop[jump.target])
				for j, in := range loop {
					if in && j != i && a.written(&f.code[j]) == register {
						leaves = false
					}
				}
				if leaves {
					loop[i], ended = false, true
				}
			}
			if ended {
				check(loop)
				continue
			}
			t.Errorf("%s: %v: nothing shows that the loop here ends", f.name, &f.code[slices.Index(loop, true)])
		}
	}
	check(all)
}

// loops is the largest sets of instructions within a set of which each leads to every other.
func (f *text) loops(within []bool) [][]bool {
	reach := make([][]bool, len(f.code))
	for i := range reach {
		reach[i] = make([]bool, len(f.code))
		todo := []int{i}
		for within[i] && len(todo) > 0 {
			last := todo[len(todo)-1]
			todo = todo[:len(todo)-1]
			for _, j := range f.next(last) {
				if j < len(f.code) && within[j] && !reach[i][j] {
					reach[i][j] = true
					todo = append(todo, j)
				}
			}
		}
	}
	var list [][]bool
	done := make([]bool, len(f.code))
	for i := range reach {
		if done[i] || !reach[i][i] {
			continue
		}
		loop := make([]bool, len(f.code))
		for j := range reach {
			loop[j] = reach[i][j] && reach[j][i]
			done[j] = done[j] || loop[j]
		}
		list = append(list, loop)
	}
	return list
}

// checkGate follows every way through a function that Go calls, with the kernels that inUse may be
// there, and checks that a way to a kernel is open to that kernel alone, or to one that needs more
// of the processor, and has no more than a chunk to do.
func (a *isa) checkGate(t *testing.T, f *text) {
	type state struct {
		inUse    string    // the register that holds it
		kernels  []uintptr // which it may be
		compared string    // "inUse", "n", or "guard" for the stack guard
		with     uint64
		length   string // "short", "long", "stop" where the goroutine is to stop, or not known
	}
	// What there may be here, as dispatch.go has it.
	all := []uintptr{generic}
	for _, l := range a.levels {
		all = append(all, l.kernel)
	}
	back := packagePrefix + lowerName(strings.TrimPrefix(f.name, "try")) + ".abi0" // of those named try
	ways := map[string]map[uintptr]bool{}
	toLong := map[string]bool{}
	arrive := func(in *instruction, s state) {
		if len(s.kernels) == 0 {
			return // no such way
		}
		to := in.tail
		reaches := ""
		for i, l := range a.levels {
			if !strings.HasSuffix(to, l.name) {
				continue
			}
			reaches = to
			for _, k := range s.kernels {
				if slices.Index(all, k) < i+1 {
					t.Errorf("%s: %v: this is open to the kernel %q", f.name, in, names[k])
				}
			}
		}
		switch {
		case reaches != "":
			if s.length != "short" {
				t.Errorf("%s: %v: this is open to more than a chunk", f.name, in)
			}
		case to == back:
			toLong[s.length] = true // which does whatever there is to do
		case strings.HasSuffix(to, "Generic.abi0"):
			if s.length != "short" || !slices.Equal(s.kernels, all[:1]) {
				t.Errorf("%s: %v: this is open to more than a chunk, or to another kernel", f.name, in)
			}
		case strings.HasSuffix(to, "Long.abi0"):
			if s.length != "long" && s.length != "stop" {
				t.Errorf("%s: %v: this is open to less than a chunk", f.name, in)
			}
			toLong[s.length] = true
		}
		if ways[to] == nil {
			ways[to] = map[uintptr]bool{}
		}
		for _, k := range s.kernels {
			ways[to][k] = true
		}
	}
	var walk func(i int, s state)
	walk = func(i int, s state) {
		in := &f.code[i]
		if in.op == "ret" {
			t.Errorf("%s: %v: this returns, and there is no way that has nothing to do", f.name, in)
			return
		}
		if in.jumps() {
			taken, not := s, s
			compare := func(x uint64) bool {
				switch in.condition {
				case "<":
					return x < s.with
				case ">=":
					return x >= s.with
				case "==":
					return x == s.with
				case "!=":
					return x != s.with
				case ">":
					return x > s.with
				case "<=":
					return x <= s.with
				}
				return true
			}
			if _, ok := map[string]bool{"<": true, ">=": true, "==": true, "!=": true, ">": true, "<=": true}[in.condition]; ok {
				switch s.compared {
				case "inUse":
					taken.kernels, not.kernels = nil, nil
					for _, k := range s.kernels {
						if compare(uint64(k)) {
							taken.kernels = append(taken.kernels, k)
						} else {
							not.kernels = append(not.kernels, k)
						}
					}
				case "guard":
					if in.condition == "<=" {
						taken.length = "stop"
					}
				case "n":
					name := map[bool]string{true: "long", false: "short"}
					if compare(chunk+1) != compare(chunk) {
						taken.length, not.length = name[compare(chunk+1)], name[!compare(chunk+1)]
					}
				}
			}
			if in.tail != "" {
				arrive(in, taken)
			} else {
				walk(in.target, taken)
			}
			if in.condition != "" {
				walk(i+1, not)
			}
			return
		}
		switch {
		case in.op == "cmp":
			s.compared = ""
			if a.guard.MatchString(in.op + " " + strings.Join(in.args, ", ")) {
				s.compared = "guard"
			} else if with, ok := constant(in.args[1:]); ok {
				s.with = with
				if s.inUse != "" && a.register(in.args[0]) == s.inUse {
					s.compared = "inUse"
				} else if with == chunk || with == chunk+1 {
					s.compared = "n"
				}
			}
		case in.symbol == packagePrefix+"inUse":
			s.inUse, s.kernels = a.register(in.args[0]), all
		case s.inUse != "" && a.written(in) == s.inUse:
			s.inUse = ""
		}
		walk(i+1, s)
	}
	walk(0, state{kernels: all})
	if !toLong["long"] || !toLong["stop"] {
		t.Errorf("%s: a call over more than a chunk, or where the goroutine is to stop, does not come back to Go", f.name)
	}
	for _, l := range a.levels {
		open := 0
		for to, kernels := range ways {
			if strings.HasSuffix(to, l.name) && kernels[l.kernel] {
				open++
			}
		}
		if open != 2 {
			t.Errorf("%s: %d ways lead to kernels in %s, and there should be one for each size: %v", f.name, open, l.name, slices.Sorted(maps.Keys(ways)))
		}
	}
}
