package asmcheck

import (
	"regexp"
	"strconv"
	"strings"
)

// An isa is what there is to know about the assembly of a GOARCH.
type isa struct {
	goarch   string
	flags    []string       // for llvm-objdump
	padding  string         // the instruction between functions
	base     []string       // the instructions that every function may have
	rungs    []rung         // of the ladder, each at its number
	reserved *regexp.Regexp // what a kernel may not name, and an entry may not write
	keep     *regexp.Regexp // what the source may not name, since the assembler itself uses it

	register  func(name string) (number int, ok bool)
	readsOnly *regexp.Regexp // instructions that write no register
	changes   *regexp.Regexp // those that read what they write
	memory    func(arg string) bool
	step      func(s *state, in *instruction) // what an instruction does in an entry
	goroutine registers                       // which holds it, in compiled code
}

// A rung is the kernels behind one question to the processor. See dispatch.go.
type rung struct {
	name         string   // as at the end of the kernels' names, or "" for the kernel in Go
	instructions []string // that the processor was asked for
	evex         bool     // whether they may have EVEX encodings
}

// The instructions are as llvm-objdump spells them: a name, or a pattern that matches all of it.
var (
	avx2 = []string{
		// AVX
		`vaddp[sd]`, `vandp[sd]`, `vblendvp[sd]`, `vbroadcasts[sd]`, `vcmp\w+p[sd]`, `vmaskmovp[sd]`, `vmaxp[sd]`,
		`vminp[sd]`, `vmovd`, `vmovmskp[sd]`, `vmovntps`, `vmovsldup`, `vmovs[sd]`, `vmovups`, `vmulp[sd]`, `vshufps`,
		`vucomis[sd]`, `vxorps`, `vzeroupper`,
		// AVX2
		`vextracti128`, `vinserti128`, `vpacks(sdw|swb)`, `vpadd[wd]`, `vpandn?`, `vpblend(vb|w)`, `vpbroadcast[wdq]`,
		`vpcmpeqw`, `vpcmpgtw`, `vpermd`, `vpmovmskb`, `vpslld`, `vpsllvd`, `vpsrld`, `vpsrlv[dq]`, `vpxor`,
		// F16C
		`vcvtph2ps`, `vcvtps2ph`,
	}
	// VL is what makes a Y or X register of a Z.
	avx512 = append([]string{
		// F
		`kmovw`, `vblendmp[sd]`, `vextracti64x4`, `vfixupimmp[sd]`, `vinserti64x4`, `vmovap[sd]`, `vpandd`, `vpsubd`,
		`vpternlogd`, `vptestmd`,
		// DQ
		`kmovb`,
		// BW
		`kmov[dq]`, `kshiftrq`, `vmovdqu16`, `vpblendmw`, `vpminuw`, `vpmullw`, `vpsrlw`, `vptestmw`,
	}, avx2...)

	// Advanced SIMD as every arm64 has it.
	neon = []string{
		`addhn2?`, `addp`, `addv`, `and`, `bic`, `bif`, `bit`, `bsl`, `cm(eq|ge|gt|hi|hs|le|lt|tst)`, `dup`, `eor`, `ext`, `fadd`,
		`fcm(eq|ge|gt|le|lt)`, `fcmp`, `fcvt[ln]2?`, `fmax(nm)?`, `fmin(nm)?`, `fmov`, `fmul`, `ins`, `ld1`, `ld1r`, `ldp`, `mov`,
		`movi`, `mvn`, `mvni`, `not`, `orn`, `orr`, `shll?2?`, `shrn2?`, `sli`, `sri`, `sshl`, `sshr`, `st1`, `stp`, `umov`,
		`[us]shll2?`, `[us]xtl2?`, `ushl`, `ushr`, `uzp[12]`, `xtn2?`, `zip[12]`, `trn[12]`,
	}
)

var isas = []*isa{
	{
		goarch:  "amd64",
		flags:   []string{"--x86-asm-syntax=intel"},
		padding: "int3",
		base: []string{
			`add`, `and`, `cmovn?[abe]e?`, `cmp`, `dec`, `div`, `imul`, `inc`, `lea`, `mov`, `movabs`, `movzx`, `neg`, `nop`, `or`, `ret`,
			`sfence`, `shl`, `shr`, `sub`, `test`, `xor`, `jmp`, `jn?[abe]e?`, `jn?p`,
		},
		rungs: []rung{{}, {"AVX2", avx2, false}, {"AVX512", avx512, true}},
		// In ABI0, in which assembly is called, R14 and X15 are free.
		reserved:  regexp.MustCompile(`\b([re]?bp|bpl|[re]?sp|spl|r15[dwb]?)\b`),
		keep:      regexp.MustCompile(`\bR15\b`),
		register:  register86,
		readsOnly: regexp.MustCompile(`^(cmp|test|vucomis[sd]|nop|ret|vzeroupper|sfence|j\w+)$`),
		changes:   regexp.MustCompile(`^(add|and|cmov\w+|dec|imul|inc|neg|or|shl|shr|sub|xor|vfixupimmp[sd]|vpternlogd)$`),
		memory:    func(arg string) bool { return strings.Contains(arg, "[") },
		step:      step86,
		goroutine: 1 << 14,
	},
	{
		goarch:  "arm64",
		padding: "udf",
		base: []string{
			`adds?`, `adrp?`, `ands?`, `b`, `b\.\w+`, `bic`, `br`, `cbn?z`, `cmn`, `cmp`, `csel`, `csetm?`, `csinc`, `ldar`, `ldp`, `ldr[bh]?`, `lsl`, `lsr`,
			`madd`, `movk?`, `mul`, `mvn`, `negs?`, `nop`, `orr`, `ret`, `st[rp][bh]?`, `subs?`, `tbn?z`, `tst`, `ubfx`, `eor`, `ccmp`,
		},
		rungs:    []rung{{}, {"NEON", neon, false}},
		reserved: regexp.MustCompile(`\b([xw](18|28|29|30)|fp|lr|w?sp)\b`),
		// The assembler itself puts addresses and constants into R27.
		keep:      regexp.MustCompile(`\bR27\b`),
		register:  registerARM,
		readsOnly: regexp.MustCompile(`^(cmp|cmn|ccmp|tst|fcmp|nop|ret|st\w+|br?|b\.\w+|cbn?z|tbn?z)$`),
		changes:   regexp.MustCompile(`^(movk|bif|bit|bsl|ins|sli|sri|addhn2|fcvtn2|shrn2|xtn2)$`),
		memory:    func(arg string) bool { return strings.HasPrefix(arg, "[") },
		step:      stepARM,
		goroutine: 1 << 28,
	},
}

// isaOf is the isa of a GOARCH, or nil.
func isaOf(goarch string) *isa {
	for _, a := range isas {
		if a.goarch == goarch {
			return a
		}
	}
	return nil
}

// A registers is a set of general, vector and mask registers.
type registers uint64

var (
	numbered86  = regexp.MustCompile(`^(r|[xyz]mm|k)(\d+)[dwb]?$`)
	lettered86  = regexp.MustCompile(`^[re]?([abcd])[xl]$|^[re]?([sd]i|bp)l?$`)
	numberedARM = regexp.MustCompile(`^([xwvqdshb])(\d+)$`)
	word        = regexp.MustCompile(`\w+`)
)

// register86 counts 16 general registers, 32 vector registers and 8 masks. The stack pointer is
// none.
func register86(name string) (int, bool) {
	if m := numbered86.FindStringSubmatch(name); m != nil {
		n, _ := strconv.Atoi(m[2])
		switch m[1] {
		case "r":
			return n, true
		case "k":
			return 48 + n, true
		}
		return 16 + n, true
	}
	if m := lettered86.FindStringSubmatch(name); m != nil {
		return map[string]int{"a": 0, "c": 1, "d": 2, "b": 3, "bp": 5, "si": 6, "di": 7}[m[1]+m[2]], true
	}
	return 0, false
}

// registerARM counts 31 general registers and 32 vector registers. The stack pointer and the one
// with the goroutine are none.
func registerARM(name string) (int, bool) {
	m := numberedARM.FindStringSubmatch(name)
	if m == nil || m[2] == "28" && (m[1] == "x" || m[1] == "w") {
		return 0, false
	}
	n, _ := strconv.Atoi(m[2])
	if m[1] == "x" || m[1] == "w" {
		return n, true
	}
	return 31 + n, true
}
