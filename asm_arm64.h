// What the assembly files for arm64 share.

// The instructions that the assembler has no name for, and those that a macro needs with a
// register as a number, since it cannot put a name together.
#define VFCMLTZ_S4(n, d) WORD $(0x4EA0E800 | (n)<<5 | (d)) // FCMLT Vd.4S, Vn.4S, #0.0
#define VFCMLTZ_D2(n, d) WORD $(0x4EE0E800 | (n)<<5 | (d)) // FCMLT Vd.2D, Vn.2D, #0.0
#define VFCMLEZ_S4(n, d) WORD $(0x6EA0D800 | (n)<<5 | (d)) // FCMLE Vd.4S, Vn.4S, #0.0
#define VFCMLEZ_D2(n, d) WORD $(0x6EE0D800 | (n)<<5 | (d)) // FCMLE Vd.2D, Vn.2D, #0.0
#define VFCMGT_S4(m, n, d) WORD $(0x6EA0E400 | (m)<<16 | (n)<<5 | (d)) // FCMGT Vd.4S, Vn.4S, Vm.4S
#define VFCMGT_D2(m, n, d) WORD $(0x6EE0E400 | (m)<<16 | (n)<<5 | (d)) // FCMGT Vd.2D, Vn.2D, Vm.2D
#define VFCMGE_S4(m, n, d) WORD $(0x6E20E400 | (m)<<16 | (n)<<5 | (d)) // FCMGE Vd.4S, Vn.4S, Vm.4S
#define VFCMGE_D2(m, n, d) WORD $(0x6E60E400 | (m)<<16 | (n)<<5 | (d)) // FCMGE Vd.2D, Vn.2D, Vm.2D
#define VFADD_S4(m, n, d) WORD $(0x4E20D400 | (m)<<16 | (n)<<5 | (d)) // FADD Vd.4S, Vn.4S, Vm.4S
#define VFADD_D2(m, n, d) WORD $(0x4E60D400 | (m)<<16 | (n)<<5 | (d)) // FADD Vd.2D, Vn.2D, Vm.2D
#define VFMUL_S4(m, n, d) WORD $(0x6E20DC00 | (m)<<16 | (n)<<5 | (d)) // FMUL Vd.4S, Vn.4S, Vm.4S
#define VFMUL_D2(m, n, d) WORD $(0x6E60DC00 | (m)<<16 | (n)<<5 | (d)) // FMUL Vd.2D, Vn.2D, Vm.2D
#define VAND_B16(m, n, d) WORD $(0x4E201C00 | (m)<<16 | (n)<<5 | (d)) // AND Vd.16B, Vn.16B, Vm.16B
#define VBIC_B16(m, n, d) WORD $(0x4E601C00 | (m)<<16 | (n)<<5 | (d)) // BIC Vd.16B, Vn.16B, Vm.16B
#define VBIT_B16(m, n, d) WORD $(0x6EA01C00 | (m)<<16 | (n)<<5 | (d)) // BIT Vd.16B, Vn.16B, Vm.16B
#define VBIF_B16(m, n, d) WORD $(0x6EE01C00 | (m)<<16 | (n)<<5 | (d)) // BIF Vd.16B, Vn.16B, Vm.16B
#define VBSL_B16(m, n, d) WORD $(0x6E601C00 | (m)<<16 | (n)<<5 | (d)) // BSL Vd.16B, Vn.16B, Vm.16B
#define VCMGT_H8(m, n, d) WORD $(0x4E603400 | (m)<<16 | (n)<<5 | (d)) // CMGT Vd.8H, Vn.8H, Vm.8H
#define VCMTST_H8(m, n, d) WORD $(0x4E608C00 | (m)<<16 | (n)<<5 | (d)) // CMTST Vd.8H, Vn.8H, Vm.8H
#define VCMTST_S4(m, n, d) WORD $(0x4EA08C00 | (m)<<16 | (n)<<5 | (d)) // CMTST Vd.4S, Vn.4S, Vm.4S
#define VADD_H8(m, n, d) WORD $(0x4E608400 | (m)<<16 | (n)<<5 | (d)) // ADD Vd.8H, Vn.8H, Vm.8H
#define VSUB_S4(m, n, d) WORD $(0x6EA08400 | (m)<<16 | (n)<<5 | (d)) // SUB Vd.4S, Vn.4S, Vm.4S
#define VADDHN_H4(m, n, d) WORD $(0x0E604000 | (m)<<16 | (n)<<5 | (d)) // ADDHN Vd.4H, Vn.4S, Vm.4S
#define VADDHN2_H8(m, n, d) WORD $(0x4E604000 | (m)<<16 | (n)<<5 | (d)) // ADDHN2 Vd.8H, Vn.4S, Vm.4S
#define VSHLL_S4(n, d) WORD $(0x2E613800 | (n)<<5 | (d)) // SHLL Vd.4S, Vn.4H, #16
#define VSHLL2_S4(n, d) WORD $(0x6E613800 | (n)<<5 | (d)) // SHLL2 Vd.4S, Vn.8H, #16
#define VFCVTL_S4(n, d) WORD $(0x0E217800 | (n)<<5 | (d)) // FCVTL Vd.4S, Vn.4H
#define VFCVTL2_S4(n, d) WORD $(0x4E217800 | (n)<<5 | (d)) // FCVTL2 Vd.4S, Vn.8H
#define VFCVTN_H4(n, d) WORD $(0x0E216800 | (n)<<5 | (d)) // FCVTN Vd.4H, Vn.4S
#define VFCVTN2_H8(n, d) WORD $(0x4E216800 | (n)<<5 | (d)) // FCVTN2 Vd.8H, Vn.4S

// What an operation on floats does in the lanes of its type T, which is F32 or F64: x < 0, x <= 0,
// n > m, n >= m, a sum, and a product. A comparison is false for a NaN.
#define F32(S4, D2) S4
#define F64(S4, D2) D2
#define LTZ(T, x, d) T(VFCMLTZ_S4, VFCMLTZ_D2)(x, d)
#define LEZ(T, x, d) T(VFCMLEZ_S4, VFCMLEZ_D2)(x, d)
#define GTF(T, m, n, d) T(VFCMGT_S4, VFCMGT_D2)(m, n, d)
#define GEF(T, m, n, d) T(VFCMGE_S4, VFCMGE_D2)(m, n, d)
#define ADDF(T, m, n, d) T(VFADD_S4, VFADD_D2)(m, n, d)
#define MULF(T, m, n, d) T(VFMUL_S4, VFMUL_D2)(m, n, d)

// SCALAR fills a register with alpha or max.
#define SCALAR(A) \
	VLD1R (R4), [V30.A]

// The table of a file. For each code it has the kernels of four rungs, or 0 where there is none, as
// for the lowest rung, which is Go. A code is counted in eights of bytes, and the sizes in its
// lowest bits are as far apart as four words, so that it needs no more than to be added. DATA wants
// its places in order.

#define KERNELS(op, F32NEON, F64NEON) \
	ROW(op<<const_opBit+4, F32NEON) \
	ROW(op<<const_opBit+8, F64NEON)

#define ROW(code, NEON) \
	DATA kernels<>+(8*(code-FIRST)+8)(SB)/8, $NEON(SB)

// The way in. An entry has loaded its arguments: the code of the call into R5, the number of
// elements into R3, and what else its kernels take. It is in assembly, to spare a short slice a Go
// function in between.
//
//	SAME   goes the slow way unless a source has as many elements, M
//	SIZE   makes R7 the bytes of all elements
//	APART  goes the slow way unless a source, SRC, is the same memory as the destination, or disjoint
//	ENTER  jumps to the kernel
//
// SLOW is the Go function that does what is left, and has the same arguments where they are. FIRST
// is the first code that the table of the file has, from which an entry counts. TABLE is where the
// choice of the kernel says which rung of it is in use.

#define SAME(M) \
	MOVD M, R6  \
	CMP  R6, R3 \
	BNE  slow

#define SIZE \
	AND $const_sizeMask, R5, R7 \
	MUL R3, R7, R7

#define APART(SRC, apart) \
	SUBS SRC, R0, R6 \
	BEQ  apart       \
	CMP  R7, R6      \
	BLO  slow        \
	NEG  R6, R6      \
	CMP  R7, R6      \
	BLO  slow        \
apart:

// The goroutine may be asked to stop. A Go function sees to that as it begins, by the comparison
// that is here (stackguard0 is 16 bytes into g), but what the compiler puts around a function in
// assembly does not: a loop over short slices could keep the garbage collector waiting for as long
// as it runs. So this goes the slow way, too.
#define ENTER(TABLE, SLOW) \
	MOVD 16(g), R6            \
	CMP  R6, RSP              \
	BLS  slow                 \
	MOVD ·inUse+TABLE(SB), R6 \
	MOVD (R6)(R5<<3), R6      \
	CBZ  R6, slow             \
	B    (R6)                 \
slow:                             \
	B    SLOW(SB)

// More than a chunk goes the slow way.
#define CHUNK \
	CMP $const_direct, R3 \
	BHI slow

// RUN jumps to the kernel for a job in R14, with all that a kernel may take.
#define RUN \
	MOVD job_code(R14), R5    \
	SUB  $FIRST, R5           \
	MOVD job_kernel(R14), R6  \
	MOVD $kernels<>(SB), R7   \
	ADD  R6<<3, R7            \
	MOVD (R7)(R5<<3), R6      \
	MOVD job_dst(R14), R0     \
	MOVD job_x(R14), R1       \
	MOVD job_dy(R14), R2      \
	MOVD job_n(R14), R3       \
	MOVD job_scalar(R14), R4  \
	MOVD job_period(R14), R11 \
	MOVD job_offset(R14), R9  \
	SUB  R9, R11, R9          \
	MOVD job_third(R14), R10  \
	ADD  R11, R10             \
	MOVD job_seam(R14), R12   \
	ADD  $const_block, R12    \
	MOVD job_rows(R14), R13   \
	B    (R6)
