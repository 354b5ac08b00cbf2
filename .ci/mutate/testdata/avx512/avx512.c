// AVX-512 on a processor without it, as far as the kernels and the mistakes in them need it.
//
// The first instruction of a kernel that the processor does not have raises SIGILL. Its handler takes over
// the registers, goes on through the code, an instruction at a time, until the kernel returns, and
// gives the registers back. So the tests run as fast as ever, but for the kernels.
//
// The instructions are those in internal/asmcheck, and what they turn into by a mistake. Any other in AVX-512 goes
// to Go's own handler, which prints its bytes. Any other besides is left to the processor, with which this
// ends: the kernels have none before they are done with AVX-512.
//
// A fault in the memory of the tests is handed to Go's handler as if the instruction had raised it.

#define _GNU_SOURCE
#include <immintrin.h>
#include <signal.h>
#include <stdint.h>
#include <ucontext.h>

typedef union {
	uint8_t b[64];
	uint16_t w[32];
	uint32_t d[16];
	uint64_t q[8];
	float f[16];
	double g[8];
	__m256i y[2];
	__m128i x[4];
} vector;

typedef struct {
	uint64_t r[16]; // by their numbers in instructions
	uint64_t ip, flags;
	vector z[32];
	uint64_t k[8];
} registers;

// The states that a step ends in.
enum { ON, LEAVE, UNKNOWN, MISALIGNED };

// copy is memcpy, most often of an element.
static inline void copy(void *dst, const void *src, uint64_t n) {
	switch (n) {
	case 1: __builtin_memcpy(dst, src, 1); return;
	case 2: __builtin_memcpy(dst, src, 2); return;
	case 4: __builtin_memcpy(dst, src, 4); return;
	case 8: __builtin_memcpy(dst, src, 8); return;
	case 16: __builtin_memcpy(dst, src, 16); return;
	}
	__asm__ volatile("rep movsb" : "+D"(dst), "+S"(src), "+c"(n) : : "memory");
}

// Which gcc may call.
void *memcpy(void *dst, const void *src, uint64_t n) {
	copy(dst, src, n);
	return dst;
}

void *memset(void *dst, int c, uint64_t n) {
	void *d = dst;
	__asm__ volatile("rep stosb" : "+D"(d), "+c"(n) : "a"(c) : "memory");
	return dst;
}

static uint64_t low(uint64_t v, int size) { return size == 8 ? v : v & ((1ull << 8 * size) - 1); }

static uint64_t loadInt(uint64_t p, int size) {
	switch (size) {
	case 1: return *(volatile uint8_t *)p;
	case 2: return *(volatile uint16_t *)p;
	case 4: return *(volatile uint32_t *)p;
	}
	return *(volatile uint64_t *)p;
}

static void storeInt(uint64_t p, int size, uint64_t v) {
	switch (size) {
	case 1: *(volatile uint8_t *)p = v; break;
	case 2: *(volatile uint16_t *)p = v; break;
	case 4: *(volatile uint32_t *)p = v; break;
	default: *(volatile uint64_t *)p = v;
	}
}

// Flags.

enum { CF = 1, PF = 4, ZF = 0x40, SF = 0x80, OF = 0x800, ALL = CF | PF | ZF | SF | OF };

static uint64_t flagsOf(uint64_t r, int size) {
	r = low(r, size);
	return (r == 0 ? ZF : 0) | (r >> (8 * size - 1) ? SF : 0) | (__builtin_parity(r & 0xff) ? 0 : PF);
}

// arithmetic is the eight operations in the order of their codes: ADD OR ADC SBB AND SUB XOR CMP.
static uint64_t arithmetic(registers *g, int op, int size, uint64_t a, uint64_t b) {
	uint64_t r, carry = g->flags & CF, f = 0;
	int top = 8 * size - 1;
	a = low(a, size), b = low(b, size);
	switch (op) {
	case 0:
	case 2:
		carry = op == 2 ? carry : 0;
		r = low(a + b + carry, size);
		f = (r < a || (carry && r == a) ? CF : 0) | (((a ^ r) & (b ^ r)) >> top & 1 ? OF : 0);
		break;
	case 3:
	case 5:
	case 7:
		carry = op == 3 ? carry : 0;
		r = low(a - b - carry, size);
		f = (a < b || (carry && a == b) ? CF : 0) | (((a ^ b) & (a ^ r)) >> top & 1 ? OF : 0);
		break;
	case 1: r = a | b; break;
	case 4: r = a & b; break;
	default: r = a ^ b;
	}
	g->flags = (g->flags & ~(uint64_t)ALL) | f | flagsOf(r, size);
	return r;
}

static int condition(registers *g, int c) {
	uint64_t f = g->flags;
	int is;
	switch (c >> 1) {
	case 0: is = !!(f & OF); break;
	case 1: is = !!(f & CF); break;
	case 2: is = !!(f & ZF); break;
	case 3: is = !!(f & (CF | ZF)); break;
	case 4: is = !!(f & SF); break;
	case 5: is = !!(f & PF); break;
	case 6: is = !!(f & SF) != !!(f & OF); break;
	default: is = (f & ZF) || !!(f & SF) != !!(f & OF);
	}
	return is ^ (c & 1);
}

// An instruction, decoded.
typedef struct {
	int evex, map, pp, w, opcode;
	int vl; // bytes of a vector
	int reg, v, rm; // operands: vvvv and a register in the place of memory
	int inMemory;
	uint64_t at;
	int mask, zero, broadcast;
	int rex, size; // of general registers
	int imm;
} instruction;

// operand reads ModRM, SIB and the displacement, with the scale of one of 8 bits. imm is how many bytes follow, for
// what is relative to the instruction pointer.
static const uint8_t *operand(registers *g, instruction *in, const uint8_t *p, int r, int x, int b, int scale, int imm) {
	int modrm = *p++, mod = modrm >> 6, rm = modrm & 7;
	in->reg = (modrm >> 3 & 7) | r;
	in->rm = rm | b;
	in->inMemory = mod != 3;
	if (mod == 3) {
		return p;
	}
	uint64_t at;
	int relative = 0;
	if (rm == 4) {
		int sib = *p++, index = (sib >> 3 & 7) | x, base = sib & 7;
		if (base == 5 && mod == 0) {
			at = *(int32_t *)p, p += 4;
		} else {
			at = g->r[base | b];
		}
		if (index != 4) {
			at += g->r[index] << (sib >> 6);
		}
	} else if (rm == 5 && mod == 0) {
		at = *(int32_t *)p, p += 4, relative = 1;
	} else {
		at = g->r[rm | b];
	}
	if (mod == 1) {
		at += *(int8_t *)p++ * (int64_t)scale;
	} else if (mod == 2) {
		at += *(int32_t *)p, p += 4;
	}
	in->at = relative ? at + (uint64_t)p + imm : at;
	return p;
}

// Integer instructions.

static int registerOf(const instruction *in, int n) { return in->size == 1 && !in->rex && n >= 4 ? -1 : n; }

static uint64_t get(registers *g, const instruction *in, int n) {
	int r = registerOf(in, n);
	return r < 0 ? g->r[n - 4] >> 8 & 0xff : low(g->r[r], in->size); // AH and its like
}

static void set(registers *g, const instruction *in, int n, uint64_t v) {
	int r = registerOf(in, n);
	if (r < 0) {
		g->r[n - 4] = (g->r[n - 4] & ~0xff00ull) | (v & 0xff) << 8;
	} else if (in->size < 4) {
		uint64_t m = (1ull << 8 * in->size) - 1;
		g->r[r] = (g->r[r] & ~m) | (v & m);
	} else {
		g->r[r] = low(v, in->size);
	}
}

static uint64_t getRM(registers *g, const instruction *in) {
	return in->inMemory ? loadInt(in->at, in->size) : get(g, in, in->rm);
}

static void setRM(registers *g, const instruction *in, uint64_t v) {
	if (in->inMemory) {
		storeInt(in->at, in->size, v);
	} else {
		set(g, in, in->rm, v);
	}
}

static int64_t immediate(const uint8_t **p, int size) {
	int64_t v;
	switch (size) {
	case 1: v = *(int8_t *)*p; break;
	case 2: v = *(int16_t *)*p; break;
	default: v = *(int32_t *)*p, size = 4;
	}
	*p += size;
	return v;
}

static int integer(registers *g, const uint8_t *p) {
	instruction in = {0};
	int rex = 0, narrow = *p == 0x66;
	p += narrow;
	if ((*p & 0xf0) == 0x40) {
		rex = *p++;
	}
	int r = (rex & 4) << 1, x = (rex & 2) << 2, b = (rex & 1) << 3;
	int wide = rex & 8 ? 8 : narrow ? 2 : 4;
	in.rex = rex, in.size = wide;
	int op = *p++;
#define OPERAND(imm) p = operand(g, &in, p, r, x, b, 1, imm)
	if (op < 0x40 && (op & 7) < 6) {
		int what = op >> 3;
		in.size = op & 1 ? wide : 1;
		uint64_t a, v;
		switch (op & 7) {
		case 0:
		case 1:
			OPERAND(0);
			v = arithmetic(g, what, in.size, getRM(g, &in), get(g, &in, in.reg));
			if (what != 7) {
				setRM(g, &in, v);
			}
			break;
		case 2:
		case 3:
			OPERAND(0);
			a = getRM(g, &in);
			v = arithmetic(g, what, in.size, get(g, &in, in.reg), a);
			if (what != 7) {
				set(g, &in, in.reg, v);
			}
			break;
		default:
			a = immediate(&p, in.size);
			v = arithmetic(g, what, in.size, get(g, &in, 0), a);
			if (what != 7) {
				set(g, &in, 0, v);
			}
		}
		g->ip = (uint64_t)p;
		return ON;
	}
	if ((op & 0xf0) == 0x70) {
		int64_t to = immediate(&p, 1);
		g->ip = (uint64_t)p + (condition(g, op & 15) ? to : 0);
		return ON;
	}
	if ((op & 0xf8) == 0xb8) {
		if (wide == 8) {
			g->r[(op & 7) | b] = *(uint64_t *)p, p += 8;
		} else {
			set(g, &in, (op & 7) | b, immediate(&p, wide));
		}
		g->ip = (uint64_t)p;
		return ON;
	}
	switch (op) {
	case 0x63:
		OPERAND(0);
		in.size = 4;
		g->r[in.reg] = (int64_t)(int32_t)getRM(g, &in);
		break;
	case 0x69:
	case 0x6b: {
		OPERAND(op == 0x6b ? 1 : wide == 2 ? 2 : 4);
		int64_t v = getRM(g, &in);
		set(g, &in, in.reg, v * immediate(&p, op == 0x6b ? 1 : wide));
		break;
	}
	case 0x80:
	case 0x81:
	case 0x83: {
		in.size = op == 0x80 ? 1 : wide;
		int n = op == 0x81 ? (wide == 2 ? 2 : 4) : 1;
		OPERAND(n);
		int64_t v = immediate(&p, n);
		uint64_t res = arithmetic(g, in.reg & 7, in.size, getRM(g, &in), v);
		if ((in.reg & 7) != 7) {
			setRM(g, &in, res);
		}
		break;
	}
	case 0x84:
	case 0x85:
		in.size = op & 1 ? wide : 1;
		OPERAND(0);
		arithmetic(g, 4, in.size, getRM(g, &in), get(g, &in, in.reg));
		break;
	case 0xa8:
	case 0xa9: {
		in.size = op & 1 ? wide : 1;
		int64_t v = immediate(&p, in.size);
		arithmetic(g, 4, in.size, get(g, &in, 0), v);
		break;
	}
	case 0x88:
	case 0x89:
		in.size = op & 1 ? wide : 1;
		OPERAND(0);
		setRM(g, &in, get(g, &in, in.reg));
		break;
	case 0x8a:
	case 0x8b:
		in.size = op & 1 ? wide : 1;
		OPERAND(0);
		set(g, &in, in.reg, getRM(g, &in));
		break;
	case 0x8d:
		OPERAND(0);
		set(g, &in, in.reg, in.at);
		break;
	case 0xc6:
	case 0xc7: {
		in.size = op & 1 ? wide : 1;
		int n = in.size == 8 ? 4 : in.size;
		OPERAND(n);
		setRM(g, &in, immediate(&p, n));
		break;
	}
	case 0xc0:
	case 0xc1:
	case 0xd0:
	case 0xd1:
	case 0xd2:
	case 0xd3: {
		in.size = op & 1 ? wide : 1;
		OPERAND(op < 0xd0 ? 1 : 0);
		int n = op < 0xd0 ? *p++ : op < 0xd2 ? 1 : g->r[1];
		n &= in.size == 8 ? 63 : 31;
		uint64_t v = getRM(g, &in), res, carry, over, top = 8 * in.size - 1;
		if (n == 0) {
			if (!in.inMemory) {
				set(g, &in, in.rm, v); // and the upper half to zero
			}
			break;
		}
		switch (in.reg & 7) {
		case 4:
			res = low(v << n, in.size), carry = v >> (top + 1 - n) & 1, over = (res >> top) ^ carry;
			break;
		case 5:
			res = v >> n, carry = v >> (n - 1) & 1, over = v >> top;
			break;
		case 7: {
			int64_t s = (int64_t)(v << (63 - top)) >> (63 - top);
			res = low(s >> n, in.size), carry = s >> (n - 1) & 1, over = 0;
			break;
		}
		default:
			return LEAVE;
		}
		g->flags = (g->flags & ~(uint64_t)ALL) | (carry ? CF : 0) | (over & 1 ? OF : 0) | flagsOf(res, in.size);
		setRM(g, &in, res);
		break;
	}
	case 0xf6:
	case 0xf7: {
		in.size = op & 1 ? wide : 1;
		int what = p[0] >> 3 & 7, n = what < 2 ? (in.size == 8 ? 4 : in.size) : 0;
		OPERAND(n);
		uint64_t v = getRM(g, &in);
		switch (what) {
		case 0:
		case 1:
			arithmetic(g, 4, in.size, v, immediate(&p, n));
			break;
		case 2:
			setRM(g, &in, ~v);
			break;
		case 3:
			setRM(g, &in, arithmetic(g, 5, in.size, 0, v));
			break;
		case 6: {
			if (in.size < 4 || v == 0) {
				return LEAVE; // and let the processor say what it is
			}
			unsigned __int128 a = (unsigned __int128)low(g->r[2], in.size) << 8 * in.size | low(g->r[0], in.size);
			if (low(g->r[2], in.size) >= v) {
				return LEAVE;
			}
			uint64_t quotient, rest;
			if (in.size == 8) {
				__asm__("divq %4" : "=a"(quotient), "=d"(rest) : "a"((uint64_t)a), "d"((uint64_t)(a >> 64)), "r"(v));
			} else {
				quotient = (uint64_t)a / v, rest = (uint64_t)a % v;
			}
			set(g, &in, 0, quotient), set(g, &in, 2, rest);
			break;
		}
		default:
			return LEAVE;
		}
		break;
	}
	case 0xfe:
	case 0xff: {
		in.size = op & 1 ? wide : 1;
		int what = p[0] >> 3 & 7;
		OPERAND(0);
		if (what < 2) {
			uint64_t carry = g->flags & CF;
			setRM(g, &in, arithmetic(g, what ? 5 : 0, in.size, getRM(g, &in), 1));
			g->flags = (g->flags & ~(uint64_t)CF) | carry;
			break;
		}
		if (what != 4) {
			return LEAVE;
		}
		in.size = 8;
		g->ip = getRM(g, &in);
		return ON;
	}
	case 0x90:
		break;
	case 0xc3:
		g->ip = loadInt(g->r[4], 8);
		g->r[4] += 8;
		return LEAVE;
	case 0xe9: {
		int64_t to = immediate(&p, 4);
		g->ip = (uint64_t)p + to;
		return ON;
	}
	case 0xeb: {
		int64_t to = immediate(&p, 1);
		g->ip = (uint64_t)p + to;
		return ON;
	}
	case 0x0f:
		op = *p++;
		if ((op & 0xf0) == 0x40) {
			OPERAND(0);
			uint64_t v = getRM(g, &in);
			set(g, &in, in.reg, condition(g, op & 15) ? v : get(g, &in, in.reg));
			break;
		}
		if ((op & 0xf0) == 0x80) {
			int64_t to = immediate(&p, 4);
			g->ip = (uint64_t)p + (condition(g, op & 15) ? to : 0);
			return ON;
		}
		switch (op) {
		case 0x1f:
			OPERAND(0);
			break;
		case 0xae:
			if (*p++ != 0xf8) {
				return LEAVE;
			}
			break; // SFENCE
		case 0xaf: {
			OPERAND(0);
			uint64_t v = getRM(g, &in);
			set(g, &in, in.reg, get(g, &in, in.reg) * v);
			break;
		}
		case 0xb6:
		case 0xb7:
		case 0xbe:
		case 0xbf: {
			OPERAND(0);
			int size = in.size;
			in.size = op & 1 ? 2 : 1;
			uint64_t v = getRM(g, &in);
			if (op & 8) {
				v = op & 1 ? (int64_t)(int16_t)v : (int64_t)(int8_t)v;
			}
			in.size = size;
			set(g, &in, in.reg, v);
			break;
		}
		default:
			return LEAVE;
		}
		break;
	default:
		return LEAVE;
	}
	g->ip = (uint64_t)p;
	return ON;
}

// Vectors.

static int active(registers *g, const instruction *in, int i) { return !in->mask || g->k[in->mask] >> i & 1; }

// source is the operand that may be in memory, of elements of so many bytes. What the mask leaves out is not loaded.
static vector source(registers *g, const instruction *in, int bytes) {
	vector v = {0};
	if (!in->inMemory) {
		return g->z[in->rm];
	}
	int n = in->vl / bytes;
	if (in->broadcast) {
		uint64_t e = loadInt(in->at, bytes);
		for (int i = 0; i < n; i++) {
			copy(&v.b[i * bytes], &e, bytes);
		}
	} else if (in->mask) {
		for (int i = 0; i < n; i++) {
			if (active(g, in, i)) {
				copy(&v.b[i * bytes], (void *)(in->at + i * bytes), bytes);
			}
		}
	} else if (in->vl == 16) {
		v.x[0] = _mm_loadu_si128((void *)in->at);
	} else {
		for (int i = 0; i < in->vl / 32; i++) {
			v.y[i] = _mm256_loadu_si256((void *)(in->at + 32 * i));
		}
	}
	return v;
}

// result writes a register, under the mask.
static void result(registers *g, const instruction *in, int to, int bytes, const vector *v) {
	vector *z = &g->z[to];
	if (!in->mask) {
		*z = *v;
	} else {
		for (int i = 0; i < in->vl / bytes; i++) {
			uint64_t e = 0;
			if (active(g, in, i)) {
				copy(&e, &v->b[i * bytes], bytes);
			} else if (!in->zero) {
				continue;
			}
			copy(&z->b[i * bytes], &e, bytes);
		}
	}
	for (int i = in->vl / 16; i < 4; i++) {
		z->x[i] = _mm_setzero_si128();
	}
}

// store writes memory, under the mask.
static void store(registers *g, const instruction *in, int bytes, const vector *v) {
	if (in->mask) {
		for (int i = 0; i < in->vl / bytes; i++) {
			if (active(g, in, i)) {
				copy((void *)(in->at + i * bytes), &v->b[i * bytes], bytes);
			}
		}
	} else if (in->vl == 16) {
		_mm_storeu_si128((void *)in->at, v->x[0]);
	} else {
		for (int i = 0; i < in->vl / 32; i++) {
			_mm256_storeu_si256((void *)(in->at + 32 * i), v->y[i]);
		}
	}
}

// move is a load, a store, or a move between registers.
static int move(registers *g, const instruction *in, int bytes, int toMemory, int aligned) {
	if (aligned && in->inMemory && in->at % in->vl != 0) {
		return MISALIGNED;
	}
	if (!toMemory) {
		vector v = source(g, in, bytes);
		result(g, in, in->reg, bytes, &v);
	} else if (in->inMemory) {
		store(g, in, bytes, &g->z[in->reg]);
	} else {
		vector v = g->z[in->reg];
		result(g, in, in->rm, bytes, &v);
	}
	return ON;
}

// What the processor has for 32 bytes is taken from it, so that it is right about NaN and rounding.
#define HALVES(name, text)                                                          \
	static vector name(const vector *a, const vector *b, int n) {                \
		vector r = {0};                                                      \
		for (int i = 0; i < n; i++) {                                        \
			__asm__(text " %2, %1, %0" : "=x"(r.y[i]) : "x"(a->y[i]), "x"(b->y[i])); \
		}                                                                    \
		return r;                                                            \
	}

HALVES(addps, "vaddps")
HALVES(addpd, "vaddpd")
HALVES(subps, "vsubps")
HALVES(subpd, "vsubpd")
HALVES(mulps, "vmulps")
HALVES(mulpd, "vmulpd")
HALVES(minps, "vminps")
HALVES(minpd, "vminpd")
HALVES(maxps, "vmaxps")
HALVES(maxpd, "vmaxpd")
HALVES(and, "vpand")
HALVES(andn, "vpandn")
HALVES(or, "vpor")
HALVES(xor, "vpxor")
HALVES(addw, "vpaddw")
HALVES(addd, "vpaddd")
HALVES(addq, "vpaddq")
HALVES(subw, "vpsubw")
HALVES(subd, "vpsubd")
HALVES(mullw, "vpmullw")
HALVES(minuw, "vpminuw")
HALVES(sllvd, "vpsllvd")
HALVES(srlvd, "vpsrlvd")

static int two(registers *g, const instruction *in, int bytes, vector (*f)(const vector *, const vector *, int)) {
	vector b = source(g, in, bytes), r = f(&g->z[in->v], &b, in->vl == 64 ? 2 : 1);
	result(g, in, in->reg, bytes, &r);
	return ON;
}

// bits writes an opmask.
static int bits(registers *g, const instruction *in, int bytes, uint64_t k) {
	if (in->vl / bytes < 64) {
		k &= (1ull << in->vl / bytes) - 1;
	}
	g->k[in->reg & 7] = in->mask ? k & g->k[in->mask] : k;
	return ON;
}

// compare is by four bits for each predicate: not ordered, less, equal, greater.
static int compare(registers *g, const instruction *in, int bytes) {
	static const uint8_t when[] = {4, 2, 6, 1, 11, 13, 9, 14, 5, 3, 7, 0, 10, 12, 8, 15};
	vector *a = &g->z[in->v], b = source(g, in, bytes);
	uint64_t k = 0;
	for (int i = 0; i < in->vl / bytes; i++) {
		double x = bytes == 4 ? a->f[i] : a->g[i], y = bytes == 4 ? b.f[i] : b.g[i];
		int is = __builtin_isunordered(x, y) ? 1 : x < y ? 2 : x == y ? 4 : 8;
		k |= (uint64_t) !!(when[in->imm & 15] & is) << i;
	}
	return bits(g, in, bytes, k);
}

// fixup is VFIXUPIMM.
static uint64_t fixup(uint64_t dst, uint64_t x, uint32_t table, int bytes) {
	static const uint64_t wide[] = {0xfff8000000000000, 0xfff0000000000000, 0x7ff0000000000000, 0, 0x8000000000000000, 0,
		0xbff0000000000000, 0x3ff0000000000000, 0x3fe0000000000000, 0x4056800000000000, 0x3ff921fb54442d18, 0x7fefffffffffffff, 0xffefffffffffffff};
	static const uint32_t narrow[] = {0xffc00000, 0xff800000, 0x7f800000, 0, 0x80000000, 0,
		0xbf800000, 0x3f800000, 0x3f000000, 0x42b40000, 0x3fc90fdb, 0x7f7fffff, 0xff7fffff};
	uint64_t infinity = bytes == 4 ? 0x7f800000 : 0x7ff0000000000000, quiet = bytes == 4 ? 0x400000 : 0x8000000000000;
	uint64_t one = bytes == 4 ? 0x3f800000 : 0x3ff0000000000000;
	int negative = x >> (8 * bytes - 1) & 1;
	uint64_t size = low(x << 1, bytes) >> 1;
	int class = size > infinity ? !(x & quiet) : size == 0 ? 2 : x == one ? 3 : size == infinity ? 5 - negative : 7 - negative;
	int token = table >> 4 * class & 15;
	switch (token) {
	case 0: return dst;
	case 1: return x;
	case 2: return x | quiet;
	case 6: token = negative ? 4 : 5;
	}
	return bytes == 4 ? narrow[token - 3] : wide[token - 3];
}

static int fixups(registers *g, const instruction *in, int bytes) {
	vector *a = &g->z[in->v], b = source(g, in, bytes), r = g->z[in->reg];
	for (int i = 0; i < in->vl / bytes; i++) {
		if (bytes == 4) {
			r.d[i] = fixup(r.d[i], a->d[i], b.d[i], 4);
		} else {
			r.q[i] = fixup(r.q[i], a->q[i], b.q[i], 8);
		}
	}
	result(g, in, in->reg, bytes, &r);
	return ON;
}

static int shift(registers *g, const instruction *in, int bytes) {
	vector a = source(g, in, bytes), r = {0};
	int n = in->imm & 0xff, what = in->reg & 7, most = 8 * bytes;
	for (int i = 0; i < in->vl / bytes; i++) {
		uint64_t e = 0;
		copy(&e, &a.b[i * bytes], bytes);
		int64_t s = (int64_t)(e << (64 - most)) >> (64 - most);
		switch (what) {
		case 2: e = n < most ? e >> n : 0; break;
		case 4: e = s >> (n < most ? n : most - 1); break;
		case 6: e = n < most ? e << n : 0; break;
		default: return UNKNOWN;
		}
		copy(&r.b[i * bytes], &e, bytes);
	}
	result(g, in, in->v, bytes, &r);
	return ON;
}

static int fill(registers *g, const instruction *in, int bytes, uint64_t e) {
	vector r;
	for (int i = 0; i < in->vl / bytes; i++) {
		copy(&r.b[i * bytes], &e, bytes);
	}
	result(g, in, in->reg, bytes, &r);
	return ON;
}

// first is the element that a broadcast takes.
static uint64_t first(registers *g, const instruction *in, int bytes) {
	if (in->inMemory) {
		return loadInt(in->at, bytes);
	}
	uint64_t e = 0;
	copy(&e, &g->z[in->rm], bytes);
	return e;
}

// operation does what a VEX or an EVEX instruction says.
static int operation(registers *g, instruction *in) {
	int d = in->w ? 8 : 4, w = in->pp & 1 ? 8 : 4; // bytes of an integer, of a float
	int evex = in->evex;
	switch (in->map << 12 | in->pp << 8 | in->opcode) {
	// VMOVSS, VMOVSD
	case 0x1210: case 0x1211: case 0x1310: case 0x1311: {
		int bytes = in->pp == 2 ? 4 : 8;
		if (in->opcode == 0x11 && in->inMemory) {
			if (active(g, in, 0)) {
				storeInt(in->at, bytes, g->z[in->reg].q[0]);
			}
			return ON;
		}
		if (in->mask) {
			return UNKNOWN;
		}
		int to = in->opcode == 0x11 ? in->rm : in->reg;
		uint64_t e = in->opcode == 0x11 ? g->z[in->reg].q[0] : first(g, in, bytes);
		vector r = {0};
		if (!in->inMemory) {
			r.x[0] = g->z[in->v].x[0];
		}
		copy(&r, &e, bytes);
		in->vl = 16;
		result(g, in, to, 8, &r);
		return ON;
	}
	case 0x1010: case 0x1110: case 0x1011: case 0x1111: return move(g, in, w, in->opcode & 1, 0);
	case 0x1028: case 0x1128: case 0x1029: case 0x1129: return move(g, in, w, in->opcode & 1, 1);
	case 0x102b: case 0x112b: return move(g, in, w, 1, 1);
	case 0x126f: case 0x127f: return move(g, in, d, in->opcode == 0x7f, 0);
	case 0x116f: case 0x117f: return move(g, in, d, in->opcode == 0x7f, 1);
	case 0x136f: case 0x137f: return evex ? move(g, in, in->w ? 2 : 1, in->opcode == 0x7f, 0) : LEAVE;
	case 0x102e: case 0x112e: { // VUCOMISS, VUCOMISD
		uint64_t e = first(g, in, w);
		vector b = {0};
		b.q[0] = e;
		double x = w == 4 ? g->z[in->reg].f[0] : g->z[in->reg].g[0], y = w == 4 ? b.f[0] : b.g[0];
		uint64_t f = __builtin_isunordered(x, y) ? ZF | PF | CF : x < y ? CF : x == y ? ZF : 0;
		g->flags = (g->flags & ~(uint64_t)ALL) | f;
		return ON;
	}
	// VMOVD, VMOVQ
	case 0x116e: {
		vector r = {0};
		r.q[0] = in->inMemory ? loadInt(in->at, d) : low(g->r[in->rm & 15], d);
		in->vl = 16;
		result(g, in, in->reg, 8, &r);
		return ON;
	}
	case 0x117e:
		in->size = d, in->rex = 1;
		setRM(g, in, low(g->z[in->reg].q[0], d));
		return ON;

	case 0x1058: return two(g, in, w, addps);
	case 0x1158: return two(g, in, w, addpd);
	case 0x1059: return two(g, in, w, mulps);
	case 0x1159: return two(g, in, w, mulpd);
	case 0x105c: return two(g, in, w, subps);
	case 0x115c: return two(g, in, w, subpd);
	case 0x105d: return two(g, in, w, minps);
	case 0x115d: return two(g, in, w, minpd);
	case 0x105f: return two(g, in, w, maxps);
	case 0x115f: return two(g, in, w, maxpd);
	case 0x1054: case 0x1154: return two(g, in, w, and);
	case 0x1055: case 0x1155: return two(g, in, w, andn);
	case 0x1056: case 0x1156: return two(g, in, w, or);
	case 0x1057: case 0x1157: return two(g, in, w, xor);
	case 0x11db: return two(g, in, d, and);
	case 0x11df: return two(g, in, d, andn);
	case 0x11eb: return two(g, in, d, or);
	case 0x11ef: return two(g, in, d, xor);
	case 0x11fd: return two(g, in, 2, addw);
	case 0x11fe: return two(g, in, 4, addd);
	case 0x11d4: return two(g, in, 8, addq);
	case 0x11f9: return two(g, in, 2, subw);
	case 0x11fa: return two(g, in, 4, subd);
	case 0x11d5: return two(g, in, 2, mullw);
	case 0x213a: return two(g, in, 2, minuw);
	case 0x2147: return in->w ? UNKNOWN : two(g, in, 4, sllvd);
	case 0x2145: return in->w ? UNKNOWN : two(g, in, 4, srlvd);
	case 0x1171: return shift(g, in, 2);
	case 0x1172: return (in->reg & 7) == 4 ? shift(g, in, d) : shift(g, in, 4);
	case 0x1173: return shift(g, in, 8);

	// Comparisons, whose result is an opmask in EVEX alone
	case 0x10c2: return evex ? compare(g, in, 4) : LEAVE;
	case 0x11c2: return evex ? compare(g, in, 8) : LEAVE;
	case 0x1165: case 0x1175: case 0x1166: case 0x1176: {
		if (!evex) {
			return LEAVE;
		}
		int bytes = (in->opcode & 3) == 1 ? 2 : 4;
		vector *a = &g->z[in->v], b = source(g, in, bytes);
		uint64_t k = 0;
		for (int i = 0; i < in->vl / bytes; i++) {
			int equal = in->opcode >= 0x70, is;
			if (bytes == 2) {
				is = equal ? a->w[i] == b.w[i] : (int16_t)a->w[i] > (int16_t)b.w[i];
			} else {
				is = equal ? a->d[i] == b.d[i] : (int32_t)a->d[i] > (int32_t)b.d[i];
			}
			k |= (uint64_t)is << i;
		}
		return bits(g, in, bytes, k);
	}
	case 0x2126: case 0x2127: { // VPTESTM
		if (!evex) {
			return LEAVE;
		}
		int bytes = in->opcode == 0x27 ? d : in->w ? 2 : 1;
		vector b = source(g, in, bytes), r = and(&g->z[in->v], &b, 2);
		uint64_t k = 0;
		for (int i = 0; i < in->vl / bytes; i++) {
			uint64_t e = 0;
			copy(&e, &r.b[i * bytes], bytes);
			k |= (uint64_t)(e != 0) << i;
		}
		return bits(g, in, bytes, k);
	}
	case 0x2165: case 0x2164: case 0x2166: { // VBLENDM, VPBLENDM
		if (!evex) {
			return LEAVE;
		}
		int bytes = in->opcode == 0x66 ? (in->w ? 2 : 1) : d;
		vector b = source(g, in, bytes), r = g->z[in->v];
		for (int i = 0; i < in->vl / bytes; i++) {
			if (active(g, in, i)) {
				copy(&r.b[i * bytes], &b.b[i * bytes], bytes);
			} else if (in->zero) {
				uint64_t none = 0;
				copy(&r.b[i * bytes], &none, bytes);
			}
		}
		in->mask = 0;
		result(g, in, in->reg, bytes, &r);
		return ON;
	}
	case 0x2118: return fill(g, in, 4, first(g, in, 4));
	case 0x2119: return fill(g, in, 8, first(g, in, 8));
	case 0x2158: return fill(g, in, 4, first(g, in, 4));
	case 0x2159: return fill(g, in, 8, first(g, in, 8));
	case 0x2178: return fill(g, in, 1, first(g, in, 1));
	case 0x2179: return fill(g, in, 2, first(g, in, 2));
	case 0x217a: return fill(g, in, 1, g->r[in->rm & 15]);
	case 0x217b: return fill(g, in, 2, g->r[in->rm & 15]);
	case 0x217c: return fill(g, in, d, g->r[in->rm & 15]);
	case 0x2113: { // VCVTPH2PS
		if (in->mask) {
			return UNKNOWN;
		}
		vector a = {0}, r = {0};
		if (in->inMemory) {
			copy(&a, (void *)in->at, in->vl / 2);
		} else {
			a = g->z[in->rm];
		}
		for (int i = 0; i < in->vl / 16; i++) {
			r.x[i] = (__m128i)_mm_cvtph_ps(_mm_cvtsi64_si128(a.q[i]));
		}
		result(g, in, in->reg, 4, &r);
		return ON;
	}
	case 0x311d: { // VCVTPS2PH
		if (in->mask || in->inMemory) {
			return UNKNOWN;
		}
		vector a = g->z[in->reg], r = {0};
		for (int i = 0; i < in->vl / 16; i++) {
			__m128 x = (__m128)a.x[i];
			switch (in->imm & 7) {
			case 0: r.q[i] = _mm_cvtsi128_si64(_mm_cvtps_ph(x, 0)); break;
			case 1: r.q[i] = _mm_cvtsi128_si64(_mm_cvtps_ph(x, 1)); break;
			case 2: r.q[i] = _mm_cvtsi128_si64(_mm_cvtps_ph(x, 2)); break;
			case 3: r.q[i] = _mm_cvtsi128_si64(_mm_cvtps_ph(x, 3)); break;
			default: r.q[i] = _mm_cvtsi128_si64(_mm_cvtps_ph(x, 4));
			}
		}
		in->vl = in->vl == 64 ? 32 : 16;
		result(g, in, in->rm, 2, &r);
		return ON;
	}
	case 0x3154: return evex ? fixups(g, in, d) : LEAVE;
	case 0x3125: { // VPTERNLOG
		if (!evex) {
			return LEAVE;
		}
		vector *a = &g->z[in->v], b = source(g, in, d), r = g->z[in->reg];
		for (int i = 0; i < in->vl / 8; i++) {
			uint64_t x = r.q[i], y = a->q[i], z = b.q[i], v = 0;
			for (int n = 0; n < 8; n++) {
				if (in->imm >> n & 1) {
					v |= (n & 4 ? x : ~x) & (n & 2 ? y : ~y) & (n & 1 ? z : ~z);
				}
			}
			r.q[i] = v;
		}
		result(g, in, in->reg, d, &r);
		return ON;
	}
	case 0x313b: { // VEXTRACTI64X4
		if (!evex || in->vl != 64 || in->mask) {
			return evex ? UNKNOWN : LEAVE;
		}
		vector r = {0};
		r.y[0] = g->z[in->reg].y[in->imm & 1];
		in->vl = 32;
		if (in->inMemory) {
			store(g, in, 8, &r);
		} else {
			result(g, in, in->rm, 8, &r);
		}
		return ON;
	}
	case 0x313a: { // VINSERTI64X4
		if (!evex || in->vl != 64 || in->mask) {
			return evex ? UNKNOWN : LEAVE;
		}
		vector r = g->z[in->v];
		in->vl = 32;
		vector b = source(g, in, 8);
		in->vl = 64;
		r.y[in->imm & 1] = b.y[0];
		result(g, in, in->reg, 8, &r);
		return ON;
	}
	}
	return evex ? UNKNOWN : LEAVE;
}

// masks does what is on opmasks, whose encodings are VEX.
static int masks(registers *g, instruction *in) {
	// Of KMOV and KSHIFT the size is in W and in the prefix, differently for general registers.
	int memory = in->pp == 0 ? (in->w ? 8 : 2) : (in->w ? 4 : 1);
	int general = in->pp == 0 ? 2 : in->pp == 1 ? 1 : (in->w ? 8 : 4);
	uint64_t *k = &g->k[in->reg & 7];
	switch (in->map << 12 | in->opcode) {
	case 0x1090:
		*k = in->inMemory ? loadInt(in->at, memory) : low(g->k[in->rm & 7], memory);
		return ON;
	case 0x1091:
		storeInt(in->at, memory, *k);
		return ON;
	case 0x1092:
		*k = low(g->r[in->rm], general);
		return ON;
	case 0x1093:
		g->r[in->reg] = low(g->k[in->rm & 7], general);
		return ON;
	case 0x3030: case 0x3031: case 0x3032: case 0x3033: {
		int size = in->opcode & 1 ? (in->w ? 8 : 4) : (in->w ? 2 : 1), n = in->imm & 0xff;
		uint64_t v = low(g->k[in->rm & 7], size);
		*k = n >= 8 * size ? 0 : in->opcode & 2 ? low(v << n, size) : v >> n;
		return ON;
	}
	}
	return UNKNOWN;
}

// hasImmediate says so of an instruction with a VEX or an EVEX prefix.
static int hasImmediate(int map, int opcode) {
	return map == 3 || (map == 1 && ((opcode >= 0x70 && opcode <= 0x73) || opcode == 0xc2 || opcode == 0xc4 || opcode == 0xc5 || opcode == 0xc6));
}

// scale is what a displacement of 8 bits is counted in.
static int scale(const instruction *in) {
	int w = in->w ? 8 : 4;
	switch (in->map << 8 | in->opcode) {
	case 0x110: case 0x111:
		return in->pp == 2 ? 4 : in->pp == 3 ? 8 : in->vl;
	case 0x16e: case 0x17e:
		return w;
	case 0x12e:
		return in->pp == 1 ? 8 : 4;
	case 0x218: case 0x258:
		return 4;
	case 0x219: case 0x259:
		return 8;
	case 0x278:
		return 1;
	case 0x279:
		return 2;
	case 0x213: case 0x31d:
		return in->vl / 2;
	case 0x33a: case 0x33b:
		return 32;
	}
	return in->broadcast ? w : in->vl;
}

// step is one instruction.
static int step(registers *g) {
	const uint8_t *p = (const uint8_t *)g->ip;
	instruction in = {0};
	int r, x, b, top = 0;
	if (p[0] == 0x62) {
		in.evex = 1;
		in.map = p[1] & 7, in.pp = p[2] & 3, in.w = p[2] >> 7;
		r = (~p[1] >> 7 & 1) << 3 | (~p[1] >> 4 & 1) << 4;
		x = (~p[1] >> 6 & 1) << 3, b = (~p[1] >> 5 & 1) << 3;
		in.v = (~p[2] >> 3 & 15) | (~p[3] >> 3 & 1) << 4;
		in.vl = 16 << (p[3] >> 5 & 3);
		in.mask = p[3] & 7, in.zero = p[3] >> 7, in.broadcast = p[3] >> 4 & 1;
		top = x << 1; // of a vector in the place of memory
		if (in.vl > 64) {
			return UNKNOWN;
		}
		p += 4;
	} else if (p[0] == 0xc5) {
		in.map = 1, in.pp = p[1] & 3;
		r = (~p[1] >> 7 & 1) << 3, x = b = 0;
		in.v = ~p[1] >> 3 & 15, in.vl = p[1] & 4 ? 32 : 16;
		p += 2;
	} else if (p[0] == 0xc4) {
		in.map = p[1] & 31, in.pp = p[2] & 3, in.w = p[2] >> 7;
		r = (~p[1] >> 7 & 1) << 3, x = (~p[1] >> 6 & 1) << 3, b = (~p[1] >> 5 & 1) << 3;
		in.v = ~p[2] >> 3 & 15, in.vl = p[2] & 4 ? 32 : 16;
		p += 3;
	} else {
		return integer(g, p);
	}
	in.opcode = *p++;
	if (!in.evex && in.map == 1 && in.opcode == 0x77) { // VZEROUPPER, VZEROALL
		for (int i = 0; i < 16; i++) {
			for (int j = in.vl == 32 ? 0 : 1; j < 4; j++) {
				g->z[i].x[j] = _mm_setzero_si128();
			}
		}
		g->ip = (uint64_t)p;
		return ON;
	}
	int imm = hasImmediate(in.map, in.opcode);
	p = operand(g, &in, p, r, x, b, in.evex ? scale(&in) : 1, imm);
	if (!in.inMemory) {
		if (in.broadcast) {
			return UNKNOWN; // rounding of its own, which no kernel asks for
		}
		in.rm |= top;
	}
	if (imm) {
		in.imm = *p++;
	}
	int opmask = !in.evex && ((in.map == 1 && (in.opcode & 0xfc) == 0x90) || (in.map == 3 && (in.opcode & 0xfc) == 0x30) ||
		(in.map == 1 && in.opcode >= 0x41 && in.opcode <= 0x4b) || (in.map == 1 && (in.opcode & 0xfe) == 0x98));
	int ends = opmask ? masks(g, &in) : operation(g, &in);
	if (ends == ON) {
		g->ip = (uint64_t)p;
	}
	return ends;
}

// The registers in a signal's frame.

static const int order[16] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
	REG_R8, REG_R9, REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15};

enum { XMM = 160, HEADER = 512, YMM = 576 }; // in what XSAVE stores

static void import(registers *g, const ucontext_t *uc) {
	const uint8_t *area = (const uint8_t *)uc->uc_mcontext.fpregs;
	uint64_t has = *(uint64_t *)(area + HEADER);
	for (int i = 0; i < 16; i++) {
		g->r[i] = uc->uc_mcontext.gregs[order[i]];
		if (has & 2) {
			copy(&g->z[i], area + XMM + 16 * i, 16);
		}
		if (has & 4) {
			copy(&g->z[i].b[16], area + YMM + 16 * i, 16);
		}
	}
	g->ip = uc->uc_mcontext.gregs[REG_RIP];
	g->flags = uc->uc_mcontext.gregs[REG_EFL];
}

static void export(const registers *g, ucontext_t *uc) {
	uint8_t *area = (uint8_t *)uc->uc_mcontext.fpregs;
	*(uint64_t *)(area + HEADER) |= 6;
	for (int i = 0; i < 16; i++) {
		uc->uc_mcontext.gregs[order[i]] = g->r[i];
		copy(area + XMM + 16 * i, &g->z[i], 16);
		copy(area + YMM + 16 * i, &g->z[i].b[16], 16);
	}
	uc->uc_mcontext.gregs[REG_RIP] = g->ip;
	uc->uc_mcontext.gregs[REG_EFL] = g->flags;
}

// The handlers.

typedef void handler(int, siginfo_t *, void *);

// Where the code begins: how to come to the handlers and to the way back from them, 16 bytes for each, and then Go's
// own handlers, which emulate.go sets.
__asm__(".section .begin, \"awx\"\n"
	"jmp onSIGILL\n.balign 16\n"
	"jmp onSIGSEGV\n.balign 16\n"
	"mov $15, %eax\nsyscall\n.balign 16\n" // SYS_rt_sigreturn
	"goSIGILL: .quad 0\ngoSIGSEGV: .quad 0\n"
	".text\n");
extern handler *goSIGILL __attribute__((visibility("hidden"))), *goSIGSEGV __attribute__((visibility("hidden")));

// A frame is where a handler at work is found by the next one: at the lowest address of the stack for signals.
typedef struct frame {
	struct frame *self;
	registers g;
	ucontext_t *uc;
} frame;

void onSIGILL(int sig, siginfo_t *info, void *context) {
	frame f = {0};
	ucontext_t *uc = f.uc = context;
	frame **here = uc->uc_stack.ss_sp;
	import(&f.g, uc);
	f.self = *here = &f;
	_mm_setcsr(((struct _libc_fpstate *)uc->uc_mcontext.fpregs)->mxcsr);
	int ends = ON, steps = 0;
	while (ends == ON) {
		ends = step(&f.g);
		steps += ends == ON;
	}
	f.self = *here = 0;
	export(&f.g, uc);
	if (ends == UNKNOWN || (ends == LEAVE && steps == 0)) {
		goSIGILL(sig, info, context);
	} else if (ends == MISALIGNED) {
		info->si_signo = SIGSEGV, info->si_code = SI_KERNEL, info->si_addr = 0;
		goSIGSEGV(SIGSEGV, info, context);
	}
}

void onSIGSEGV(int sig, siginfo_t *info, void *context) {
	ucontext_t *uc = context;
	uint64_t low = (uint64_t)uc->uc_stack.ss_sp, high = low + uc->uc_stack.ss_size, sp = uc->uc_mcontext.gregs[REG_RSP];
	frame *f = *(frame **)low;
	if (sp > low && sp < high && (uint64_t)f > low && (uint64_t)f < high && f->self == f) {
		export(&f->g, uc);
		*(uint64_t *)&uc->uc_sigmask = *(uint64_t *)&f->uc->uc_sigmask;
		f->self = 0;
	}
	goSIGSEGV(sig, info, context);
}
