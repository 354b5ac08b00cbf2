//go:build gc

// The roof: load and store back, with nothing between. One input (dst[i] = src[i]) and two
// (dst[i] = a[i], with b[i] loaded and dropped), in vectors of 32 and of 64 bytes, with plain
// and with non-temporal stores.
//
// What comes before the first multiple of a vector and what is left after the last goes in pieces
// that do not overlap: called again on the same slice, each load lies in one store of the pass
// before, and every vector in the loop is stored aligned. Fewer than four vectors are pieces only.
//
//	DI  dst             AX  bytes up to the first aligned vector, then where the next one goes
//	SI  src, or a       R10 the end of the vectors
//	BX  b               DX  where four more vectors no longer fit
//	CX  bytes left

#include "textflag.h"

// PIECE1 and PIECE2 move so many bytes if that bit is set in n.
#define PIECE1(bytes, n, MOV, v, next) \
	TESTQ $bytes, n  \
	JZ    next       \
	MOV   (SI), v    \
	MOV   v, (DI)    \
	ADDQ  $bytes, SI \
	ADDQ  $bytes, DI

#define PIECE2(bytes, n, MOV, v, u, next) \
	TESTQ $bytes, n  \
	JZ    next       \
	MOV   (BX), u    \
	MOV   (SI), v    \
	MOV   v, (DI)    \
	ADDQ  $bytes, BX \
	ADDQ  $bytes, SI \
	ADDQ  $bytes, DI

// PAIR1 and PAIR2 are the same with two vectors.
#define PAIR1(w, n, v0, v1, next) \
	TESTQ   $(2*w), n  \
	JZ      next       \
	VMOVUPS (SI), v0   \
	VMOVUPS v0, (DI)   \
	VMOVUPS w(SI), v1  \
	VMOVUPS v1, w(DI)  \
	ADDQ    $(2*w), SI \
	ADDQ    $(2*w), DI

#define PAIR2(w, n, v0, v1, u0, u1, next) \
	TESTQ   $(2*w), n  \
	JZ      next       \
	VMOVUPS (BX), u0   \
	VMOVUPS (SI), v0   \
	VMOVUPS v0, (DI)   \
	VMOVUPS w(BX), u1  \
	VMOVUPS w(SI), v1  \
	VMOVUPS v1, w(DI)  \
	ADDQ    $(2*w), BX \
	ADDQ    $(2*w), SI \
	ADDQ    $(2*w), DI

// LOOP1 and LOOP2 move the whole vectors, from an aligned DI on, and leave fewer than w bytes.
#define LOOP1(w, v0, v1, v2, v3, STORE, FENCE) \
	MOVQ    DI, AX              \
	SUBQ    DI, SI              \
	MOVQ    CX, R10             \
	ANDQ    $-w, R10            \
	ADDQ    DI, R10             \
	LEAQ    -(4*w)(R10), DX     \
	CMPQ    AX, DX              \
	JA      one                 \
	PCALIGN $64                 \
loop:                               \
	VMOVUPS (AX)(SI*1), v0      \
	STORE   v0, (AX)            \
	VMOVUPS w(AX)(SI*1), v1     \
	STORE   v1, w(AX)           \
	VMOVUPS (2*w)(AX)(SI*1), v2 \
	STORE   v2, (2*w)(AX)       \
	VMOVUPS (3*w)(AX)(SI*1), v3 \
	STORE   v3, (3*w)(AX)       \
	ADDQ    $(4*w), AX          \
	CMPQ    AX, DX              \
	JBE     loop                \
one:                                \
	CMPQ    AX, R10             \
	JAE     left                \
	VMOVUPS (AX)(SI*1), v0      \
	STORE   v0, (AX)            \
	ADDQ    $w, AX              \
	JMP     one                 \
left:                               \
	FENCE                       \
	ADDQ    AX, SI              \
	MOVQ    AX, DI              \
	ANDQ    $(w-1), CX

#define LOOP2(w, v0, v1, v2, v3, u0, u1, u2, u3, STORE, FENCE) \
	MOVQ    DI, AX              \
	SUBQ    DI, SI              \
	SUBQ    DI, BX              \
	MOVQ    CX, R10             \
	ANDQ    $-w, R10            \
	ADDQ    DI, R10             \
	LEAQ    -(4*w)(R10), DX     \
	CMPQ    AX, DX              \
	JA      one                 \
	PCALIGN $64                 \
loop:                               \
	VMOVUPS (AX)(BX*1), u0      \
	VMOVUPS (AX)(SI*1), v0      \
	STORE   v0, (AX)            \
	VMOVUPS w(AX)(BX*1), u1     \
	VMOVUPS w(AX)(SI*1), v1     \
	STORE   v1, w(AX)           \
	VMOVUPS (2*w)(AX)(BX*1), u2 \
	VMOVUPS (2*w)(AX)(SI*1), v2 \
	STORE   v2, (2*w)(AX)       \
	VMOVUPS (3*w)(AX)(BX*1), u3 \
	VMOVUPS (3*w)(AX)(SI*1), v3 \
	STORE   v3, (3*w)(AX)       \
	ADDQ    $(4*w), AX          \
	CMPQ    AX, DX              \
	JBE     loop                \
one:                                \
	CMPQ    AX, R10             \
	JAE     left                \
	VMOVUPS (AX)(BX*1), u0      \
	VMOVUPS (AX)(SI*1), v0      \
	STORE   v0, (AX)            \
	ADDQ    $w, AX              \
	JMP     one                 \
left:                               \
	FENCE                       \
	ADDQ    AX, SI              \
	ADDQ    AX, BX              \
	MOVQ    AX, DI              \
	ANDQ    $(w-1), CX

#define NOFENCE

#define ROOF1AVX2(STORE, FENCE) \
	MOVQ dst+0(FP), DI                      \
	MOVQ src+8(FP), SI                      \
	MOVQ bytes+16(FP), CX                   \
	CMPQ CX, $16                            \
	JB   tail8                              \
	CMPQ CX, $128                           \
	JB   pair                               \
	MOVQ DI, AX                             \
	NEGQ AX                                 \
	ANDQ $31, AX                            \
	JZ   aligned                            \
	SUBQ AX, CX                             \
	PIECE1(4, AX, MOVL, R8, head8)          \
head8:                                          \
	PIECE1(8, AX, MOVQ, R8, head16)         \
head16:                                         \
	PIECE1(16, AX, VMOVUPS, X0, aligned)    \
aligned:                                        \
	LOOP1(32, Y0, Y1, Y2, Y3, STORE, FENCE) \
pair:                                           \
	PAIR1(32, CX, Y0, Y1, tail32)           \
tail32:                                         \
	PIECE1(32, CX, VMOVUPS, Y0, tail16)     \
tail16:                                         \
	PIECE1(16, CX, VMOVUPS, X0, upper)      \
upper:                                          \
	VZEROUPPER                              \
tail8:                                          \
	PIECE1(8, CX, MOVQ, R8, tail4)          \
tail4:                                          \
	PIECE1(4, CX, MOVL, R8, end)            \
end:                                            \
	RET

#define ROOF1AVX512(STORE, FENCE) \
	MOVQ dst+0(FP), DI                      \
	MOVQ src+8(FP), SI                      \
	MOVQ bytes+16(FP), CX                   \
	CMPQ CX, $16                            \
	JB   tail8                              \
	CMPQ CX, $256                           \
	JB   pair                               \
	MOVQ DI, AX                             \
	NEGQ AX                                 \
	ANDQ $63, AX                            \
	JZ   aligned                            \
	SUBQ AX, CX                             \
	PIECE1(4, AX, MOVL, R8, head8)          \
head8:                                          \
	PIECE1(8, AX, MOVQ, R8, head16)         \
head16:                                         \
	PIECE1(16, AX, VMOVUPS, X0, head32)     \
head32:                                         \
	PIECE1(32, AX, VMOVUPS, Y0, aligned)    \
aligned:                                        \
	LOOP1(64, Z0, Z1, Z2, Z3, STORE, FENCE) \
pair:                                           \
	PAIR1(64, CX, Z0, Z1, tail64)           \
tail64:                                         \
	PIECE1(64, CX, VMOVUPS, Z0, tail32)     \
tail32:                                         \
	PIECE1(32, CX, VMOVUPS, Y0, tail16)     \
tail16:                                         \
	PIECE1(16, CX, VMOVUPS, X0, upper)      \
upper:                                          \
	VZEROUPPER                              \
tail8:                                          \
	PIECE1(8, CX, MOVQ, R8, tail4)          \
tail4:                                          \
	PIECE1(4, CX, MOVL, R8, end)            \
end:                                            \
	RET

#define ROOF2AVX2(STORE, FENCE) \
	MOVQ dst+0(FP), DI                                      \
	MOVQ a+8(FP), SI                                        \
	MOVQ b+16(FP), BX                                       \
	MOVQ bytes+24(FP), CX                                   \
	CMPQ CX, $16                                            \
	JB   tail8                                              \
	CMPQ CX, $128                                           \
	JB   pair                                               \
	MOVQ DI, AX                                             \
	NEGQ AX                                                 \
	ANDQ $31, AX                                            \
	JZ   aligned                                            \
	SUBQ AX, CX                                             \
	PIECE2(4, AX, MOVL, R8, R9, head8)                      \
head8:                                                          \
	PIECE2(8, AX, MOVQ, R8, R9, head16)                     \
head16:                                                         \
	PIECE2(16, AX, VMOVUPS, X0, X1, aligned)                \
aligned:                                                        \
	LOOP2(32, Y0, Y1, Y2, Y3, Y4, Y5, Y6, Y7, STORE, FENCE) \
pair:                                                           \
	PAIR2(32, CX, Y0, Y1, Y2, Y3, tail32)                   \
tail32:                                                         \
	PIECE2(32, CX, VMOVUPS, Y0, Y1, tail16)                 \
tail16:                                                         \
	PIECE2(16, CX, VMOVUPS, X0, X1, upper)                  \
upper:                                                          \
	VZEROUPPER                                              \
tail8:                                                          \
	PIECE2(8, CX, MOVQ, R8, R9, tail4)                      \
tail4:                                                          \
	PIECE2(4, CX, MOVL, R8, R9, end)                        \
end:                                                            \
	RET

#define ROOF2AVX512(STORE, FENCE) \
	MOVQ dst+0(FP), DI                                      \
	MOVQ a+8(FP), SI                                        \
	MOVQ b+16(FP), BX                                       \
	MOVQ bytes+24(FP), CX                                   \
	CMPQ CX, $16                                            \
	JB   tail8                                              \
	CMPQ CX, $256                                           \
	JB   pair                                               \
	MOVQ DI, AX                                             \
	NEGQ AX                                                 \
	ANDQ $63, AX                                            \
	JZ   aligned                                            \
	SUBQ AX, CX                                             \
	PIECE2(4, AX, MOVL, R8, R9, head8)                      \
head8:                                                          \
	PIECE2(8, AX, MOVQ, R8, R9, head16)                     \
head16:                                                         \
	PIECE2(16, AX, VMOVUPS, X0, X1, head32)                 \
head32:                                                         \
	PIECE2(32, AX, VMOVUPS, Y0, Y1, aligned)                \
aligned:                                                        \
	LOOP2(64, Z0, Z1, Z2, Z3, Z4, Z5, Z6, Z7, STORE, FENCE) \
pair:                                                           \
	PAIR2(64, CX, Z0, Z1, Z2, Z3, tail64)                   \
tail64:                                                         \
	PIECE2(64, CX, VMOVUPS, Z0, Z1, tail32)                 \
tail32:                                                         \
	PIECE2(32, CX, VMOVUPS, Y0, Y1, tail16)                 \
tail16:                                                         \
	PIECE2(16, CX, VMOVUPS, X0, X1, upper)                  \
upper:                                                          \
	VZEROUPPER                                              \
tail8:                                                          \
	PIECE2(8, CX, MOVQ, R8, R9, tail4)                      \
tail4:                                                          \
	PIECE2(4, CX, MOVL, R8, R9, end)                        \
end:                                                            \
	RET

// func roof1AVX2(dst, src unsafe.Pointer, bytes uintptr)
TEXT ·roof1AVX2(SB), NOSPLIT, $0-24
	ROOF1AVX2(VMOVAPS, NOFENCE)

// func roof1AVX2Stream(dst, src unsafe.Pointer, bytes uintptr)
TEXT ·roof1AVX2Stream(SB), NOSPLIT, $0-24
	ROOF1AVX2(VMOVNTPS, SFENCE)

// func roof1AVX512(dst, src unsafe.Pointer, bytes uintptr)
TEXT ·roof1AVX512(SB), NOSPLIT, $0-24
	ROOF1AVX512(VMOVAPS, NOFENCE)

// func roof1AVX512Stream(dst, src unsafe.Pointer, bytes uintptr)
TEXT ·roof1AVX512Stream(SB), NOSPLIT, $0-24
	ROOF1AVX512(VMOVNTPS, SFENCE)

// func roof2AVX2(dst, a, b unsafe.Pointer, bytes uintptr)
TEXT ·roof2AVX2(SB), NOSPLIT, $0-32
	ROOF2AVX2(VMOVAPS, NOFENCE)

// func roof2AVX2Stream(dst, a, b unsafe.Pointer, bytes uintptr)
TEXT ·roof2AVX2Stream(SB), NOSPLIT, $0-32
	ROOF2AVX2(VMOVNTPS, SFENCE)

// func roof2AVX512(dst, a, b unsafe.Pointer, bytes uintptr)
TEXT ·roof2AVX512(SB), NOSPLIT, $0-32
	ROOF2AVX512(VMOVAPS, NOFENCE)

// func roof2AVX512Stream(dst, a, b unsafe.Pointer, bytes uintptr)
TEXT ·roof2AVX512Stream(SB), NOSPLIT, $0-32
	ROOF2AVX512(VMOVNTPS, SFENCE)

// func clearUpper()
TEXT ·clearUpper(SB), NOSPLIT, $0-0
	VZEROUPPER
	RET
