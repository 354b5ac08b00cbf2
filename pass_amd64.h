// The passes for amd64: how a kernel without a mask goes through its slices.
//
// A pass counts bytes, so it serves every kind of element, and takes the operation as an argument.
// It goes from the start to the end and takes each element once, in the largest pieces that fit:
// this is right in place without more ado, and what one pass stores as a piece the next one over
// the slice loads as a piece, which the processor forwards from the store. Two overlapping pieces
// would be fewer branches, but a load that spans two stores waits for both to reach the cache (5.5
// ns a call instead of 3.9 on Zen 5, called again and again), as does a load of what a masked store
// wrote (7.3 ns).

// A MOVE loads a piece of each source, operates on it, and stores the result: MOVE1 from x, with the
// result in its register; MOVE1B from x, with the result in that of dy; and MOVE2 from x and dy. A, B
// and C are Y0, Y1 and Y2, or the X or Z registers of those numbers. A load of less than a vector sets
// the rest to zero, in which an operation does no harm.

#define MOVE1(OP, LOAD, STORE, off, A, B, C) \
	LOAD  off(SI)(AX*1), A \
	OP                     \
	STORE A, off(DI)(AX*1)

#define MOVE1B(OP, LOAD, STORE, off, A, B, C) \
	LOAD  off(SI)(AX*1), A \
	OP                     \
	STORE B, off(DI)(AX*1)

#define MOVE2(OP, LOAD, STORE, off, A, B, C) \
	LOAD  off(SI)(AX*1), A \
	LOAD  off(DX)(AX*1), B \
	OP                     \
	STORE B, off(DI)(AX*1)

// For LeakyReLU16 of float16, a vector is two halves, each as many float32 as a whole one has.
#define MOVE1HALVES(OP, LOAD, STORE, off, A, B, C) \
	MOVE1(OP, LOAD, STORE, off, Y0, Y1, Y2)      \
	MOVE1(OP, LOAD, STORE, (off+32), Y0, Y1, Y2)

// These begin with arithmetic on dy and x: a sum in the place of dy, or a product in C; and TIMES3 on
// dy and alpha. For whole vectors there is a VECTOR of each, which takes the second operand from memory
// (AddReLU, n = 4096: 90 ns in place of 98, Zen 5).

#define ADDPS(OP, LOAD, STORE, off, A, B, C) ARITHMETIC(VADDPS, B, OP, LOAD, STORE, off, A, B)
#define ADDPD(OP, LOAD, STORE, off, A, B, C) ARITHMETIC(VADDPD, B, OP, LOAD, STORE, off, A, B)
#define TIMESPS(OP, LOAD, STORE, off, A, B, C) ARITHMETIC(VMULPS, C, OP, LOAD, STORE, off, A, B)
#define TIMESPD(OP, LOAD, STORE, off, A, B, C) ARITHMETIC(VMULPD, C, OP, LOAD, STORE, off, A, B)

#define ADDPSVECTOR(OP, LOAD, STORE, off, A, B, C) FROMMEMORY(VADDPS, B, OP, LOAD, STORE, off, B)
#define ADDPDVECTOR(OP, LOAD, STORE, off, A, B, C) FROMMEMORY(VADDPD, B, OP, LOAD, STORE, off, B)
#define TIMESPSVECTOR(OP, LOAD, STORE, off, A, B, C) FROMMEMORY(VMULPS, C, OP, LOAD, STORE, off, B)
#define TIMESPDVECTOR(OP, LOAD, STORE, off, A, B, C) FROMMEMORY(VMULPD, C, OP, LOAD, STORE, off, B)

#define ARITHMETIC(F, RESULT, OP, LOAD, STORE, off, A, B) \
	LOAD  off(SI)(AX*1), A \
	LOAD  off(DX)(AX*1), B \
	F     A, B, RESULT     \
	OP                     \
	STORE B, off(DI)(AX*1)

#define FROMMEMORY(F, RESULT, OP, LOAD, STORE, off, B) \
	LOAD  off(DX)(AX*1), B         \
	F     off(SI)(AX*1), B, RESULT \
	OP                             \
	STORE B, off(DI)(AX*1)

#define TIMES3PS(OP, LOAD, STORE, off, A, B, C) TIMES3(VMULPS, OP, LOAD, STORE, off, A, B, C)
#define TIMES3PD(OP, LOAD, STORE, off, A, B, C) TIMES3(VMULPD, OP, LOAD, STORE, off, A, B, C)
#define TIMES3PSVECTOR(OP, LOAD, STORE, off, A, B, C) TIMES3VECTOR(VMULPS, OP, LOAD, STORE, off, A, B, C)
#define TIMES3PDVECTOR(OP, LOAD, STORE, off, A, B, C) TIMES3VECTOR(VMULPD, OP, LOAD, STORE, off, A, B, C)

#define TIMES3(F, OP, LOAD, STORE, off, A, B, C) \
	LOAD  off(SI)(AX*1), A \
	LOAD  off(DX)(AX*1), B \
	LOAD  off(R9)(AX*1), C \
	F     C, B, C          \
	OP                     \
	STORE B, off(DI)(AX*1)

#define TIMES3VECTOR(F, OP, LOAD, STORE, off, A, B, C) \
	LOAD  off(SI)(AX*1), A    \
	LOAD  off(DX)(AX*1), B    \
	F     off(R9)(AX*1), B, C \
	OP                        \
	STORE B, off(DI)(AX*1)

// The same for two bytes, if that bit of R is set. NOWORD is for elements that have more.

#define NOWORD(OP, R, next)

#define WORD1(OP, R, next) \
	TESTB   $2, R            \
	JZ      next             \
	MOVWLZX (SI)(AX*1), R11  \
	VMOVD   R11, X0          \
	OP                       \
	VMOVD   X0, R11          \
	MOVW    R11, (DI)(AX*1)  \
	ADDQ    $2, AX           \
next:

#define WORD1B(OP, R, next) \
	TESTB   $2, R            \
	JZ      next             \
	MOVWLZX (SI)(AX*1), R11  \
	VMOVD   R11, X0          \
	OP                       \
	VMOVD   X1, R11          \
	MOVW    R11, (DI)(AX*1)  \
	ADDQ    $2, AX           \
next:

#define WORD2(OP, R, next) \
	TESTB   $2, R            \
	JZ      next             \
	MOVWLZX (SI)(AX*1), R11  \
	VMOVD   R11, X0          \
	MOVWLZX (DX)(AX*1), R11  \
	VMOVD   R11, X1          \
	OP                       \
	VMOVD   X1, R11          \
	MOVW    R11, (DI)(AX*1)  \
	ADDQ    $2, AX           \
next:

// A STEP is taken before a block of at most 256 bytes. NOSTEP is for slices that do not repeat. One
// that does has its place in R12, to which AX is added as to the others; it ends at R13, and has
// R14 bytes. STEP goes round to its start where that is due, and sets P to it, or, in the last 256
// bytes, to the seam, which is BX on.

#define NOSTEP(P)

#define STEP(P) \
	MOVQ    R12, P             \
	SUBQ    R14, P             \
	LEAQ    (R12)(AX*1), R11   \
	CMPQ    R11, R13           \
	CMOVQCC P, R12             \
	LEAQ    (R12)(BX*1), P     \
	LEAQ    256(R12)(AX*1), R11 \
	CMPQ    R11, R13           \
	CMOVQLS R12, P

// WHOLE is the loop for where R10 says that the slice that repeats is whole blocks, and that the
// destination is at a cache line: no vector of it is in two pieces, and to ask for its end costs
// less than STEP. What remains is for the pass behind it, from LAST on.
#define WHOLE(VECTOR, OP, bytes, A, B, C, LOG, P, LAST) \
	TESTL   $256, R10                        \
	JZ      general                          \
	MOVQ    R12, P                           \
	SHLQ    $LOG, CX                         \
	SUBQ    $(4*bytes), CX                   \
	JB      LAST                             \
	TESTB   R10, R10                         \
	JNZ     wholeStream                      \
	PCALIGN $32                              \
whole:                                           \
	BLOCK(VECTOR, OP, VMOVUPS, bytes, A, B, C, P, goesOn) \
	JAE     whole                            \
wholeDone:                                       \
	MOVQ    P, R12                           \
	TESTB   $(4*bytes-1), CX                 \
	JNZ     LAST                             \
	VZEROUPPER                               \
	RET                                      \
wholeStream:                                     \
	BLOCK(VECTOR, OP, VMOVNTPS, bytes, A, B, C, P, streamGoesOn) \
	JAE     wholeStream                      \
	SFENCE                                   \
	JMP     wholeDone                        \
general:

#define BLOCK(VECTOR, OP, STORE, bytes, A, B, C, P, goesOn) \
	VECTOR(OP, VMOVUPS, STORE, 0, A, B, C)   \
	VECTOR(OP, VMOVUPS, STORE, bytes, A, B, C) \
	VECTOR(OP, VMOVUPS, STORE, (2*bytes), A, B, C) \
	VECTOR(OP, VMOVUPS, STORE, (3*bytes), A, B, C) \
	ADDQ    $(4*bytes), AX                   \
	LEAQ    (P)(AX*1), R11                   \
	CMPQ    R11, R13                         \
	JNE     goesOn                           \
	SUBQ    R14, P                           \
goesOn:                                          \
	SUBQ    $(4*bytes), CX

// HEAD takes what comes before the next multiple of a vector in dst, up to 16 bytes of it at a time,
// with the bits of its length in R8.
#define HEAD(MOVE, WORD, OP, VECTOR, LOG) \
	OFFALIGNMENT(R8, (VECTOR-(1<<LOG)))                  \
	WORD(OP, R8, head4)                      \
	TESTB  $4, R8                            \
	JZ     head8                             \
	MOVE(OP, VMOVSS, VMOVSS, 0, X0, X1, X2)  \
	ADDQ   $4, AX                            \
head8:                                           \
	TESTB  $8, R8                            \
	JZ     head16                            \
	MOVE(OP, VMOVSD, VMOVSD, 0, X0, X1, X2)  \
	ADDQ   $8, AX                            \
head16:                                          \
	TESTB  $16, R8                           \
	JZ     head32                            \
	MOVE(OP, VMOVUPS, VMOVUPS, 0, X0, X1, X2) \
	ADDQ   $16, AX                           \
head32:

// AVX2 is the pass. VECTOR is MOVE for whole vectors. LOG is log2 of the size of an element: CX counts elements before and bytes
// within. Bytes to do are counted in CX, and its bits say which pieces are left. A slice of 256
// bytes and more is aligned first: a head and what comes before the next STEP are less than one is
// for. To less than 16 bytes after the loop it goes at once: past the
// larger pieces, one branch after another would be taken (n = 33: 5.6 ns against 4.6, Zen 3).
#define AVX2(MOVE, VECTOR, WORD, OP, LOG, STEP, P) \
	SHLQ   $LOG, CX                          \
	STEP(P)                                  \
	CMPQ   CX, $32                           \
	JB     pieces                            \
	CMPQ   CX, $128                          \
	JAE    long                              \
last128:                                         \
	TESTB  $64, CX                           \
	JZ     last64                            \
	VECTOR(OP, VMOVUPS, VMOVUPS, 0, Y0, Y1, Y2) \
	VECTOR(OP, VMOVUPS, VMOVUPS, 32, Y0, Y1, Y2) \
	TESTB  $63, CX                           \
	JZ     done                              \
	ADDQ   $64, AX                           \
last64:                                          \
	TESTB  $32, CX                           \
	JZ     pieces                            \
	VECTOR(OP, VMOVUPS, VMOVUPS, 0, Y0, Y1, Y2) \
	TESTB  $31, CX                           \
	JZ     done                              \
	ADDQ   $32, AX                           \
pieces:                                          \
	TESTB  $16, CX                           \
	JZ     last16                            \
	MOVE(OP, VMOVUPS, VMOVUPS, 0, X0, X1, X2) \
	ADDQ   $16, AX                           \
last16:                                          \
	TESTB  $8, CX                            \
	JZ     last8                             \
	MOVE(OP, VMOVSD, VMOVSD, 0, X0, X1, X2)  \
	ADDQ   $8, AX                            \
last8:                                           \
	TESTB  $4, CX                            \
	JZ     last4                             \
	MOVE(OP, VMOVSS, VMOVSS, 0, X0, X1, X2)  \
	ADDQ   $4, AX                            \
last4:                                           \
	WORD(OP, CX, last2)                      \
done:                                            \
	VZEROUPPER                               \
	RET                                      \
long:                                            \
	CMPQ   CX, $256                          \
	JB     loop                              \
	HEAD(MOVE, WORD, OP, 32, LOG)            \
aligned:                                         \
	TESTB  R10, R10                          \
	JNZ    stream                            \
loop:                                            \
	SUBQ   $128, CX                          \
	PCALIGN $32                              \
next:                                            \
	VECTOR(OP, VMOVUPS, VMOVUPS, 0, Y0, Y1, Y2) \
	VECTOR(OP, VMOVUPS, VMOVUPS, 32, Y0, Y1, Y2) \
	VECTOR(OP, VMOVUPS, VMOVUPS, 64, Y0, Y1, Y2) \
	VECTOR(OP, VMOVUPS, VMOVUPS, 96, Y0, Y1, Y2) \
	SUBQ   $-128, AX                         \
	STEP(P)                                  \
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
	VECTOR(OP, VMOVUPS, VMOVNTPS, 0, Y0, Y1, Y2) \
	VECTOR(OP, VMOVUPS, VMOVNTPS, 32, Y0, Y1, Y2) \
	VECTOR(OP, VMOVUPS, VMOVNTPS, 64, Y0, Y1, Y2) \
	VECTOR(OP, VMOVUPS, VMOVNTPS, 96, Y0, Y1, Y2) \
	SUBQ   $-128, AX                         \
	STEP(P)                                  \
	SUBQ   $128, CX                          \
	JAE    streamNext                        \
	SFENCE                                   \
	TESTB  $127, CX                          \
	JZ     done                              \
	JMP    last128

// AVX512 is the pass. It takes whole vectors, and leaves what remains to REST, the AVX2 kernel. A
// slice of 512 bytes and more is aligned first. FEW is the operation for what does not fill a turn
// of the loop, and for less than 512 bytes.
#define AVX512(MOVE, VECTOR, WORD, OP, FEW, LOG, STEP, P, REST) \
	SHLQ   $LOG, CX                          \
	STEP(P)                                  \
	CMPQ   CX, $512                          \
	JB     last512                           \
	HEAD(MOVE, WORD, OP, 64, LOG)            \
	TESTB  $32, R8                           \
	JZ     head64                            \
	MOVE(OP, VMOVUPS, VMOVUPS, 0, Y0, Y1, Y2) \
	ADDQ   $32, AX                           \
head64:                                          \
	STEP(P)                                  \
aligned:                                         \
	TESTB  R10, R10                          \
	JNZ    stream                            \
loop:                                            \
	SUBQ   $256, CX                          \
	PCALIGN $32                              \
next:                                            \
	VECTOR(OP, VMOVUPS, VMOVUPS, 0, Z0, Z1, Z2) \
	VECTOR(OP, VMOVUPS, VMOVUPS, 64, Z0, Z1, Z2) \
	VECTOR(OP, VMOVUPS, VMOVUPS, 128, Z0, Z1, Z2) \
	VECTOR(OP, VMOVUPS, VMOVUPS, 192, Z0, Z1, Z2) \
	ADDQ   $256, AX                          \
	STEP(P)                                  \
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
	VECTOR(FEW, VMOVUPS, VMOVUPS, 0, Z0, Z1, Z2) \
	VECTOR(FEW, VMOVUPS, VMOVUPS, 64, Z0, Z1, Z2) \
	VECTOR(FEW, VMOVUPS, VMOVUPS, 128, Z0, Z1, Z2) \
	VECTOR(FEW, VMOVUPS, VMOVUPS, 192, Z0, Z1, Z2) \
	ADDQ   $256, AX                          \
	STEP(P)                                  \
last256:                                         \
	TESTB  $128, CX                          \
	JZ     last128                           \
	VECTOR(FEW, VMOVUPS, VMOVUPS, 0, Z0, Z1, Z2) \
	VECTOR(FEW, VMOVUPS, VMOVUPS, 64, Z0, Z1, Z2) \
	SUBQ   $-128, AX                         \
last128:                                         \
	TESTB  $64, CX                           \
	JZ     last64                            \
	VECTOR(FEW, VMOVUPS, VMOVUPS, 0, Z0, Z1, Z2) \
	ADDQ   $64, AX                           \
last64:                                          \
	ANDQ   $63, CX                           \
	JZ     done                              \
	SHRQ   $LOG, CX                          \
	JMP    REST(SB)                          \
stream:                                          \
	LEAQ   (DI)(AX*1), R8                    \
	TESTB  $63, R8                           \
	JNZ    loop                              \
	SUBQ   $256, CX                          \
	PCALIGN $32                              \
streamNext:                                      \
	VECTOR(OP, VMOVUPS, VMOVNTPS, 0, Z0, Z1, Z2) \
	VECTOR(OP, VMOVUPS, VMOVNTPS, 64, Z0, Z1, Z2) \
	VECTOR(OP, VMOVUPS, VMOVNTPS, 128, Z0, Z1, Z2) \
	VECTOR(OP, VMOVUPS, VMOVNTPS, 192, Z0, Z1, Z2) \
	ADDQ   $256, AX                          \
	STEP(P)                                  \
	SUBQ   $256, CX                          \
	JAE    streamNext                        \
	SFENCE                                   \
	JMP    last256

// The pass that sums columns too, OP being a backward step from the output. A strip of columns is
// taken through all rows of a turn, with its sums in registers: they are at R12, for the CX elements
// of each of the R8 rows, which begin R14 bytes apart; R10 is stream. A turn has all rows if they are
// narrow, or if all fit into the first cache. Else it has one, so that the memory is gone through in
// order: two rows a turn took 1.5 times as long from L2 (Zen 5). Within the pass, rows are counted
// less one:
//
//	R9   bytes in a row          R13  rows to do
//	CX   bytes to do in the row  R10  rows in a turn
//	AX   where in the slices     R8   rows to do in the turn
//	R11  where in the row the strip begins
//
// A SUM is a MOVE2 that adds its result to sums in S.

#define SUM(OP, ADD, LOAD, STORE, off, A, B, S) \
	LOAD  off(SI)(AX*1), A \
	LOAD  off(DX)(AX*1), B \
	OP                     \
	STORE B, off(DI)(AX*1) \
	ADD   B, S, S

#define ROWS \
	MOVQ AX, R11           \
	MOVQ R10, R8

#define NEXTROW(row) \
	ADDQ R14, AX           \
	SUBQ $1, R8            \
	JAE  row               \
	MOVQ R11, AX

// Four vectors of sums, or of what is added to them, of so many bytes each.
#define FROM4(off, bytes, S0, S1, S2, S3) \
	VMOVUPS off(R12)(AX*1), S0            \
	VMOVUPS (off+bytes)(R12)(AX*1), S1    \
	VMOVUPS (off+2*bytes)(R12)(AX*1), S2  \
	VMOVUPS (off+3*bytes)(R12)(AX*1), S3

#define SUM4(OP, ADD, STORE, off, bytes, A, B, S0, S1, S2, S3) \
	SUM(OP, ADD, VMOVUPS, STORE, off, A, B, S0) \
	SUM(OP, ADD, VMOVUPS, STORE, (off+bytes), A, B, S1) \
	SUM(OP, ADD, VMOVUPS, STORE, (off+2*bytes), A, B, S2) \
	SUM(OP, ADD, VMOVUPS, STORE, (off+3*bytes), A, B, S3)

#define TO4(off, bytes, S0, S1, S2, S3) \
	VMOVUPS S0, off(R12)(AX*1)            \
	VMOVUPS S1, (off+bytes)(R12)(AX*1)    \
	VMOVUPS S2, (off+2*bytes)(R12)(AX*1)  \
	VMOVUPS S3, (off+3*bytes)(R12)(AX*1)

// STRIP4 is a strip of four vectors, and STRIP one of a vector or less, if that bit of CX is set.
#define STRIP4(OP, ADD, STORE, bytes, A, B, S0, S1, S2, S3, row) \
	FROM4(0, bytes, S0, S1, S2, S3)   \
	ROWS                              \
row:                                      \
	SUM4(OP, ADD, STORE, 0, bytes, A, B, S0, S1, S2, S3) \
	NEXTROW(row)                      \
	TO4(0, bytes, S0, S1, S2, S3)     \
	ADDQ    $(4*bytes), AX

#define STRIP2(OP, ADD, bytes, A, B, S0, S1, row, next) \
	TESTB $(2*bytes), CX              \
	JZ    next                        \
	VMOVUPS (R12)(AX*1), S0           \
	VMOVUPS bytes(R12)(AX*1), S1      \
	ROWS                              \
row:                                      \
	SUM(OP, ADD, VMOVUPS, VMOVUPS, 0, A, B, S0) \
	SUM(OP, ADD, VMOVUPS, VMOVUPS, bytes, A, B, S1) \
	NEXTROW(row)                      \
	VMOVUPS S0, (R12)(AX*1)           \
	VMOVUPS S1, bytes(R12)(AX*1)      \
	ADDQ  $(2*bytes), AX              \
next:

#define STRIP(OP, ADD, LOAD, bytes, A, B, S, row, next) \
	TESTB $bytes, CX                  \
	JZ    next                        \
	LOAD  (R12)(AX*1), S              \
	ROWS                              \
row:                                      \
	SUM(OP, ADD, LOAD, LOAD, 0, A, B, S) \
	NEXTROW(row)                      \
	LOAD  S, (R12)(AX*1)              \
	ADDQ  $bytes, AX                  \
next:

#define STRIPS(OP, ADD) \
	STRIP(OP, ADD, VMOVUPS, 16, X0, X1, X4, row16, last16) \
	STRIP(OP, ADD, VMOVSD, 8, X0, X1, X4, row8, last8) \
	STRIP(OP, ADD, VMOVSS, 4, X0, X1, X4, row4, last4)

#define TURNS(LOG, all, turn) \
	SHLQ  $LOG, CX                    \
	MOVQ  CX, R9                      \
	LEAQ  -1(R8), R13                 \
	XORL  R10, R10                    \
	CMPQ  CX, $512                    \
	JBE   all                         \
	IMULQ CX, R8                      \
	CMPQ  R8, $(16<<10)               \
	JA    turn                        \
all:                                      \
	MOVQ  R13, R10                    \
turn:                                     \
	XORL  AX, AX                      \
	MOVQ  R9, CX

#define NEXTTURN(turn, done) \
	TESTQ R10, R10                    \
	JNZ   done                        \
	ADDQ  R14, DI                     \
	ADDQ  R14, DX                     \
	ADDQ  R14, SI                     \
	SUBQ  $1, R13                     \
	JAE   turn                        \
done:

// STREAM is the same with stores past the caches, for rows of whole strips and a destination at a
// cache line.
#define STREAM(OP, ADD, LOG, bytes, A, B, S0, S1, S2, S3) \
stream:                                   \
	TURNS(LOG, allStream, turnStream) \
	SUBQ  $(4*bytes), CX              \
stripStream:                              \
	STRIP4(OP, ADD, VMOVNTPS, bytes, A, B, S0, S1, S2, S3, rowStream) \
	SUBQ  $(4*bytes), CX              \
	JAE   stripStream                 \
	NEXTTURN(turnStream, doneStream)  \
	SFENCE                            \
	VZEROUPPER                        \
	RET

#define SUMSAVX2(OP, ADD, LOG) \
	TESTB R10, R10                    \
	JNZ   stream                      \
	TURNS(LOG, all, turn)             \
	SUBQ  $128, CX                    \
	JB    last128                     \
strip:                                    \
	STRIP4(OP, ADD, VMOVUPS, 32, Y0, Y1, Y4, Y5, Y6, Y7, row) \
	SUBQ  $128, CX                    \
	JAE   strip                       \
last128:                                  \
	STRIP2(OP, ADD, 32, Y0, Y1, Y4, Y5, row64, last64) \
	STRIP(OP, ADD, VMOVUPS, 32, Y0, Y1, Y4, row32, last32) \
	STRIPS(OP, ADD)                   \
	NEXTTURN(turn, done)              \
	VZEROUPPER                        \
	RET                               \
	STREAM(OP, ADD, LOG, 32, Y0, Y1, Y4, Y5, Y6, Y7)

// A row of 1 KiB is the widest of which AVX-512 has all sums in registers.
#define SUMSAVX512(OP, ADD, LOG) \
	TESTB R10, R10                    \
	JNZ   stream                      \
	TURNS(LOG, all, turn)             \
	CMPQ  CX, $1024                   \
	JEQ   wide                        \
	SUBQ  $256, CX                    \
	JB    last256                     \
strip:                                    \
	STRIP4(OP, ADD, VMOVUPS, 64, Z0, Z1, Z4, Z5, Z6, Z7, row) \
	SUBQ  $256, CX                    \
	JAE   strip                       \
last256:                                  \
	STRIP2(OP, ADD, 64, Z0, Z1, Z4, Z5, row128, last128) \
	STRIP(OP, ADD, VMOVUPS, 64, Z0, Z1, Z4, row64, last64) \
	STRIP(OP, ADD, VMOVUPS, 32, Y0, Y1, Y4, row32, last32) \
	STRIPS(OP, ADD)                   \
	NEXTTURN(turn, done)              \
	VZEROUPPER                        \
	RET                               \
wide:                                     \
	FROM4(0, 64, Z16, Z17, Z18, Z19)  \
	FROM4(256, 64, Z20, Z21, Z22, Z23) \
	FROM4(512, 64, Z24, Z25, Z26, Z27) \
	FROM4(768, 64, Z28, Z29, Z30, Z31) \
	MOVQ  R13, R10                    \
	ROWS                              \
row1024:                                  \
	SUM4(OP, ADD, VMOVUPS, 0, 64, Z0, Z1, Z16, Z17, Z18, Z19) \
	SUM4(OP, ADD, VMOVUPS, 256, 64, Z0, Z1, Z20, Z21, Z22, Z23) \
	SUM4(OP, ADD, VMOVUPS, 512, 64, Z0, Z1, Z24, Z25, Z26, Z27) \
	SUM4(OP, ADD, VMOVUPS, 768, 64, Z0, Z1, Z28, Z29, Z30, Z31) \
	NEXTROW(row1024)                  \
	TO4(0, 64, Z16, Z17, Z18, Z19)    \
	TO4(256, 64, Z20, Z21, Z22, Z23)  \
	TO4(512, 64, Z24, Z25, Z26, Z27)  \
	TO4(768, 64, Z28, Z29, Z30, Z31)  \
	VZEROUPPER                        \
	RET                               \
	STREAM(OP, ADD, LOG, 64, Z0, Z1, Z4, Z5, Z6, Z7)
