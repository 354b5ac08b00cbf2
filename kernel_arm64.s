//go:build gc && !purego && !msan && !asan

#include "go_asm.h"
#include "textflag.h"
#include "asm_arm64.h"
#include "pass_arm64.h"

// The kernels without a mask, in NEON, their table, and the entries for calls without a mask.
//
// A kernel is a pass, which knows about lengths and alignment, and an operation, which turns
// vectors into a vector and takes the type of its lanes. The registers are the same in every
// kernel:
//
//	R0   dst               V0  to V3    x, or what is added to or multiplied
//	R1   x                 V4  to V7    dy
//	R2   dy                V8  to V11   what is summed
//	R3   how many to do,   V16 to V19   comparisons
//	     bytes in a pass   V20 to V23   alpha of PReLUBackward, and used by the operation
//	R4   &alpha, &max      V24 to V27   used by the operation
//	R5   to R8   R14       V29          1
//	     used by the pass  V30          alpha, max
//	R9   to R13            V12   V13   V28   V29
//	     a slice that           what 16-bit floats are rounded and compared with: see there
//	     repeats, or what
//	     is summed: see pass_arm64.h

// The operations on floats: x, v, m, t and u are numbers of registers, as pass_arm64.h has them,
// and v is what is passed through or changed, and the result. It is x where there is one source.
// Nothing but a sum and a product is arithmetic, so that a signalling NaN keeps its bits.

// x <= 0 ? +0 : v, which is ReLU, or its backward step from the output
#define ZERONOTABOVE(T, x, v, m, t, u) \
	LEZ(T, x, m)      \
	VBIC_B16(m, v, v)

// x < 0 ? +0 : v
#define ZEROBELOW(T, x, v, m, t, u) \
	LTZ(T, x, m)      \
	VBIC_B16(m, v, v)

// x < 0 ? alpha*v : v
#define SCALEBELOW(T, x, v, m, t, u) \
	LTZ(T, x, m)      \
	MULF(T, 30, v, t) \
	VBIT_B16(m, t, v)

// x <= 0 ? alpha*v : v
#define SCALENOTABOVE(T, x, v, m, t, u) \
	LEZ(T, x, m)      \
	MULF(T, 30, v, t) \
	VBIT_B16(m, t, v)

// x < 0 ? alpha : 1
#define GRAD(T, x, v, m, t, u) \
	LTZ(T, x, v)        \
	VBSL_B16(29, 30, v)

// r = ReLU(x); r > max ? max : r
#define CLIPPEDRELU(T, x, v, m, t, u) \
	ZERONOTABOVE(T, x, v, m, t, u) \
	GTF(T, 30, v, m)               \
	VBIT_B16(m, 30, v)

// x < 0 ? +0 : x >= max ? +0 : dy
#define CLIPPEDBACKWARD(T, x, v, m, t, u) \
	ZEROBELOW(T, x, v, m, t, u) \
	ZEROFROMMAX(T, x, v, t)

// x <= 0 ? +0 : x >= max ? +0 : dy
#define CLIPPEDBACKWARDFROMOUTPUT(T, x, v, m, t, u) \
	ZERONOTABOVE(T, x, v, m, t, u) \
	ZEROFROMMAX(T, x, v, t)

#define ZEROFROMMAX(T, x, v, t) \
	GEF(T, 30, x, t)  \
	VBIC_B16(t, v, v)

// x <= 0 ? +0 : x*x
#define RELUSQUARED(T, x, v, m, t, u) \
	LEZ(T, x, m)      \
	MULF(T, x, x, v)  \
	VBIC_B16(m, v, v)

// x <= 0 ? +0 : (x+x)*dy
#define SQUAREDBACKWARD(T, x, v, m, t, u) \
	LEZ(T, x, m)      \
	ADDF(T, x, x, t)  \
	MULF(T, v, t, v)  \
	VBIC_B16(m, v, v)

// s = x + b; s <= 0 ? +0 : s
#define ADDRELU(T, x, v, m, t, u) \
	ADDF(T, x, v, v)               \
	ZERONOTABOVE(T, v, v, m, t, u)

// s = x + b; s < 0 ? alpha*s : s
#define ADDLEAKYRELU(T, x, v, m, t, u) \
	ADDF(T, x, v, v)             \
	SCALEBELOW(T, v, v, m, t, u)

// x < 0 ? alpha*x : x, with an alpha for each
#define PRELU(T, x, v, m, t, u) \
	LTZ(T, v, m)      \
	MULF(T, x, v, t)  \
	VBIT_B16(m, t, v)

// x < 0 ? alpha*dy : dy, with an alpha for each
#define PRELUBACKWARD(T, x, v, m, t, u) \
	LTZ(T, x, m)      \
	MULF(T, t, v, t)  \
	VBIT_B16(m, t, v)

// ONE fills a register with 1, of which it takes the bits.
#define ONE(bits, A) \
	MOVD $bits, R6 \
	VDUP R6, V29.A

TEXT ·reluF32NEON<>(SB), NOSPLIT|NOFRAME, $0
	NEON1(NOWORD, ZERONOTABOVE, F32, 2)

TEXT ·reluF64NEON<>(SB), NOSPLIT|NOFRAME, $0
	NEON1(NOWORD, ZERONOTABOVE, F64, 3)

TEXT ·leakyReLUF32NEON<>(SB), NOSPLIT|NOFRAME, $0
	SCALAR(S4)
	NEON1(NOWORD, SCALEBELOW, F32, 2)

TEXT ·leakyReLUF64NEON<>(SB), NOSPLIT|NOFRAME, $0
	SCALAR(D2)
	NEON1(NOWORD, SCALEBELOW, F64, 3)

TEXT ·gradF32NEON<>(SB), NOSPLIT|NOFRAME, $0
	SCALAR(S4)
	ONE(0x3f800000, S4)
	NEON1(NOWORD, GRAD, F32, 2)

TEXT ·gradF64NEON<>(SB), NOSPLIT|NOFRAME, $0
	SCALAR(D2)
	ONE(0x3ff0000000000000, D2)
	NEON1(NOWORD, GRAD, F64, 3)

TEXT ·clippedReLUF32NEON<>(SB), NOSPLIT|NOFRAME, $0
	SCALAR(S4)
	NEON1(NOWORD, CLIPPEDRELU, F32, 2)

TEXT ·clippedReLUF64NEON<>(SB), NOSPLIT|NOFRAME, $0
	SCALAR(D2)
	NEON1(NOWORD, CLIPPEDRELU, F64, 3)

TEXT ·reluSquaredF32NEON<>(SB), NOSPLIT|NOFRAME, $0
	NEON1(NOWORD, RELUSQUARED, F32, 2)

TEXT ·reluSquaredF64NEON<>(SB), NOSPLIT|NOFRAME, $0
	NEON1(NOWORD, RELUSQUARED, F64, 3)

TEXT ·reluBackwardF32NEON<>(SB), NOSPLIT|NOFRAME, $0
	NEON2(NOWORD, ZEROBELOW, F32, 2, NOSTEP)

TEXT ·reluBackwardF64NEON<>(SB), NOSPLIT|NOFRAME, $0
	NEON2(NOWORD, ZEROBELOW, F64, 3, NOSTEP)

TEXT ·leakyReLUBackwardF32NEON<>(SB), NOSPLIT|NOFRAME, $0
	SCALAR(S4)
	NEON2(NOWORD, SCALEBELOW, F32, 2, NOSTEP)

TEXT ·leakyReLUBackwardF64NEON<>(SB), NOSPLIT|NOFRAME, $0
	SCALAR(D2)
	NEON2(NOWORD, SCALEBELOW, F64, 3, NOSTEP)

TEXT ·reluBackwardFromOutputF32NEON<>(SB), NOSPLIT|NOFRAME, $0
	NEON2(NOWORD, ZERONOTABOVE, F32, 2, NOSTEP)

TEXT ·reluBackwardFromOutputF64NEON<>(SB), NOSPLIT|NOFRAME, $0
	NEON2(NOWORD, ZERONOTABOVE, F64, 3, NOSTEP)

TEXT ·leakyReLUBackwardFromOutputF32NEON<>(SB), NOSPLIT|NOFRAME, $0
	SCALAR(S4)
	NEON2(NOWORD, SCALENOTABOVE, F32, 2, NOSTEP)

TEXT ·leakyReLUBackwardFromOutputF64NEON<>(SB), NOSPLIT|NOFRAME, $0
	SCALAR(D2)
	NEON2(NOWORD, SCALENOTABOVE, F64, 3, NOSTEP)

TEXT ·clippedReLUBackwardF32NEON<>(SB), NOSPLIT|NOFRAME, $0
	SCALAR(S4)
	NEON2(NOWORD, CLIPPEDBACKWARD, F32, 2, NOSTEP)

TEXT ·clippedReLUBackwardF64NEON<>(SB), NOSPLIT|NOFRAME, $0
	SCALAR(D2)
	NEON2(NOWORD, CLIPPEDBACKWARD, F64, 3, NOSTEP)

TEXT ·clippedReLUBackwardFromOutputF32NEON<>(SB), NOSPLIT|NOFRAME, $0
	SCALAR(S4)
	NEON2(NOWORD, CLIPPEDBACKWARDFROMOUTPUT, F32, 2, NOSTEP)

TEXT ·clippedReLUBackwardFromOutputF64NEON<>(SB), NOSPLIT|NOFRAME, $0
	SCALAR(D2)
	NEON2(NOWORD, CLIPPEDBACKWARDFROMOUTPUT, F64, 3, NOSTEP)

TEXT ·reluSquaredBackwardF32NEON<>(SB), NOSPLIT|NOFRAME, $0
	NEON2(NOWORD, SQUAREDBACKWARD, F32, 2, NOSTEP)

TEXT ·reluSquaredBackwardF64NEON<>(SB), NOSPLIT|NOFRAME, $0
	NEON2(NOWORD, SQUAREDBACKWARD, F64, 3, NOSTEP)

TEXT ·addReLUF32NEON<>(SB), NOSPLIT|NOFRAME, $0
	NEON2(NOWORD, ADDRELU, F32, 2, NOSTEP)

TEXT ·addReLUF64NEON<>(SB), NOSPLIT|NOFRAME, $0
	NEON2(NOWORD, ADDRELU, F64, 3, NOSTEP)

TEXT ·addReLURepeatF32NEON<>(SB), NOSPLIT|NOFRAME, $0
	NEON2(NOWORD, ADDRELU, F32, 2, STEP)

TEXT ·addReLURepeatF64NEON<>(SB), NOSPLIT|NOFRAME, $0
	NEON2(NOWORD, ADDRELU, F64, 3, STEP)

TEXT ·addLeakyReLUF32NEON<>(SB), NOSPLIT|NOFRAME, $0
	SCALAR(S4)
	NEON2(NOWORD, ADDLEAKYRELU, F32, 2, NOSTEP)

TEXT ·addLeakyReLUF64NEON<>(SB), NOSPLIT|NOFRAME, $0
	SCALAR(D2)
	NEON2(NOWORD, ADDLEAKYRELU, F64, 3, NOSTEP)

TEXT ·addLeakyReLURepeatF32NEON<>(SB), NOSPLIT|NOFRAME, $0
	SCALAR(S4)
	NEON2(NOWORD, ADDLEAKYRELU, F32, 2, STEP)

TEXT ·addLeakyReLURepeatF64NEON<>(SB), NOSPLIT|NOFRAME, $0
	SCALAR(D2)
	NEON2(NOWORD, ADDLEAKYRELU, F64, 3, STEP)

TEXT ·preluF32NEON<>(SB), NOSPLIT|NOFRAME, $0
	NEON2(NOWORD, PRELU, F32, 2, NOSTEP)

TEXT ·preluF64NEON<>(SB), NOSPLIT|NOFRAME, $0
	NEON2(NOWORD, PRELU, F64, 3, NOSTEP)

TEXT ·preluRepeatF32NEON<>(SB), NOSPLIT|NOFRAME, $0
	NEON2(NOWORD, PRELU, F32, 2, STEP)

TEXT ·preluRepeatF64NEON<>(SB), NOSPLIT|NOFRAME, $0
	NEON2(NOWORD, PRELU, F64, 3, STEP)

TEXT ·preluBackwardF32NEON<>(SB), NOSPLIT|NOFRAME, $0
	NEON3(PRELUBACKWARD, F32, 2)

TEXT ·preluBackwardF64NEON<>(SB), NOSPLIT|NOFRAME, $0
	NEON3(PRELUBACKWARD, F64, 3)

TEXT ·reluBackwardFromOutputBiasF32NEON<>(SB), NOSPLIT|NOFRAME, $0
	SUMS(ZERONOTABOVE, F32, 2)

TEXT ·reluBackwardFromOutputBiasF64NEON<>(SB), NOSPLIT|NOFRAME, $0
	SUMS(ZERONOTABOVE, F64, 3)

TEXT ·leakyReLUBackwardFromOutputBiasF32NEON<>(SB), NOSPLIT|NOFRAME, $0
	SCALAR(S4)
	SUMS(SCALENOTABOVE, F32, 2)

TEXT ·leakyReLUBackwardFromOutputBiasF64NEON<>(SB), NOSPLIT|NOFRAME, $0
	SCALAR(D2)
	SUMS(SCALENOTABOVE, F64, 3)

// The operations on 16-bit floats, of the formats F16 and BF16. They are compared as signed words:
// from -0, the lowest, to -Inf, which is in V29, are all that are <= 0 but +0. A step lower, for
// which V28 is -1, -0 is the highest.

// x <= -Inf ? +0 : x, for +0 is kept, too
#define RELU16(T, x, v, m, t, u) \
	VCMGT_H8(29, x, m) \
	VAND_B16(m, v, v)

// m = x < 0
#define LT16(x, m) \
	VADD_H8(28, x, m)  \
	VCMGT_H8(m, 29, m)

// m = x not <= 0: above -Inf, and with a bit
#define NLE16(x, m) \
	VCMGT_H8(29, x, m) \
	VCMTST_H8(m, x, m)

// x < 0 ? +0 : dy
#define RELUBACKWARD16(T, x, v, m, t, u) \
	LT16(x, m)        \
	VBIC_B16(m, v, v)

// x <= 0 ? +0 : dy
#define RELUBACKWARDFROMOUTPUT16(T, x, v, m, t, u) \
	NLE16(x, m)       \
	VAND_B16(m, v, v)

// x < 0 ? alpha*v : v
#define SCALEBELOW16(T, x, v, m, t, u) \
	TIMES(T, v, m, t, u) \
	LT16(x, m)           \
	VBIT_B16(m, t, v)

// x <= 0 ? alpha*v : v
#define SCALENOTABOVE16(T, x, v, m, t, u) \
	TIMES(T, v, m, t, u) \
	NLE16(x, m)          \
	VBIF_B16(m, t, v)

// t = alpha*v: eight words are as many float32 as two vectors have.
#define F16(FLOAT16, BFLOAT16) FLOAT16
#define BF16(FLOAT16, BFLOAT16) BFLOAT16
#define TIMES(T, v, m, t, u) T(TIMESFLOAT16, TIMESBFLOAT16)(v, m, t, u)

#define TIMESFLOAT16(v, m, t, u) \
	VFCVTL_S4(v, t)    \
	VFCVTL2_S4(v, u)   \
	VFMUL_S4(30, t, t) \
	VFMUL_S4(30, u, u) \
	VFCVTN_H4(t, t)    \
	VFCVTN2_H8(u, t)

// A bfloat16 is the upper half of a float32. To round a float32 add half of what is cut off, less
// one, and the last bit that is not, which a comparison has as 0 or -1. A NaN has no bits there that
// would carry: see ALPHA16.
#define TIMESBFLOAT16(v, m, t, u) \
	VSHLL_S4(v, t)      \
	VSHLL2_S4(v, u)     \
	VFMUL_S4(30, t, t)  \
	VFMUL_S4(30, u, u)  \
	VCMTST_S4(12, t, m) \
	VSUB_S4(m, 13, m)   \
	VADDHN_H4(m, t, t)  \
	VCMTST_S4(12, u, m) \
	VSUB_S4(m, 13, m)   \
	VADDHN2_H8(m, u, t)

// WORDS16 sets the registers to compare with.
#define WORDS16(minusInf) \
	MOVD  $minusInf, R6 \
	VDUP  R6, V29.H8    \
	VMOVI $255, V28.B16

// ALPHA16 sets those to multiply and round with. Of an alpha that is a NaN it takes the upper half,
// quiet as the product will be: the lower one has no place in a result.
#define ALPHA16 \
	MOVD  $0x10000, R6    \
	VDUP  R6, V12.S4      \
	MOVD  $0x7fff, R6     \
	VDUP  R6, V13.S4      \
	MOVWU (R4), R6        \
	FMOVS R6, F30         \
	FCMPS F30, F30        \
	BVC   number          \
	ORR   $0x400000, R6   \
	AND   $0xffff0000, R6 \
number:                       \
	VDUP  R6, V30.S4

TEXT ·reluF16NEON<>(SB), NOSPLIT|NOFRAME, $0
	WORDS16(-1024)
	NEON1(WORD1, RELU16, F16, 1)

TEXT ·reluBF16NEON<>(SB), NOSPLIT|NOFRAME, $0
	WORDS16(-128)
	NEON1(WORD1, RELU16, BF16, 1)

TEXT ·leakyReLUF16NEON<>(SB), NOSPLIT|NOFRAME, $0
	WORDS16(-1024)
	SCALAR(S4)
	NEON1(WORD1, SCALEBELOW16, F16, 1)

TEXT ·leakyReLUBF16NEON<>(SB), NOSPLIT|NOFRAME, $0
	WORDS16(-128)
	ALPHA16
	NEON1(WORD1, SCALEBELOW16, BF16, 1)

TEXT ·reluBackwardF16NEON<>(SB), NOSPLIT|NOFRAME, $0
	WORDS16(-1024)
	NEON2(WORD2, RELUBACKWARD16, F16, 1, NOSTEP)

TEXT ·reluBackwardBF16NEON<>(SB), NOSPLIT|NOFRAME, $0
	WORDS16(-128)
	NEON2(WORD2, RELUBACKWARD16, BF16, 1, NOSTEP)

TEXT ·leakyReLUBackwardF16NEON<>(SB), NOSPLIT|NOFRAME, $0
	WORDS16(-1024)
	SCALAR(S4)
	NEON2(WORD2, SCALEBELOW16, F16, 1, NOSTEP)

TEXT ·leakyReLUBackwardBF16NEON<>(SB), NOSPLIT|NOFRAME, $0
	WORDS16(-128)
	ALPHA16
	NEON2(WORD2, SCALEBELOW16, BF16, 1, NOSTEP)

TEXT ·reluBackwardFromOutputF16NEON<>(SB), NOSPLIT|NOFRAME, $0
	WORDS16(-1024)
	NEON2(WORD2, RELUBACKWARDFROMOUTPUT16, F16, 1, NOSTEP)

TEXT ·reluBackwardFromOutputBF16NEON<>(SB), NOSPLIT|NOFRAME, $0
	WORDS16(-128)
	NEON2(WORD2, RELUBACKWARDFROMOUTPUT16, BF16, 1, NOSTEP)

TEXT ·leakyReLUBackwardFromOutputF16NEON<>(SB), NOSPLIT|NOFRAME, $0
	WORDS16(-1024)
	SCALAR(S4)
	NEON2(WORD2, SCALENOTABOVE16, F16, 1, NOSTEP)

TEXT ·leakyReLUBackwardFromOutputBF16NEON<>(SB), NOSPLIT|NOFRAME, $0
	WORDS16(-128)
	ALPHA16
	NEON2(WORD2, SCALENOTABOVE16, BF16, 1, NOSTEP)

// The table. DATA wants its places in order.

#define FLOAT16 1<<const_formatBit
#define BFLOAT16 2<<const_formatBit

#define FIRST 0

KERNELS(const_opReLU, ·reluF32NEON<>, ·reluF64NEON<>)
KERNELS(const_opLeakyReLU, ·leakyReLUF32NEON<>, ·leakyReLUF64NEON<>)
KERNELS(const_opReLUGrad, ·gradF32NEON<>, ·gradF64NEON<>)
KERNELS(const_opLeakyReLUGrad, ·gradF32NEON<>, ·gradF64NEON<>)
KERNELS(const_opClippedReLU, ·clippedReLUF32NEON<>, ·clippedReLUF64NEON<>)
KERNELS(const_opReLUSquared, ·reluSquaredF32NEON<>, ·reluSquaredF64NEON<>)
KERNELS(const_opReLUBackward, ·reluBackwardF32NEON<>, ·reluBackwardF64NEON<>)
KERNELS(const_opLeakyReLUBackward, ·leakyReLUBackwardF32NEON<>, ·leakyReLUBackwardF64NEON<>)
KERNELS(const_opReLUBackwardFromOutput, ·reluBackwardFromOutputF32NEON<>, ·reluBackwardFromOutputF64NEON<>)
KERNELS(const_opLeakyReLUBackwardFromOutput, ·leakyReLUBackwardFromOutputF32NEON<>, ·leakyReLUBackwardFromOutputF64NEON<>)
KERNELS(const_opClippedReLUBackward, ·clippedReLUBackwardF32NEON<>, ·clippedReLUBackwardF64NEON<>)
KERNELS(const_opClippedReLUBackwardFromOutput, ·clippedReLUBackwardFromOutputF32NEON<>, ·clippedReLUBackwardFromOutputF64NEON<>)
KERNELS(const_opReLUSquaredBackward, ·reluSquaredBackwardF32NEON<>, ·reluSquaredBackwardF64NEON<>)
KERNELS(const_opAddReLU, ·addReLUF32NEON<>, ·addReLUF64NEON<>)
KERNELS(const_opAddLeakyReLU, ·addLeakyReLUF32NEON<>, ·addLeakyReLUF64NEON<>)
KERNELS(const_opPReLU, ·preluF32NEON<>, ·preluF64NEON<>)
KERNELS(const_opPReLUBackward, ·preluBackwardF32NEON<>, ·preluBackwardF64NEON<>)
KERNELS(const_opReLUBackwardFromOutputBias, ·reluBackwardFromOutputBiasF32NEON<>, ·reluBackwardFromOutputBiasF64NEON<>)
KERNELS(const_opLeakyReLUBackwardFromOutputBias, ·leakyReLUBackwardFromOutputBiasF32NEON<>, ·leakyReLUBackwardFromOutputBiasF64NEON<>)
KERNELS(const_opAddReLURepeat, ·addReLURepeatF32NEON<>, ·addReLURepeatF64NEON<>)
KERNELS(const_opAddLeakyReLURepeat, ·addLeakyReLURepeatF32NEON<>, ·addLeakyReLURepeatF64NEON<>)
KERNELS(const_opPReLURepeat, ·preluRepeatF32NEON<>, ·preluRepeatF64NEON<>)
ROW(const_opReLU16<<const_opBit+2+FLOAT16, ·reluF16NEON<>)
ROW(const_opLeakyReLU16<<const_opBit+2+FLOAT16, ·leakyReLUF16NEON<>)
ROW(const_opReLUBackward16<<const_opBit+2+FLOAT16, ·reluBackwardF16NEON<>)
ROW(const_opLeakyReLUBackward16<<const_opBit+2+FLOAT16, ·leakyReLUBackwardF16NEON<>)
ROW(const_opReLUBackwardFromOutput16<<const_opBit+2+FLOAT16, ·reluBackwardFromOutputF16NEON<>)
ROW(const_opLeakyReLUBackwardFromOutput16<<const_opBit+2+FLOAT16, ·leakyReLUBackwardFromOutputF16NEON<>)
ROW(const_opReLU16<<const_opBit+2+BFLOAT16, ·reluBF16NEON<>)
ROW(const_opLeakyReLU16<<const_opBit+2+BFLOAT16, ·leakyReLUBF16NEON<>)
ROW(const_opReLUBackward16<<const_opBit+2+BFLOAT16, ·reluBackwardBF16NEON<>)
ROW(const_opLeakyReLUBackward16<<const_opBit+2+BFLOAT16, ·leakyReLUBackwardBF16NEON<>)
ROW(const_opReLUBackwardFromOutput16<<const_opBit+2+BFLOAT16, ·reluBackwardFromOutputBF16NEON<>)
ROW(const_opLeakyReLUBackwardFromOutput16<<const_opBit+2+BFLOAT16, ·leakyReLUBackwardFromOutputBF16NEON<>)
GLOBL kernels<>(SB), RODATA, $(8*const_codes)

// The entries.

// func kernelTable() uintptr
TEXT ·kernelTable(SB), NOSPLIT|NOFRAME, $0-8
	MOVD $kernels<>(SB), R0
	MOVD R0, ret+0(FP)
	RET

// A format that is not known is behind the table.
#define KNOWN \
	CMP $const_codes, R5 \
	BHS slow

// func call1(code uintptr, x unsafe.Pointer, n int, scalar unsafe.Pointer)
TEXT ·call1(SB), NOSPLIT|NOFRAME, $0-32
	MOVD code+0(FP), R5
	MOVD x+8(FP), R0
	MOVD n+16(FP), R3
	MOVD scalar+24(FP), R4
	MOVD R0, R1
	KNOWN
	CHUNK
	ENTER(choice_kernels, ·slow1)

// func call2(code uintptr, a unsafe.Pointer, n int, b unsafe.Pointer, m int, scalar unsafe.Pointer)
TEXT ·call2(SB), NOSPLIT|NOFRAME, $0-48
	MOVD code+0(FP), R5
	MOVD a+8(FP), R0
	MOVD n+16(FP), R3
	MOVD b+24(FP), R1
	MOVD scalar+40(FP), R4
	MOVD R0, R2
	KNOWN
	CHUNK
	SAME(m+32(FP))
	SIZE
	APART(R1, apart)
	ENTER(choice_kernels, ·slow2)

// func call3(code uintptr, a unsafe.Pointer, n int, b unsafe.Pointer, m int, c unsafe.Pointer, k int, scalar unsafe.Pointer)
TEXT ·call3(SB), NOSPLIT|NOFRAME, $0-64
	MOVD code+0(FP), R5
	MOVD a+8(FP), R0
	MOVD n+16(FP), R3
	MOVD b+24(FP), R2
	MOVD c+40(FP), R1
	MOVD scalar+56(FP), R4
	KNOWN
	CHUNK
	SAME(m+32(FP))
	SAME(k+48(FP))
	SIZE
	APART(R2, apart)
	APART(R1, apart2)
	ENTER(choice_kernels, ·slow3)

// What goes by rows is for Go to lay out.

// func callRows3(code uintptr, a unsafe.Pointer, n int, b unsafe.Pointer, m int, c unsafe.Pointer, k int, scalar unsafe.Pointer)
TEXT ·callRows3(SB), NOSPLIT|NOFRAME, $0-64
	B ·slow3(SB)

// func callRows4(code uintptr, a unsafe.Pointer, n int, b unsafe.Pointer, m int, c unsafe.Pointer, k int, d unsafe.Pointer, l int, scalar unsafe.Pointer)
TEXT ·callRows4(SB), NOSPLIT|NOFRAME, $0-80
	B ·slow4(SB)

// func runKernel(j *job)
TEXT ·runKernel(SB), NOSPLIT|NOFRAME, $0-8
	MOVD j+0(FP), R14
	RUN
