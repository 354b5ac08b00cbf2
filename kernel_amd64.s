//go:build gc && !purego && asmwip

#include "go_asm.h"
#include "textflag.h"
#include "asm_amd64.h"

// The kernels without a mask: those in AVX2, those in AVX-512, and the functions that Go calls,
// which choose between them.
//
// A kernel is a pass, which knows about lengths and alignment, and an operation, which turns
// vectors into a vector. A pass counts bytes, so it serves float32 and float64; an operation
// takes the instructions that tell them apart. The registers are the same in every kernel:
//
//	DI   dst            Y0   Z0    x
//	SI   x              Y1   Z1    dy
//	DX   dy             Y2   Y3    used by the operation, as are Z2 and K1
//	AX   bytes done     Z12        a table, in AVX-512
//	CX   bytes to do    Y13  Z13   1
//	R9   &alpha         Y14  Z14   0
//	R10  stream         Y15  Z15   alpha
//	R8   R11            used by the pass
//	R12                 used by the checks
//
// A pass goes from the start to the end and takes each element once, in the largest pieces that
// fit: this is right in place without more ado, and what one pass stores as a piece the next
// one over the slice loads as a piece, which the processor forwards from the store. Two
// overlapping pieces would be fewer branches, but a load that spans two stores waits for both
// to reach the cache (5.5 ns a call instead of 3.9 on Zen 5, called again and again), as does
// a load of what a masked store wrote (7.3 ns).

// A MOVE loads a piece, operates on it, and stores the result: MOVE0 a piece of x, with the result
// in its register; MOVE1 a piece of x, with the result in that of dy; and MOVE2 pieces of x and
// dy. R0 and R1 are Y0 and Y1, or the X or Z registers of those numbers. A load of less than a
// vector sets the rest to zero, in which an operation does no harm.

#define MOVE0(OP, LOAD, STORE, off, R0, R1) \
	LOAD  off(SI)(AX*1), R0 \
	OP                      \
	STORE R0, off(DI)(AX*1)

#define MOVE1(OP, LOAD, STORE, off, R0, R1) \
	LOAD  off(SI)(AX*1), R0 \
	OP                      \
	STORE R1, off(DI)(AX*1)

#define MOVE2(OP, LOAD, STORE, off, R0, R1) \
	LOAD  off(SI)(AX*1), R0 \
	LOAD  off(DX)(AX*1), R1 \
	OP                      \
	STORE R1, off(DI)(AX*1)

// AVX2

// The operations. The comparisons are quiet, and false for a NaN where they ask for < or <=:
// $0x11 is <, $0x15 not <, $0x16 not <=.

// x not <= 0 ? x : +0
#define RELU(CMP) \
	CMP    $0x16, Y14, Y0, Y2 \
	VANDPS Y2, Y0, Y0

// x < 0 ? alpha*x : x
#define LEAKYRELU(CMP, MUL) \
	CMP       $0x11, Y14, Y0, Y2 \
	MUL       Y15, Y0, Y3        \
	VBLENDVPS Y2, Y3, Y0, Y0

// The same for alpha <= 1 but 0, where alpha*x > x just where x < 0, or not at all where the product is
// rounded to x: the larger of the two. And for alpha > 1: the smaller one. VMAXPS and VMINPS give
// their first operand here, x, where the two are equal or not ordered.
#define LEAKYRELUBY(EXTREME, MUL) \
	MUL     Y15, Y0, Y2 \
	EXTREME Y0, Y2, Y0

// x < 0 ? alpha : 1
#define GRAD(CMP) \
	CMP       $0x11, Y14, Y0, Y2 \
	VBLENDVPS Y2, Y15, Y13, Y0

// x not < 0 ? dy : +0
#define RELUBACKWARD(CMP) \
	CMP    $0x15, Y14, Y0, Y2 \
	VANDPS Y2, Y1, Y1

// x not <= 0 ? dy : +0
#define BACKWARDFROMOUTPUT(CMP) \
	CMP    $0x16, Y14, Y0, Y2 \
	VANDPS Y2, Y1, Y1

// x < 0 ? alpha*dy : dy
#define LEAKYRELUBACKWARD(CMP, MUL) \
	CMP       $0x11, Y14, Y0, Y2 \
	MUL       Y15, Y1, Y3        \
	VBLENDVPS Y2, Y3, Y1, Y1

// HEAD takes what comes before the next multiple of a vector in dst, up to 16 bytes of it at a time,
// with the bits of its length in R8.
#define HEAD(MOVE, OP, WHOLE) \
	OFFALIGNMENT(R8, WHOLE)                  \
	TESTB  $4, R8                            \
	JZ     head8                             \
	MOVE(OP, VMOVSS, VMOVSS, 0, X0, X1)      \
	ADDQ   $4, AX                            \
head8:                                           \
	TESTB  $8, R8                            \
	JZ     head16                            \
	MOVE(OP, VMOVSD, VMOVSD, 0, X0, X1)      \
	ADDQ   $8, AX                            \
head16:                                          \
	TESTB  $16, R8                           \
	JZ     head32                            \
	MOVE(OP, VMOVUPS, VMOVUPS, 0, X0, X1)    \
	ADDQ   $16, AX                           \
head32:

// AVX2 is the pass. Bytes to do are counted in CX, and its bits say which pieces are left. A
// slice of 256 bytes and more is aligned first. To less than 16 bytes after the loop it goes at once:
// past the larger pieces, one branch after another would be taken (n = 33: 5.6 ns against 4.6, Zen 3).
#define AVX2(MOVE, OP, WHOLE) \
	CMPQ   CX, $32                           \
	JB     pieces                            \
	CMPQ   CX, $128                          \
	JAE    long                              \
last128:                                         \
	TESTB  $64, CX                           \
	JZ     last64                            \
	MOVE(OP, VMOVUPS, VMOVUPS, 0, Y0, Y1)    \
	MOVE(OP, VMOVUPS, VMOVUPS, 32, Y0, Y1)   \
	TESTB  $63, CX                           \
	JZ     done                              \
	ADDQ   $64, AX                           \
last64:                                          \
	TESTB  $32, CX                           \
	JZ     pieces                            \
	MOVE(OP, VMOVUPS, VMOVUPS, 0, Y0, Y1)    \
	TESTB  $31, CX                           \
	JZ     done                              \
	ADDQ   $32, AX                           \
pieces:                                          \
	TESTB  $16, CX                           \
	JZ     last16                            \
	MOVE(OP, VMOVUPS, VMOVUPS, 0, X0, X1)    \
	ADDQ   $16, AX                           \
last16:                                          \
	TESTB  $8, CX                            \
	JZ     last8                             \
	MOVE(OP, VMOVSD, VMOVSD, 0, X0, X1)      \
	ADDQ   $8, AX                            \
last8:                                           \
	TESTB  $4, CX                            \
	JZ     done                              \
	MOVE(OP, VMOVSS, VMOVSS, 0, X0, X1)      \
done:                                            \
	VZEROUPPER                               \
	RET                                      \
long:                                            \
	CMPQ   CX, $256                          \
	JB     loop                              \
	HEAD(MOVE, OP, WHOLE)                    \
aligned:                                         \
	TESTB  R10, R10                          \
	JNZ    stream                            \
loop:                                            \
	SUBQ   $128, CX                          \
	PCALIGN $32                              \
next:                                            \
	MOVE(OP, VMOVUPS, VMOVUPS, 0, Y0, Y1)    \
	MOVE(OP, VMOVUPS, VMOVUPS, 32, Y0, Y1)   \
	MOVE(OP, VMOVUPS, VMOVUPS, 64, Y0, Y1)   \
	MOVE(OP, VMOVUPS, VMOVUPS, 96, Y0, Y1)   \
	SUBQ   $-128, AX                         \
	SUBQ   $128, CX                          \
	JAE    next                              \
	TESTB  $127, CX                          \
	JZ     done                              \
	TESTB  $112, CX                          \
	JZ     last16                            \
	JMP    last128                           \
stream:                                          \
	LEAQ   (DI)(AX*1), R8                    \
	TESTB  $31, R8                           \
	JNZ    loop                              \
	SUBQ   $128, CX                          \
	PCALIGN $32                              \
streamNext:                                      \
	MOVE(OP, VMOVUPS, VMOVNTPS, 0, Y0, Y1)   \
	MOVE(OP, VMOVUPS, VMOVNTPS, 32, Y0, Y1)  \
	MOVE(OP, VMOVUPS, VMOVNTPS, 64, Y0, Y1)  \
	MOVE(OP, VMOVUPS, VMOVNTPS, 96, Y0, Y1)  \
	SUBQ   $-128, AX                         \
	SUBQ   $128, CX                          \
	JAE    streamNext                        \
	SFENCE                                   \
	TESTB  $127, CX                          \
	JZ     done                              \
	JMP    last128

DATA one32<>(SB)/4, $1.0
GLOBL one32<>(SB), RODATA|NOPTR, $4
DATA one64<>(SB)/8, $1.0
GLOBL one64<>(SB), RODATA|NOPTR, $8

TEXT reluF32AVX2<>(SB), NOSPLIT|NOFRAME, $0
	VXORPS       X14, X14, X14
	AVX2(MOVE0, RELU(VCMPPS), 28)

TEXT reluF64AVX2<>(SB), NOSPLIT|NOFRAME, $0
	VXORPS       X14, X14, X14
	AVX2(MOVE0, RELU(VCMPPD), 24)

// BYALPHA goes on if alpha is 0 or a NaN, and jumps to the kernel for any other.
#define BYALPHA(COMPARE, one, MAX, MIN) \
	VXORPS  X14, X14, X14 \
	COMPARE X14, X15      \
	JEQ     any           \
	COMPARE one(SB), X15  \
	JHI     above         \
	JMP     MAX(SB)       \
above:                        \
	JMP     MIN(SB)       \
any:

TEXT leakyReLUF32AVX2<>(SB), NOSPLIT|NOFRAME, $0
	VBROADCASTSS (R9), Y15
	BYALPHA(VUCOMISS, one32<>, leakyReLUMaxF32AVX2<>, leakyReLUMinF32AVX2<>)
	AVX2(MOVE0, LEAKYRELU(VCMPPS, VMULPS), 28)

TEXT leakyReLUF64AVX2<>(SB), NOSPLIT|NOFRAME, $0
	VBROADCASTSD (R9), Y15
	BYALPHA(VUCOMISD, one64<>, leakyReLUMaxF64AVX2<>, leakyReLUMinF64AVX2<>)
	AVX2(MOVE0, LEAKYRELU(VCMPPD, VMULPD), 24)

TEXT leakyReLUMaxF32AVX2<>(SB), NOSPLIT|NOFRAME, $0
	VBROADCASTSS (R9), Y15
	AVX2(MOVE0, LEAKYRELUBY(VMAXPS, VMULPS), 28)

TEXT leakyReLUMaxF64AVX2<>(SB), NOSPLIT|NOFRAME, $0
	VBROADCASTSD (R9), Y15
	AVX2(MOVE0, LEAKYRELUBY(VMAXPD, VMULPD), 24)

TEXT leakyReLUMinF32AVX2<>(SB), NOSPLIT|NOFRAME, $0
	VBROADCASTSS (R9), Y15
	AVX2(MOVE0, LEAKYRELUBY(VMINPS, VMULPS), 28)

TEXT leakyReLUMinF64AVX2<>(SB), NOSPLIT|NOFRAME, $0
	VBROADCASTSD (R9), Y15
	AVX2(MOVE0, LEAKYRELUBY(VMINPD, VMULPD), 24)

TEXT gradF32AVX2<>(SB), NOSPLIT|NOFRAME, $0
	VXORPS       X14, X14, X14
	VBROADCASTSS (R9), Y15
	VBROADCASTSS one32<>(SB), Y13
	AVX2(MOVE0, GRAD(VCMPPS), 28)

TEXT gradF64AVX2<>(SB), NOSPLIT|NOFRAME, $0
	VXORPS       X14, X14, X14
	VBROADCASTSD (R9), Y15
	VBROADCASTSD one64<>(SB), Y13
	AVX2(MOVE0, GRAD(VCMPPD), 24)

TEXT reluBackwardF32AVX2<>(SB), NOSPLIT|NOFRAME, $0
	VXORPS       X14, X14, X14
	AVX2(MOVE2, RELUBACKWARD(VCMPPS), 28)

TEXT reluBackwardF64AVX2<>(SB), NOSPLIT|NOFRAME, $0
	VXORPS       X14, X14, X14
	AVX2(MOVE2, RELUBACKWARD(VCMPPD), 24)

TEXT leakyReLUBackwardF32AVX2<>(SB), NOSPLIT|NOFRAME, $0
	VXORPS       X14, X14, X14
	VBROADCASTSS (R9), Y15
	AVX2(MOVE2, LEAKYRELUBACKWARD(VCMPPS, VMULPS), 28)

TEXT leakyReLUBackwardF64AVX2<>(SB), NOSPLIT|NOFRAME, $0
	VXORPS       X14, X14, X14
	VBROADCASTSD (R9), Y15
	AVX2(MOVE2, LEAKYRELUBACKWARD(VCMPPD, VMULPD), 24)

TEXT backwardFromOutputF32AVX2<>(SB), NOSPLIT|NOFRAME, $0
	VXORPS       X14, X14, X14
	AVX2(MOVE2, BACKWARDFROMOUTPUT(VCMPPS), 28)

TEXT backwardFromOutputF64AVX2<>(SB), NOSPLIT|NOFRAME, $0
	VXORPS       X14, X14, X14
	AVX2(MOVE2, BACKWARDFROMOUTPUT(VCMPPD), 24)

// AVX-512

// The operations. A result under K1 with .Z is zero where K1 is. A MUL under K1, which would
// take the place of the BLEND below, has two thirds of the rate on Zen 5.
//
// FIXUP looks at the class of x, and the table in Z12 has a digit for each: 0x0 leaves what is
// there, 0x1 puts x in its place, 0x8 puts +0 there, and 0xa puts 1. It has the result sooner than
// a comparison and what depends on that, which counts where a short slice is passed over again and
// again (ReLU, n = 64: 3.8 ns against 5.5), but in a loop without a MUL it is slower (n = 4096:
// 1.09 times as long, and 1.5 times for the derivative; all on Zen 5).

// x not <= 0 ? x : +0
#define RELU512(CMP, MOV) \
	CMP   $0x16, Z14, Z0, K1 \
	MOV.Z Z0, K1, Z0

// The same, for a few vectors.
#define RELUFEW512(FIXUP) \
	FIXUP $0, Z12, Z0, Z0

// x < 0 ? alpha*x : x
#define LEAKYRELU512(FIXUP, MUL) \
	MUL   Z15, Z0, Z1     \
	FIXUP $0, Z12, Z0, Z1

// x < 0 ? alpha : 1
#define GRAD512(CMP, BLEND) \
	CMP   $0x11, Z14, Z0, K1 \
	BLEND Z15, Z13, K1, Z1

// The same, for a few vectors.
#define GRADFEW512(FIXUP) \
	VMOVAPS Z15, Z1           \
	FIXUP   $0, Z12, Z0, Z1

// x not < 0 ? dy : +0
#define RELUBACKWARD512(CMP, MOV) \
	CMP   $0x15, Z14, Z0, K1 \
	MOV.Z Z1, K1, Z1

// x not <= 0 ? dy : +0
#define BACKWARDFROMOUTPUT512(CMP, MOV) \
	CMP   $0x16, Z14, Z0, K1 \
	MOV.Z Z1, K1, Z1

// x < 0 ? alpha*dy : dy
#define LEAKYRELUBACKWARD512(CMP, MUL, BLEND) \
	CMP   $0x11, Z14, Z0, K1 \
	MUL   Z15, Z1, Z2        \
	BLEND Z2, Z1, K1, Z1

// AVX512 is the pass, for 128 bytes and more: whole vectors, and the rest as AVX2 has it. A slice
// of 512 bytes and more is aligned first. FEW is the operation for what does not fill a turn of the
// loop, and for less than 512 bytes.
#define AVX512(MOVE, OP, FEW, WHOLE, REST) \
	CMPQ   CX, $512                          \
	JB     last512                           \
	HEAD(MOVE, OP, WHOLE)                    \
	TESTB  $32, R8                           \
	JZ     aligned                           \
	MOVE(OP, VMOVUPS, VMOVUPS, 0, Y0, Y1)    \
	ADDQ   $32, AX                           \
aligned:                                         \
	TESTB  R10, R10                          \
	JNZ    stream                            \
loop:                                            \
	SUBQ   $256, CX                          \
	PCALIGN $32                              \
next:                                            \
	MOVE(OP, VMOVUPS, VMOVUPS, 0, Z0, Z1)    \
	MOVE(OP, VMOVUPS, VMOVUPS, 64, Z0, Z1)   \
	MOVE(OP, VMOVUPS, VMOVUPS, 128, Z0, Z1)  \
	MOVE(OP, VMOVUPS, VMOVUPS, 192, Z0, Z1)  \
	ADDQ   $256, AX                          \
	SUBQ   $256, CX                          \
	JAE    next                              \
	ANDQ   $255, CX                          \
	JNZ    last256                           \
done:                                            \
	VZEROUPPER                               \
	RET                                      \
last512:                                         \
	TESTL  $256, CX                          \
	JZ     last256                           \
	MOVE(FEW, VMOVUPS, VMOVUPS, 0, Z0, Z1)   \
	MOVE(FEW, VMOVUPS, VMOVUPS, 64, Z0, Z1)  \
	MOVE(FEW, VMOVUPS, VMOVUPS, 128, Z0, Z1) \
	MOVE(FEW, VMOVUPS, VMOVUPS, 192, Z0, Z1) \
	ADDQ   $256, AX                          \
last256:                                         \
	TESTB  $128, CX                          \
	JZ     last128                           \
	MOVE(FEW, VMOVUPS, VMOVUPS, 0, Z0, Z1)   \
	MOVE(FEW, VMOVUPS, VMOVUPS, 64, Z0, Z1)  \
	SUBQ   $-128, AX                         \
last128:                                         \
	TESTB  $64, CX                           \
	JZ     rest                              \
	MOVE(FEW, VMOVUPS, VMOVUPS, 0, Z0, Z1)   \
	ADDQ   $64, AX                           \
rest:                                            \
	ANDQ   $63, CX                           \
	JZ     done                              \
	JMP    REST(SB)                          \
stream:                                          \
	LEAQ   (DI)(AX*1), R8                    \
	TESTB  $63, R8                           \
	JNZ    loop                              \
	SUBQ   $256, CX                          \
	PCALIGN $32                              \
streamNext:                                      \
	MOVE(OP, VMOVUPS, VMOVNTPS, 0, Z0, Z1)   \
	MOVE(OP, VMOVUPS, VMOVNTPS, 64, Z0, Z1)  \
	MOVE(OP, VMOVUPS, VMOVNTPS, 128, Z0, Z1) \
	MOVE(OP, VMOVUPS, VMOVNTPS, 192, Z0, Z1) \
	ADDQ   $256, AX                          \
	SUBQ   $256, CX                          \
	JAE    streamNext                        \
	SFENCE                                   \
	JMP    last256

// The digits of a table are, from the left, for a positive number, a negative one, +Inf, -Inf,
// exactly 1, zero, a signalling NaN and a quiet NaN.

TEXT reluF32AVX512<>(SB), NOSPLIT|NOFRAME, $0
	VXORPS       X14, X14, X14
	MOVL         $0x08080800, R8
	VPBROADCASTD R8, Z12
	AVX512(MOVE0, RELU512(VCMPPS, VMOVAPS), RELUFEW512(VFIXUPIMMPS), 60, reluF32AVX2<>)

TEXT reluF64AVX512<>(SB), NOSPLIT|NOFRAME, $0
	VXORPS       X14, X14, X14
	MOVL         $0x08080800, R8
	VPBROADCASTQ R8, Z12
	AVX512(MOVE0, RELU512(VCMPPD, VMOVAPD), RELUFEW512(VFIXUPIMMPD), 56, reluF64AVX2<>)

TEXT leakyReLUF32AVX512<>(SB), NOSPLIT|NOFRAME, $0
	VBROADCASTSS (R9), Z15
	MOVL         $0x10101111, R8
	VPBROADCASTD R8, Z12
	AVX512(MOVE1, LEAKYRELU512(VFIXUPIMMPS, VMULPS), LEAKYRELU512(VFIXUPIMMPS, VMULPS), 60, leakyReLUF32AVX2<>)

TEXT leakyReLUF64AVX512<>(SB), NOSPLIT|NOFRAME, $0
	VBROADCASTSD (R9), Z15
	MOVL         $0x10101111, R8
	VPBROADCASTQ R8, Z12
	AVX512(MOVE1, LEAKYRELU512(VFIXUPIMMPD, VMULPD), LEAKYRELU512(VFIXUPIMMPD, VMULPD), 56, leakyReLUF64AVX2<>)

TEXT gradF32AVX512<>(SB), NOSPLIT|NOFRAME, $0
	VXORPS       X14, X14, X14
	VBROADCASTSS (R9), Z15
	VBROADCASTSS one32<>(SB), Z13
	MOVL         $0xa0a0aaaa, R8
	VPBROADCASTD R8, Z12
	AVX512(MOVE1, GRAD512(VCMPPS, VBLENDMPS), GRADFEW512(VFIXUPIMMPS), 60, gradF32AVX2<>)

TEXT gradF64AVX512<>(SB), NOSPLIT|NOFRAME, $0
	VXORPS       X14, X14, X14
	VBROADCASTSD (R9), Z15
	VBROADCASTSD one64<>(SB), Z13
	MOVL         $0xa0a0aaaa, R8
	VPBROADCASTQ R8, Z12
	AVX512(MOVE1, GRAD512(VCMPPD, VBLENDMPD), GRADFEW512(VFIXUPIMMPD), 56, gradF64AVX2<>)

TEXT reluBackwardF32AVX512<>(SB), NOSPLIT|NOFRAME, $0
	VXORPS       X14, X14, X14
	AVX512(MOVE2, RELUBACKWARD512(VCMPPS, VMOVAPS), RELUBACKWARD512(VCMPPS, VMOVAPS), 60, reluBackwardF32AVX2<>)

TEXT reluBackwardF64AVX512<>(SB), NOSPLIT|NOFRAME, $0
	VXORPS       X14, X14, X14
	AVX512(MOVE2, RELUBACKWARD512(VCMPPD, VMOVAPD), RELUBACKWARD512(VCMPPD, VMOVAPD), 56, reluBackwardF64AVX2<>)

TEXT leakyReLUBackwardF32AVX512<>(SB), NOSPLIT|NOFRAME, $0
	VXORPS       X14, X14, X14
	VBROADCASTSS (R9), Z15
	AVX512(MOVE2, LEAKYRELUBACKWARD512(VCMPPS, VMULPS, VBLENDMPS), LEAKYRELUBACKWARD512(VCMPPS, VMULPS, VBLENDMPS), 60, leakyReLUBackwardF32AVX2<>)

TEXT leakyReLUBackwardF64AVX512<>(SB), NOSPLIT|NOFRAME, $0
	VXORPS       X14, X14, X14
	VBROADCASTSD (R9), Z15
	AVX512(MOVE2, LEAKYRELUBACKWARD512(VCMPPD, VMULPD, VBLENDMPD), LEAKYRELUBACKWARD512(VCMPPD, VMULPD, VBLENDMPD), 56, leakyReLUBackwardF64AVX2<>)

TEXT backwardFromOutputF32AVX512<>(SB), NOSPLIT|NOFRAME, $0
	VXORPS       X14, X14, X14
	AVX512(MOVE2, BACKWARDFROMOUTPUT512(VCMPPS, VMOVAPS), BACKWARDFROMOUTPUT512(VCMPPS, VMOVAPS), 60, backwardFromOutputF32AVX2<>)

TEXT backwardFromOutputF64AVX512<>(SB), NOSPLIT|NOFRAME, $0
	VXORPS       X14, X14, X14
	AVX512(MOVE2, BACKWARDFROMOUTPUT512(VCMPPD, VMOVAPD), BACKWARDFROMOUTPUT512(VCMPPD, VMOVAPD), 56, backwardFromOutputF64AVX2<>)

// What other Go functions call

// func runReLU(dst, src unsafe.Pointer, n int, size uintptr, stream bool)
TEXT ·runReLU(SB), NOSPLIT|NOFRAME, $0-33
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ n+16(FP), CX
	MOVQ size+24(FP), R8
	MOVBLZX stream+32(FP), R10
	RUN(·reluLong, ·reluGeneric, reluF32AVX2<>, reluF32AVX512<>, reluF64AVX2<>, reluF64AVX512<>)

// func runLeakyReLU(dst, src unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer, stream bool)
TEXT ·runLeakyReLU(SB), NOSPLIT|NOFRAME, $0-41
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ n+16(FP), CX
	MOVQ size+24(FP), R8
	MOVQ alpha+32(FP), R9
	MOVBLZX stream+40(FP), R10
	RUN(·leakyReLULong, ·leakyReLUGeneric, leakyReLUF32AVX2<>, leakyReLUF32AVX512<>, leakyReLUF64AVX2<>, leakyReLUF64AVX512<>)

// func runGrad(dst, src unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer, stream bool)
TEXT ·runGrad(SB), NOSPLIT|NOFRAME, $0-41
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ n+16(FP), CX
	MOVQ size+24(FP), R8
	MOVQ alpha+32(FP), R9
	MOVBLZX stream+40(FP), R10
	RUN(·gradLong, ·gradGeneric, gradF32AVX2<>, gradF32AVX512<>, gradF64AVX2<>, gradF64AVX512<>)

// func runReLUBackward(dst, dy, x unsafe.Pointer, n int, size uintptr, stream bool)
TEXT ·runReLUBackward(SB), NOSPLIT|NOFRAME, $0-41
	MOVQ dst+0(FP), DI
	MOVQ dy+8(FP), DX
	MOVQ x+16(FP), SI
	MOVQ n+24(FP), CX
	MOVQ size+32(FP), R8
	MOVBLZX stream+40(FP), R10
	RUN(·reluBackwardLong, ·reluBackwardGeneric, reluBackwardF32AVX2<>, reluBackwardF32AVX512<>, reluBackwardF64AVX2<>, reluBackwardF64AVX512<>)

// func runLeakyReLUBackward(dst, dy, x unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer, stream bool)
TEXT ·runLeakyReLUBackward(SB), NOSPLIT|NOFRAME, $0-49
	MOVQ dst+0(FP), DI
	MOVQ dy+8(FP), DX
	MOVQ x+16(FP), SI
	MOVQ n+24(FP), CX
	MOVQ size+32(FP), R8
	MOVQ alpha+40(FP), R9
	MOVBLZX stream+48(FP), R10
	RUN(·leakyReLUBackwardLong, ·leakyReLUBackwardGeneric, leakyReLUBackwardF32AVX2<>, leakyReLUBackwardF32AVX512<>, leakyReLUBackwardF64AVX2<>, leakyReLUBackwardF64AVX512<>)

// func runBackwardFromOutput(dst, dy, x unsafe.Pointer, n int, size uintptr, stream bool)
TEXT ·runBackwardFromOutput(SB), NOSPLIT|NOFRAME, $0-41
	MOVQ dst+0(FP), DI
	MOVQ dy+8(FP), DX
	MOVQ x+16(FP), SI
	MOVQ n+24(FP), CX
	MOVQ size+32(FP), R8
	MOVBLZX stream+40(FP), R10
	RUN(·backwardFromOutputLong, ·backwardFromOutputGeneric, backwardFromOutputF32AVX2<>, backwardFromOutputF32AVX512<>, backwardFromOutputF64AVX2<>, backwardFromOutputF64AVX512<>)

// What the exported functions call

// FITS goes back to Go unless a source of M elements, at SRC, has as many as dst, and is the same
// memory or disjoint.
#define FITS(SRC, M, fits) \
	CMPQ  CX, M            \
	JNE   long             \
	MOVQ  DI, R11          \
	SUBQ  SRC, R11         \
	JEQ   fits             \
	MOVQ  CX, R12          \
	IMULQ R8, R12          \
	CMPQ  R11, R12         \
	JB    long             \
	NEGQ  R11              \
	CMPQ  R12, R11         \
	JHI   long             \
fits:

// func tryReLU(x unsafe.Pointer, n int, size uintptr)
TEXT ·tryReLU(SB), NOSPLIT|NOFRAME, $0-24
	MOVQ x+0(FP), DI
	MOVQ DI, SI
	MOVQ n+8(FP), CX
	MOVQ size+16(FP), R8
	XORL R10, R10
	TRY($256, ·relu, reluF32AVX2<>, reluF32AVX512<>, reluF64AVX2<>, reluF64AVX512<>)

// func tryReLUTo(dst unsafe.Pointer, n int, src unsafe.Pointer, m int, size uintptr)
TEXT ·tryReLUTo(SB), NOSPLIT|NOFRAME, $0-40
	MOVQ dst+0(FP), DI
	MOVQ src+16(FP), SI
	MOVQ n+8(FP), CX
	MOVQ size+32(FP), R8
	XORL R10, R10
	FITS(SI, m+24(FP), fits)
	TRY($128, ·reluTo, reluF32AVX2<>, reluF32AVX512<>, reluF64AVX2<>, reluF64AVX512<>)

// func tryLeakyReLU(x unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer)
TEXT ·tryLeakyReLU(SB), NOSPLIT|NOFRAME, $0-32
	MOVQ x+0(FP), DI
	MOVQ DI, SI
	MOVQ n+8(FP), CX
	MOVQ size+16(FP), R8
	MOVQ alpha+24(FP), R9
	XORL R10, R10
	TRY($256, ·leakyReLU, leakyReLUF32AVX2<>, leakyReLUF32AVX512<>, leakyReLUF64AVX2<>, leakyReLUF64AVX512<>)

// func tryLeakyReLUTo(dst unsafe.Pointer, n int, src unsafe.Pointer, m int, size uintptr, alpha unsafe.Pointer)
TEXT ·tryLeakyReLUTo(SB), NOSPLIT|NOFRAME, $0-48
	MOVQ dst+0(FP), DI
	MOVQ src+16(FP), SI
	MOVQ n+8(FP), CX
	MOVQ size+32(FP), R8
	MOVQ alpha+40(FP), R9
	XORL R10, R10
	FITS(SI, m+24(FP), fits)
	TRY($128, ·leakyReLUTo, leakyReLUF32AVX2<>, leakyReLUF32AVX512<>, leakyReLUF64AVX2<>, leakyReLUF64AVX512<>)

// func tryReLUGrad(x unsafe.Pointer, n int, size uintptr)
TEXT ·tryReLUGrad(SB), NOSPLIT|NOFRAME, $0-24
	MOVQ x+0(FP), DI
	MOVQ DI, SI
	MOVQ n+8(FP), CX
	MOVQ size+16(FP), R8
	MOVQ $·zero(SB), R9
	XORL R10, R10
	TRY($256, ·reluGrad, gradF32AVX2<>, gradF32AVX512<>, gradF64AVX2<>, gradF64AVX512<>)

// func tryReLUGradTo(dst unsafe.Pointer, n int, src unsafe.Pointer, m int, size uintptr)
TEXT ·tryReLUGradTo(SB), NOSPLIT|NOFRAME, $0-40
	MOVQ dst+0(FP), DI
	MOVQ src+16(FP), SI
	MOVQ n+8(FP), CX
	MOVQ size+32(FP), R8
	MOVQ $·zero(SB), R9
	XORL R10, R10
	FITS(SI, m+24(FP), fits)
	TRY($128, ·reluGradTo, gradF32AVX2<>, gradF32AVX512<>, gradF64AVX2<>, gradF64AVX512<>)

// func tryLeakyReLUGrad(x unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer)
TEXT ·tryLeakyReLUGrad(SB), NOSPLIT|NOFRAME, $0-32
	MOVQ x+0(FP), DI
	MOVQ DI, SI
	MOVQ n+8(FP), CX
	MOVQ size+16(FP), R8
	MOVQ alpha+24(FP), R9
	XORL R10, R10
	TRY($256, ·leakyReLUGrad, gradF32AVX2<>, gradF32AVX512<>, gradF64AVX2<>, gradF64AVX512<>)

// func tryLeakyReLUGradTo(dst unsafe.Pointer, n int, src unsafe.Pointer, m int, size uintptr, alpha unsafe.Pointer)
TEXT ·tryLeakyReLUGradTo(SB), NOSPLIT|NOFRAME, $0-48
	MOVQ dst+0(FP), DI
	MOVQ src+16(FP), SI
	MOVQ n+8(FP), CX
	MOVQ size+32(FP), R8
	MOVQ alpha+40(FP), R9
	XORL R10, R10
	FITS(SI, m+24(FP), fits)
	TRY($128, ·leakyReLUGradTo, gradF32AVX2<>, gradF32AVX512<>, gradF64AVX2<>, gradF64AVX512<>)

// func tryReLUBackward(dy unsafe.Pointer, n int, x unsafe.Pointer, m int, size uintptr)
TEXT ·tryReLUBackward(SB), NOSPLIT|NOFRAME, $0-40
	MOVQ dy+0(FP), DI
	MOVQ DI, DX
	MOVQ x+16(FP), SI
	MOVQ n+8(FP), CX
	MOVQ size+32(FP), R8
	XORL R10, R10
	FITS(SI, m+24(FP), fits)
	TRY($128, ·reluBackward, reluBackwardF32AVX2<>, reluBackwardF32AVX512<>, reluBackwardF64AVX2<>, reluBackwardF64AVX512<>)

// func tryReLUBackwardTo(dx unsafe.Pointer, n int, dy unsafe.Pointer, m int, x unsafe.Pointer, k int, size uintptr)
TEXT ·tryReLUBackwardTo(SB), NOSPLIT|NOFRAME, $0-56
	MOVQ dx+0(FP), DI
	MOVQ dy+16(FP), DX
	MOVQ x+32(FP), SI
	MOVQ n+8(FP), CX
	MOVQ size+48(FP), R8
	XORL R10, R10
	FITS(DX, m+24(FP), fits)
	FITS(SI, k+40(FP), fits2)
	TRY($128, ·reluBackwardTo, reluBackwardF32AVX2<>, reluBackwardF32AVX512<>, reluBackwardF64AVX2<>, reluBackwardF64AVX512<>)

// func tryLeakyReLUBackward(dy unsafe.Pointer, n int, x unsafe.Pointer, m int, size uintptr, alpha unsafe.Pointer)
TEXT ·tryLeakyReLUBackward(SB), NOSPLIT|NOFRAME, $0-48
	MOVQ dy+0(FP), DI
	MOVQ DI, DX
	MOVQ x+16(FP), SI
	MOVQ n+8(FP), CX
	MOVQ size+32(FP), R8
	MOVQ alpha+40(FP), R9
	XORL R10, R10
	FITS(SI, m+24(FP), fits)
	TRY($128, ·leakyReLUBackward, leakyReLUBackwardF32AVX2<>, leakyReLUBackwardF32AVX512<>, leakyReLUBackwardF64AVX2<>, leakyReLUBackwardF64AVX512<>)

// func tryLeakyReLUBackwardTo(dx unsafe.Pointer, n int, dy unsafe.Pointer, m int, x unsafe.Pointer, k int, size uintptr, alpha unsafe.Pointer)
TEXT ·tryLeakyReLUBackwardTo(SB), NOSPLIT|NOFRAME, $0-64
	MOVQ dx+0(FP), DI
	MOVQ dy+16(FP), DX
	MOVQ x+32(FP), SI
	MOVQ n+8(FP), CX
	MOVQ size+48(FP), R8
	MOVQ alpha+56(FP), R9
	XORL R10, R10
	FITS(DX, m+24(FP), fits)
	FITS(SI, k+40(FP), fits2)
	TRY($128, ·leakyReLUBackwardTo, leakyReLUBackwardF32AVX2<>, leakyReLUBackwardF32AVX512<>, leakyReLUBackwardF64AVX2<>, leakyReLUBackwardF64AVX512<>)

// func tryReLUBackwardFromOutput(dy unsafe.Pointer, n int, y unsafe.Pointer, m int, size uintptr)
TEXT ·tryReLUBackwardFromOutput(SB), NOSPLIT|NOFRAME, $0-40
	MOVQ dy+0(FP), DI
	MOVQ DI, DX
	MOVQ y+16(FP), SI
	MOVQ n+8(FP), CX
	MOVQ size+32(FP), R8
	XORL R10, R10
	FITS(SI, m+24(FP), fits)
	TRY($128, ·reluBackwardFromOutput, backwardFromOutputF32AVX2<>, backwardFromOutputF32AVX512<>, backwardFromOutputF64AVX2<>, backwardFromOutputF64AVX512<>)

// func tryReLUBackwardFromOutputTo(dx unsafe.Pointer, n int, dy unsafe.Pointer, m int, y unsafe.Pointer, k int, size uintptr)
TEXT ·tryReLUBackwardFromOutputTo(SB), NOSPLIT|NOFRAME, $0-56
	MOVQ dx+0(FP), DI
	MOVQ dy+16(FP), DX
	MOVQ y+32(FP), SI
	MOVQ n+8(FP), CX
	MOVQ size+48(FP), R8
	XORL R10, R10
	FITS(DX, m+24(FP), fits)
	FITS(SI, k+40(FP), fits2)
	TRY($128, ·reluBackwardFromOutputTo, backwardFromOutputF32AVX2<>, backwardFromOutputF32AVX512<>, backwardFromOutputF64AVX2<>, backwardFromOutputF64AVX512<>)
