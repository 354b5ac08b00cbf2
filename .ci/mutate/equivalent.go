package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
)

// equivalent has the mistakes that change nothing which a test could see, and why: in the files that a
// pattern like kernel_*.s names, those that a regular expression fits, as -list shows them without file and
// line. Bytes are counted in twos at least.
var equivalent = []exemption{
	{"*_amd64.h", "the thread that stored sees its stores in order, and what tells another thread of them orders them", []string{`left out: SFENCE`}},
	{"*_amd64.h", "a store past the caches gives the same memory", []string{
		`^AVX(2|512) aligned: left out: (TESTB R10, R10|JNZ stream)`,
		`^AVX(2|512) aligned: the wrong branch: JNZ stream`,
		`^SUMSAVX(2|512): left out: (TESTB R10|JNZ stream)`,
		`^WHOLE: (left out: (TESTB R10|JNZ wholeStream)|the wrong branch: JNZ wholeStream)`,
	}},
	{"pass_amd64.h", "the slice and the copy of its seam both have what is loaded there", []string{
		`^STEP: the wrong condition: (CMOVQLS R12, P -> CMOVQCS|CMOVQCC P, R12 -> CMOVQHI)`,
	}},
	{"pass_amd64.h", "a row is whole strips, so this counts the same", []string{`^STREAM stream: off by one: SUBQ \$\(4\*bytes\), CX -> SUBQ \$\(3\*bytes`}},
	{"pass_amd64.h", "a register for sums is as good as another", []string{`^(STREAM|SUMSAVX2|SUMSAVX512) \w+: the other order: (STRIP4|STREAM)\(`}},
	{"pass_amd64.h", "takes the rows in one turn or in several, and adds them in the same order", []string{
		`^TURNS: .*(CMPQ CX, \$512|JBE all|IMULQ CX, R8 -> \(nothing|CMPQ R8, \$\(16<<10\)|JA turn)`,
		`^TURNS all: left out: MOVQ R13, R10`,
	}},
	{"*_amd64.h", "does not stream where it could, or looks at a bit that is never set alone after a head", []string{
		`^AVX(2|512) stream: another place: LEAQ`,
		`^AVX(2|512) stream: left out: TESTB`,
		`^AVX(2|512) stream: off by one: TESTB \$(31, R8 -> TESTB \$30|63, R8 -> TESTB \$62),`,
	}},
	{"*_amd64.?", "a count is even, so this is the same bound", []string{
		`CMPQ CX, \$(32 -> CMPQ CX, \$31|128 -> CMPQ CX, \$127|256 -> CMPQ CX, \$255|512 -> CMPQ CX, \$511)$`,
		`^(AVX\w+ (loop|stream)|(FOR|BACK)WARDAVX2 long|SUMSAVX2|SUMSAVX512): off by one: SUBQ \$(128, [BC]X -> SUBQ \$127|256, CX -> SUBQ \$255),`, // what is left has the same bits above
		`nextShifted: off by one: CMPL R8, \$128 -> CMPL R8, \$129`,
	}},
	{"*_amd64.?", "a count is even, so its lowest bit is 0", []string{
		`TEST[BL] \$(2|4|8|16|32|64|128|256), (CX|BX|R8|R) -> TEST[BL] \$(3|5|9|17|33|65|129|257),`,
		`AND[QL] \$(255|127|63), (CX|BX) -> AND[QL] \$(254|126|62),`,
		`TESTB \$(127|63|31), CX -> TESTB \$(126|62|30), CX`,
	}},
	{"*_amd64.h", "goes on to look for pieces where none are left, or are not yet, or takes the longer way to the same ones", []string{
		`^AVX2 (last128|last64|next|streamNext): off by one: TESTB \$(63, CX -> TESTB \$64|31, CX -> TESTB \$32|127, CX -> TESTB \$128), CX`,
		`^AVX2 \w+: left out: (TESTB \$(127|63|31), CX|JZ done)`,
		`^AVX2 next: left out: (TESTB \$112, CX|JZ last16)`,
		`^AVX2 next: off by one: TESTB \$112, CX -> TESTB \$113`,
		`^AVX2: left out: JB pieces`,
		`^AVX512 next: left out: ANDQ`,
		`^WHOLE wholeDone: (left out: TESTB|off by one: TESTB .* -> TESTB \$\(5\*bytes-1\))`,
		`^AVX512 .*left out: JZ done`,
		`^OFFALIGNMENT: left out: JZ aligned`,
	}},
	{"*_amd64.h", "the head is of another length then, and the rest not aligned, which costs time alone", []string{
		`^OFFALIGNMENT: left out: (NEGQ R|LEAQ)`,
		`^OFFALIGNMENT: other memory: LEAQ`,
		`^OFFALIGNMENT: another place: LEAQ`,
		`^AVX2 long: left out: HEAD`,
		`^AVX2 long: (off by one: CMPQ CX, \$256 ->|the wrong branch: JB loop)`,
		`^HEAD: another number: OFFALIGNMENT\(R8, \(VECTOR-\(1<<LOG\)\)\) -> OFFALIGNMENT\(R8, \(VECTOR-\(2<<LOG`,
	}},
	{"mask_amd64.s", "a slice is aligned or not, which costs time alone", []string{
		`^(FORWARD|BACKWARD)AVX2 long: another number: OFFALIGNMENT\((BX|R8), \(32-\(1<<LOG\)\)\) -> OFFALIGNMENT\(\w+, \(32-\(2<<LOG`,
		`^(FORWARD|BACKWARD)AVX2: off by one: CMPQ CX, \$(32768|4096) ->`,
		`^(FORWARD|BACKWARD)AVX2: left out: JAE long`,
		`^(FORWARD|BACKWARD)AVX2: the wrong branch: JAE long -> JA`,
	}},
	{"*_amd64.s", "the order matters to the payload of two NaNs at most, which is left open, or is not taken from here", []string{`the other order: (MUL|ADD|VANDPS|VPANDD?|VPMULLW|VPMINUW|VPTESTMD|VPADD[WD]|VMULPS|VPCMPEQW)\b`}},
	{"pass_amd64.h", "the order matters to the payload of two NaNs at most, which is left open", []string{`^SUM: the other order: ADD B, S, S`, `^TIMES3: the other order: F C, B, C`}},
	{"kernel_amd64.s", "the digit is for a quiet NaN x, which 1 takes and 2 makes quiet", []string{
		`another digit: FIXUPS\(0x10101111, .* -> FIXUPS\(0x10101112,`,
	}},
	{"*_amd64.s", "1 takes x, and 0 leaves what is there, which is x", []string{
		`^(relu|clippedReLU)F\d\dAVX512: another digit: FIXUPS\(0x08080800, .* -> FIXUPS\(0x(8080801|8080810|8081800|8180800|18080800),`,
		`^reluMaskF\d\dAVX512: off by one: MOVL \$0x08080800, R8 -> MOVL \$0x8080801,`,
	}},
	{"kernel_amd64.s", "the digit is for a quiet NaN x, and a multiple of it is that NaN", []string{`^reluSquaredBackwardF\d\dAVX512: another digit: FIXUPS\(0x08080800, .* -> FIXUPS\(0x8080801,`}},
	{"kernel_amd64.s", "a sum that is NaN is quiet, and a multiple of it is that NaN", []string{`^ADDLEAKYRELU(512)?: another comparison: CMP LT, [YZ]14, [YZ]1, (Y2|K1) -> CMP \$0x19,`}},
	{"kernel_amd64.s", "rounds as MXCSR says then, which is to the nearest, too", []string{`^TIMESFLOAT16: off by one: VCVTPS2PH \$0, .* -> VCVTPS2PH \$-1,`}},
	{"*_amd64.s", "asks for flags of the floating-point state besides, which nothing looks at", []string{`FIXUP \$0, .* -> FIXUP \$(1|-1),`}},
	{"kernel_amd64.s", "moves the same bits", []string{`^LEAKYRELU16(512)?: aligned: VMOVUPS [YZ]0, [YZ]1`, `another size: VMOVAPS Z15, Z1 -> VMOVAPD`}},
	{"kernel_amd64.s", "alpha = 1 may go either way", []string{`^BYALPHA: the wrong branch: JHI above`}},
	{"pass_amd64.h", "a head is followed by more of the slice, of which this loads some, and stores none", []string{`^HEAD: another instruction: MOVE\(OP, VMOVSS, VMOVSS, 0, X0, X1, X2\) -> MOVE\(OP, VMOVSD, VMOVSS`}},
	{"*_amd64.h", "goes the slow way, to the same result, where it need not", []string{
		`^APART: left out: JEQ apart`,
		`^APART: the wrong branch: (JB slow -> JBE|JHI slow -> JCC)`,
		`^CHUNK: the wrong branch: JA slow -> JAE`,
	}},
	{"kernel_amd64.s", "compares a length with an address, and goes the slow way where it need not", []string{`^call3: another argument: CMPQ CX, m\+32\(FP\)`}},
	{"*_amd64.s", "the number of elements is an address then, and too large for any but the slow way", []string{`^call[23M]\w*: another argument: MOVQ n\+16\(FP\), CX`}},
	{"*_amd64.?", "shows with 2^32 elements, 8 GiB at least, alone", []string{`another instruction: MOVQ n\+\d+\(FP\), CX -> MOVL`}},
	{"asm_amd64.h", "the upper half is 0", []string{`^RUN: another instruction: MOVQ job_(code|n|kernel|rows)\(R10\), \w+ -> MOVL`}},
	{"asm_amd64.h", "shows with rows of 4 GiB and more alone", []string{`^RUN: another instruction: MOVQ job_period\(R10\), R14 -> MOVL`}},
	{"asm_amd64.h", "a program that is not position-independent has its code and tables below 4 GiB", []string{
		`^ENTER( least)?: another instruction: MOVQ ·inUse\+\w+\(SB\), R11 -> MOVL`,
		`^(ENTER find|RUN): another instruction: MOVQ \(-8\*FIRST\)\(R11\)\(AX\*8\), R11 -> MOVL`,
	}},
	{"*_amd64.?", "either kernel is right at the bound", []string{`^ENTER: the wrong branch: JAE least -> JA`, `^call(\d|Mask)\w*( enter)?: off by one: ENTER\(\$(128|256), `}},
	{"kernel_amd64.s", "no code has no size, so none is at the bound", []string{`^(KNOWN|REPEATS): the wrong branch: JAE slow -> JA `, `^BYROWS: the wrong branch: JB alpha -> JBE`}},
	{"*_amd64.?", "takes the slower of two ways that are both right here, or the loop for whole blocks where vectors are in two lines", []string{
		`^WHOLE: left out: TESTL \$256, R10`, // the flags are those of XORL AX, AX
		`^\w+AVX(2|512): left out: WHOLE\(`,
		`^SUMSAVX512: (off by one: CMPQ CX, \$1024 -> CMPQ CX, \$102[35]|left out: (CMPQ CX, \$1024|JEQ wide))`,
		`^WHOLEBLOCKS: left out: (TESTB|JNE|MOVL \$256)`,
		`^WHOLEBLOCKS: off by one: MOVL \$256, R10`,
		`^BYROWS alpha: (off by one: CMPQ R8, \$1 -> CMPQ R8, \$0|left out: JEQ enter)`,
		`^BYALPHA: left out: COMPARE X14, X15`, // the flags are those of XORL AX, AX
	}},
	{"*_amd64.?", "the upper half is not looked at, or is 0", []string{`another instruction: MOVL (CX, BX|R8, CX|AX, R8|AX, R14|\(R9\), R11|\$digits, R11|\$\(minusInf\), R11|\$256, R10|\$0x08080800, R8) -> MOVQ`}},
	{"kernel_amd64.s", "a call has no more than a chunk", []string{`^BYROWS: another instruction: MOVQ (AX, R8|R13, CX) -> MOVL`}},
	{"kernel_amd64.s", "what lies between comes by another entry", []string{`^REPEATS: the next operation: CMPQ R11, .* -> .*opAddReLURepeat`}},
	{"pass_amd64.h", "a call has no more than a chunk", []string{`^(ROWS|NEXTROW|TURNS( \w+)?|SUMSAVX512 wide): another instruction: MOVQ (AX, R11|R10, R8|R11, AX|CX, R9|R13, R10|R9, CX) -> MOVL`}},
	{"mask_amd64.s", "a call has no more than a chunk", []string{`^\w+WARDAVX2 long: another instruction: MOVQ (CX, R10|R10, BX|R10, CX) -> MOVL`, `^LASTWORD: another instruction: MOVQ CX, R11 -> MOVL`}},
	{"pass_amd64.h", "nothing comes after the last piece", []string{`^STRIPS: another number: STRIP\(.* VMOVSS, 4, .* VMOVSS, 5,`}},
	{"mask_amd64.s", "nothing comes after the last piece, or what it counts is loaded anew", []string{
		`^FORWARDAVX2 pieces: another number: FORWARDPIECE\(.* VMOVSS, 4, .* VMOVSS, 5,`,
		`^BACKWARDAVX2 pieces: another number: BACKWARDPIECE\(.* VMOVSS, 4, .* VMOVSS, 5,`,
		`^BACKWARDAVX2 (pieces|long): off by one: BACKWARDPIECE\(.* VMOVSS, 4, BITS/8, .* BITS/9,`,
	}},
	{"mask_amd64.s", "goes on to look for pieces where none are left", []string{`^(BACKWARDAVX2 nextShifted|(FOR|BACK)WARDAVX512 rest): left out: JZ done`}},
	{"mask_amd64.s", "a count is even, so this is the same bound, and its lowest bit is shifted out", []string{`^(FOR|BACK)WARDAVX512: off by one: SUBQ \$256, CX -> SUBQ \$255,`}},
	{"mask_amd64.s", "a comparison of eight lanes gives no more bits", []string{`^(relu|leakyReLU)MaskF64AVX512: another instruction: .* KMOVB, .* KMOVW,`}},
	{"mask_amd64.s", "the kernel stores the first byte after it", []string{`^LASTWORD: off by one: MOVQ \$0, .* -> MOVQ \$1,`}},
	{"mask_amd64.s", "both halves of a lane of 8 bytes say the same", []string{
		`^GATHER64: off by one: VSHUFPS \$0x88, .* -> VSHUFPS \$0x89,`,
		`^\w+BackwardMaskF64AVX2: another size: .* -> .* (VBLENDVPS|VMASKMOVPS),`,
	}},
	{"mask_amd64.s", "a lane of 8 bytes has its sign in the upper half, and the count of the lower does not matter", []string{`^counts64: off by one: DATA`}},

	{"dispatch.go", "keeps the cache lines apart as well, or is made up for as words are aligned", []string{`^choice: off by one: _ \[128\]byte`}},
	{"kernel.go", "another name for a panic, for which one slice gives no reason", []string{`^ReLUGrad: the next operation: call1\(opReLUGrad`}},
	{"call.go", "a size is even", []string{`off by one: sizeMask = 1<<opBit - 1 -> sizeMask = 1<<opBit - 2`}},
	{"call.go", "the table has more room, and no more kernels", []string{`off by one: formatBit = 7 -> formatBit = 8|off by one: codes = .* -> codes = \(opReLU16 \+ 4`}},
	{"call.go", "the first of them has no format anyway", []string{`^decode: another comparison: if op >= opReLU16 \{ -> if op > opReLU16`}},
	{"call.go", "the first slice is the same as itself", []string{`^misuse: off by one: for i := 1; .* -> for i := 0;`}},
	{"call.go", "does not stream where it could", []string{
		`^(do|repeat|inRows): left out: \w+\.stream = |^(do|repeat|inRows): .*stream = .* -> .*(\)\+size\)|/block|/cacheLine|block == 1)`,
	}},
	{"call.go", "a chunk may have another length, and come alone in the loop", []string{`^chunk: off by one|^inChunks: .* -> if n < chunk`}},
	{"call.go", "the first part begins at 0 of what repeats, and the next one far from there", []string{
		`^from: .* -> if j\.period > (1 && i > 0|0 && i (>= 0|> 1|> -1)) \{`,
	}},
	{"call.go", "lays out other copies than it need, or none where it could, which costs time alone", []string{
		`^repeat: .*: times := |^lined: `,
		`^repeat: .* -> case times\S+ \S+ \S+ && lines\*whole\.period <=? lined && `,
		`^repeat: .* -> case whole\.period%block == (1 &&|0 && uintptr\(j\.dst\)/)`,
		`^withSeam: .* -> (if j\.period <= block|j\.inCopies\(b, 2)`,
		`^inCopies: .* -> period \*= \(block \+ period (\+ 1|- [02])\)`,
		`^inLines: .* -> j\.inCopies\(room\[\(uintptr\(j\.dst\)\+`,
	}},
	{"call.go", "has more room than it needs", []string{`^withSeam: .* -> var room \[4`}},
	{"call.go", "takes the slower of two loops that are both right here", []string{
		`^repeat: another word: whole.seam, whole.blocks .* false$`,
		`^inCopies: .*whole\.blocks = .* -> (_|.*(/block|block == -?1|/cacheLine))`,
	}},
	{"kernel_asm.go", "shows where a processor has some of AVX-512 alone, which .ci/everywhere makes of one that has it all", []string{`^processor: another operator: avx512: `}},
	{"race.go", "a range of no bytes is none to the race detector of this Go either", []string{`^raceRange: off by one: case bytes == 0: -> case bytes == 1:`}},
	{"kernel_other.go", "is kept, and never looked at", []string{`^(kernel|mask)Table: off by one`}},
	{"kernel_*", "the square of a zero is +0", []string{`^RELUSQUARED: another macro: LEZ|^reluSquaredLoop: another comparison: if x <= 0 \{ -> if x < 0`}},
	{"kernel_generic.go", "what is chosen is the same where the two are equal", []string{`^clippedReLULoop: another comparison: if x > most \{ -> if x >= most`}},
	{"kernel_generic.go", "a shift by 64 and more leaves no bit", []string{`^maskLoop: off by one: .* -> .*min\((i\*65\+64|i\*64\+65),`}},
	{"kernel_generic.go", "differs in bits that are cut off", []string{`^toFloat16: another operator: .*-half\) -> .*\+half\)`}},
	{"kernel_generic.go", "the exponent has that bit already", []string{`^fromFloat16: off by one: const inf = 0xff << 23 -> const inf = 0xfe`}},
	{"kernel_generic.go", "either way rounds to the same at the bound", []string{
		`^toFloat16: off by one: (overflows = .* -> overflows = 0x477ff001|normal = )`,
		`^toFloat16: another comparison: case u (>= overflows: -> case u > |< normal: -> case u <= )`,
	}},
	{"kernel_*.s", "a bit that is cleared after it, or too low to carry", []string{`^ALPHA16: off by one: .* -> (ANDL?|ORR|ORL) \$0x(ffff|40)0001,`, `^ALPHA16: off by one: MOVD \$0x10000, R6 -> MOVD \$0x10001,`}},
	{"*_arm64.?", "the upper half is 0, or is not looked at", []string{`^(ALPHA16|WORD\d): another instruction: FMOVS (R6, F\d+|F\d, R6) -> FMOVD`}},
	{"kernel_arm64.s", "no code has no size, so none is at the bound", []string{`^KNOWN: the wrong branch: BHS slow -> BHI`}},

	{"pass_arm64.h", "either way is right at the bound", []string{`^NEON: off by one: CMP \$256, R3`, `^NEON: the wrong branch: BLO loop -> BLS`}},
	{"pass_arm64.h", "the slice and the copy of its seam both have what is loaded there", []string{
		`^STEP: off by one: CMP \$128, R9`,
		`^STEP: the wrong condition: CSEL LO, R12, R10, P -> CSEL LS`,
	}},
	{"pass_arm64.h", "takes the rows in one turn or in several, and adds them in the same order", []string{
		`^SUMS: .*(CMP \$512, R3|CSEL LS, R13, R10, R10)`,
	}},
	{"pass_arm64.h", "a count is even, so this is the same bound", []string{`^SUMS turn: off by one: SUBS \$64, R3, R5 -> SUBS \$63,`}},
	{"pass_arm64.h", "the sum is the same", []string{`^STEP: the other order: ADD R11, R9, R6`}},
	{"pass_arm64.h", "a count is even, so this is the same bound, and what is left has the same bits above the lowest", []string{
		`^NEON: off by one: CMP \$128, R3 -> CMP \$127,`,
		`^NEON loop: off by one: SUB \$128, R3 -> SUB \$127,`,
		`^NEON next: off by one: ANDS \$127, R3 -> ANDS \$126,`,
	}},
	{"pass_arm64.h", "goes on to look for pieces where none are left", []string{`^NEON next: left out: (BEQ done|ANDS)`}},
	{"*_arm64.?", "a register for what is between is as good as another", []string{
		`^ADD(LEAKY)?RELU: the other order: \w+\(T, v, v, m, t, u\)`,
		`^CLIPPED\w+: the other order: ZERO(BELOW|NOTABOVE)\(T, x, v, m, t, u\)`,
		`another number: OP\(T, \d, \d, 16, .* -> OP\(T, \d, \d, 17,`,
		`another number: OP\(T, \d, \d, 17, .* -> OP\(T, \d, \d, 18,`,
		`another number: OP\(T, \d, \d, 18, .* -> OP\(T, \d, \d, 19,`,
		`another number: OP\(T, \d, \d, 19, .* -> OP\(T, \d, \d, 20,`,
		`^TOMASK next: another number: OP\(T, (1, 17, 21\) -> OP\(T, 1, 17, 22|2, 18, 22\) -> OP\(T, 2, 18, 23)`,
		`^(PICK|BYMASK next): another number: OP\(T, (0, 16, 12\) -> OP\(T, 0, 16, 13|1, 17, 13\) -> OP\(T, 1, 17, 14|2, 18, 14\) -> OP\(T, 2, 18, 15|3, 19, 15\) -> OP\(T, 3, 19, 16)`,
		`^BYMASK next: another number: OP\(T, (4, 20, 12\) -> OP\(T, 4, 20, 13|5, 21, 13\) -> OP\(T, 5, 21, 14|6, 22, 14\) -> OP\(T, 6, 22, 15|7, 23, 15\) -> OP\(T, 7, 23, 16)`,
		`^(MOVE1\w*|WORD\d|SUM\w* row): another number: OP\(T, \d, \d, \d\d, (20, .* 21|21, .* 22|22, .* 23|23, .* 24), \d\d\)$`,
		`^(KEEP|TOMASK \w+): another number: OP\(T, 0, 16, 20\) -> OP\(T, 0, 16, 21\)`,
		`another number: OP\(T, .*, 24\) -> OP\(T, .*, 25\)`,
		`another number: OP\(T, .*, 25\) -> OP\(T, .*, 26\)`,
		`another number: OP\(T, .*, 26\) -> OP\(T, .*, 27\)`,
	}},
	{"*_arm64.?", "the order matters to the payload of two NaNs at most, which is left open, or not at all", []string{
		`^(ADDF|MULF): the other order`,
		`the other order: (MULF?|ADDF|VAND\w*|VORR|VCMTST\w*|VADDHN2?_\w+)\b`,
	}},
	{"mask_arm64.s", "a count is even, so this is the same bound, and what is left has the same bits above the lowest", []string{
		`^PIECES: off by one: SUBS \$16, R3 -> SUBS \$15,`,
		`^(TOMASK|BYMASK) \w+: off by one: ANDS \$(63, R3 -> ANDS \$62|127, R3 -> ANDS \$126),`,
	}},
	{"mask_arm64.s", "nothing comes after the last piece", []string{`^PIECES last8: another number: PIECE\(OP, T, FMOVS, 4, .* FMOVS, 5,`}},
	{"asm_arm64.h", "goes the slow way, to the same result, where it need not", []string{
		`^APART: left out: BEQ apart`,
		`^APART: the wrong branch: BLO slow -> BLS`,
		`^CHUNK: the wrong branch: BHI slow -> BHS`,
	}},
}

// An exemption is mistakes with one reason.
type exemption struct {
	files, why string
	fits       []string
}

// An entry is one of the regular expressions.
type entry struct {
	files, why string
	fits       *regexp.Regexp
}

var entries = compile(equivalent)

func compile(table []exemption) (list []entry) {
	for _, e := range table {
		for _, fits := range e.fits {
			list = append(list, entry{e.files, e.why, regexp.MustCompile(fits)})
		}
	}
	return list
}

func (e *entry) has(m *mutant) bool {
	ok, _ := filepath.Match(e.files, m.file)
	return ok && e.fits.MatchString(m.at())
}

// reason says why a mutant is equivalent, or "".
func reason(m *mutant) string {
	for _, e := range entries {
		if e.has(m) {
			return e.why
		}
	}
	return ""
}

// stale reports what in the table fits none of these mistakes. They have to be all, but for those in some
// files.
func stale(mutants []*mutant) error {
	var errs []error
	for _, e := range entries {
		if *files == "" && !slices.ContainsFunc(mutants, e.has) {
			errs = append(errs, fmt.Errorf("equivalent.go: no mistake in %s fits %q", e.files, e.fits))
		}
	}
	return errors.Join(errs...)
}
