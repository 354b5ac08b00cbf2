//go:build gc && !purego && !msan && !asan

#include "go_asm.h"
#include "textflag.h"
#include "asm_amd64.h"

// The kernels with a mask, in AVX2 and in AVX-512, their table, and the entry for calls with a mask.
//
// A kernel takes its slice in groups of four vectors: of 128 bytes a mask has 32 bits if they are
// float32, and 16 if they are float64. Since the first bit belongs to the first element, it goes
// from the start, aligned or not; only those in AVX2 align a long slice, and shift the bits. It
// works in place.
//
//	DI   x or dy        Y0   Z0    x or dy
//	DX   mask           Y1         the result, but Z0 in AVX-512
//	AX   bytes done     Y2   Y3    used by the operation, as are Z2 and K1
//	CX   bytes to do    Y4 to Y7   bits, as lanes
//	R9   &alpha         Y8 to Y11  shift counts
//	R8   R10            Y12  Z12   the order of the bits; in AVX-512, a table
//	R11  BX             Y14  Z14   0
//	     used by the    Y15  Z15   alpha
//	     pass           Y5         backward, by how much a window is shifted

// NEXTGROUP goes on behind a group, and to the next one if N, the bytes to do, has another.
#define NEXTGROUP(BITS, N, next) \
	ADDQ $(BITS/2), DX       \
	SUBQ $-128, AX           \
	SUBQ $128, N             \
	JAE  next

// A FORWARD loads a piece of x, sets M to all ones where x is not < 0, operates, and stores.
#define FORWARD(OP, CMP, MUL, LOAD, STORE, off, R0, R1, M) \
	LOAD  off(DI)(AX*1), R0  \
	CMP   NLT, Y14, Y0, M  \
	OP(CMP, MUL, M)          \
	STORE R1, off(DI)(AX*1)

// x not <= 0 ? x : +0
#define RELUMASK(CMP, MUL, M) \
	CMP    NLE, Y14, Y0, Y2 \
	VANDPS Y2, Y0, Y1

// M ? x : alpha*x
#define LEAKYRELUMASK(CMP, MUL, M) \
	MUL       Y15, Y0, Y3   \
	VBLENDVPS M, Y0, Y3, Y1

// GATHER32 makes 32 bits in R8 of the lanes of Y4 to Y7. Packing works within the halves of a
// register, so that at the end four bytes of each are in turn.
#define GATHER32 \
	VPACKSSDW Y5, Y4, Y4  \
	VPACKSSDW Y7, Y6, Y6  \
	VPACKSSWB Y6, Y4, Y4  \
	VPERMD    Y4, Y12, Y4 \
	VPMOVMSKB Y4, R8

// GATHER64 makes 16 bits in R8 of the lanes of Y4 to Y7.
#define GATHER64 \
	VSHUFPS      $0x88, Y5, Y4, Y4 \
	VSHUFPS      $0x88, Y7, Y6, Y6 \
	VPACKSSDW    Y6, Y4, Y4        \
	VPERMD       Y4, Y12, Y4       \
	VEXTRACTI128 $1, Y4, X5        \
	VPACKSSWB    X5, X4, X4        \
	VPMOVMSKB    X4, R8

// FORWARD4 is a group, with its bits in R8.
#define FORWARD4(OP, CMP, MUL, GATHER) \
	FORWARD(OP, CMP, MUL, VMOVUPS, VMOVUPS, 0, Y0, Y1, Y4)    \
	FORWARD(OP, CMP, MUL, VMOVUPS, VMOVUPS, 32, Y0, Y1, Y5)   \
	FORWARD(OP, CMP, MUL, VMOVUPS, VMOVUPS, 64, Y0, Y1, Y6)   \
	FORWARD(OP, CMP, MUL, VMOVUPS, VMOVUPS, 96, Y0, Y1, Y7)   \
	GATHER

// FORWARDPIECE takes so many bytes, if that bit of BX is set, and adds its bits to the CX that wait
// in R11.
#define FORWARDPIECE(OP, CMP, MUL, MOVMSK, LOAD, bytes, bits, next) \
	TESTB  $bytes, BX                                         \
	JZ     next                                               \
	FORWARD(OP, CMP, MUL, LOAD, LOAD, 0, X0, X1, Y4)          \
	MOVMSK X4, R8                                             \
	ANDL   $((1<<(bits))-1), R8                               \
	SHLQ   CX, R8                                             \
	ORQ    R8, R11                                            \
	ADDL   $(bits), CX                                        \
	ADDQ   $bytes, AX                                         \
next:

// FORWARDAVX2 is the pass. BITS is how many a vector has. LASTWORD has come before.
//
// A long slice is aligned, by a head of less than a vector. From then on the bits of a group go to
// two parts of the mask: the first ones are stored with those that wait in R11, the others wait. On
// Zen 3 that takes 0.8 of the time of the loop off alignment where the slice is in the L2 cache; in
// the L1 cache, where storing is not what it waits for, it does not pay.
#define FORWARDAVX2(OP, CMP, MUL, GATHER, MOVMSK, MOV, BITS, LOG) \
	SHLQ   $LOG, CX                                           \
	CMPQ   CX, $32768                                         \
	JAE    long                                               \
aligned:                                                          \
	SUBQ   $128, CX                                           \
	JB     rest                                               \
	PCALIGN $32                                               \
next:                                                             \
	FORWARD4(OP, CMP, MUL, GATHER)                            \
	MOV    R8, (DX)                                           \
	NEXTGROUP(BITS, CX, next)                                 \
rest:                                                             \
	ANDL   $127, CX                                           \
	JZ     done                                               \
	MOVL   CX, BX                                             \
	XORL   CX, CX                                             \
	XORL   R11, R11                                           \
vector:                                                           \
	SUBL   $32, BX                                            \
	JB     pieces                                             \
	FORWARD(OP, CMP, MUL, VMOVUPS, VMOVUPS, 0, Y0, Y1, Y4)    \
	MOVMSK Y4, R8                                             \
	SHLQ   CX, R8                                             \
	ORQ    R8, R11                                            \
	ADDL   $BITS, CX                                          \
	ADDQ   $32, AX                                            \
	JMP    vector                                             \
pieces:                                                           \
	FORWARDPIECE(OP, CMP, MUL, MOVMSK, VMOVUPS, 16, BITS/2, last16) \
	FORWARDPIECE(OP, CMP, MUL, MOVMSK, VMOVSD, 8, BITS/4, last8) \
	FORWARDPIECE(OP, CMP, MUL, MOVMSK, VMOVSS, 4, BITS/8, last4) \
	MOV    R11, (DX)                                          \
	CMPL   CX, $(4*BITS)                                      \
	JHI    two                                                \
done:                                                             \
	VZEROUPPER                                                \
	RET                                                       \
two:                                                              \
	SHRQ   $(4*BITS), R11                                     \
	MOV    R11, (BITS/2)(DX)                                  \
	JMP    done                                               \
long:                                                             \
	OFFALIGNMENT(BX, (32-(1<<LOG)))                                  \
	MOVQ   CX, R10                                            \
	XORL   CX, CX                                             \
	XORL   R11, R11                                           \
	FORWARDPIECE(OP, CMP, MUL, MOVMSK, VMOVUPS, 16, BITS/2, head16) \
	FORWARDPIECE(OP, CMP, MUL, MOVMSK, VMOVSD, 8, BITS/4, head8) \
	FORWARDPIECE(OP, CMP, MUL, MOVMSK, VMOVSS, 4, BITS/8, head4) \
	MOVQ   R10, BX                                            \
	SUBQ   $128, BX                                           \
	PCALIGN $32                                               \
nextShifted:                                                      \
	FORWARD4(OP, CMP, MUL, GATHER)                            \
	SHLQ   CX, R8                                             \
	ORQ    R8, R11                                            \
	MOV    R11, (DX)                                          \
	SHRQ   $(4*BITS), R11                                     \
	NEXTGROUP(BITS, BX, nextShifted)                          \
	ANDL   $127, BX                                           \
	JMP    vector

// A BACKWARD shifts a bit of Y4 into the sign of each lane, where BLEND looks, loads a piece of
// dy, operates, and stores.
#define BACKWARD(OP, MUL, BLEND, LOAD, STORE, off, R0, R1, COUNTS) \
	VPSLLVD COUNTS, Y4, Y2    \
	LOAD    off(DI)(AX*1), R0 \
	OP(MUL, BLEND)            \
	STORE   R1, off(DI)(AX*1)

// bit ? dy : +0
#define RELUBACKWARDMASK(MUL, BLEND) \
	BLEND Y2, Y0, Y14, Y1

// bit ? dy : alpha*dy
#define LEAKYRELUBACKWARDMASK(MUL, BLEND) \
	MUL   Y15, Y0, Y3    \
	BLEND Y2, Y0, Y3, Y1

// The same for whole vectors. In ReLU's a load under a mask makes the +0: with the BLEND it took
// 1.45 times as long on Zen 3 in the L1 cache (n = 1024), and 1.2 times in the L2 cache.
#define RELUBACKWARDVECTOR(MUL, BLEND, MASKMOV, off, COUNTS) \
	VPSLLVD COUNTS, Y4, Y2                                    \
	MASKMOV off(DI)(AX*1), Y2, Y1                             \
	VMOVUPS Y1, off(DI)(AX*1)

#define LEAKYRELUBACKWARDVECTOR(MUL, BLEND, MASKMOV, off, COUNTS) \
	BACKWARD(LEAKYRELUBACKWARDMASK, MUL, BLEND, VMOVUPS, VMOVUPS, off, Y0, Y1, COUNTS)

// BACKWARD4 is a group.
#define BACKWARD4(VECTOR, MUL, BLEND, MASKMOV) \
	VECTOR(MUL, BLEND, MASKMOV, 0, Y8)                        \
	VECTOR(MUL, BLEND, MASKMOV, 32, Y9)                       \
	VECTOR(MUL, BLEND, MASKMOV, 64, Y10)                      \
	VECTOR(MUL, BLEND, MASKMOV, 96, Y11)

// BACKWARDPIECE takes so many bytes, if that bit of CX is set, and shifts their bits out.
#define BACKWARDPIECE(OP, MUL, BLEND, LOAD, bytes, bits, next) \
	TESTB  $bytes, CX                                         \
	JZ     next                                               \
	BACKWARD(OP, MUL, BLEND, LOAD, LOAD, 0, X0, X1, Y8)       \
	VPSRLD $(bits), Y4, Y4                                    \
	ADDQ   $bytes, AX                                         \
next:

// BACKWARDAVX2 is the pass. What is less than a group shifts its bits down as it goes.
//
// A long slice is aligned, by a head of less than a vector, of R8 bytes. From then on the bits of a
// group are in two parts of the mask: WINDOW loads both, and SHIFT brings the bits to where BROADCAST
// would have them, R8 bytes being R8>>(4-BITS/4) bits. On Zen 3 that took 0.8 of the time of the loop
// off alignment in the L1 cache, and 0.7 in the L2 cache; below 4096 bytes it did not pay.
#define BACKWARDAVX2(OP, VECTOR, MUL, BLEND, MASKMOV, BROADCAST, WINDOW, SHIFT, BITS, LOG) \
	SHLQ   $LOG, CX                                           \
	CMPQ   CX, $4096                                          \
	JAE    long                                               \
aligned:                                                          \
	SUBQ   $128, CX                                           \
	JB     rest                                               \
	PCALIGN $32                                               \
next:                                                             \
	BROADCAST (DX), Y4                                        \
	BACKWARD4(VECTOR, MUL, BLEND, MASKMOV)                    \
	NEXTGROUP(BITS, CX, next)                                 \
rest:                                                             \
	ANDL   $127, CX                                           \
	JZ     done                                               \
	BROADCAST (DX), Y4                                        \
vector:                                                           \
	SUBL   $32, CX                                            \
	JB     pieces                                             \
	VECTOR(MUL, BLEND, MASKMOV, 0, Y8)                        \
	VPSRLD $BITS, Y4, Y4                                      \
	ADDQ   $32, AX                                            \
	JMP    vector                                             \
pieces:                                                           \
	BACKWARDPIECE(OP, MUL, BLEND, VMOVUPS, 16, BITS/2, last16) \
	BACKWARDPIECE(OP, MUL, BLEND, VMOVSD, 8, BITS/4, last8)   \
	BACKWARDPIECE(OP, MUL, BLEND, VMOVSS, 4, BITS/8, done)    \
	VZEROUPPER                                                \
	RET                                                       \
long:                                                             \
	OFFALIGNMENT(R8, (32-(1<<LOG)))                                  \
	MOVQ   CX, R10                                            \
	MOVL   R8, CX                                             \
	BROADCAST (DX), Y4                                        \
	BACKWARDPIECE(OP, MUL, BLEND, VMOVUPS, 16, BITS/2, head16) \
	BACKWARDPIECE(OP, MUL, BLEND, VMOVSD, 8, BITS/4, head8)   \
	BACKWARDPIECE(OP, MUL, BLEND, VMOVSS, 4, BITS/8, head4)   \
	SHRL   $(4-BITS/4), CX                                    \
	VMOVD  CX, X5                                             \
	WINDOW X5, Y5                                             \
	MOVQ   R10, CX                                            \
	SUBQ   $128, CX                                           \
	PCALIGN $32                                               \
nextShifted:                                                      \
	WINDOW (DX), Y4                                           \
	SHIFT                                                     \
	BACKWARD4(VECTOR, MUL, BLEND, MASKMOV)                    \
	NEXTGROUP(BITS, CX, nextShifted)                          \
	ANDL   $127, CX                                           \
	JZ     done                                               \
	BROADCAST (DX), Y4                                        \
	ADDL   CX, R8                                             \
	CMPL   R8, $128                                           \
	JLS    one                                                \
	WINDOW (DX), Y4                                           \
one:                                                              \
	SHIFT                                                     \
	JMP    vector

// SHIFT32 and SHIFT64 shift the bits of the head out of a window, by as many as Y5 says.
#define SHIFT32 \
	VPSRLVQ   Y5, Y4, Y4                                      \
	VMOVSLDUP Y4, Y4

#define SHIFT64 \
	VPSRLVD Y5, Y4, Y4

// order is the indices that GATHER32 and GATHER64 want.
DATA order<>+0(SB)/8, $0x0000000400000000
DATA order<>+8(SB)/8, $0x0000000500000001
DATA order<>+16(SB)/8, $0x0000000600000002
DATA order<>+24(SB)/8, $0x0000000700000003
GLOBL order<>(SB), RODATA|NOPTR, $32

// counts32 are the counts by which the bits 0 to 31 come into the signs of 32 lanes of 4 bytes.
DATA counts32<>+0(SB)/8, $0x0000001e0000001f
DATA counts32<>+8(SB)/8, $0x0000001c0000001d
DATA counts32<>+16(SB)/8, $0x0000001a0000001b
DATA counts32<>+24(SB)/8, $0x0000001800000019
DATA counts32<>+32(SB)/8, $0x0000001600000017
DATA counts32<>+40(SB)/8, $0x0000001400000015
DATA counts32<>+48(SB)/8, $0x0000001200000013
DATA counts32<>+56(SB)/8, $0x0000001000000011
DATA counts32<>+64(SB)/8, $0x0000000e0000000f
DATA counts32<>+72(SB)/8, $0x0000000c0000000d
DATA counts32<>+80(SB)/8, $0x0000000a0000000b
DATA counts32<>+88(SB)/8, $0x0000000800000009
DATA counts32<>+96(SB)/8, $0x0000000600000007
DATA counts32<>+104(SB)/8, $0x0000000400000005
DATA counts32<>+112(SB)/8, $0x0000000200000003
DATA counts32<>+120(SB)/8, $0x0000000000000001
GLOBL counts32<>(SB), RODATA|NOPTR, $128

// counts64 are those for the bits 0 to 15 and 16 lanes of 8 bytes, of which the upper half counts.
DATA counts64<>+0(SB)/8, $0x0000001f0000001f
DATA counts64<>+8(SB)/8, $0x0000001e0000001e
DATA counts64<>+16(SB)/8, $0x0000001d0000001d
DATA counts64<>+24(SB)/8, $0x0000001c0000001c
DATA counts64<>+32(SB)/8, $0x0000001b0000001b
DATA counts64<>+40(SB)/8, $0x0000001a0000001a
DATA counts64<>+48(SB)/8, $0x0000001900000019
DATA counts64<>+56(SB)/8, $0x0000001800000018
DATA counts64<>+64(SB)/8, $0x0000001700000017
DATA counts64<>+72(SB)/8, $0x0000001600000016
DATA counts64<>+80(SB)/8, $0x0000001500000015
DATA counts64<>+88(SB)/8, $0x0000001400000014
DATA counts64<>+96(SB)/8, $0x0000001300000013
DATA counts64<>+104(SB)/8, $0x0000001200000012
DATA counts64<>+112(SB)/8, $0x0000001100000011
DATA counts64<>+120(SB)/8, $0x0000001000000010
GLOBL counts64<>(SB), RODATA|NOPTR, $128

// LASTWORD sets the last word of a mask to zero, if it has bits past the end, for the kernels that
// fill a mask: at the end they store no more than the bytes that have bits.
#define LASTWORD \
	TESTB $63, CX               \
	JZ    full                  \
	MOVQ  CX, R11               \
	SHRQ  $6, R11               \
	MOVQ  $0, (DX)(R11*8)       \
full:

#define COUNTS(table) \
	VMOVUPS table+0(SB), Y8   \
	VMOVUPS table+32(SB), Y9  \
	VMOVUPS table+64(SB), Y10 \
	VMOVUPS table+96(SB), Y11

// A Rest takes what a kernel in AVX-512 leaves, and has 0 in Y14 and alpha in Y15 from there.

TEXT ·reluMaskF32AVX2<>(SB), NOSPLIT|NOFRAME, $0
	LASTWORD
	VXORPS       X14, X14, X14
	VMOVUPS      order<>(SB), Y12
	FORWARDAVX2(RELUMASK, VCMPPS, VMULPS, GATHER32, VMOVMSKPS, MOVL, 8, 2)

TEXT ·reluMaskRestF32AVX2<>(SB), NOSPLIT|NOFRAME, $0
	VMOVUPS order<>(SB), Y12
	FORWARDAVX2(RELUMASK, VCMPPS, VMULPS, GATHER32, VMOVMSKPS, MOVL, 8, 2)

TEXT ·reluMaskF64AVX2<>(SB), NOSPLIT|NOFRAME, $0
	LASTWORD
	VXORPS       X14, X14, X14
	VMOVUPS      order<>(SB), Y12
	FORWARDAVX2(RELUMASK, VCMPPD, VMULPD, GATHER64, VMOVMSKPD, MOVW, 4, 3)

TEXT ·reluMaskRestF64AVX2<>(SB), NOSPLIT|NOFRAME, $0
	VMOVUPS order<>(SB), Y12
	FORWARDAVX2(RELUMASK, VCMPPD, VMULPD, GATHER64, VMOVMSKPD, MOVW, 4, 3)

TEXT ·leakyReLUMaskF32AVX2<>(SB), NOSPLIT|NOFRAME, $0
	LASTWORD
	VXORPS       X14, X14, X14
	VMOVUPS      order<>(SB), Y12
	VBROADCASTSS (R9), Y15
	FORWARDAVX2(LEAKYRELUMASK, VCMPPS, VMULPS, GATHER32, VMOVMSKPS, MOVL, 8, 2)

TEXT ·leakyReLUMaskRestF32AVX2<>(SB), NOSPLIT|NOFRAME, $0
	VMOVUPS order<>(SB), Y12
	FORWARDAVX2(LEAKYRELUMASK, VCMPPS, VMULPS, GATHER32, VMOVMSKPS, MOVL, 8, 2)

TEXT ·leakyReLUMaskF64AVX2<>(SB), NOSPLIT|NOFRAME, $0
	LASTWORD
	VXORPS       X14, X14, X14
	VMOVUPS      order<>(SB), Y12
	VBROADCASTSD (R9), Y15
	FORWARDAVX2(LEAKYRELUMASK, VCMPPD, VMULPD, GATHER64, VMOVMSKPD, MOVW, 4, 3)

TEXT ·leakyReLUMaskRestF64AVX2<>(SB), NOSPLIT|NOFRAME, $0
	VMOVUPS order<>(SB), Y12
	FORWARDAVX2(LEAKYRELUMASK, VCMPPD, VMULPD, GATHER64, VMOVMSKPD, MOVW, 4, 3)

TEXT ·reluBackwardMaskF32AVX2<>(SB), NOSPLIT|NOFRAME, $0
	COUNTS(counts32<>)
	VXORPS       X14, X14, X14
	BACKWARDAVX2(RELUBACKWARDMASK, RELUBACKWARDVECTOR, VMULPS, VBLENDVPS, VMASKMOVPS, VPBROADCASTD, VPBROADCASTQ, SHIFT32, 8, 2)

TEXT ·reluBackwardMaskF64AVX2<>(SB), NOSPLIT|NOFRAME, $0
	COUNTS(counts64<>)
	VXORPS       X14, X14, X14
	BACKWARDAVX2(RELUBACKWARDMASK, RELUBACKWARDVECTOR, VMULPD, VBLENDVPD, VMASKMOVPD, VPBROADCASTW, VPBROADCASTD, SHIFT64, 4, 3)

TEXT ·leakyReLUBackwardMaskF32AVX2<>(SB), NOSPLIT|NOFRAME, $0
	COUNTS(counts32<>)
	VBROADCASTSS (R9), Y15
	BACKWARDAVX2(LEAKYRELUBACKWARDMASK, LEAKYRELUBACKWARDVECTOR, VMULPS, VBLENDVPS, VMASKMOVPS, VPBROADCASTD, VPBROADCASTQ, SHIFT32, 8, 2)

TEXT ·leakyReLUBackwardMaskF64AVX2<>(SB), NOSPLIT|NOFRAME, $0
	COUNTS(counts64<>)
	VBROADCASTSD (R9), Y15
	BACKWARDAVX2(LEAKYRELUBACKWARDMASK, LEAKYRELUBACKWARDVECTOR, VMULPD, VBLENDVPD, VMASKMOVPD, VPBROADCASTW, VPBROADCASTD, SHIFT64, 4, 3)

// With opmasks a group is four vectors too, of which each has BITS bits.

#define FORWARD512(OP, CMP, MUL, SELECT, KMOV, off, R) \
	VMOVUPS off(DI)(AX*1), Z0  \
	CMP     NLT, Z14, Z0, K1 \
	KMOV    K1, R              \
	OP(MUL, SELECT)            \
	VMOVUPS Z0, off(DI)(AX*1)

// x not <= 0 ? x : +0, by the class of x: a second CMP into an opmask would cost more. The table
// has 8, for +0, for a negative number, -Inf and zero, and 0, for x as it is, elsewhere.
#define RELUMASK512(MUL, FIXUP) \
	FIXUP $0, Z12, Z0, Z0

// K1 ? x : alpha*x
#define LEAKYRELUMASK512(MUL, BLEND) \
	MUL   Z15, Z0, Z2    \
	BLEND Z0, Z2, K1, Z0

// FORWARDAVX512 is the pass. The bits are put together in a register: a store of each, or
// KUNPCK, is slower (1.9 and 1.8 times the time of load and store alone, this 1.4, on Zen 5).
#define FORWARDAVX512(OP, CMP, MUL, SELECT, KMOV, MOV, BITS, LOG, REST) \
	SHLQ   $LOG, CX                                        \
	SUBQ   $256, CX                                        \
	JB     rest                                            \
	PCALIGN $32                                            \
next:                                                          \
	FORWARD512(OP, CMP, MUL, SELECT, KMOV, 0, R8)          \
	FORWARD512(OP, CMP, MUL, SELECT, KMOV, 64, R10)        \
	FORWARD512(OP, CMP, MUL, SELECT, KMOV, 128, R11)       \
	FORWARD512(OP, CMP, MUL, SELECT, KMOV, 192, BX)        \
	SHLQ   $BITS, R10                                      \
	SHLQ   $(2*BITS), R11                                  \
	SHLQ   $(3*BITS), BX                                   \
	ORQ    R10, R8                                         \
	ORQ    R11, BX                                         \
	ORQ    BX, R8                                          \
	MOV    R8, (DX)                                        \
	ADDQ   $(BITS/2), DX                                   \
	ADDQ   $256, AX                                        \
	SUBQ   $256, CX                                        \
	JAE    next                                            \
rest:                                                          \
	ANDL   $255, CX                                        \
	JZ     done                                            \
	SHRQ   $LOG, CX                                        \
	JMP    REST(SB)                                        \
done:                                                          \
	VZEROUPPER                                             \
	RET

#define BACKWARD512(OP, MUL, BLEND, off) \
	VMOVUPS off(DI)(AX*1), Z0 \
	OP(MUL, BLEND)            \
	VMOVUPS Z0, off(DI)(AX*1)

// K1 ? dy : +0
#define RELUBACKWARDMASK512(MUL, MOV) \
	MOV.Z Z0, K1, Z0

// BACKWARDAVX512 is the pass, where the four vectors take turns with the low bits of K1.
#define BACKWARDAVX512(OP, MUL, BLEND, KMOV, BITS, LOG, REST) \
	SHLQ   $LOG, CX                                        \
	SUBQ   $256, CX                                        \
	JB     rest                                            \
	PCALIGN $32                                            \
next:                                                          \
	KMOV   (DX), K1                                        \
	BACKWARD512(OP, MUL, BLEND, 0)                         \
	KSHIFTRQ $BITS, K1, K1                                 \
	BACKWARD512(OP, MUL, BLEND, 64)                        \
	KSHIFTRQ $BITS, K1, K1                                 \
	BACKWARD512(OP, MUL, BLEND, 128)                       \
	KSHIFTRQ $BITS, K1, K1                                 \
	BACKWARD512(OP, MUL, BLEND, 192)                       \
	ADDQ   $(BITS/2), DX                                   \
	ADDQ   $256, AX                                        \
	SUBQ   $256, CX                                        \
	JAE    next                                            \
rest:                                                          \
	ANDL   $255, CX                                        \
	JZ     done                                            \
	SHRQ   $LOG, CX                                        \
	JMP    REST(SB)                                        \
done:                                                          \
	VZEROUPPER                                             \
	RET

TEXT ·reluMaskF32AVX512<>(SB), NOSPLIT|NOFRAME, $0
	LASTWORD
	VXORPS       X14, X14, X14
	MOVL         $0x08080800, R8
	VPBROADCASTD R8, Z12
	FORWARDAVX512(RELUMASK512, VCMPPS, VMULPS, VFIXUPIMMPS, KMOVW, MOVQ, 16, 2, ·reluMaskRestF32AVX2<>)

TEXT ·reluMaskF64AVX512<>(SB), NOSPLIT|NOFRAME, $0
	LASTWORD
	VXORPS       X14, X14, X14
	MOVL         $0x08080800, R8
	VPBROADCASTQ R8, Z12
	FORWARDAVX512(RELUMASK512, VCMPPD, VMULPD, VFIXUPIMMPD, KMOVB, MOVL, 8, 3, ·reluMaskRestF64AVX2<>)

TEXT ·leakyReLUMaskF32AVX512<>(SB), NOSPLIT|NOFRAME, $0
	LASTWORD
	VXORPS       X14, X14, X14
	VBROADCASTSS (R9), Z15
	FORWARDAVX512(LEAKYRELUMASK512, VCMPPS, VMULPS, VBLENDMPS, KMOVW, MOVQ, 16, 2, ·leakyReLUMaskRestF32AVX2<>)

TEXT ·leakyReLUMaskF64AVX512<>(SB), NOSPLIT|NOFRAME, $0
	LASTWORD
	VXORPS       X14, X14, X14
	VBROADCASTSD (R9), Z15
	FORWARDAVX512(LEAKYRELUMASK512, VCMPPD, VMULPD, VBLENDMPD, KMOVB, MOVL, 8, 3, ·leakyReLUMaskRestF64AVX2<>)

TEXT ·reluBackwardMaskF32AVX512<>(SB), NOSPLIT|NOFRAME, $0
	BACKWARDAVX512(RELUBACKWARDMASK512, VMULPS, VMOVAPS, KMOVQ, 16, 2, ·reluBackwardMaskF32AVX2<>)

TEXT ·reluBackwardMaskF64AVX512<>(SB), NOSPLIT|NOFRAME, $0
	BACKWARDAVX512(RELUBACKWARDMASK512, VMULPD, VMOVAPD, KMOVD, 8, 3, ·reluBackwardMaskF64AVX2<>)

TEXT ·leakyReLUBackwardMaskF32AVX512<>(SB), NOSPLIT|NOFRAME, $0
	VBROADCASTSS (R9), Z15
	BACKWARDAVX512(LEAKYRELUMASK512, VMULPS, VBLENDMPS, KMOVQ, 16, 2, ·leakyReLUBackwardMaskF32AVX2<>)

TEXT ·leakyReLUBackwardMaskF64AVX512<>(SB), NOSPLIT|NOFRAME, $0
	VBROADCASTSD (R9), Z15
	BACKWARDAVX512(LEAKYRELUMASK512, VMULPD, VBLENDMPD, KMOVD, 8, 3, ·leakyReLUBackwardMaskF64AVX2<>)

// The table.

#define FIRST (const_opReLUMask<<const_opBit)
#define LIMIT ((const_opLeakyReLUBackwardMask+1)<<const_opBit)

KERNELS(const_opReLUMask, ·reluMaskF32AVX2<>, ·reluMaskF32AVX512<>, ·reluMaskF64AVX2<>, ·reluMaskF64AVX512<>)
KERNELS(const_opLeakyReLUMask, ·leakyReLUMaskF32AVX2<>, ·leakyReLUMaskF32AVX512<>, ·leakyReLUMaskF64AVX2<>, ·leakyReLUMaskF64AVX512<>)
KERNELS(const_opReLUBackwardMask, ·reluBackwardMaskF32AVX2<>, ·reluBackwardMaskF32AVX512<>, ·reluBackwardMaskF64AVX2<>, ·reluBackwardMaskF64AVX512<>)
KERNELS(const_opLeakyReLUBackwardMask, ·leakyReLUBackwardMaskF32AVX2<>, ·leakyReLUBackwardMaskF32AVX512<>, ·leakyReLUBackwardMaskF64AVX2<>, ·leakyReLUBackwardMaskF64AVX512<>)
GLOBL kernels<>(SB), RODATA, $(8*(LIMIT-FIRST))

// FITSMASK goes the slow way unless a mask of M words has one for every 64 elements, CX, or, after
// SIZE, is disjoint from them.
#define FITSMASK(M) \
	LEAQ 63(CX), R11        \
	SHRQ $6, R11            \
	MOVQ M, R12             \
	CMPQ R12, R11           \
	JB   slow               \
	SIZE                    \
	MOVQ DX, R11            \
	SUBQ DI, R11            \
	CMPQ R11, R8            \
	JB   slow               \
	NEGQ R11                \
	SHLQ $3, R12            \
	CMPQ R11, R12           \
	JB   slow

// func maskTable() uintptr
TEXT ·maskTable(SB), NOSPLIT|NOFRAME, $0-8
	LEAQ kernels<>(SB), AX
	MOVQ AX, ret+0(FP)
	RET

// func callMask(code uintptr, x unsafe.Pointer, n int, mask unsafe.Pointer, words int, scalar unsafe.Pointer)
TEXT ·callMask(SB), NOSPLIT|NOFRAME, $0-48
	MOVQ code+0(FP), AX
	MOVQ x+8(FP), DI
	MOVQ n+16(FP), CX
	MOVQ mask+24(FP), DX
	MOVQ scalar+40(FP), R9
	CHUNK
	FITSMASK(words+32(FP))
	ENTER($256, choice_masks, choice_shortMasks, ·slowMask)

// func runMask(j *job)
TEXT ·runMask(SB), NOSPLIT|NOFRAME, $0-8
	MOVQ j+0(FP), R10
	RUN
