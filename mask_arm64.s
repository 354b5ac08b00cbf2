//go:build gc && !purego && asmwip

#include "go_asm.h"
#include "textflag.h"
#include "asm_arm64.h"

// The kernels with a mask, in NEON, and the functions that Go calls, which choose between them and
// the loops in Go.
//
// 64 bytes of floats have 2 bytes of a mask, or 1, and a pass goes through both from the start:
// the words of a mask are little-endian, as arm64 is. It does not align the floats, for then a
// piece would have parts of two bytes. They are in place.
//
//	R0   x or dy            V0  to V7    x or dy
//	R1   the same           V16 to V23   comparisons, and what the operation needs
//	R2   mask               V8  to V15   the same, by a mask
//	R3   bytes to do        V24 to V28   the bits of a mask, one a lane
//	R4   &alpha             V30          alpha
//	R5   R6   R7            V31          a part of a mask
//	     used by the pass
//	R6   R7   R8            used by the checks

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

// PIECES takes the last bytes, of which R3 counts less than 128, in the largest pieces that fit.
#define PIECES(PIECE, TYPE, OP, T, LOG, end) \
	SUBS   $16, R3                           \
	BLO    last16                            \
next16:                                          \
	PIECE(TYPE, OP, FMOVQ, 16, T, (16>>LOG)) \
	SUBS   $16, R3                           \
	BHS    next16                            \
last16:                                          \
	TBZ    $3, R3, last8                     \
	PIECE(TYPE, OP, FMOVD, 8, T, (8>>LOG))   \
last8:                                           \
	TBZ    $2, R3, end                       \
	PIECE(TYPE, OP, FMOVS, 4, T, (4>>LOG))

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
	PIECES(KEEP, TYPE, OP, T, LOG, sum)     \
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
	PIECES(PICK, TYPE, OP, T, LOG, done)    \
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
