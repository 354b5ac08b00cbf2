package asmcheck

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// The programs here are small, and have every part: entries, what runs a job, a table, and kernels.
// A line is the start of a function, a label, or an instruction, where ! stands for an EVEX
// encoding, and @ for a place outside.

func entry86(name, loads, fits, slow string) string {
	return "TEXT " + name + `
	mov rbx, qword ptr [rsp + 8]
	mov rdi, qword ptr [rsp + 16]
	mov rcx, qword ptr [rsp + 24]` + loads + `
	mov r8d, ebx
	and r8d, 15
	imul r8, rcx` + fits + `
	mov r11, qword ptr fs:[-8]
	cmp rsp, qword ptr [r11 + 16]
	jbe slow
	cmp rcx, 32768
	ja slow
	cmp ebx, 32
	jae slow
	cmp r8, 128
	jae least
	mov r11, qword ptr [rip + 7] # 0x8090
find:
	mov r11, qword ptr [r11 + 8*rbx - 128]
	test r11, r11
	je slow
	xor eax, eax
	jmp r11
least:
	mov r11, qword ptr [rip + 7] # 0x8088
	jmp find
slow:
	jmp @` + slow + "\n"
}

func kernels86(typ string) string {
	return "TEXT relu" + typ + `AVX2
	vxorps xmm14, xmm14, xmm14
	vbroadcastss ymm15, dword ptr [r9]
loop:
	vmovups ymm0, ymmword ptr [rdi + rax]
	vcmpnle_uqps ymm2, ymm0, ymm14
	vandps ymm0, ymm0, ymm2
	vmulps ymm0, ymm0, ymm15
	vmovups ymmword ptr [rdi + rax], ymm0
	add rax, 32
	sub rcx, 32
	jae loop
	vzeroupper
	ret
TEXT relu` + typ + `AVX512
	cmp rcx, 128
	jb rest
	!vpternlogd zmm13, zmm13, zmm13, 255
	!vmovups zmm0, zmmword ptr [rdi]
	!vpcmpgtw k1, zmm0, zmm13
	!vmovdqu16 zmm0 {k1} {z}, zmm0
	!vpaddd zmm0 {k1}, zmm0, zmm13
	!vmovups zmmword ptr [rdi], zmm0
	vzeroupper
	ret
rest:
	jmp relu` + typ + "AVX2\n"
}

var program86 = entry86("call1", `
	mov r9, qword ptr [rsp + 32]
	mov rsi, rdi`, "", "slow1.abi0") +
	entry86("call2", `
	mov rsi, qword ptr [rsp + 32]
	mov r9, qword ptr [rsp + 48]`, `
	cmp rcx, qword ptr [rsp + 40]
	jne slow
	mov r11, rdi
	sub r11, rsi
	je fits
	cmp r11, r8
	jb slow
	neg r11
	cmp r8, r11
	ja slow
fits:`, "slow2.abi0") +
	entry86("callMask", `
	mov rdx, qword ptr [rsp + 32]
	mov r9, qword ptr [rsp + 48]`, `
	lea r11, [rcx + 63]
	shr r11, 6
	mov r12, qword ptr [rsp + 40]
	cmp r12, r11
	jb slow
	mov r11, rdx
	sub r11, rdi
	cmp r11, r8
	jb slow
	neg r11
	shl r12, 3
	cmp r11, r12
	jb slow`, "slowMask.abi0") + `
TEXT kernelTable
	lea rax, [rip + 7] # 0x9000
	mov qword ptr [rsp + 8], rax
	ret
TEXT runKernel
	mov r10, qword ptr [rsp + 8]
	mov rbx, qword ptr [r10]
	mov r11, qword ptr [r10 + 8]
	lea r12, [rip + 7] # 0x9000
	lea r12, [r12 + 8*r11]
	mov r11, qword ptr [r12 + 8*rbx - 128]
	mov rdi, qword ptr [r10 + 16]
	mov rcx, qword ptr [r10 + 24]
	mov r9, qword ptr [r10 + 48]
	xor eax, eax
	jmp r11
` + kernels86("F32") + kernels86("F64") + `
TEXT compiled
	cmp rsp, qword ptr [r14 + 16]
	jbe stop
	ret
stop:
	jmp compiled
TABLE reluF32AVX2 reluF32AVX512 reluF64AVX2 reluF64AVX512
`

const programARM = `
TEXT call2
	ldr x5, [sp, #8]
	ldr x0, [sp, #16]
	ldr x3, [sp, #24]
	ldr x1, [sp, #32]
	ldr x4, [sp, #48]
	and x7, x5, #0xf
	mul x7, x7, x3
	ldr x6, [sp, #40]
	cmp x3, x6
	b.ne slow
	subs x6, x0, x1
	b.eq fits
	cmp x6, x7
	b.lo slow
	neg x6, x6
	cmp x6, x7
	b.lo slow
fits:
	ldr x6, [x28, #16]
	cmp sp, x6
	b.ls slow
	cmp x3, #8, lsl #12
	b.hi slow
	cmp x5, #32
	b.hs slow
	adrp x27, 0x8000
	ldr x6, [x27, #136]
	sub x6, x6, #128
	ldr x6, [x6, x5, lsl #3]
	cbz x6, slow
	mov x3, x7
	br x6
slow:
	b @slow2.abi0
TEXT kernelTable
	adrp x0, 0x9000
	str x0, [sp, #8]
	ret
TEXT runKernel
	ldr x14, [sp, #8]
	ldr x5, [x14]
	ldr x6, [x14, #8]
	adrp x8, 0x9000
	sub x8, x8, #128
	add x8, x8, x5, lsl #3
	ldr x6, [x8, x6, lsl #3]
	ldr x0, [x14, #16]
	ldr x1, [x14, #24]
	ldr x3, [x14, #32]
	ldr x4, [x14, #40]
	br x6
TEXT reluF32NEON
	ld1r { v30.4s }, [x4]
	tbz w3, #2, last
	ldr s0, [x1], #4
	bic v0.16b, v0.16b, v30.16b
	str s0, [x0], #4
last:
	subs x3, x3, #16
	b.lo done
loop:
	ldr q0, [x1], #16
	eor v4.16b, v4.16b, v4.16b
	fcvtl v1.4s, v0.4h
	fcvtl2 v2.4s, v0.8h
	fmul v1.4s, v1.4s, v30.4s
	fcvtn v3.4h, v1.4s
	fcvtn2 v3.8h, v2.4s
	bit v3.16b, v0.16b, v4.16b
	str q3, [x0], #16
	subs x3, x3, #16
	b.hs loop
done:
	ret
TEXT reluF64NEON
	ret
TEXT compiled
	ldr x16, [x28, #16]
	cmp sp, x16
	b.ls stop
	ret
stop:
	b compiled
TABLE reluF32NEON - reluF64NEON -
`

var programs = map[string]string{"amd64": program86, "arm64": programARM}

// toyPackage is what the programs are checked with.
var toyPackage = &Package{
	Path:    "toy",
	Kernels: map[uintptr]string{20: "reluF32", 24: "reluF64"},
	Entries: map[string]Entry{
		"call1":    {Codes: []uintptr{20, 24}, Open: true},
		"call2":    {Codes: []uintptr{20, 24}, Open: true},
		"callMask": {Codes: []uintptr{20, 24}, Mask: true},
	},
	Chunk:   1 << 15,
	Size:    15,
	Choices: []Choice{{8, "kernelTable", 2}, {16, "kernelTable", 1}},
	Rung:    8,
}

var jumpTo = regexp.MustCompile(`\b(j\w+|b(?:\.\w+)?|cbn?z|tbn?z) (.*, )?([@\w.]+)$`)

// listing is a program as llvm-objdump would write it, and the addresses in it.
func listing(text string) (string, map[string]uint64) {
	at := map[string]uint64{}
	var out strings.Builder
	for range 2 { // the second time all addresses are known
		out.Reset()
		address, function := uint64(0x1000), ""
		for _, line := range strings.Split(text, "\n") {
			name, isText := strings.CutPrefix(line, "TEXT ")
			label, isLabel := strings.CutSuffix(line, ":")
			switch line = strings.TrimSpace(line); {
			case line == "" || strings.HasPrefix(line, "TABLE"):
			case isText:
				address = (address + 63) &^ 63
				function = name
				at[name] = address
				fmt.Fprintf(&out, "%016x <toy.%s>:\n", address, name)
			case isLabel:
				at[function+"."+label] = address
			default:
				code, bytes := line, "c5 "
				if after, ok := strings.CutPrefix(line, "!"); ok {
					code, bytes = after, "62 "
				}
				if m := jumpTo.FindStringSubmatch(code); m != nil && m[3] != "r11" {
					to, symbol := at[function+"."+m[3]], "toy."+function+"+0x8"
					if whole, ok := at[m[3]]; ok {
						to, symbol = whole, "toy."+m[3]
					} else if outside, ok := strings.CutPrefix(m[3], "@"); ok {
						to, symbol = 0x10, "toy."+outside
					}
					code = fmt.Sprintf("%s %s0x%x <%s>", m[1], m[2], to, symbol)
				}
				fmt.Fprintf(&out, "  %x: %s\t%s\n", address, bytes, code)
				address += 4
			}
		}
	}
	return out.String(), at
}

// faultsOf is what is found in a program.
func faultsOf(t *testing.T, a *isa, text string) []string {
	code, at := listing(text)
	if a.goarch == "arm64" {
		code = strings.ReplaceAll(code, ": c5 ", ": 00000000 ")
	}
	p, err := a.read(code, "toy")
	if err != nil {
		return []string{err.Error()}
	}
	var sources []source
	var slow *function
	var functions []*function
	for _, f := range p.functions {
		if f.name == "compiled" {
			slow = f
			continue
		}
		functions = append(functions, f)
		s := source{name: f.name, global: f.entry(), words: map[string]int{"call1": 4, "runKernel": 1, "kernelTable": 1}[f.name]}
		if s.words == 0 && s.global {
			s.words = 6
		}
		sources = append(sources, s)
	}
	p.functions = functions
	_, row, _ := strings.Cut(text, "TABLE ")
	words := make([]uint64, 16)
	for i, name := range strings.Fields(row) {
		words[[]int{5, 6, 9, 10}[i]] = at[name]
	}
	p.tables = []*table{{address: 0x9000, words: words}}
	p.check(toyPackage, sources, slow, 0x8080)
	return p.faults
}

// TestCheckAccepts checks that nothing is found where nothing is wrong.
func TestCheckAccepts(t *testing.T) {
	for _, a := range isas {
		for _, fault := range faultsOf(t, a, programs[a.goarch]) {
			t.Errorf("%s: %s", a.goarch, fault)
		}
	}
}

// TestCheckRefuses checks that each mistake is found, by what is said of it.
func TestCheckRefuses(t *testing.T) {
	for _, c := range []struct {
		goarch, name, old, new, fault string
	}{
		// Instructions.
		{"amd64", "VBMI", "vandps ymm0, ymm0, ymm2", "vpermb ymm0, ymm0, ymm2", "not among those its rung asks for"},
		{"amd64", "opmasks on the lower rung", "vmulps ymm0, ymm0, ymm15", "kmovd r11d, k1", "not among those its rung asks for"},
		{"amd64", "vectors in an entry", "xor eax, eax\n", "vxorps xmm0, xmm0, xmm0\n", "not among those its rung asks for"},
		{"amd64", "EVEX on the lower rung", "vmulps ymm0, ymm0, ymm15", "!vmulps ymm0, ymm0, ymm15", "this is EVEX, below AVX-512"},
		{"amd64", "a zeroing mask on a store", "!vmovups zmmword ptr [rdi], zmm0", "!vmovups zmmword ptr [rdi] {k1} {z}, zmm0", "this store faults"},
		{"amd64", "the frame pointer", "add rax, 32", "add rbp, 32", "a register that is not free"},
		{"amd64", "R15", "add rax, 32", "mov r15, rax", "a register that is not free"},
		{"amd64", "the stack pointer in an entry", "xor eax, eax\n", "add rsp, 8\n", "a register that is not free"},
		{"arm64", "half precision", "fmul v1.4s, v1.4s", "fmul v1.8h, v1.8h", "half precision"},
		{"arm64", "dot products", "fmul v1.4s, v1.4s, v30.4s", "udot v1.4s, v1.16b, v30.16b", "not among those its rung asks for"},
		{"arm64", "the platform's register", "str q3, [x0], #16", "str q3, [x18], #16", "a register that is not free"},
		{"arm64", "the return address", "str q3, [x0], #16", "mov x30, x0", "a register that is not free"},

		// The ways out.
		{"amd64", "no VZEROUPPER", "vzeroupper\n\tret", "ret", "has no VZEROUPPER"},
		{"amd64", "a vector after VZEROUPPER", "vzeroupper\n\tret", "vzeroupper\n\tvmovups ymm0, ymm1\n\tret", "has no VZEROUPPER"},
		{"amd64", "no RET", "vzeroupper\n\tret\nTEXT reluF32AVX512", "vzeroupper\nTEXT reluF32AVX512", "runs past its end"},
		{"amd64", "a jump into another kernel", "jmp reluF32AVX2", "jmp @reluF32AVX2+0x8", "goes nowhere that can be told"},
		{"amd64", "a jump into the middle of something", "jmp reluF32AVX2", "jmp 0x1 <toy.reluF32AVX2+0x8>", "into the middle of something"},
		{"amd64", "a kernel of another type", "jmp reluF32AVX2", "jmp reluF64AVX2", "another operation, type or rung"},
		{"amd64", "a kernel of a higher rung", "vzeroupper\n\tret\nTEXT reluF32AVX512", "jmp reluF32AVX512\nTEXT reluF32AVX512", "another operation, type or rung"},
		{"amd64", "out of the assembly", "jmp reluF32AVX2", "jmp @runtime.panic", "this leaves the assembly"},

		// Loops.
		{"amd64", "a loop that counts up", "sub rcx, 32", "add rcx, 32", "nothing shows that the loop here ends"},
		{"amd64", "a loop that counts by a register", "sub rcx, 32", "sub rcx, rdi", "nothing shows that the loop here ends"},
		{"amd64", "a loop that goes on when its counter wraps", "jae loop", "jne loop", "nothing shows that the loop here ends"},
		{"amd64", "a counter written twice", "add rax, 32", "add rcx, 32", "nothing shows that the loop here ends"},
		{"amd64", "an endless loop", "jae loop", "jae loop\n\tjmp loop", "nothing shows that the loop here ends"},
		{"arm64", "a counter of another register", "subs x3, x3, #16\n\tb.hs", "subs x3, x5, #16\n\tb.hs", "nothing shows that the loop here ends"},
		{"arm64", "a counter written by a load", "ldr q0, [x1], #16", "ldr q0, [x3], #16", "nothing shows that the loop here ends"},

		// Registers.
		{"amd64", "a vector that nothing has written", "vxorps xmm14, xmm14, xmm14", "nop", "reads register 30,"},
		{"amd64", "a vector not written on every way", "vxorps xmm14, xmm14, xmm14", "test rcx, rcx\n\tje loop\n\tvxorps xmm14, xmm14, xmm14", "reads register 30,"},
		{"amd64", "a mask that nothing has written", "!vpcmpgtw k1, zmm0, zmm13", "nop", "reads register 49,"},
		{"amd64", "what is merged with", "!vmovups zmm0, zmmword ptr [rdi]\n", "!vmovups zmm0 {k1}, zmmword ptr [rdi]\n", "reads register 16,"},
		{"amd64", "a register that an entry does not load", "mov rdi, qword ptr [rsp + 16]", "nop", "reads register 7,"},
		{"amd64", "a register that running a job does not load", "mov r9, qword ptr [r10 + 48]", "nop", "reads register 9,"},
		{"amd64", "a register with what the table was looked up with", "mov r9, qword ptr [r10 + 48]", "mov r9, r12", "reads register 9, in which there is what the table was looked up with"},
		{"arm64", "the half that stays", "fcvtn v3.4h, v1.4s", "nop", "reads register 34,"},
		{"arm64", "what is chosen from", "fcvtn2 v3.8h, v2.4s", "fcvtn2 v5.8h, v2.4s", "reads register 36,"},
		{"arm64", "an address", "ldr x1, [sp, #32]", "ldr x2, [sp, #32]", "reads register 1,"},

		// Tables.
		{"amd64", "kernels on each other's rungs", "TABLE reluF32AVX2 reluF32AVX512", "TABLE reluF32AVX512 reluF32AVX2", `has "reluF32AVX512" in word 5, from code 16 on, and not "reluF32AVX2"`},
		{"amd64", "kernels of each other's types", "TABLE reluF32AVX2 reluF32AVX512 reluF64AVX2", "TABLE reluF64AVX2 reluF32AVX512 reluF32AVX2", `has "reluF64AVX2" in word 5, from code 16 on, and not "reluF32AVX2"`},
		{"amd64", "one kernel missing", "TABLE reluF32AVX2 reluF32AVX512", "TABLE reluF32AVX2 -", `has "" in word 6, from code 16 on, and not "reluF32AVX512"`},
		{"amd64", "all kernels of a code missing", "TABLE reluF32AVX2 reluF32AVX512", "TABLE - -", "no table has the kernels for the code 20, reluF32"},
		{"amd64", "another table", "lea rax, [rip + 7] # 0x9000", "lea rax, [rip + 7] # 0x9008", "and not where a table is"},
		{"amd64", "a table that a job does not find", "lea r12, [rip + 7] # 0x9000", "lea r12, [rip + 7] # 0x9008", "a table that is not there"},
		{"amd64", "a code that the table does not have", "r11 + 8*rbx - 128", "r11 + 8*rbx - 256", "the table has no kernels for the code 20"},
		{"amd64", "a job without its rung", "mov r11, qword ptr [r10 + 8]", "mov r11, qword ptr [r10 + 16]", "no kernel in a table"},
		{"amd64", "a kernel nothing leads to", "TABLE", "TEXT reluMaxF32AVX2\n\tret\nTABLE", "reluMaxF32AVX2: nothing leads to this kernel"},
		{"amd64", "a table that ends early", "reluF64AVX2 reluF64AVX512\n", "\n", "no table has the kernels for the code 24, reluF64"},
		{"arm64", "a kernel on a rung that is not there", "TABLE reluF32NEON -", "TABLE reluF32NEON reluF32NEON", `has "reluF32NEON" in word 6, from code 16 on, and not ""`},
		{"arm64", "a kernel in the wrong row", "TABLE reluF32NEON - reluF64NEON", "TABLE reluF64NEON - reluF32NEON", `has "reluF64NEON" in word 5, from code 16 on`},

		// Entries.
		{"amd64", "the stop", "jbe slow\n\tcmp rcx", "cmp rcx", "the goroutine may have to stop"},
		{"amd64", "the stop, the other way round", "jbe slow\n\tcmp rcx", "ja slow\n\tcmp rcx", "the goroutine may have to stop"},
		{"amd64", "another word of the goroutine", "cmp rsp, qword ptr [r11 + 16]", "cmp rsp, qword ptr [r11 + 24]", "the goroutine may have to stop"},
		{"amd64", "a Go that keeps the end of the stack elsewhere", "[r14 + 16]", "[r14 + 24]", "the goroutine may have to stop"},
		{"amd64", "a Go without prologues", "TEXT compiled", "TEXT compiled\n\tmov r14, rax", "no comparison of SP with the end of the stack"},
		{"amd64", "the chunk", "ja slow\n\tcmp ebx", "cmp ebx", "more than a chunk"},
		{"amd64", "a larger chunk", "cmp rcx, 32768", "cmp rcx, 65536", "more than a chunk"},
		{"amd64", "another length", "cmp rcx, 32768", "cmp r8, 32768", "more than a chunk"},
		{"amd64", "the limit", "jae slow", "nop", "may be past the table"},
		{"amd64", "a limit past the table", "cmp ebx, 32", "cmp ebx, 40", "may be past the table"},
		{"amd64", "whether there is a kernel", "je slow\n\txor eax", "xor eax", "there may be none"},
		{"amd64", "whether there is no kernel", "je slow\n\txor eax", "jne slow\n\txor eax", "there may be none"},
		{"amd64", "another word of the choice", "# 0x8090", "# 0x8098", "no kernel in a table"},
		{"amd64", "a code that is changed", "find:", "find:\n\tand ebx, -8", "its code is of no call"},
		{"amd64", "codes of half the width", "r11 + 8*rbx", "r11 + 4*rbx", "no kernel in a table"},
		{"amd64", "a length of 32 bits", "mov rcx, qword ptr [rsp + 24]", "mov ecx, dword ptr [rsp + 24]", "loads half an argument"},
		{"amd64", "a scalar that is not loaded", "mov r9, qword ptr [rsp + 32]", "mov r9, rdi", "an argument that is not looked at"},
		{"amd64", "a return", "je slow\n\txor eax", "je slow\n\tret\n\txor eax", "this returns"},
		{"amd64", "a store", "je slow\n\txor eax", "je slow\n\tmov qword ptr [rsp + 24], r8\n\txor eax", "this stores"},
		{"amd64", "the slow way of another shape", "@slow2", "@slow3", "goes to slow3.abi0, and not to slow2.abi0"},
		{"amd64", "straight to a kernel", "jmp @slow2.abi0", "jmp reluF32AVX2", "goes past the table"},
		{"amd64", "a loop in an entry", "fits:", "jmp fits2\nfits:\n\tjmp fits2\nfits2:\n\tjne fits", "this has a loop"},
		{"amd64", "lengths that differ", "cmp rcx, qword ptr [rsp + 40]\n\tjne slow", "cmp rcx, qword ptr [rsp + 40]\n\tjb slow", "lengths may differ"},
		{"amd64", "an overlap from below", "cmp r11, r8\n\tjb slow\n\tneg r11\n\tcmp r8", "neg r11\n\tcmp r8", "slices may overlap in part"},
		{"amd64", "an overlap from above", "cmp r8, r11\n\tja slow", "nop", "slices may overlap in part"},
		{"amd64", "a short mask", "cmp r12, r11\n\tjb slow", "nop", "its mask may be short"},
		{"amd64", "a mask rounded down", "lea r11, [rcx + 63]", "lea r11, [rcx + 62]", "its mask may be short"},
		{"amd64", "a mask of bytes", "shl r12, 3", "shl r12, 2", "its mask may overlap"},
		{"arm64", "the stop", "b.ls slow", "nop", "the goroutine may have to stop"},
		{"arm64", "another word of the goroutine", "ldr x6, [x28, #16]", "ldr x6, [x28, #24]", "the goroutine may have to stop"},
		{"arm64", "the chunk", "cmp x3, #8, lsl #12", "cmp x3, #9, lsl #12", "more than a chunk"},
		{"arm64", "the limit", "cmp x5, #32", "cmp x5, #48", "may be past the table"},
		{"arm64", "whether there is a kernel", "cbz x6, slow", "cbz x7, slow", "there may be none"},
		{"arm64", "a length of 32 bits", "ldr x3, [sp, #24]", "ldr w3, [sp, #24]", "loads half an argument"},
		{"arm64", "lengths that differ", "b.ne slow", "nop", "lengths may differ"},
		{"arm64", "an overlap", "cmp x6, x7\n\tb.lo slow\n\tneg", "neg", "slices may overlap in part"},
	} {
		t.Run(c.goarch+"/"+c.name, func(t *testing.T) {
			text := programs[c.goarch]
			if !strings.Contains(text, c.old) {
				t.Fatalf("the program has no %q", c.old)
			}
			faults := faultsOf(t, isaOf(c.goarch), strings.Replace(text, c.old, c.new, 1))
			for _, fault := range faults {
				if strings.Contains(fault, c.fault) {
					return
				}
			}
			t.Errorf("found %q, and not %q", faults, c.fault)
		})
	}
}
