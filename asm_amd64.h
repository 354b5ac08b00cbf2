// What the assembly files for amd64 share.

// The comparisons, which are false for a NaN where they ask for less, and true where they ask for not less.
#define LT  $0x11
#define LE  $0x12
#define NLT $0x15
#define NLE $0x16
#define NGE $0x19
#define ORD $0x07
#define UNORD $0x03

// The table of a file. It has a row of four words for a code without the size of an element: the kernel of each rung, or 0
// where there is none, as for the lowest rung, which is Go. DATA wants its places in order.

#define KERNELS(op, F32AVX2, F32AVX512, F64AVX2, F64AVX512) \
	ROW(op<<const_opBit, F32AVX2, F32AVX512)                  \
	ROW(op<<const_opBit+1<<const_rowBit, F64AVX2, F64AVX512)

#define ROW(code, AVX2, AVX512) \
	DATA kernels<>+(4*(code-FIRST)+8)(SB)/8, $AVX2(SB)     \
	DATA kernels<>+(4*(code-FIRST)+16)(SB)/8, $AVX512(SB)

// The way in. An entry has loaded its arguments: the code of the call into BX, the number of elements into CX, and what
// else its kernels take. It is in assembly, since a Go function in between would cost a short slice 1.5 ns (Zen 5).
//
//	SIZE  has the bytes of all elements in R8
//	FITS  goes the slow way unless a source, of M elements at SRC, fits the destination
//	ENTER jumps to the kernel
//
// SLOW is the Go function that does what is left, and has the same arguments where they are.

#define SIZE \
	MOVL  BX, R8                   \
	ANDL  $const_sizeMask, R8      \
	IMULQ CX, R8

// A source fits if it has as many elements as the destination, and is the same memory or disjoint.
#define FITS(SRC, M, fits) \
	CMPQ CX, M                     \
	JNE  slow                      \
	MOVQ DI, R11                   \
	SUBQ SRC, R11                  \
	JEQ  fits                      \
	CMPQ R11, R8                   \
	JB   slow                      \
	NEGQ R11                       \
	CMPQ R8, R11                   \
	JHI  slow                      \
fits:

// The goroutine may be asked to stop. A Go function sees to that as it begins, by the comparison
// that is here (stackguard0 is 16 bytes into g), but what the compiler puts around a function in
// assembly does not: a loop over short slices could keep the garbage collector waiting for as long
// as it runs. So this goes the slow way, too, as does more than a chunk.
//
// FIRST is the first code that the table of a file has, and LIMIT the one behind its last.
#define ENTER(FIRST, LIMIT, SLOW) \
	MOVQ  (TLS), R11               \
	CMPQ  SP, 16(R11)              \
	JLS   slow                     \
	CMPQ  CX, $const_direct        \
	JA    slow                     \
	CMPL  BX, $(LIMIT)             \
	JAE   slow                     \
	MOVQ  ·inUse+choice_kernel(SB), R11 \
	FIND(FIRST)             \
	TESTQ R11, R11                 \
	JZ    slow                     \
	MOVQ  R8, CX                   \
	XORL  AX, AX                   \
	XORL  R10, R10                 \
	JMP   R11                      \
slow:                                  \
	JMP   SLOW(SB)

// FIND loads the kernel of the rung R11 for the code BX into R11.
#define FIND(FIRST) \
	ANDL  $-(1<<const_rowBit), BX  \
	LEAQ  kernels<>(SB), R12          \
	LEAQ  (R12)(R11*8), R12        \
	MOVQ  (-4*(FIRST))(R12)(BX*4), R11

// RUN jumps to the kernel for a job in R10, with all that a kernel may take.
#define RUN(FIRST) \
	MOVQ    job_code(R10), BX      \
	MOVQ    job_n(R10), CX         \
	SIZE                           \
	MOVQ    R8, CX                 \
	MOVQ    job_kernel(R10), R11   \
	FIND(FIRST)             \
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
	MOVBLZX job_stream(R10), R10   \
	XORL    AX, AX                 \
	JMP     R11

// OFFALIGNMENT takes from CX, into R, the bytes before the next multiple of a vector in dst, or goes on
// where there are none. WHOLE is the bits that whole elements may have: a slice that is not even
// aligned to its elements stays unaligned.
#define OFFALIGNMENT(R, WHOLE) \
	LEAQ (DI)(AX*1), R    \
	NEGQ R                \
	ANDQ $WHOLE, R        \
	JZ   aligned          \
	SUBQ R, CX
