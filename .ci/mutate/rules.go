package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A mutant is a file with one mistake.
type mutant struct {
	file     string
	line     int    // from 1
	where    string // the macro, function or table, and the label before
	old, new string // the line, without a comment
	rule     string
	key      string // what stays as it is when other lines change
}

var spaces = regexp.MustCompile(`\s+`)

// at is all that String says but the number of the line.
func (m *mutant) at() string {
	shown := m.new
	if strings.TrimSpace(shown) == "" {
		shown = "(nothing)"
	}
	return spaces.ReplaceAllString(fmt.Sprintf("%s: %s: %s -> %s", m.where, m.rule, strings.TrimSpace(m.old), shown), " ")
}

func (m *mutant) String() string { return fmt.Sprintf("%s:%d: %s", m.file, m.line, m.at()) }

var zmm = regexp.MustCompile(`AVX512|512\(|\b[ZK]\d|\bK(MOV|AND|OR|SHIFT|TEST)|\bLEAST\b|\bleast\b|\+SHORT\b|^\s*MOVQ\s+P, R12`) // and what chooses between two, and what the rest after WHOLE goes by

// only512 is what only AVX-512 comes to: of AVX2, too, what its kernels leave to that.
var only512 = regexp.MustCompile(`512|MaskRest|HALVES`)

// kernel is the kernel that m is in, as far as its names tell, or "".
func (m *mutant) kernel() string {
	switch {
	case strings.Contains(m.file, "arm64"):
		return "neon"
	case m.file == "kernel_generic.go":
		return "generic"
	case !strings.Contains(m.file, "amd64"):
		return ""
	case only512.MatchString(m.where) || zmm.MatchString(m.old) || zmm.MatchString(m.new):
		return "avx512"
	case strings.Contains(m.where, "AVX2"):
		return "avx2"
	}
	return ""
}

// A rule makes mistakes: it gives lines that could stand for a line. It may look at those that follow.
type rule struct {
	name string
	make func(line string, rest []string) []string
}

// change puts each of with, in which ${1} is a group, in the place of each match of the pattern.
func change(name, pattern string, with ...string) rule {
	re := regexp.MustCompile(pattern)
	return rule{name, func(line string, _ []string) (list []string) {
		for _, at := range re.FindAllStringSubmatchIndex(line, -1) {
			for _, w := range with {
				list = append(list, line[:at[0]]+string(re.ExpandString(nil, w, line, at))+line[at[1]:])
			}
		}
		return list
	}}
}

// number changes what the first group matches, which is a number.
func number(name, pattern string, to func(n int64) []int64) rule {
	re := regexp.MustCompile(pattern)
	return rule{name, func(line string, _ []string) (list []string) {
		for _, at := range re.FindAllStringSubmatchIndex(line, -1) {
			digits := line[at[2]:at[3]]
			format := "%d"
			if strings.HasPrefix(digits, "0x") {
				format = "%#x"
			}
			n, err := strconv.ParseInt(digits, 0, 64)
			if u, e := strconv.ParseUint(digits, 0, 64); err != nil && e == nil {
				n, err = int64(u), nil
			}
			if err != nil {
				continue
			}
			for _, n := range to(n) {
				text := fmt.Sprintf(format, n)
				if format == "%#x" {
					text = fmt.Sprintf(format, uint64(n))
				}
				list = append(list, line[:at[2]]+text+line[at[3]:])
			}
		}
		return list
	}}
}

func oneMore(n int64) []int64  { return []int64{n + 1} }
func oneOff(n int64) []int64   { return []int64{n + 1, n - 1} }
func nextWord(n int64) []int64 { return []int64{n + 8} }
func upperOff(n int64) []int64 { return []int64{n + 1<<32} }

// digits has each hexadecimal digit one higher, of eight at least.
func digits(n int64) (list []int64) {
	for shift := 0; shift < 32 || n>>shift != 0; shift += 4 {
		list = append(list, n&^(15<<shift)|(n+1<<shift)&(15<<shift))
	}
	return list
}

// place is for an offset, a size or a register in the use of a macro.
func place(n int64) []int64 {
	if n >= 32 {
		return []int64{n + 16}
	}
	return []int64{n + 1}
}

// only is a rule for the lines that match the pattern.
func only(pattern string, r rule) rule {
	re := regexp.MustCompile(pattern)
	return rule{r.name, func(line string, rest []string) []string {
		if !re.MatchString(line) {
			return nil
		}
		return r.make(line, rest)
	}}
}

// other puts the next other name of a line in the place of each one. A name is the first group of the pattern.
func other(name, pattern string) rule {
	re := regexp.MustCompile(pattern)
	return rule{name, func(line string, _ []string) (list []string) {
		var names []string
		for _, m := range re.FindAllStringSubmatch(line, -1) {
			if !slices.Contains(names, m[1]) {
				names = append(names, m[1])
			}
		}
		for _, at := range re.FindAllStringSubmatchIndex(line, -1) {
			i := slices.Index(names, line[at[2]:at[3]])
			list = append(list, line[:at[2]]+names[(i+1)%len(names)]+line[at[3]:])
		}
		return list
	}}
}

// next puts in the place of a name the next other one that a line has there.
func next(name, pattern string) rule {
	re := regexp.MustCompile(pattern)
	return rule{name, func(line string, rest []string) []string {
		at := re.FindStringSubmatchIndex(line)
		if at == nil {
			return nil
		}
		for _, r := range rest {
			if m := re.FindStringSubmatch(r); m != nil && m[1] != line[at[2]:at[3]] {
				return []string{line[:at[2]] + m[1] + line[at[3]:]}
			}
		}
		return nil
	}}
}

// words is a rule for each pair: A>B puts the word B in the place of A, and A<>B does so both ways. What
// follows the word may be a suffix like _S4, and stays.
func words(name, pairs string) (rules []rule) {
	for _, pair := range strings.Fields(pairs) {
		from, to, _ := strings.Cut(pair, ">")
		if f, both := strings.CutSuffix(from, "<"); both {
			from = f
			rules = append(rules, change(name, `\b`+to+`(_\w+)?\b`, from+"${1}"))
		}
		rules = append(rules, change(name, `\b`+from+`(_\w+)?\b`, to+"${1}"))
	}
	return rules
}

// The rules for assembly.
var asmRules = slices.Concat(
	[]rule{
		// A whole instruction, or a piece of the work, is left out.
		change("left out", `^\t[A-Z].*$`, ""),

		number("off by one", `\$\(?(-?\d+|0x[0-9a-fA-F]+)\b`, oneOff),
		number("off by one, above", `^DATA.*\$(0x[0-9a-f]+)\b`, upperOff),
		number("off by one", `(?:<<|>>|[A-Z]/)\(?(\d+)\b`, oneMore),
		only(`^\t[A-Z]\w*\(`, number("another number", `[(,] ?(-?\d+)\b`, place)),
		number("another digit", `^\t[A-Z]\w*\((0x[0-9a-f]+)\b`, digits),
		only(`^\t`, number("another place", `(\d+)\)?\((?:[SD]I|[A-D]X|R\d+|SB)\)`, place)),
		change("another place", `\(([A-Z]\w*)\*1\)`, `(${1}*2)`),
		change("another place", `\(([A-Z]\w*)\*8\)`, `(${1}*4)`),
		number("another argument", `\w\+(\d+)\(FP\)`, nextWord),

		// A comparison that says the same of all numbers, but not of NaNs, is another one too.
		change("another comparison", `\bLT\b`, `LE`, `NLT`, `$$0x19`),
		change("another comparison", `\bLE\b`, `LT`, `NLE`, `$$0x1a`),
		change("another comparison", `\bNLT\b`, `NLE`, `LT`, `$$0x1d`),
		change("another comparison", `\bNLE\b`, `NLT`, `LE`, `$$0x1e`),
		change("another comparison", `\bNGE\b`, `NLE`, `NLT`, `$$0x1a`),
		change("another comparison", `\b(UN)?ORD\b`, `LT`, `NLT`),
		change("the other order", `\b([A-Z]\d*(?:\.\w+)?), ([A-Z]\d*(?:\.\w+)?)(, [A-Z]\d*\b)`, `${2}, ${1}${3}`),
		change("the other order", `\b([a-z]), ([a-z])(, [a-z]\))`, `${2}, ${1}${3}`),
		change("the other order", `(·?\w+<>), (·?\w+<>)`, `${2}, ${1}`),
		change("aligned", `\bVMOVUPS, VMOVUPS`, `VMOVAPS, VMOVUPS`, `VMOVUPS, VMOVAPS`),
		change("aligned", `\bVMOVUPS(\s)`, `VMOVAPS${1}`),
		change("other memory", `\(SI\)`, "(DI)"),
		change("other memory", `\(DI\)`, "(DX)"),
		change("other memory", `\((DX|BX)\)`, "(DI)"),
		change("other memory", `\(R1\)`, "(R0)"),
		change("other memory", `\(R2\)`, "(R1)"),

		// Tables of kernels.
		change("no kernel", `^(\t?DATA.*), \$·?\w+(<>)?\(SB\)`, "${1}, $$0"),
		next("the next kernel", `^DATA.*, \$(·?\w+(?:<>)?)\(SB\)$`),
		next("the next kernel", `^\t[A-Z]\w*\(.*?(·\w+<>)`),
		next("the next argument", `\b(job_\w+)\(`),
		next("the next operation", `\b(const_op[A-Z]\w*)`),
		change("another kernel", `([A-Z]\w*)AVX512<>([,(])`, `${1}AVX2<>${2}`),
		change("another size", `F32(\w*)<>`, `F64${1}<>`),
		change("another size", `([a-z])F16(\w*)<>`, `${1}BF16${2}<>`),
		change("another size", `BF16(\w*)<>`, `F16${1}<>`),
		change("another size", `\b(V(?:ADD|SUB|CMP|MUL|MAX|MIN|FIXUPIMM|BLENDM|BLENDV|MASKMOV|MOVA|MOVMSK|SHUF))PS\b`, `${1}PD`),
		change("another size", `\b(V(?:ADD|SUB|CMP|MUL|MAX|MIN|FIXUPIMM|BLENDM|BLENDV|MASKMOV|MOVA|MOVMSK|SHUF))PD\b`, `${1}PS`),
		change("another size", `\b(VF?\w+)_S4\b`, `${1}_D2`),
		change("another size", `\b(VF?\w+)_D2\b`, `${1}_S4`),

		// Conditions, as jumps, moves and selections have them.
		change("the wrong condition", `\b(CMOV[LQW]|SET|CSEL\s+|CSET\s+)EQ\b`, `${1}NE`),
		change("the wrong condition", `\b(CMOV[LQW]|SET|CSEL\s+|CSET\s+)NE\b`, `${1}EQ`),
		change("the wrong condition", `\b(CMOV[LQW]|SET)CS\b`, `${1}LS`),
		change("the wrong condition", `\b(CMOV[LQW]|SET)LS\b`, `${1}CS`),
		change("the wrong condition", `\b(CMOV[LQW]|SET)CC\b`, `${1}HI`),
		change("the wrong condition", `\b(CMOV[LQW]|SET)HI\b`, `${1}CC`),
		change("the wrong condition", `\b(CSEL\s+|CSET\s+)LE\b`, `${1}LT`),
		change("the wrong condition", `\b(CSEL\s+|CSET\s+)LO\b`, `${1}LS`),
		change("the wrong condition", `\b(CSEL\s+|CSET\s+)LS\b`, `${1}LO`),
		change("the wrong condition", `\b(CSEL\s+|CSET\s+)HI\b`, `${1}HS`),
		change("the wrong condition", `\b(CSEL\s+|CSET\s+)HS\b`, `${1}HI`),
	},
	words("the wrong branch", "JZ<>JNZ JE<>JNE JEQ>JNE JB<>JBE JAE<>JA JCS<>JLS JHI<>JCC JLT<>JLE JGT<>JGE JMI<>JPL"+
		" BEQ<>BNE BLO<>BLS BHS<>BHI BLT<>BLE BGT<>BGE BMI<>BPL BVS<>BVC TBZ<>TBNZ CBZ<>CBNZ GT<>GE"),
	words("another macro", "STEP<>NOSTEP WORD1>NOWORD WORD1B>NOWORD WORD2>NOWORD MOVE1<>MOVE1B NLT16<>NLE16 LT16<>NLE16 TIMESFLOAT16<>TIMESBFLOAT16"+
		" F32<>F64 F16<>BF16 LTZ<>LEZ GTF<>GEF ADDF<>MULF"),
	words("another instruction", "VANDPS>VANDNPS VANDPS>VORPS VMAXPS<>VMINPS VMAXPD<>VMINPD VADDPS<>VSUBPS VADDPD<>VSUBPD VMULPS>VADDPS VMULPD>VADDPD"+
		" VPAND>VPANDN VPAND>VPOR VPOR>VPAND VPXOR>VPOR VPADDD<>VPSUBD VPADDW<>VPSUBW VPCMPGTW>VPCMPEQW VPCMPGTW>VPCMPGTD VPCMPGTD>VPCMPGTW"+
		" VPSRAW>VPSRLW VPSRAD>VPSRLD VPSRLW>VPSRAW VPSRLD>VPSRAD VPSRLD<>VPSLLD VPSRLW<>VPSLLW VPSLLVD<>VPSRLVD"+
		" VPACKUSDW<>VPACKSSDW VPMOVZXWD>VPMOVSXWD VPMOVM2W>VPMOVM2B VPMOVW2M>VPMOVB2M VPBROADCASTW<>VPBROADCASTD VPBROADCASTD>VPBROADCASTQ"+
		" VBROADCASTSS<>VBROADCASTSD VUCOMISS<>VUCOMISD"+
		" ANDQ<>ORQ ANDL<>ORL ADDQ<>SUBQ ADDL<>SUBL SHLL<>SHRL SHLQ<>SHRQ KSHIFTRQ>KSHIFTLQ KSHIFTRD>KSHIFTLD KANDW<>KORW KANDQ<>KORQ KANDD<>KORD"+
		" MOVW>MOVL MOVL>MOVQ MOVQ>MOVL MOVH>MOVW MOVB>MOVH VMOVSS<>VMOVSD"+
		" KMOVB<>KMOVW KMOVD>KMOVW KMOVQ>KMOVD"+
		" FMOVS<>FMOVD FMOVQ>FMOVD LSL<>LSR ADD>SUB SUB>ADD AND>ORR VADDV>VADDP"+
		" VAND>VORR VORR>VAND VBIC>VBIT VBIT<>VBIF VFADD<>VFSUB VFMIN<>VFMAX VFMUL>VFADD VFCMLTZ<>VFCMLEZ VFCMGTZ<>VFCMGEZ VFCMGT<>VFCMGE"+
		" VCMGT<>VCMGE VUSHR<>VSSHR VFCVTL>VFCVTL2 VFCVTN>VFCVTN2"),
)

// The rules for Go.
var goRules = slices.Concat(
	[]rule{
		{"left out", leaveOut},
		change("left out", `^\t+\w+: +\{.*\},$`, ""),
		change("another comparison", ` < `, " <= ", " >= "),
		change("another comparison", ` <= `, " < ", " > "),
		change("another comparison", ` > `, " >= ", " <= "),
		change("another comparison", ` >= `, " > ", " < "),
		change("another comparison", ` == `, " != "),
		change("another comparison", ` != `, " == "),
		change("the wrong branch", `\bif ([^;{]*) \{$`, "if !(${1}) {"),
		change("another operator", ` && `, " || "),
		change("another operator", ` \|\| `, " && "),
		change("another operator", ` \+ `, " - "),
		change("another operator", ` - `, " + "),
		change("another operator", `([\w)\]])\+([\w(])`, "${1}-${2}"),
		change("another operator", `([\w)\]])-([\w(])`, "${1}+${2}"),
		change("another operator", `([\w)\]])\*([\w(])`, "${1}+${2}"),
		change("another operator", `([\w)\]])/([\w(])`, "${1}*${2}"),
		change("another operator", `([\w)\]])%([\w(])`, "${1}/${2}"),
		change("another operator", `([\w)\]] ?)&( ?[\w(])`, "${1}|${2}"),
		change("another operator", `([\w)\]] ?)\|( ?[\w(])`, "${1}&${2}"),
		change("another operator", `\|= `, "&= "),
		change("another operator", `\+= `, "-= "),
		change("another operator", `-= `, "+= "),
		change("another operator", `>>`, "<<"),
		change("another operator", `<<`, ">>"),
		change("another operator", `!([a-z(])`, "${1}"),
		change("another operator", `&\^`, "&"),
		number("off by one", `\b(\d+|0x[0-9a-f]+)\b`, oneOff),
		change("another size", `float32, uint32`, "float64, uint64"),
		change("another size", `float64, uint64`, "float32, uint32"),
		change("another size", `\[float32\]`, "[float64]"),
		change("another size", `\[float64\]`, "[float32]"),
		other("another slice", `(?:SliceData|len)\((\w+)\)`),
		next("the next operation", `\b(op[A-Z]\w*)`),
	},
	words("another word", "true<>false min<>max source>repeats repeats>source sums>source fills<>masks"),
)

var statement = regexp.MustCompile(`^\t+([a-z][\w.]*(\[[^\]]*\])?(\(.*\)| [-+|]?= .*)|break|continue)$`)

// leaveOut puts a statement that does nothing, and still uses its variables, in the place of a call
// or an assignment.
func leaveOut(line string, _ []string) []string {
	if !statement.MatchString(line) {
		return nil
	}
	indent := line[:len(line)-len(strings.TrimLeft(line, "\t"))]
	if left, right, ok := strings.Cut(line, "= "); ok && !strings.Contains(left, "(") {
		return []string{indent + "_ = " + right}
	}
	return []string{indent + "{}"}
}

var (
	heading = regexp.MustCompile(`^(?:#define|TEXT|DATA|func(?: \([^)]*\))?|var|const|type)\s+·?(\w+)`)
	label   = regexp.MustCompile(`^(\w+):$`)
	define  = regexp.MustCompile(`^#define \w+(\([^)]*\))? `)
	quoted  = regexp.MustCompile("`[^`]*`" + `|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'`)
)

// mutate makes each mistake that the rules know in a file. They see no comments, and no text in quotes.
func mutate(name, source string) (list []*mutant) {
	rules, skip := asmRules, regexp.MustCompile(`^(GLOBL|TEXT|#)|PCALIGN`)
	if strings.HasSuffix(name, ".go") {
		rules, skip = goRules, regexp.MustCompile(`^(package|import|type) `)
	}
	var codes []string
	var texts [][]string // what is in quotes in each line, where a code has a character of its own
	for _, line := range strings.Split(source, "\n") {
		var t []string
		line = quoted.ReplaceAllStringFunc(line, func(s string) string {
			t = append(t, s)
			return string(rune(0xE000 + len(t) - 1))
		})
		code, _, _ := strings.Cut(line, "//")
		codes, texts = append(codes, strings.TrimRight(code, " \t\\")), append(texts, t)
	}
	where, after, inImport := "", "", false
	times := map[string]int{}
	for i, code := range codes {
		if m := heading.FindStringSubmatch(code); m != nil {
			where, after = m[1], ""
		} else if m := label.FindStringSubmatch(code); m != nil {
			after = " " + m[1]
		}
		inImport = inImport && code != ")" || code == "import ("
		body := code
		if one := define.FindString(code); one != "" {
			body = "\t" + code[len(one):] // a macro in one line
		} else if inImport || skip.MatchString(code) {
			continue
		}
		show := func(s string) string {
			for k, text := range texts[i] {
				s = strings.ReplaceAll(s, string(rune(0xE000+k)), text)
			}
			return s
		}
		seen := map[string]bool{body: true}
		for _, r := range rules {
			for _, changed := range r.make(body, codes[i+1:]) {
				if seen[changed] {
					continue
				}
				seen[changed] = true
				m := &mutant{file: name, line: i + 1, where: where + after, old: show(body), new: show(changed), rule: r.name}
				id := fmt.Sprintf("%q", []string{m.file, m.where, m.old, m.new})
				times[id]++
				sum := sha256.Sum256(fmt.Append(nil, id, times[id]))
				m.key = hex.EncodeToString(sum[:8])
				list = append(list, m)
			}
		}
	}
	return list
}

// make is the source with the mistake.
func (m *mutant) make(source string) string {
	lines := strings.SplitAfter(source, "\n")
	old, changed := m.old, m.new
	if !strings.Contains(lines[m.line-1], old) { // the body of a macro, before which a tab was put
		old, changed = strings.TrimPrefix(old, "\t"), strings.TrimPrefix(changed, "\t")
	}
	lines[m.line-1] = strings.Replace(lines[m.line-1], old, changed, 1)
	return strings.Join(lines, "")
}
