//go:build gc

// The roof: load and store back, with nothing between. And two more loops to compare with: float16
// numbers that are converted, multiplied and converted back; and rows that are added to rows.

#include "textflag.h"

// A roof stores what it loads from a, in vectors of 32 or 64 bytes.
//
// What comes before the first multiple of a vector and what is left after the last goes in pieces
// that do not overlap: called again on the same slice, each load lies in one store of the pass
// before, and every vector in the loop is stored aligned. Fewer than four vectors are pieces only.
//
//	DI  where the next bytes go       CX   bytes left
//	SI  a, less dst                   AX   bytes up to the first aligned vector
//	BX  b, less dst                   R10  the end of the vectors
//	R11 c, less dst                   DX   where four more vectors no longer fit

// What is loaded beside a, and dropped: nothing, b, or b and c.

#define ONE(MOV, off, u)

#define TWO(MOV, off, u) \
	MOV off(DI)(BX*1), u

#define THREE(MOV, off, u) \
	MOV off(DI)(BX*1), u  \
	MOV off(DI)(R11*1), u

#define MOVE(LOADS, LOAD, STORE, off, v, u) \
	LOADS(LOAD, off, u)     \
	LOAD  off(DI)(SI*1), v  \
	STORE v, off(DI)

// PIECE moves so many bytes if that bit is set in n, and PAIR two vectors. next is behind it.
#define PIECE(LOADS, LOAD, STORE, bytes, n, v, u, next) \
	TESTQ $bytes, n                   \
	JZ    next                        \
	MOVE(LOADS, LOAD, STORE, 0, v, u) \
	ADDQ  $bytes, DI                  \
next:

#define PAIR(LOADS, w, v0, v1, u0, u1, next) \
	TESTQ $(2*w), CX                        \
	JZ    next                              \
	MOVE(LOADS, VMOVUPS, VMOVUPS, 0, v0, u0) \
	MOVE(LOADS, VMOVUPS, VMOVUPS, w, v1, u1) \
	ADDQ  $(2*w), DI \
next:

// VECTORS moves the whole vectors, from an aligned DI on, and leaves fewer than w bytes.
#define VECTORS(LOADS, STORE, FENCE, w, v0, v1, v2, v3, u0, u1, u2, u3) \
	MOVQ CX, R10                                \
	ANDQ $-w, R10                               \
	ADDQ DI, R10                                \
	LEAQ -(4*w)(R10), DX                        \
	CMPQ DI, DX                                 \
	JA   one                                    \
	PCALIGN $64                                 \
loop:                                               \
	MOVE(LOADS, VMOVUPS, STORE, 0, v0, u0)      \
	MOVE(LOADS, VMOVUPS, STORE, w, v1, u1)      \
	MOVE(LOADS, VMOVUPS, STORE, (2*w), v2, u2)  \
	MOVE(LOADS, VMOVUPS, STORE, (3*w), v3, u3)  \
	ADDQ $(4*w), DI                             \
	CMPQ DI, DX                                 \
	JBE  loop                                   \
one:                                                \
	CMPQ DI, R10                                \
	JAE  left                                   \
	MOVE(LOADS, VMOVUPS, STORE, 0, v0, u0)      \
	ADDQ $w, DI                                 \
	JMP  one                                    \
left:                                               \
	FENCE                                       \
	ANDQ $(w-1), CX

#define NOFENCE

#define HEAD(LOADS, w, next) \
	CMPQ CX, $16                                        \
	JB   tail8                                          \
	CMPQ CX, $(4*w)                                     \
	JB   pair                                           \
	MOVQ DI, AX                                         \
	NEGQ AX                                             \
	ANDQ $(w-1), AX                                     \
	JZ   aligned                                        \
	SUBQ AX, CX                                         \
	PIECE(LOADS, MOVWLZX, MOVW, 2, AX, R8, R9, head4)   \
	PIECE(LOADS, MOVL, MOVL, 4, AX, R8, R9, head8)      \
	PIECE(LOADS, MOVQ, MOVQ, 8, AX, R8, R9, head16)     \
	PIECE(LOADS, VMOVUPS, VMOVUPS, 16, AX, X0, X1, next)

#define TAIL(LOADS) \
	PIECE(LOADS, VMOVUPS, VMOVUPS, 16, CX, X0, X1, upper) \
	VZEROUPPER                                            \
tail8:                                                        \
	PIECE(LOADS, MOVQ, MOVQ, 8, CX, R8, R9, tail4)        \
	PIECE(LOADS, MOVL, MOVL, 4, CX, R8, R9, tail2)        \
	PIECE(LOADS, MOVWLZX, MOVW, 2, CX, R8, R9, end)       \
	RET

#define LOOP32(name, at, LOADS, STORE, FENCE) \
DATA loops<>+at(SB)/8, $name<>(SB) \
TEXT name<>(SB), NOSPLIT, $0-48 \
	HEAD(LOADS, 32, aligned)                                             \
	VECTORS(LOADS, STORE, FENCE, 32, Y0, Y1, Y2, Y3, Y4, Y5, Y6, Y7)        \
pair:                                                                        \
	PAIR(LOADS, 32, Y0, Y1, Y2, Y3, tail32)                              \
	PIECE(LOADS, VMOVUPS, VMOVUPS, 32, CX, Y0, Y1, tail16)               \
	TAIL(LOADS)

#define LOOP64(name, at, LOADS, STORE, FENCE) \
DATA loops<>+at(SB)/8, $name<>(SB) \
TEXT name<>(SB), NOSPLIT, $0-48 \
	HEAD(LOADS, 64, head32)                                              \
	PIECE(LOADS, VMOVUPS, VMOVUPS, 32, AX, Y0, Y1, aligned)              \
	VECTORS(LOADS, STORE, FENCE, 64, Z0, Z1, Z2, Z3, Z4, Z5, Z6, Z7)        \
pair:                                                                        \
	PAIR(LOADS, 64, Z0, Z1, Z2, Z3, tail64)                              \
	PIECE(LOADS, VMOVUPS, VMOVUPS, 64, CX, Z0, Z1, tail32)               \
	PIECE(LOADS, VMOVUPS, VMOVUPS, 32, CX, Y0, Y1, tail16)               \
	TAIL(LOADS)

// The conversions alone: what alpha*x costs in float16, from memory to memory. w is the size of
// half a vector; single numbers at the end.
//
//	X15 Y15 Z15  alpha, 0.9999    CX  the end    DX  where four more no longer fit

#define CONVERT(LOADS, off, alpha, v, u) \
	LOADS(VMOVUPS, off, u)     \
	VCVTPH2PS off(DI)(SI*1), v \
	VMULPS    alpha, v, v      \
	VCVTPS2PH $0, v, off(DI)

#define CONVERSIONS(name, at, LOADS, w, alpha, v0, v1, v2, v3, u0, u1, u2, u3) \
DATA loops<>+at(SB)/8, $name<>(SB) \
TEXT name<>(SB), NOSPLIT, $0-48 \
	MOVL         $0x3F7FF972, AX           \
	VMOVD        AX, X15                   \
	VBROADCASTSS X15, alpha                \
	ADDQ         DI, CX                    \
	LEAQ         -(4*w)(CX), DX            \
	CMPQ         DI, DX                    \
	JG           one                       \
	PCALIGN      $64                       \
loop:                                          \
	CONVERT(LOADS, 0, alpha, v0, u0)       \
	CONVERT(LOADS, w, alpha, v1, u1)       \
	CONVERT(LOADS, (2*w), alpha, v2, u2)   \
	CONVERT(LOADS, (3*w), alpha, v3, u3)   \
	ADDQ         $(4*w), DI                \
	CMPQ         DI, DX                    \
	JLE          loop                      \
one:                                           \
	CMPQ         DI, CX                    \
	JAE          end                       \
	LOADS(MOVWLZX, 0, R9)                  \
	MOVWLZX      (DI)(SI*1), R8            \
	VMOVD        R8, X0                    \
	VCVTPH2PS    X0, X0                    \
	VMULSS       X15, X0, X0               \
	VCVTPS2PH    $0, X0, X0                \
	VMOVD        X0, R8                    \
	MOVW         R8, (DI)                  \
	ADDQ         $2, DI                    \
	JMP          one                       \
end:                                           \
	VZEROUPPER                             \
	RET

// The loops, in the order of the constants in roof.go, for each set of vectors and stores.
LOOP32(one32, 0x00, ONE, VMOVAPS, NOFENCE)
LOOP32(two32, 0x08, TWO, VMOVAPS, NOFENCE)
LOOP32(three32, 0x10, THREE, VMOVAPS, NOFENCE)
CONVERSIONS(convertOne32, 0x18, ONE, 16, Y15, Y0, Y1, Y2, Y3, X4, X5, X6, X7)
CONVERSIONS(convertTwo32, 0x20, TWO, 16, Y15, Y0, Y1, Y2, Y3, X4, X5, X6, X7)
LOOP64(one64, 0x28, ONE, VMOVAPS, NOFENCE)
LOOP64(two64, 0x30, TWO, VMOVAPS, NOFENCE)
LOOP64(three64, 0x38, THREE, VMOVAPS, NOFENCE)
CONVERSIONS(convertOne64, 0x40, ONE, 32, Z15, Z0, Z1, Z2, Z3, Y4, Y5, Y6, Y7)
CONVERSIONS(convertTwo64, 0x48, TWO, 32, Z15, Z0, Z1, Z2, Z3, Y4, Y5, Y6, Y7)
LOOP32(one32stream, 0x50, ONE, VMOVNTPS, SFENCE)
LOOP32(two32stream, 0x58, TWO, VMOVNTPS, SFENCE)
LOOP32(three32stream, 0x60, THREE, VMOVNTPS, SFENCE)
LOOP64(one64stream, 0x78, ONE, VMOVNTPS, SFENCE)
LOOP64(two64stream, 0x80, TWO, VMOVNTPS, SFENCE)
LOOP64(three64stream, 0x88, THREE, VMOVNTPS, SFENCE)
GLOBL loops<>(SB), RODATA, $0xa0

// func roof(loop int, dst, a, b, c unsafe.Pointer, bytes uintptr)
TEXT ·roof(SB), NOSPLIT, $0-48
	MOVQ loop+0(FP), AX
	MOVQ dst+8(FP), DI
	MOVQ a+16(FP), SI
	MOVQ b+24(FP), BX
	MOVQ c+32(FP), R11
	MOVQ bytes+40(FP), CX
	SUBQ DI, SI
	SUBQ DI, BX
	SUBQ DI, R11
	LEAQ loops<>(SB), R8
	JMP  (R8)(AX*8)

// Row upon row: dst = a + b, and on to the next row of each, which may be the same one. A vector a
// turn.
//
//	DI SI BX    dst, a, b        CX   bytes in a row
//	R8 R9 R11   their steps      R12  those in whole vectors
//	R13         rows left        AX   bytes done

#define ADDROWS(name, at, w, v, ADD, size, MOVS, ADDS) \
DATA adds<>+at(SB)/8, $name<>(SB) \
TEXT name<>(SB), NOSPLIT, $0-72 \
	MOVQ    CX, R12           \
	ANDQ    $-w, R12          \
row:                              \
	XORL    AX, AX            \
	JMP     vectors           \
	PCALIGN $32               \
loop:                             \
	VMOVUPS (SI)(AX*1), v     \
	ADD     (BX)(AX*1), v, v  \
	VMOVUPS v, (DI)(AX*1)     \
	ADDQ    $w, AX            \
vectors:                          \
	CMPQ    AX, R12           \
	JB      loop              \
rest:                             \
	CMPQ    AX, CX            \
	JAE     next              \
	MOVS    (SI)(AX*1), X0    \
	ADDS    (BX)(AX*1), X0, X0 \
	MOVS    X0, (DI)(AX*1)    \
	ADDQ    $size, AX         \
	JMP     rest              \
next:                             \
	ADDQ    R8, DI            \
	ADDQ    R9, SI            \
	ADDQ    R11, BX           \
	DECQ    R13               \
	JNZ     row               \
	VZEROUPPER                \
	RET

ADDROWS(addRowsF32AVX2, 0x00, 32, Y0, VADDPS, 4, VMOVSS, VADDSS)
ADDROWS(addRowsF64AVX2, 0x08, 32, Y0, VADDPD, 8, VMOVSD, VADDSD)
ADDROWS(addRowsF32AVX512, 0x10, 64, Z0, VADDPS, 4, VMOVSS, VADDSS)
ADDROWS(addRowsF64AVX512, 0x18, 64, Z0, VADDPD, 8, VMOVSD, VADDSD)

GLOBL adds<>(SB), RODATA, $0x20

// func addRowsBy(loop int, dst, a, b unsafe.Pointer, dstStep, aStep, bStep, bytes uintptr, rows int)
TEXT ·addRowsBy(SB), NOSPLIT, $0-72
	MOVQ loop+0(FP), AX
	MOVQ dst+8(FP), DI
	MOVQ a+16(FP), SI
	MOVQ b+24(FP), BX
	MOVQ dstStep+32(FP), R8
	MOVQ aStep+40(FP), R9
	MOVQ bStep+48(FP), R11
	MOVQ bytes+56(FP), CX
	MOVQ rows+64(FP), R13
	LEAQ adds<>(SB), R12
	JMP  (R12)(AX*8)

// func clearUpper()
TEXT ·clearUpper(SB), NOSPLIT, $0-0
	VZEROUPPER
	RET
