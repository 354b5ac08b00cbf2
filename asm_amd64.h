// What the assembly files for amd64 share.

// CHOOSE jumps to the kernel for n in CX elements of the size in R8, or back to Go: to LONG or
// GENERIC, which take the arguments where this function has them. It is here, and not in Go,
// since a call more would cost a short slice 1.5 ns (Zen 5). Less than WIDE bytes are the AVX2
// kernel's. That is 256 in place, where one pass follows another and the AVX2 kernel hands a result
// on sooner (n = 32: 3.8 ns against 5.5, Zen 5), 128 out of place, and 256 with a mask, for which
// the AVX-512 kernels take no less.
//
// LONG is for more than MOST elements, and for when the goroutine is to stop. A Go function would
// see to that as it begins, by the same comparison (stackguard0 is 16 bytes into g), but what the
// compiler puts around a function in assembly does not: a loop over short slices could keep the
// garbage collector waiting for as long as it runs.
#define CHOOSE(MOST, WIDE, LONG, GENERIC, F32AVX2, F32AVX512, F64AVX2, F64AVX512) \
	MOVQ   (TLS), R11             \
	CMPQ   SP, 16(R11)            \
	JLS    long                   \
	MOVQ   ·inUse(SB), R11        \
	XORL   AX, AX                 \
	CMPQ   CX, MOST               \
	JA     long                   \
	CMPQ   R11, $const_avx2       \
	JB     generic                \
	CMPQ   R8, $const_f32         \
	JNE    f64                    \
	SHLQ   $2, CX                 \
	CMPQ   CX, WIDE               \
	JAE    wide32                 \
avx2f32:                              \
	JMP    F32AVX2(SB)            \
wide32:                               \
	CMPQ   R11, $const_avx512     \
	JNE    avx2f32                \
	JMP    F32AVX512(SB)          \
f64:                                  \
	SHLQ   $3, CX                 \
	CMPQ   CX, WIDE               \
	JAE    wide64                 \
avx2f64:                              \
	JMP    F64AVX2(SB)            \
wide64:                               \
	CMPQ   R11, $const_avx512     \
	JNE    avx2f64                \
	JMP    F64AVX512(SB)          \
long:                                 \
	JMP    LONG(SB)               \
generic:                              \
	JMP    GENERIC(SB)

// RUN is CHOOSE for the functions named run, and TRY for those named try, which go back to one and
// the same Go function.
#define RUN(LONG, GENERIC, F32AVX2, F32AVX512, F64AVX2, F64AVX512) \
	CHOOSE($const_chunk, $128, LONG, GENERIC, F32AVX2, F32AVX512, F64AVX2, F64AVX512)
#define TRY(WIDE, BACK, F32AVX2, F32AVX512, F64AVX2, F64AVX512) \
	CHOOSE($const_direct, WIDE, BACK, BACK, F32AVX2, F32AVX512, F64AVX2, F64AVX512)

// OFFALIGNMENT takes from CX, into R, the bytes before the next multiple of a vector in dst, or goes on
// where there are none. WHOLE is the bits that whole elements may have: a slice that is not even
// aligned to its elements stays unaligned.
#define OFFALIGNMENT(R, WHOLE) \
	LEAQ (DI)(AX*1), R    \
	NEGQ R                \
	ANDQ $WHOLE, R        \
	JZ   aligned          \
	SUBQ R, CX
