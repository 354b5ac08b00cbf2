//go:build gc && !purego && asmwip

#include "go_asm.h"
#include "textflag.h"
#include "asm_arm64.h"

// The kernels without a mask, in NEON, and the functions that Go calls, which choose between them
// and the loops in Go.
//
// A kernel is a pass, which knows about lengths and alignment, and an operation, which turns
// vectors into a vector. A pass counts bytes, so it serves float32 and float64; an operation
// takes the instructions that tell them apart. The registers are the same in every kernel:
//
//	R0   dst                V0  to V7    x, or x and dy
//	R1   x                  V16 to V23   comparisons, and what the operation needs
//	R2   dy                 V29          1
//	R3   bytes to do        V30          alpha
//	R4   &alpha
//	R5                      used by the pass
//	R6   R7                 used by the checks
//
// A pass goes from the start to the end and takes each element once, in the largest pieces that
// fit: this is right in place without more ado, and what one pass stores as a piece the next
// one over the slice loads as a piece, which the processor forwards from the store. A load that
// spans two stores has to wait for both to reach the cache.
//
// stream changes nothing: a store past the caches (STNP) is only a hint on arm64, and there is no
// measurement that speaks for it.

// The operations, beside the one in asm_arm64.h.

// x <= 0 ? +0 : v, which is ReLU, or its backward step from the output
#define ZERONOTABOVE(LT, LE, MUL, x, v, m, t) \
	LE(x, m)          \
	VBIC_B16(m, v, v)

// x < 0 ? +0 : v
#define ZEROBELOW(LT, LE, MUL, x, v, m, t) \
	LT(x, m)          \
	VBIC_B16(m, v, v)

// x < 0 ? alpha : 1
#define GRAD(LT, LE, MUL, x, v, m, t) \
	LT(x, v)            \
	VBSL_B16(29, 30, v)

// The MOVEs that are used here alone.

#define MOVE1x32(TYPE, OP) \
	FLDPQ.P 32(R1), (F0, F1) \
	TYPE(OP, 0, 0, 16, 20)   \
	TYPE(OP, 1, 1, 17, 21)   \
	FSTPQ.P (F0, F1), 32(R0)

#define MOVE2(TYPE, OP, MOV, n) \
	MOV.P n(R1), F0        \
	MOV.P n(R2), F4        \
	TYPE(OP, 0, 4, 16, 20) \
	MOV.P F4, n(R0)

#define MOVE2x32(TYPE, OP) \
	FLDPQ.P 32(R1), (F0, F1) \
	FLDPQ.P 32(R2), (F4, F5) \
	TYPE(OP, 0, 4, 16, 20)   \
	TYPE(OP, 1, 5, 17, 21)   \
	FSTPQ.P (F4, F5), 32(R0)

#define MOVE2x64(TYPE, OP, off) \
	FLDPQ off(R1), (F0, F1)      \
	FLDPQ (off+32)(R1), (F2, F3) \
	FLDPQ off(R2), (F4, F5)      \
	FLDPQ (off+32)(R2), (F6, F7) \
	TYPE(OP, 0, 4, 16, 20)       \
	TYPE(OP, 1, 5, 17, 21)       \
	TYPE(OP, 2, 6, 18, 22)       \
	TYPE(OP, 3, 7, 19, 23)       \
	FSTPQ (F4, F5), off(R0)      \
	FSTPQ (F6, F7), (off+32)(R0)

#define ADVANCE2(n) \
	ADD $n, R1 \
	ADD $n, R2 \
	ADD $n, R0

// NEON is the pass. Bytes to do are counted in R3, and its bits say which pieces are left. A slice
// of 256 bytes and more is aligned first, by pieces that are whole elements: HEAD is the bits
// that such a piece may have. Arm's guides to the Cortex-A55, A57 and A75 have a penalty for a
// store that crosses 16 bytes, which without this would be each of them. A slice that is not
// even aligned to its elements stays unaligned.
#define NEON(MOVE, MOVEx32, MOVEx64, ADVANCE, TYPE, OP, HEAD) \
	CMP    $128, R3               \
	BLO    last128                \
	CMP    $256, R3               \
	BLO    loop                   \
	NEG    R0, R5                 \
	AND    $HEAD, R5              \
	SUB    R5, R3                 \
	TBZ    $2, R5, head8          \
	MOVE(TYPE, OP, FMOVS, 4)      \
head8:                                \
	TBZ    $3, R5, loop           \
	MOVE(TYPE, OP, FMOVD, 8)      \
loop:                                 \
	SUB    $128, R3               \
	PCALIGN $32                   \
next:                                 \
	MOVEx64(TYPE, OP, 0)          \
	MOVEx64(TYPE, OP, 64)         \
	ADVANCE(128)                  \
	SUBS   $128, R3               \
	BHS    next                   \
	ANDS   $127, R3               \
	BEQ    done                   \
last128:                              \
	TBZ    $6, R3, last64         \
	MOVEx64(TYPE, OP, 0)          \
	ADVANCE(64)                   \
last64:                               \
	TBZ    $5, R3, last32         \
	MOVEx32(TYPE, OP)             \
last32:                               \
	TBZ    $4, R3, last16         \
	MOVE(TYPE, OP, FMOVQ, 16)     \
last16:                               \
	TBZ    $3, R3, last8          \
	MOVE(TYPE, OP, FMOVD, 8)      \
last8:                                \
	TBZ    $2, R3, done           \
	MOVE(TYPE, OP, FMOVS, 4)      \
done:                                 \
	RET

#define NEON1(TYPE, OP, HEAD) NEON(MOVE1, MOVE1x32, MOVE1x64, ADVANCE1, TYPE, OP, HEAD)
#define NEON2(TYPE, OP, HEAD) NEON(MOVE2, MOVE2x32, MOVE2x64, ADVANCE2, TYPE, OP, HEAD)

// ONE fills a register with 1, of which it takes the bits.
#define ONE(bits, T) \
	MOVD $bits, R5   \
	VDUP R5, V29.T

TEXT reluF32NEON<>(SB), NOSPLIT|NOFRAME, $0
	NEON1(F32, ZERONOTABOVE, 12)

TEXT reluF64NEON<>(SB), NOSPLIT|NOFRAME, $0
	NEON1(F64, ZERONOTABOVE, 8)

TEXT leakyReLUF32NEON<>(SB), NOSPLIT|NOFRAME, $0
	ALPHA(S4)
	NEON1(F32, SCALEBELOW, 12)

TEXT leakyReLUF64NEON<>(SB), NOSPLIT|NOFRAME, $0
	ALPHA(D2)
	NEON1(F64, SCALEBELOW, 8)

TEXT gradF32NEON<>(SB), NOSPLIT|NOFRAME, $0
	ALPHA(S4)
	ONE(0x3f800000, S4)
	NEON1(F32, GRAD, 12)

TEXT gradF64NEON<>(SB), NOSPLIT|NOFRAME, $0
	ALPHA(D2)
	ONE(0x3ff0000000000000, D2)
	NEON1(F64, GRAD, 8)

TEXT reluBackwardF32NEON<>(SB), NOSPLIT|NOFRAME, $0
	NEON2(F32, ZEROBELOW, 12)

TEXT reluBackwardF64NEON<>(SB), NOSPLIT|NOFRAME, $0
	NEON2(F64, ZEROBELOW, 8)

TEXT leakyReLUBackwardF32NEON<>(SB), NOSPLIT|NOFRAME, $0
	ALPHA(S4)
	NEON2(F32, SCALEBELOW, 12)

TEXT leakyReLUBackwardF64NEON<>(SB), NOSPLIT|NOFRAME, $0
	ALPHA(D2)
	NEON2(F64, SCALEBELOW, 8)

TEXT backwardFromOutputF32NEON<>(SB), NOSPLIT|NOFRAME, $0
	NEON2(F32, ZERONOTABOVE, 12)

TEXT backwardFromOutputF64NEON<>(SB), NOSPLIT|NOFRAME, $0
	NEON2(F64, ZERONOTABOVE, 8)

// What other Go functions call

// func runReLU(dst, src unsafe.Pointer, n int, size uintptr, stream bool)
TEXT ·runReLU(SB), NOSPLIT|NOFRAME, $0-33
	MOVD dst+0(FP), R0
	MOVD src+8(FP), R1
	MOVD n+16(FP), R3
	MOVD size+24(FP), R5
	RUN(·reluLong, ·reluGeneric, reluF32NEON<>, reluF64NEON<>)

// func runLeakyReLU(dst, src unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer, stream bool)
TEXT ·runLeakyReLU(SB), NOSPLIT|NOFRAME, $0-41
	MOVD dst+0(FP), R0
	MOVD src+8(FP), R1
	MOVD n+16(FP), R3
	MOVD size+24(FP), R5
	MOVD alpha+32(FP), R4
	RUN(·leakyReLULong, ·leakyReLUGeneric, leakyReLUF32NEON<>, leakyReLUF64NEON<>)

// func runGrad(dst, src unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer, stream bool)
TEXT ·runGrad(SB), NOSPLIT|NOFRAME, $0-41
	MOVD dst+0(FP), R0
	MOVD src+8(FP), R1
	MOVD n+16(FP), R3
	MOVD size+24(FP), R5
	MOVD alpha+32(FP), R4
	RUN(·gradLong, ·gradGeneric, gradF32NEON<>, gradF64NEON<>)

// func runReLUBackward(dst, dy, x unsafe.Pointer, n int, size uintptr, stream bool)
TEXT ·runReLUBackward(SB), NOSPLIT|NOFRAME, $0-41
	MOVD dst+0(FP), R0
	MOVD dy+8(FP), R2
	MOVD x+16(FP), R1
	MOVD n+24(FP), R3
	MOVD size+32(FP), R5
	RUN(·reluBackwardLong, ·reluBackwardGeneric, reluBackwardF32NEON<>, reluBackwardF64NEON<>)

// func runLeakyReLUBackward(dst, dy, x unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer, stream bool)
TEXT ·runLeakyReLUBackward(SB), NOSPLIT|NOFRAME, $0-49
	MOVD dst+0(FP), R0
	MOVD dy+8(FP), R2
	MOVD x+16(FP), R1
	MOVD n+24(FP), R3
	MOVD size+32(FP), R5
	MOVD alpha+40(FP), R4
	RUN(·leakyReLUBackwardLong, ·leakyReLUBackwardGeneric, leakyReLUBackwardF32NEON<>, leakyReLUBackwardF64NEON<>)

// func runBackwardFromOutput(dst, dy, x unsafe.Pointer, n int, size uintptr, stream bool)
TEXT ·runBackwardFromOutput(SB), NOSPLIT|NOFRAME, $0-41
	MOVD dst+0(FP), R0
	MOVD dy+8(FP), R2
	MOVD x+16(FP), R1
	MOVD n+24(FP), R3
	MOVD size+32(FP), R5
	RUN(·backwardFromOutputLong, ·backwardFromOutputGeneric, backwardFromOutputF32NEON<>, backwardFromOutputF64NEON<>)

// What the exported functions call

// FITS goes back to Go unless a source of M elements, at SRC, has as many as dst, and is the same
// memory or disjoint.
#define FITS(SRC, M, fits) \
	MOVD M, R6             \
	CMP  R6, R3            \
	BNE  long              \
	SUBS SRC, R0, R6       \
	BEQ  fits              \
	MUL  R5, R3, R7        \
	CMP  R7, R6            \
	BLO  long              \
	NEG  R6, R6            \
	CMP  R7, R6            \
	BLO  long              \
fits:

// func tryReLU(x unsafe.Pointer, n int, size uintptr)
TEXT ·tryReLU(SB), NOSPLIT|NOFRAME, $0-24
	MOVD x+0(FP), R0
	MOVD R0, R1
	MOVD n+8(FP), R3
	MOVD size+16(FP), R5
	TRY(·relu, reluF32NEON<>, reluF64NEON<>)

// func tryReLUTo(dst unsafe.Pointer, n int, src unsafe.Pointer, m int, size uintptr)
TEXT ·tryReLUTo(SB), NOSPLIT|NOFRAME, $0-40
	MOVD dst+0(FP), R0
	MOVD src+16(FP), R1
	MOVD n+8(FP), R3
	MOVD size+32(FP), R5
	FITS(R1, m+24(FP), fits)
	TRY(·reluTo, reluF32NEON<>, reluF64NEON<>)

// func tryLeakyReLU(x unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer)
TEXT ·tryLeakyReLU(SB), NOSPLIT|NOFRAME, $0-32
	MOVD x+0(FP), R0
	MOVD R0, R1
	MOVD n+8(FP), R3
	MOVD size+16(FP), R5
	MOVD alpha+24(FP), R4
	TRY(·leakyReLU, leakyReLUF32NEON<>, leakyReLUF64NEON<>)

// func tryLeakyReLUTo(dst unsafe.Pointer, n int, src unsafe.Pointer, m int, size uintptr, alpha unsafe.Pointer)
TEXT ·tryLeakyReLUTo(SB), NOSPLIT|NOFRAME, $0-48
	MOVD dst+0(FP), R0
	MOVD src+16(FP), R1
	MOVD n+8(FP), R3
	MOVD size+32(FP), R5
	MOVD alpha+40(FP), R4
	FITS(R1, m+24(FP), fits)
	TRY(·leakyReLUTo, leakyReLUF32NEON<>, leakyReLUF64NEON<>)

// func tryReLUGrad(x unsafe.Pointer, n int, size uintptr)
TEXT ·tryReLUGrad(SB), NOSPLIT|NOFRAME, $0-24
	MOVD x+0(FP), R0
	MOVD R0, R1
	MOVD n+8(FP), R3
	MOVD size+16(FP), R5
	MOVD $·zero(SB), R4
	TRY(·reluGrad, gradF32NEON<>, gradF64NEON<>)

// func tryReLUGradTo(dst unsafe.Pointer, n int, src unsafe.Pointer, m int, size uintptr)
TEXT ·tryReLUGradTo(SB), NOSPLIT|NOFRAME, $0-40
	MOVD dst+0(FP), R0
	MOVD src+16(FP), R1
	MOVD n+8(FP), R3
	MOVD size+32(FP), R5
	MOVD $·zero(SB), R4
	FITS(R1, m+24(FP), fits)
	TRY(·reluGradTo, gradF32NEON<>, gradF64NEON<>)

// func tryLeakyReLUGrad(x unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer)
TEXT ·tryLeakyReLUGrad(SB), NOSPLIT|NOFRAME, $0-32
	MOVD x+0(FP), R0
	MOVD R0, R1
	MOVD n+8(FP), R3
	MOVD size+16(FP), R5
	MOVD alpha+24(FP), R4
	TRY(·leakyReLUGrad, gradF32NEON<>, gradF64NEON<>)

// func tryLeakyReLUGradTo(dst unsafe.Pointer, n int, src unsafe.Pointer, m int, size uintptr, alpha unsafe.Pointer)
TEXT ·tryLeakyReLUGradTo(SB), NOSPLIT|NOFRAME, $0-48
	MOVD dst+0(FP), R0
	MOVD src+16(FP), R1
	MOVD n+8(FP), R3
	MOVD size+32(FP), R5
	MOVD alpha+40(FP), R4
	FITS(R1, m+24(FP), fits)
	TRY(·leakyReLUGradTo, gradF32NEON<>, gradF64NEON<>)

// func tryReLUBackward(dy unsafe.Pointer, n int, x unsafe.Pointer, m int, size uintptr)
TEXT ·tryReLUBackward(SB), NOSPLIT|NOFRAME, $0-40
	MOVD dy+0(FP), R0
	MOVD R0, R2
	MOVD x+16(FP), R1
	MOVD n+8(FP), R3
	MOVD size+32(FP), R5
	FITS(R1, m+24(FP), fits)
	TRY(·reluBackward, reluBackwardF32NEON<>, reluBackwardF64NEON<>)

// func tryReLUBackwardTo(dx unsafe.Pointer, n int, dy unsafe.Pointer, m int, x unsafe.Pointer, k int, size uintptr)
TEXT ·tryReLUBackwardTo(SB), NOSPLIT|NOFRAME, $0-56
	MOVD dx+0(FP), R0
	MOVD dy+16(FP), R2
	MOVD x+32(FP), R1
	MOVD n+8(FP), R3
	MOVD size+48(FP), R5
	FITS(R2, m+24(FP), fits)
	FITS(R1, k+40(FP), fits2)
	TRY(·reluBackwardTo, reluBackwardF32NEON<>, reluBackwardF64NEON<>)

// func tryLeakyReLUBackward(dy unsafe.Pointer, n int, x unsafe.Pointer, m int, size uintptr, alpha unsafe.Pointer)
TEXT ·tryLeakyReLUBackward(SB), NOSPLIT|NOFRAME, $0-48
	MOVD dy+0(FP), R0
	MOVD R0, R2
	MOVD x+16(FP), R1
	MOVD n+8(FP), R3
	MOVD size+32(FP), R5
	MOVD alpha+40(FP), R4
	FITS(R1, m+24(FP), fits)
	TRY(·leakyReLUBackward, leakyReLUBackwardF32NEON<>, leakyReLUBackwardF64NEON<>)

// func tryLeakyReLUBackwardTo(dx unsafe.Pointer, n int, dy unsafe.Pointer, m int, x unsafe.Pointer, k int, size uintptr, alpha unsafe.Pointer)
TEXT ·tryLeakyReLUBackwardTo(SB), NOSPLIT|NOFRAME, $0-64
	MOVD dx+0(FP), R0
	MOVD dy+16(FP), R2
	MOVD x+32(FP), R1
	MOVD n+8(FP), R3
	MOVD size+48(FP), R5
	MOVD alpha+56(FP), R4
	FITS(R2, m+24(FP), fits)
	FITS(R1, k+40(FP), fits2)
	TRY(·leakyReLUBackwardTo, leakyReLUBackwardF32NEON<>, leakyReLUBackwardF64NEON<>)

// func tryReLUBackwardFromOutput(dy unsafe.Pointer, n int, y unsafe.Pointer, m int, size uintptr)
TEXT ·tryReLUBackwardFromOutput(SB), NOSPLIT|NOFRAME, $0-40
	MOVD dy+0(FP), R0
	MOVD R0, R2
	MOVD y+16(FP), R1
	MOVD n+8(FP), R3
	MOVD size+32(FP), R5
	FITS(R1, m+24(FP), fits)
	TRY(·reluBackwardFromOutput, backwardFromOutputF32NEON<>, backwardFromOutputF64NEON<>)

// func tryReLUBackwardFromOutputTo(dx unsafe.Pointer, n int, dy unsafe.Pointer, m int, y unsafe.Pointer, k int, size uintptr)
TEXT ·tryReLUBackwardFromOutputTo(SB), NOSPLIT|NOFRAME, $0-56
	MOVD dx+0(FP), R0
	MOVD dy+16(FP), R2
	MOVD y+32(FP), R1
	MOVD n+8(FP), R3
	MOVD size+48(FP), R5
	FITS(R2, m+24(FP), fits)
	FITS(R1, k+40(FP), fits2)
	TRY(·reluBackwardFromOutputTo, backwardFromOutputF32NEON<>, backwardFromOutputF64NEON<>)
