// What the assembly files for arm64 share.

// The instructions that the assembler has no name for, and those that a macro needs with a
// register as a number, since it cannot put a name together.
#define VFCMLTZ_S4(n, d) WORD $(0x4EA0E800 | (n)<<5 | (d)) // FCMLT Vd.4S, Vn.4S, #0.0
#define VFCMLTZ_D2(n, d) WORD $(0x4EE0E800 | (n)<<5 | (d)) // FCMLT Vd.2D, Vn.2D, #0.0
#define VFCMLEZ_S4(n, d) WORD $(0x6EA0D800 | (n)<<5 | (d)) // FCMLE Vd.4S, Vn.4S, #0.0
#define VFCMLEZ_D2(n, d) WORD $(0x6EE0D800 | (n)<<5 | (d)) // FCMLE Vd.2D, Vn.2D, #0.0
#define VFMUL_S4(m, n, d) WORD $(0x6E20DC00 | (m)<<16 | (n)<<5 | (d)) // FMUL Vd.4S, Vn.4S, Vm.4S
#define VFMUL_D2(m, n, d) WORD $(0x6E60DC00 | (m)<<16 | (n)<<5 | (d)) // FMUL Vd.2D, Vn.2D, Vm.2D
#define VBIC_B16(m, n, d) WORD $(0x4E601C00 | (m)<<16 | (n)<<5 | (d)) // BIC Vd.16B, Vn.16B, Vm.16B
#define VBIT_B16(m, n, d) WORD $(0x6EA01C00 | (m)<<16 | (n)<<5 | (d)) // BIT Vd.16B, Vn.16B, Vm.16B
#define VBIF_B16(m, n, d) WORD $(0x6EE01C00 | (m)<<16 | (n)<<5 | (d)) // BIF Vd.16B, Vn.16B, Vm.16B
#define VAND_B16(m, n, d) WORD $(0x4E201C00 | (m)<<16 | (n)<<5 | (d)) // AND Vd.16B, Vn.16B, Vm.16B
#define VBSL_B16(m, n, d) WORD $(0x6E601C00 | (m)<<16 | (n)<<5 | (d)) // BSL Vd.16B, Vn.16B, Vm.16B

// F32 and F64 give an operation its instructions: x < 0, x <= 0 and the product, in the lanes of
// its type. A comparison is false for a NaN.
#define F32(OP, x, v, m, t) OP(VFCMLTZ_S4, VFCMLEZ_S4, VFMUL_S4, x, v, m, t)
#define F64(OP, x, v, m, t) OP(VFCMLTZ_D2, VFCMLEZ_D2, VFMUL_D2, x, v, m, t)

// The operations, on the registers of these numbers: x is the input and v, which may be the same
// one, what is passed through or changed, and the result. Nothing but the product is arithmetic,
// so that a signalling NaN keeps its bits.

// x < 0 ? alpha*v : v
#define SCALEBELOW(LT, LE, MUL, x, v, m, t) \
	LT(x, m)          \
	MUL(v, 30, t)     \
	VBIT_B16(m, t, v)

// A MOVE loads a piece, operates on it, and stores the result: MOVE1 a piece of x, and MOVE2, which
// is for the kernels without a mask, pieces of x and dy. A load of less than a vector sets the rest
// to zero, in which an operation does no harm.
//
// The MOVEs of 32 and 64 bytes are in pairs of vectors, and those of 64 leave the pointers to an
// ADVANCE. As llvm-mca 19 predicts it, of 64 bytes of the backward step, in cycles:
//
//	                                        Neoverse N1   Neoverse V1   Apple A14
//	LDP and STP, then ADD                   8.0           3.3           4.0
//	LDP and STP that advance                8.0           4.0           4.8
//	LD1 and ST1 of four vectors             6.0           4.0           6.0

#define MOVE1(TYPE, OP, MOV, n) \
	MOV.P n(R1), F0        \
	TYPE(OP, 0, 0, 16, 20) \
	MOV.P F0, n(R0)

#define MOVE1x64(TYPE, OP, off) \
	FLDPQ off(R1), (F0, F1)      \
	FLDPQ (off+32)(R1), (F2, F3) \
	TYPE(OP, 0, 0, 16, 20)       \
	TYPE(OP, 1, 1, 17, 21)       \
	TYPE(OP, 2, 2, 18, 22)       \
	TYPE(OP, 3, 3, 19, 23)       \
	FSTPQ (F0, F1), off(R0)      \
	FSTPQ (F2, F3), (off+32)(R0)

#define ADVANCE1(n) \
	ADD $n, R1 \
	ADD $n, R0

// ALPHA fills a register with alpha.
#define ALPHA(T) \
	VLD1R (R4), [V30.T]

// CHOOSE jumps to the kernel for n in R3 elements of the size in R5, or back to Go: to LONG or
// GENERIC, which take the arguments where this function has them. It is here, and not in Go, to
// spare a short slice one more call.
//
// LONG is for more than MOST elements, and for when the goroutine is to stop. A Go function would
// see to that as it begins, by the same comparison (stackguard0 is 16 bytes into g), but what the
// compiler puts around a function in assembly does not: a loop over short slices could keep the
// garbage collector waiting for as long as it runs.
#define CHOOSE(MOST, LONG, GENERIC, F32NEON, F64NEON) \
	MOVD 16(g), R6                \
	MOVD RSP, R7                  \
	CMP  R6, R7                   \
	BLS  long                     \
	CMP  MOST, R3                 \
	BHI  long                     \
	MOVD $·inUse(SB), R6          \
	LDAR (R6), R6                 \
	CMP  $const_neon, R6          \
	BNE  generic                  \
	CMP  $const_f32, R5           \
	BNE  f64                      \
	LSL  $2, R3                   \
	B    F32NEON(SB)              \
f64:                                  \
	LSL  $3, R3                   \
	B    F64NEON(SB)              \
long:                                 \
	B    LONG(SB)                 \
generic:                              \
	B    GENERIC(SB)

// RUN is CHOOSE for the functions named run, and TRY for those named try, which go back to one and
// the same Go function.
#define RUN(LONG, GENERIC, F32NEON, F64NEON) CHOOSE($const_chunk, LONG, GENERIC, F32NEON, F64NEON)
#define TRY(BACK, F32NEON, F64NEON) CHOOSE($const_direct, BACK, BACK, F32NEON, F64NEON)
