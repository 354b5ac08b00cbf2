//go:build gc && !purego

#include "go_asm.h"
#include "textflag.h"

// Three parts: the kernels in NEON, those with a mask, and the functions that Go calls, which
// choose between the kernels and the loops in Go.
//
// A kernel is a pass, which knows about lengths and alignment, and an operation, which turns
// vectors into a vector. A pass counts bytes, so it serves float32 and float64; an operation
// takes the instructions that tell them apart. The registers are the same in every kernel:
//
//	R0   dst                V0  to V7    x, or x and dy
//	R1   x                  V16 to V23   comparisons, and what the operation needs
//	R2   dy, or the mask    V8  to V15   the same with a mask
//	R3   bytes to do        V24 to V28   the bits of a mask, one a lane
//	R4   &alpha             V29          1
//	R5   R6                 V30          alpha
//	R7   used by the pass   V31          a part of a mask
//
// A pass goes from the start to the end and takes each element once, in the largest pieces that
// fit: this is right in place without more ado, and what one pass stores as a piece the next
// one over the slice loads as a piece, which the processor forwards from the store. A load that
// spans two stores has to wait for both to reach the cache.
//
// stream changes nothing: a store past the caches (STNP) is only a hint on arm64, and there is no
// measurement that speaks for it.

// The instructions that the assembler has no name for, and those that a macro needs with a
// register as a number, since it cannot put a name together.
#define VFCMLTZ_S4(n, d) WORD $(0x4EA0E800 | (n)<<5 | (d)) // FCMLT Vd.4S, Vn.4S, #0.0
#define VFCMLTZ_D2(n, d) WORD $(0x4EE0E800 | (n)<<5 | (d)) // FCMLT Vd.2D, Vn.2D, #0.0
#define VFCMLEZ_S4(n, d) WORD $(0x6EA0D800 | (n)<<5 | (d)) // FCMLE Vd.4S, Vn.4S, #0.0
#define VFCMLEZ_D2(n, d) WORD $(0x6EE0D800 | (n)<<5 | (d)) // FCMLE Vd.2D, Vn.2D, #0.0
#define VFMUL_S4(m, n, d) WORD $(0x6E20DC00 | (m)<<16 | (n)<<5 | (d)) // FMUL Vd.4S, Vn.4S, Vm.4S
#define VFMUL_D2(m, n, d) WORD $(0x6E60DC00 | (m)<<16 | (n)<<5 | (d)) // FMUL Vd.2D, Vn.2D, Vm.2D
#define VBIC_B16(m, n, d) WORD $(0x4E601C00 | (m)<<16 | (n)<<5 | (d)) // BIC Vd.16B, Vn.16B, Vm.16B
#define VBIT_B16(m, n, d) WORD $(0x6EA01C00 | (m)<<16 | (n)<<5 | (d)) // BIT Vd.16B, Vn.16B, Vm.16B
#define VBIF_B16(m, n, d) WORD $(0x6EE01C00 | (m)<<16 | (n)<<5 | (d)) // BIF Vd.16B, Vn.16B, Vm.16B
#define VAND_B16(m, n, d) WORD $(0x4E201C00 | (m)<<16 | (n)<<5 | (d)) // AND Vd.16B, Vn.16B, Vm.16B
#define VBSL_B16(m, n, d) WORD $(0x6E601C00 | (m)<<16 | (n)<<5 | (d)) // BSL Vd.16B, Vn.16B, Vm.16B

// F32 and F64 give an operation its instructions: x < 0, x <= 0 and the product, in the lanes of
// its type. A comparison is false for a NaN.
#define F32(OP, x, v, m, t) OP(VFCMLTZ_S4, VFCMLEZ_S4, VFMUL_S4, x, v, m, t)
#define F64(OP, x, v, m, t) OP(VFCMLTZ_D2, VFCMLEZ_D2, VFMUL_D2, x, v, m, t)

// The operations, on the registers of these numbers: x is the input and v, which may be the same
// one, what is passed through or changed, and the result. Nothing but the product is arithmetic,
// so that a signalling NaN keeps its bits.

// x <= 0 ? +0 : v, which is ReLU, or its backward step from the output
#define ZERONOTABOVE(LT, LE, MUL, x, v, m, t) \
	LE(x, m)          \
	VBIC_B16(m, v, v)

// x < 0 ? +0 : v
#define ZEROBELOW(LT, LE, MUL, x, v, m, t) \
	LT(x, m)          \
	VBIC_B16(m, v, v)

// x < 0 ? alpha*v : v
#define SCALEBELOW(LT, LE, MUL, x, v, m, t) \
	LT(x, m)          \
	MUL(v, 30, t)     \
	VBIT_B16(m, t, v)

// x < 0 ? alpha : 1
#define GRAD(LT, LE, MUL, x, v, m, t) \
	LT(x, v)            \
	VBSL_B16(29, 30, v)

// x <= 0 ? +0 : v, with x < 0 in m
#define ZEROKEEP(LT, LE, MUL, x, v, m, t) \
	LT(x, m)          \
	LE(x, t)          \
	VBIC_B16(t, v, v)

// m ? v : +0
#define ZEROUNLESS(LT, LE, MUL, x, v, m, t) \
	VAND_B16(m, v, v)

// m ? v : alpha*v
#define SCALEUNLESS(LT, LE, MUL, x, v, m, t) \
	MUL(v, 30, t)     \
	VBIF_B16(m, t, v)

// A MOVE loads a piece, operates on it, and stores the result: MOVE1 a piece of x, and MOVE2 pieces
// of x and dy. A load of less than a vector sets the rest to zero, in which an operation does no
// harm.
//
// The MOVEs of 32 and 64 bytes are in pairs of vectors, and those of 64 leave the pointers to an
// ADVANCE. As llvm-mca 19 predicts it, of 64 bytes of the backward step, in cycles:
//
//	                                        Neoverse N1   Neoverse V1   Apple A14
//	LDP and STP, then ADD                   8.0           3.3           4.0
//	LDP and STP that advance                8.0           4.0           4.8
//	LD1 and ST1 of four vectors             6.0           4.0           6.0

#define MOVE1(TYPE, OP, MOV, n) \
	MOV.P n(R1), F0        \
	TYPE(OP, 0, 0, 16, 20) \
	MOV.P F0, n(R0)

#define MOVE1x32(TYPE, OP) \
	FLDPQ.P 32(R1), (F0, F1) \
	TYPE(OP, 0, 0, 16, 20)   \
	TYPE(OP, 1, 1, 17, 21)   \
	FSTPQ.P (F0, F1), 32(R0)

#define MOVE1x64(TYPE, OP, off) \
	FLDPQ off(R1), (F0, F1)      \
	FLDPQ (off+32)(R1), (F2, F3) \
	TYPE(OP, 0, 0, 16, 20)       \
	TYPE(OP, 1, 1, 17, 21)       \
	TYPE(OP, 2, 2, 18, 22)       \
	TYPE(OP, 3, 3, 19, 23)       \
	FSTPQ (F0, F1), off(R0)      \
	FSTPQ (F2, F3), (off+32)(R0)

#define ADVANCE1(n) \
	ADD $n, R1 \
	ADD $n, R0

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

// ALPHA and ONE fill a register. ONE takes the bits of 1.
#define ALPHA(T) \
	VLD1R (R4), [V30.T]

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

// Masks
//
// 64 bytes of floats have 2 bytes of a mask, or 1, and a pass goes through both from the start:
// the words of a mask are little-endian, as arm64 is. It does not align the floats, for then a
// piece would have parts of two bytes. They are in place.

// JOIN lays the comparisons of 64 bytes, in V16 to V19, side by side in V16, each as often as there
// are lanes, and leaves with V28 each lane its own bit of them. SUM puts the bits of all lanes
// into R6. They are 1 where x < 0, so 0 for what a short load has set to zero, and a mask has
// their complement.

#define JOIN32 \
	VSLI $4, V17.S4, V16.S4         \
	VSLI $4, V19.S4, V18.S4         \
	VSLI $8, V18.S4, V16.S4         \
	VAND V28.B16, V16.B16, V16.B16

#define SUM32(V) \
	VADDV V.S4, V      \
	VMOV  V.S[0], R6

#define JOIN64 \
	VSLI $2, V17.D2, V16.D2         \
	VSLI $2, V19.D2, V18.D2         \
	VSLI $4, V18.D2, V16.D2         \
	VAND V28.B16, V16.B16, V16.B16

#define SUM64(V) \
	VADDP V.D2, V.D2, V.D2 \
	VMOV  V.D[0], R6

// KEEP is a MOVE of a piece of the last bytes, and adds its bits to those in V17. V24 has the bits
// of its lanes, and then those of the next piece, lanes on.
#define KEEP(TYPE, OP, MOV, n, T, lanes) \
	MOVE1(TYPE, OP, MOV, n)        \
	VAND V24.B16, V16.B16, V16.B16 \
	VORR V16.B16, V17.B16, V17.B16 \
	VSHL $lanes, V24.T, V24.T

// TOMASK is the pass that sets a mask. LOG is log2 of the size of an element, and
// MOV stores 2 bytes or 1. The last word is cleared first, since what the floats set of it may
// be less than a word.
#define TOMASK(TYPE, OP, T, LOG, JOIN, SUM, MOV) \
	CBZ    R3, done                         \
	SUB    $1, R3, R5                       \
	LSR    $(6+LOG), R5                     \
	MOVD   ZR, (R2)(R5<<3)                  \
	SUBS   $64, R3                          \
	BLO    last64                           \
	PCALIGN $32                             \
next:                                           \
	MOVE1x64(TYPE, OP, 0)                   \
	ADVANCE1(64)                            \
	JOIN                                    \
	SUM(V16)                                \
	MVN    R6, R6                           \
	MOV.P  R6, (8>>LOG)(R2)                 \
	SUBS   $64, R3                          \
	BHS    next                             \
last64:                                         \
	ANDS   $63, R3                          \
	BEQ    done                             \
	LSR    $LOG, R3, R5                     \
	VEOR   V17.B16, V17.B16, V17.B16        \
	SUBS   $16, R3                          \
	BLO    last16                           \
next16:                                         \
	KEEP(TYPE, OP, FMOVQ, 16, T, (16>>LOG)) \
	SUBS   $16, R3                          \
	BHS    next16                           \
last16:                                         \
	TBZ    $3, R3, last8                    \
	KEEP(TYPE, OP, FMOVD, 8, T, (8>>LOG))   \
last8:                                          \
	TBZ    $2, R3, sum                      \
	KEEP(TYPE, OP, FMOVS, 4, T, (4>>LOG))   \
sum:                                            \
	SUM(V17)                                \
	MOVD   $-1, R7                          \
	LSL    R5, R7                           \
	ORR    R7, R6                           \
	MVN    R6, R6                           \
	MOV    R6, (R2)                         \
done:                                           \
	RET

// PICK is like a MOVE, of a piece of the last bytes, in place and by the lowest bits in R6.
#define PICK(TYPE, OP, MOV, n, T, lanes) \
	VDUP   R6, V31.T           \
	VCMTST V24.T, V31.T, V16.T \
	MOV    (R0), F0            \
	TYPE(OP, 0, 0, 16, 12)     \
	MOV.P  F0, n(R0)           \
	LSR    $lanes, R6

// BYMASK is the pass that goes by a mask. MOV loads 4 bytes of it, or 2, of which a lane tests its
// own bit; through a general register, which spares the vector units a broadcast.
#define BYMASK(TYPE, OP, T, LOG, MOV) \
	SUBS   $128, R3                         \
	BLO    last128                          \
	VSHL   $(16>>LOG), V24.T, V25.T         \
	VSHL   $(32>>LOG), V24.T, V26.T         \
	VSHL   $(48>>LOG), V24.T, V27.T         \
	VSHL   $(64>>LOG), V24.T, V8.T          \
	VSHL   $(64>>LOG), V25.T, V9.T          \
	VSHL   $(64>>LOG), V26.T, V10.T         \
	VSHL   $(64>>LOG), V27.T, V11.T         \
	PCALIGN $32                             \
next:                                           \
	MOV.P  (16>>LOG)(R2), R6                \
	VDUP   R6, V31.T                        \
	FLDPQ  (R0), (F0, F1)                   \
	FLDPQ  32(R0), (F2, F3)                 \
	FLDPQ  64(R0), (F4, F5)                 \
	FLDPQ  96(R0), (F6, F7)                 \
	VCMTST V24.T, V31.T, V16.T              \
	VCMTST V25.T, V31.T, V17.T              \
	VCMTST V26.T, V31.T, V18.T              \
	VCMTST V27.T, V31.T, V19.T              \
	VCMTST V8.T, V31.T, V20.T               \
	VCMTST V9.T, V31.T, V21.T               \
	VCMTST V10.T, V31.T, V22.T              \
	VCMTST V11.T, V31.T, V23.T              \
	TYPE(OP, 0, 0, 16, 12)                  \
	TYPE(OP, 1, 1, 17, 13)                  \
	FSTPQ  (F0, F1), (R0)                   \
	TYPE(OP, 2, 2, 18, 14)                  \
	TYPE(OP, 3, 3, 19, 15)                  \
	FSTPQ  (F2, F3), 32(R0)                 \
	TYPE(OP, 4, 4, 20, 12)                  \
	TYPE(OP, 5, 5, 21, 13)                  \
	FSTPQ  (F4, F5), 64(R0)                 \
	TYPE(OP, 6, 6, 22, 14)                  \
	TYPE(OP, 7, 7, 23, 15)                  \
	FSTPQ  (F6, F7), 96(R0)                 \
	ADD    $128, R0                         \
	SUBS   $128, R3                         \
	BHS    next                             \
last128:                                        \
	ANDS   $127, R3                         \
	BEQ    done                             \
	MOV    (R2), R6                         \
	SUBS   $16, R3                          \
	BLO    last16                           \
next16:                                         \
	PICK(TYPE, OP, FMOVQ, 16, T, (16>>LOG)) \
	SUBS   $16, R3                          \
	BHS    next16                           \
last16:                                         \
	TBZ    $3, R3, last8                    \
	PICK(TYPE, OP, FMOVD, 8, T, (8>>LOG))   \
last8:                                          \
	TBZ    $2, R3, done                     \
	PICK(TYPE, OP, FMOVS, 4, T, (4>>LOG))   \
done:                                           \
	RET

// The bits of the lanes of one vector, and of four together.
#define BITS32 VMOVQ $0x0000000200000001, $0x0000000800000004, V24
#define BITS64 VMOVQ $0x0000000000000001, $0x0000000000000002, V24
#define JOINED32 VMOVQ $0x0000222200001111, $0x0000888800004444, V28
#define JOINED64 VMOVQ $0x0000000000000055, $0x00000000000000AA, V28

TEXT reluMaskF32NEON<>(SB), NOSPLIT|NOFRAME, $0
	BITS32
	JOINED32
	TOMASK(F32, ZEROKEEP, S4, 2, JOIN32, SUM32, MOVH)

TEXT reluMaskF64NEON<>(SB), NOSPLIT|NOFRAME, $0
	BITS64
	JOINED64
	TOMASK(F64, ZEROKEEP, D2, 3, JOIN64, SUM64, MOVB)

TEXT leakyReLUMaskF32NEON<>(SB), NOSPLIT|NOFRAME, $0
	ALPHA(S4)
	BITS32
	JOINED32
	TOMASK(F32, SCALEBELOW, S4, 2, JOIN32, SUM32, MOVH)

TEXT leakyReLUMaskF64NEON<>(SB), NOSPLIT|NOFRAME, $0
	ALPHA(D2)
	BITS64
	JOINED64
	TOMASK(F64, SCALEBELOW, D2, 3, JOIN64, SUM64, MOVB)

TEXT reluBackwardMaskF32NEON<>(SB), NOSPLIT|NOFRAME, $0
	BITS32
	BYMASK(F32, ZEROUNLESS, S4, 2, MOVWU)

TEXT reluBackwardMaskF64NEON<>(SB), NOSPLIT|NOFRAME, $0
	BITS64
	BYMASK(F64, ZEROUNLESS, D2, 3, MOVHU)

TEXT leakyReLUBackwardMaskF32NEON<>(SB), NOSPLIT|NOFRAME, $0
	ALPHA(S4)
	BITS32
	BYMASK(F32, SCALEUNLESS, S4, 2, MOVWU)

TEXT leakyReLUBackwardMaskF64NEON<>(SB), NOSPLIT|NOFRAME, $0
	ALPHA(D2)
	BITS64
	BYMASK(F64, SCALEUNLESS, D2, 3, MOVHU)

// What other Go functions call

// CHOOSE jumps to the kernel for n in R3 elements of the size in R5, or back to Go: to LONG or
// GENERIC, which take the arguments where this function has them. It is here, and not in Go, to
// spare a short slice one more call.
//
// LONG is for more than MOST elements, and for when the goroutine is to stop. A Go function would
// see to that as it begins, by the same comparison (stackguard0 is 16 bytes into g), but what the
// compiler puts around a function in assembly does not: a loop over short slices could keep the
// garbage collector waiting for as long as it runs.
#define CHOOSE(MOST, LONG, GENERIC, F32NEON, F64NEON) \
	MOVD 16(g), R6                \
	MOVD RSP, R7                  \
	CMP  R6, R7                   \
	BLS  long                     \
	CMP  MOST, R3                 \
	BHI  long                     \
	MOVD $·inUse(SB), R6          \
	LDAR (R6), R6                 \
	CMP  $const_neon, R6          \
	BNE  generic                  \
	CMP  $const_f32, R5           \
	BNE  f64                      \
	LSL  $2, R3                   \
	B    F32NEON(SB)              \
f64:                                  \
	LSL  $3, R3                   \
	B    F64NEON(SB)              \
long:                                 \
	B    LONG(SB)                 \
generic:                              \
	B    GENERIC(SB)

// RUN is CHOOSE for the functions named run, and TRY for those named try, which go back to one and
// the same Go function.
#define RUN(LONG, GENERIC, F32NEON, F64NEON) CHOOSE($const_chunk, LONG, GENERIC, F32NEON, F64NEON)
#define TRY(BACK, F32NEON, F64NEON) CHOOSE($const_direct, BACK, BACK, F32NEON, F64NEON)

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

// func runReLUMask(x, mask unsafe.Pointer, n int, size uintptr)
TEXT ·runReLUMask(SB), NOSPLIT|NOFRAME, $0-32
	MOVD x+0(FP), R0
	MOVD R0, R1
	MOVD mask+8(FP), R2
	MOVD n+16(FP), R3
	MOVD size+24(FP), R5
	RUN(·reluMaskLong, ·reluMaskGeneric, reluMaskF32NEON<>, reluMaskF64NEON<>)

// func runLeakyReLUMask(x, mask unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer)
TEXT ·runLeakyReLUMask(SB), NOSPLIT|NOFRAME, $0-40
	MOVD x+0(FP), R0
	MOVD R0, R1
	MOVD mask+8(FP), R2
	MOVD n+16(FP), R3
	MOVD size+24(FP), R5
	MOVD alpha+32(FP), R4
	RUN(·leakyReLUMaskLong, ·leakyReLUMaskGeneric, leakyReLUMaskF32NEON<>, leakyReLUMaskF64NEON<>)

// func runReLUBackwardMask(dy, mask unsafe.Pointer, n int, size uintptr)
TEXT ·runReLUBackwardMask(SB), NOSPLIT|NOFRAME, $0-32
	MOVD dy+0(FP), R0
	MOVD mask+8(FP), R2
	MOVD n+16(FP), R3
	MOVD size+24(FP), R5
	RUN(·reluBackwardMaskLong, ·reluBackwardMaskGeneric, reluBackwardMaskF32NEON<>, reluBackwardMaskF64NEON<>)

// func runLeakyReLUBackwardMask(dy, mask unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer)
TEXT ·runLeakyReLUBackwardMask(SB), NOSPLIT|NOFRAME, $0-40
	MOVD dy+0(FP), R0
	MOVD mask+8(FP), R2
	MOVD n+16(FP), R3
	MOVD size+24(FP), R5
	MOVD alpha+32(FP), R4
	RUN(·leakyReLUBackwardMaskLong, ·leakyReLUBackwardMaskGeneric, leakyReLUBackwardMaskF32NEON<>, leakyReLUBackwardMaskF64NEON<>)

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

// FITSMASK goes back to Go unless a mask of M words has one for every 64 elements, and is disjoint
// from them.
#define FITSMASK(M) \
	MOVD M, R8             \
	ADD  $63, R3, R6       \
	CMP  R6>>6, R8         \
	BLO  long              \
	SUB  R0, R2, R6        \
	MUL  R5, R3, R7        \
	CMP  R7, R6            \
	BLO  long              \
	NEG  R6, R6            \
	CMP  R8<<3, R6         \
	BLO  long

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

// func tryReLUMask(x unsafe.Pointer, n int, mask unsafe.Pointer, words int, size uintptr)
TEXT ·tryReLUMask(SB), NOSPLIT|NOFRAME, $0-40
	MOVD x+0(FP), R0
	MOVD R0, R1
	MOVD mask+16(FP), R2
	MOVD n+8(FP), R3
	MOVD size+32(FP), R5
	FITSMASK(words+24(FP))
	TRY(·reluMask, reluMaskF32NEON<>, reluMaskF64NEON<>)

// func tryLeakyReLUMask(x unsafe.Pointer, n int, mask unsafe.Pointer, words int, size uintptr, alpha unsafe.Pointer)
TEXT ·tryLeakyReLUMask(SB), NOSPLIT|NOFRAME, $0-48
	MOVD x+0(FP), R0
	MOVD R0, R1
	MOVD mask+16(FP), R2
	MOVD n+8(FP), R3
	MOVD size+32(FP), R5
	MOVD alpha+40(FP), R4
	FITSMASK(words+24(FP))
	TRY(·leakyReLUMask, leakyReLUMaskF32NEON<>, leakyReLUMaskF64NEON<>)

// func tryReLUBackwardMask(dy unsafe.Pointer, n int, mask unsafe.Pointer, words int, size uintptr)
TEXT ·tryReLUBackwardMask(SB), NOSPLIT|NOFRAME, $0-40
	MOVD dy+0(FP), R0
	MOVD mask+16(FP), R2
	MOVD n+8(FP), R3
	MOVD size+32(FP), R5
	FITSMASK(words+24(FP))
	TRY(·reluBackwardMask, reluBackwardMaskF32NEON<>, reluBackwardMaskF64NEON<>)

// func tryLeakyReLUBackwardMask(dy unsafe.Pointer, n int, mask unsafe.Pointer, words int, size uintptr, alpha unsafe.Pointer)
TEXT ·tryLeakyReLUBackwardMask(SB), NOSPLIT|NOFRAME, $0-48
	MOVD dy+0(FP), R0
	MOVD mask+16(FP), R2
	MOVD n+8(FP), R3
	MOVD size+32(FP), R5
	MOVD alpha+40(FP), R4
	FITSMASK(words+24(FP))
	TRY(·leakyReLUBackwardMask, leakyReLUBackwardMaskF32NEON<>, leakyReLUBackwardMaskF64NEON<>)
