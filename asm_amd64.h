// What the assembly files for amd64 share.

// The comparisons, which are false for a NaN where they ask for less, and true where they ask for
// not less.
#define LT  $0x11
#define LE  $0x12
#define NLT $0x15
#define NLE $0x16
#define NGE $0x19

// The table of a file. For each code it has the kernels of four rungs, or 0 where there is none, as
// for the lowest rung, which is Go. A code is counted in eights of bytes, and the sizes in its
// lowest bits are as far apart as four words, so that it needs no more than to be added. DATA wants
// its places in order.

#define KERNELS(op, F32AVX2, F32AVX512, F64AVX2, F64AVX512) \
	ROW(op<<const_opBit+4, F32AVX2, F32AVX512)                \
	ROW(op<<const_opBit+8, F64AVX2, F64AVX512)

#define ROW(code, AVX2, AVX512) \
	DATA kernels<>+(8*(code-FIRST)+8)(SB)/8, $AVX2(SB)     \
	DATA kernels<>+(8*(code-FIRST)+16)(SB)/8, $AVX512(SB)

// The way in. An entry has loaded its arguments: the code of the call into AX, the number of
// elements into CX, and what else its kernels take. It is in assembly, since a Go function in
// between would cost a short slice 1.5 ns (Zen 5).
//
//	SIZE   makes R8 the bytes of all elements
//	APART  goes the slow way unless a source, SRC, is the same memory as the destination, or disjoint
//	CLEAR  goes the slow way unless R14 bytes at Q are disjoint from R8 bytes at P
//	ENTER  jumps to the kernel
//
// SLOW is the Go function that does what is left, and has the same arguments where they are. FIRST
// is the first code that the table of the file has. TABLE and SHORT are where the choice of the
// kernel says which rung of it is in use.

#define SIZE \
	MOVL  AX, R8             \
	ANDL  $const_sizeMask, R8 \
	IMULQ CX, R8

#define APART(SRC, apart) \
	MOVQ DI, R11            \
	SUBQ SRC, R11           \
	JEQ  apart              \
	CMPQ R11, R8            \
	JB   slow               \
	NEGQ R11                \
	CMPQ R8, R11            \
	JHI  slow               \
apart:

#define CLEAR(P, Q) \
	MOVQ P, R11    \
	SUBQ Q, R11    \
	CMPQ R11, R14  \
	JB   slow      \
	NEGQ R11       \
	CMPQ R11, R8   \
	JB   slow

// The goroutine may be asked to stop. A Go function sees to that as it begins, by the comparison
// that is here (stackguard0 is 16 bytes into g), but what the compiler puts around a function in
// assembly does not: a loop over short slices could keep the garbage collector waiting for as long
// as it runs. So this goes the slow way, too.
//
// Less than LEAST bytes are for the kernel of the rung below AVX-512, which hands a result on
// sooner where one pass follows another (n = 32: 3.8 ns against 5.5, Zen 5).
#define ENTER(LEAST, TABLE, SHORT, SLOW) \
	ASKED                       \
	CMPQ R8, LEAST              \
	JAE  least                  \
	MOVQ ·inUse+SHORT(SB), R11  \
find:                               \
	FIND                        \
least:                              \
	MOVQ ·inUse+TABLE(SB), R11  \
	JMP  find                   \
slow:                               \
	JMP  SLOW(SB)

#define ASKED \
	MOVQ (TLS), R11   \
	CMPQ SP, 16(R11)  \
	JLS  slow

#define FIND \
	MOVQ  (-8*FIRST)(R11)(AX*8), R11 \
	TESTQ R11, R11                   \
	JZ    slow                       \
	XORL  AX, AX                     \
	JMP   R11

// More than a chunk goes the slow way.
#define CHUNK \
	CMPQ CX, $const_direct  \
	JA   slow

// RUN jumps to the kernel for a job in R10, with all that a kernel may take.
#define RUN \
	MOVQ    job_code(R10), AX      \
	MOVQ    job_n(R10), CX         \
	LEAQ    kernels<>(SB), R11     \
	MOVQ    job_kernel(R10), R12   \
	LEAQ    (R11)(R12*8), R11      \
	MOVQ    (-8*FIRST)(R11)(AX*8), R11 \
	MOVQ    job_dst(R10), DI       \
	MOVQ    job_dy(R10), DX        \
	MOVQ    job_x(R10), SI         \
	MOVQ    job_scalar(R10), R9    \
	MOVQ    job_period(R10), R14   \
	MOVQ    job_third(R10), R13    \
	MOVQ    R13, R12               \
	ADDQ    job_offset(R10), R12   \
	ADDQ    R14, R13               \
	MOVQ    job_seam(R10), BX      \
	ADDQ    $const_block, BX       \
	SUBQ    R13, BX                \
	MOVQ    job_rows(R10), R8      \
	MOVWLZX job_stream(R10), R10   \
	XORL    AX, AX                 \
	JMP     R11

// OFFALIGNMENT takes from CX, into R, the bytes before the next multiple of a vector in dst, or
// goes on where there are none. WHOLE is the bits that whole elements may have: a slice that is not
// even aligned to its elements stays unaligned.
#define OFFALIGNMENT(R, WHOLE) \
	LEAQ (DI)(AX*1), R    \
	NEGQ R                \
	ANDQ $WHOLE, R        \
	JZ   aligned          \
	SUBQ R, CX
