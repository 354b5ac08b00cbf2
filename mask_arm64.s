//go:build gc && !purego && !msan && !asan

#include "go_asm.h"
#include "textflag.h"
#include "asm_arm64.h"

// The kernels with a mask, in NEON, their table, and the entry for calls with a mask.
//
// 64 bytes of floats have 2 bytes of a mask, or 1, and a pass goes through both from the start:
// the words of a mask are little-endian, as arm64 is. It does not align the floats, for then a
// piece would have parts of two bytes. They are in place.
//
//	R0   x or dy            V0  to V7    x or dy
//	R2   mask               V16 to V23   comparisons, and what the operation needs
//	R3   bytes to do        V8  to V15   the same, by a mask
//	R4   &alpha             V24 to V28   the bits of a mask, one a lane
//	R5   R6   R7            V30          alpha
//	     used by the pass   V31          a part of a mask

// The operations: v, m and t are numbers of registers, of x or dy and the result, of the
// comparison, and of one to use. T is the type of the lanes.

// v <= 0 ? +0 : v, with v < 0 in m
#define RELUMASK(T, v, m, t) \
	LTZ(T, v, m)      \
	LEZ(T, v, t)      \
	VBIC_B16(t, v, v)

// v < 0 ? alpha*v : v, with v < 0 in m
#define LEAKYRELUMASK(T, v, m, t) \
	LTZ(T, v, m)      \
	MULF(T, 30, v, t) \
	VBIT_B16(m, t, v)

// m ? v : +0
#define RELUBACKWARDMASK(T, v, m, t) \
	VAND_B16(m, v, v)

// m ? v : alpha*v
#define LEAKYRELUBACKWARDMASK(T, v, m, t) \
	MULF(T, 30, v, t) \
	VBIF_B16(m, t, v)

// JOIN lays the comparisons of 64 bytes, in V16 to V19, side by side in V16, each as often as there
// are lanes, and leaves with V28 each lane its own bit of them. SUM puts the bits of all lanes
// into R6. They are 1 where x < 0, so 0 for what a short load has set to zero, and a mask has
// their complement.

#define JOIN32 \
	VSLI $4, V17.S4, V16.S4        \
	VSLI $4, V19.S4, V18.S4        \
	VSLI $8, V18.S4, V16.S4        \
	VAND V28.B16, V16.B16, V16.B16

#define SUM32(V) \
	VADDV V.S4, V    \
	VMOV  V.S[0], R6

#define JOIN64 \
	VSLI $2, V17.D2, V16.D2        \
	VSLI $2, V19.D2, V18.D2        \
	VSLI $4, V18.D2, V16.D2        \
	VAND V28.B16, V16.B16, V16.B16

#define SUM64(V) \
	VADDP V.D2, V.D2, V.D2 \
	VMOV  V.D[0], R6

// KEEP takes a piece of the last bytes, and adds its bits to those in V17. V24 has the bits
// of its lanes, and then those of the next piece, lanes on. A is the arrangement of a vector.
#define KEEP(OP, T, MOV, n, A, lanes) \
	MOV    (R0), F0                \
	OP(T, 0, 16, 20)               \
	MOV.P  F0, n(R0)               \
	VAND V24.B16, V16.B16, V16.B16 \
	VORR V16.B16, V17.B16, V17.B16 \
	VSHL $lanes, V24.A, V24.A

// PIECES takes the last bytes, of which R3 counts less than 128, in the largest pieces that fit.
#define PIECES(PIECE, OP, T, A, LOG, end) \
	SUBS   $16, R3                        \
	BLO    last16                         \
next16:                                       \
	PIECE(OP, T, FMOVQ, 16, A, (16>>LOG)) \
	SUBS   $16, R3                        \
	BHS    next16                         \
last16:                                       \
	TBZ    $3, R3, last8                  \
	PIECE(OP, T, FMOVD, 8, A, (8>>LOG))   \
last8:                                        \
	TBZ    $2, R3, end                    \
	PIECE(OP, T, FMOVS, 4, A, (4>>LOG))

// TOMASK is the pass that sets a mask. LOG is log2 of the size of an element, and
// MOV stores 2 bytes or 1. The last word is cleared first, since what the floats set of it may
// be less than a word.
#define TOMASK(OP, T, A, LOG, JOIN, SUM, MOV) \
	CBZ    R3, done                  \
	SUB    $1, R3, R5                \
	LSR    $6, R5                    \
	MOVD   ZR, (R2)(R5<<3)           \
	LSL    $LOG, R3                  \
	SUBS   $64, R3                   \
	BLO    last64                    \
	PCALIGN $32                      \
next:                                    \
	FLDPQ  (R0), (F0, F1)            \
	FLDPQ  32(R0), (F2, F3)          \
	OP(T, 0, 16, 20)                 \
	OP(T, 1, 17, 21)                 \
	OP(T, 2, 18, 22)                 \
	OP(T, 3, 19, 23)                 \
	FSTPQ  (F0, F1), (R0)            \
	FSTPQ  (F2, F3), 32(R0)          \
	ADD    $64, R0                   \
	JOIN                             \
	SUM(V16)                         \
	MVN    R6, R6                    \
	MOV.P  R6, (8>>LOG)(R2)          \
	SUBS   $64, R3                   \
	BHS    next                      \
last64:                                  \
	ANDS   $63, R3                   \
	BEQ    done                      \
	LSR    $LOG, R3, R5              \
	VEOR   V17.B16, V17.B16, V17.B16 \
	PIECES(KEEP, OP, T, A, LOG, sum) \
sum:                                     \
	SUM(V17)                         \
	MOVD   $-1, R7                   \
	LSL    R5, R7                    \
	ORR    R7, R6                    \
	MVN    R6, R6                    \
	MOV    R6, (R2)                  \
done:                                    \
	RET

// PICK takes a piece of the last bytes, by the lowest bits in R6.
#define PICK(OP, T, MOV, n, A, lanes) \
	VDUP   R6, V31.A           \
	VCMTST V24.A, V31.A, V16.A \
	MOV    (R0), F0            \
	OP(T, 0, 16, 12)           \
	MOV.P  F0, n(R0)           \
	LSR    $lanes, R6

// BYMASK is the pass that goes by a mask. MOV loads 4 bytes of it, or 2, of which a lane tests its
// own bit; through a general register, which spares the vector units a broadcast.
#define BYMASK(OP, T, A, LOG, MOV) \
	LSL    $LOG, R3                   \
	SUBS   $128, R3                   \
	BLO    last128                    \
	VSHL   $(16>>LOG), V24.A, V25.A   \
	VSHL   $(32>>LOG), V24.A, V26.A   \
	VSHL   $(48>>LOG), V24.A, V27.A   \
	VSHL   $(64>>LOG), V24.A, V8.A    \
	VSHL   $(64>>LOG), V25.A, V9.A    \
	VSHL   $(64>>LOG), V26.A, V10.A   \
	VSHL   $(64>>LOG), V27.A, V11.A   \
	PCALIGN $32                       \
next:                                     \
	MOV.P  (16>>LOG)(R2), R6          \
	VDUP   R6, V31.A                  \
	FLDPQ  (R0), (F0, F1)             \
	FLDPQ  32(R0), (F2, F3)           \
	FLDPQ  64(R0), (F4, F5)           \
	FLDPQ  96(R0), (F6, F7)           \
	VCMTST V24.A, V31.A, V16.A        \
	VCMTST V25.A, V31.A, V17.A        \
	VCMTST V26.A, V31.A, V18.A        \
	VCMTST V27.A, V31.A, V19.A        \
	VCMTST V8.A, V31.A, V20.A         \
	VCMTST V9.A, V31.A, V21.A         \
	VCMTST V10.A, V31.A, V22.A        \
	VCMTST V11.A, V31.A, V23.A        \
	OP(T, 0, 16, 12)                  \
	OP(T, 1, 17, 13)                  \
	FSTPQ  (F0, F1), (R0)             \
	OP(T, 2, 18, 14)                  \
	OP(T, 3, 19, 15)                  \
	FSTPQ  (F2, F3), 32(R0)           \
	OP(T, 4, 20, 12)                  \
	OP(T, 5, 21, 13)                  \
	FSTPQ  (F4, F5), 64(R0)           \
	OP(T, 6, 22, 14)                  \
	OP(T, 7, 23, 15)                  \
	FSTPQ  (F6, F7), 96(R0)           \
	ADD    $128, R0                   \
	SUBS   $128, R3                   \
	BHS    next                       \
last128:                                  \
	ANDS   $127, R3                   \
	BEQ    done                       \
	MOV    (R2), R6                   \
	PIECES(PICK, OP, T, A, LOG, done) \
done:                                     \
	RET

// The bits of the lanes of one vector, and of four together.
#define BITS32 VMOVQ $0x0000000200000001, $0x0000000800000004, V24
#define BITS64 VMOVQ $0x0000000000000001, $0x0000000000000002, V24
#define JOINED32 VMOVQ $0x0000222200001111, $0x0000888800004444, V28
#define JOINED64 VMOVQ $0x0000000000000055, $0x00000000000000AA, V28

TEXT ·reluMaskF32NEON<>(SB), NOSPLIT|NOFRAME, $0
	BITS32
	JOINED32
	TOMASK(RELUMASK, F32, S4, 2, JOIN32, SUM32, MOVH)

TEXT ·reluMaskF64NEON<>(SB), NOSPLIT|NOFRAME, $0
	BITS64
	JOINED64
	TOMASK(RELUMASK, F64, D2, 3, JOIN64, SUM64, MOVB)

TEXT ·leakyReLUMaskF32NEON<>(SB), NOSPLIT|NOFRAME, $0
	SCALAR(S4)
	BITS32
	JOINED32
	TOMASK(LEAKYRELUMASK, F32, S4, 2, JOIN32, SUM32, MOVH)

TEXT ·leakyReLUMaskF64NEON<>(SB), NOSPLIT|NOFRAME, $0
	SCALAR(D2)
	BITS64
	JOINED64
	TOMASK(LEAKYRELUMASK, F64, D2, 3, JOIN64, SUM64, MOVB)

TEXT ·reluBackwardMaskF32NEON<>(SB), NOSPLIT|NOFRAME, $0
	BITS32
	BYMASK(RELUBACKWARDMASK, F32, S4, 2, MOVWU)

TEXT ·reluBackwardMaskF64NEON<>(SB), NOSPLIT|NOFRAME, $0
	BITS64
	BYMASK(RELUBACKWARDMASK, F64, D2, 3, MOVHU)

TEXT ·leakyReLUBackwardMaskF32NEON<>(SB), NOSPLIT|NOFRAME, $0
	SCALAR(S4)
	BITS32
	BYMASK(LEAKYRELUBACKWARDMASK, F32, S4, 2, MOVWU)

TEXT ·leakyReLUBackwardMaskF64NEON<>(SB), NOSPLIT|NOFRAME, $0
	SCALAR(D2)
	BITS64
	BYMASK(LEAKYRELUBACKWARDMASK, F64, D2, 3, MOVHU)

// The table.

#define FIRST (const_opReLUMask<<const_opBit)
#define LIMIT ((const_opLeakyReLUBackwardMask+1)<<const_opBit)

KERNELS(const_opReLUMask, ·reluMaskF32NEON<>, ·reluMaskF64NEON<>)
KERNELS(const_opLeakyReLUMask, ·leakyReLUMaskF32NEON<>, ·leakyReLUMaskF64NEON<>)
KERNELS(const_opReLUBackwardMask, ·reluBackwardMaskF32NEON<>, ·reluBackwardMaskF64NEON<>)
KERNELS(const_opLeakyReLUBackwardMask, ·leakyReLUBackwardMaskF32NEON<>, ·leakyReLUBackwardMaskF64NEON<>)
GLOBL kernels<>(SB), RODATA, $(8*(LIMIT-FIRST))

// FITSMASK goes the slow way unless a mask of M words has one for every 64 elements, R3, or, after
// SIZE, is disjoint from them.
#define FITSMASK(M) \
	MOVD M, R8       \
	ADD  $63, R3, R6 \
	CMP  R6>>6, R8   \
	BLO  slow        \
	SIZE             \
	SUB  R0, R2, R6  \
	CMP  R7, R6      \
	BLO  slow        \
	NEG  R6, R6      \
	CMP  R8<<3, R6   \
	BLO  slow

// func maskTable() uintptr
TEXT ·maskTable(SB), NOSPLIT|NOFRAME, $0-8
	MOVD $kernels<>(SB), R0
	MOVD R0, ret+0(FP)
	RET

// func callMask(code uintptr, x unsafe.Pointer, n int, mask unsafe.Pointer, words int, scalar unsafe.Pointer)
TEXT ·callMask(SB), NOSPLIT|NOFRAME, $0-48
	MOVD code+0(FP), R5
	SUB  $FIRST, R5
	MOVD x+8(FP), R0
	MOVD n+16(FP), R3
	MOVD mask+24(FP), R2
	MOVD scalar+40(FP), R4
	CHUNK
	FITSMASK(words+32(FP))
	ENTER(choice_masks, ·slowMask)

// func runMask(j *job)
TEXT ·runMask(SB), NOSPLIT|NOFRAME, $0-8
	MOVD j+0(FP), R14
	RUN
