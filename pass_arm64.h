// The passes for arm64: how a kernel without a mask goes through its slices.
//
// A pass counts bytes, so it serves every kind of element, and takes the operation as an argument.
// It goes from the start to the end and takes each element once, in the largest pieces that fit:
// this is right in place without more ado, and what one pass stores as a piece the next one over
// the slice loads as a piece, which the processor forwards from the store. A load that spans two
// stores has to wait for both to reach the cache.
//
// Whether stores may go past the caches makes no difference: such a store (STNP) is only a hint on
// arm64, and there is no measurement that speaks for it.

// A MOVE loads a piece of each source, operates on it, and stores the result: MOVE1 from x; MOVE2
// from x and dy; and MOVE3 from alpha, too. OP takes the numbers of the registers of x, of dy,
// which becomes the result, and of three to use, of which the second comes with alpha. A load of
// less than a vector sets the rest to zero, in which an operation does no harm.
//
// The MOVEs of 32 and 64 bytes are in pairs of vectors, and those of 64 leave the pointers to an
// ADVANCE. As llvm-mca 19 predicts it, of 64 bytes of the backward step, in cycles:
//
//	                                        Neoverse N1   Neoverse V1   Apple A14
//	LDP and STP, then ADD                   8.0           3.3           4.0
//	LDP and STP that advance                8.0           4.0           4.8
//	LD1 and ST1 of four vectors             6.0           4.0           6.0

#define MOVE1(OP, T, MOV, n) \
	MOV.P n(R1), F0         \
	OP(T, 0, 0, 16, 20, 24) \
	MOV.P F0, n(R0)

#define MOVE1x32(OP, T) \
	FLDPQ.P 32(R1), (F0, F1) \
	OP(T, 0, 0, 16, 20, 24)  \
	OP(T, 1, 1, 17, 21, 25)  \
	FSTPQ.P (F0, F1), 32(R0)

#define MOVE1x64(OP, T, off) \
	FLDPQ off(R1), (F0, F1)      \
	FLDPQ (off+32)(R1), (F2, F3) \
	OP(T, 0, 0, 16, 20, 24)      \
	OP(T, 1, 1, 17, 21, 25)      \
	OP(T, 2, 2, 18, 22, 26)      \
	OP(T, 3, 3, 19, 23, 27)      \
	FSTPQ (F0, F1), off(R0)      \
	FSTPQ (F2, F3), (off+32)(R0)

#define ADVANCE1(n) \
	ADD $n, R1 \
	ADD $n, R0

#define MOVE2(OP, T, MOV, n) \
	MOV.P n(R1), F0         \
	MOV.P n(R2), F4         \
	OP(T, 0, 4, 16, 20, 24) \
	MOV.P F4, n(R0)

#define MOVE2x32(OP, T) \
	FLDPQ.P 32(R1), (F0, F1) \
	FLDPQ.P 32(R2), (F4, F5) \
	OP(T, 0, 4, 16, 20, 24)  \
	OP(T, 1, 5, 17, 21, 25)  \
	FSTPQ.P (F4, F5), 32(R0)

#define MOVE2x64(OP, T, off) \
	FLDPQ off(R1), (F0, F1)      \
	FLDPQ (off+32)(R1), (F2, F3) \
	FLDPQ off(R2), (F4, F5)      \
	FLDPQ (off+32)(R2), (F6, F7) \
	OPERATE2(OP, T)              \
	FSTPQ (F4, F5), off(R0)      \
	FSTPQ (F6, F7), (off+32)(R0)

#define OPERATE2(OP, T) \
	OP(T, 0, 4, 16, 20, 24) \
	OP(T, 1, 5, 17, 21, 25) \
	OP(T, 2, 6, 18, 22, 26) \
	OP(T, 3, 7, 19, 23, 27)

#define ADVANCE2(n) \
	ADD $n, R1 \
	ADD $n, R2 \
	ADD $n, R0

#define MOVE3(OP, T, MOV, n) \
	MOV.P n(R8), F20     \
	MOVE2(OP, T, MOV, n)

#define MOVE3x32(OP, T) \
	FLDPQ.P 32(R8), (F20, F21) \
	MOVE2x32(OP, T)

#define MOVE3x64(OP, T, off) \
	FLDPQ off(R8), (F20, F21)      \
	FLDPQ (off+32)(R8), (F22, F23) \
	MOVE2x64(OP, T, off)

#define ADVANCE3(n) \
	ADD $n, R8  \
	ADVANCE2(n)

// The same for two bytes, if that bit of R is set. NOWORD is for elements that have more.

#define NOWORD(OP, T, R, next)

#define WORD1(OP, T, R, next) \
	TBZ     $1, R, next     \
	MOVHU.P 2(R1), R6       \
	FMOVS   R6, F0          \
	OP(T, 0, 0, 16, 20, 24) \
	FMOVS   F0, R6          \
	MOVH.P  R6, 2(R0)       \
next:

#define WORD2(OP, T, R, next) \
	TBZ     $1, R, next     \
	MOVHU.P 2(R1), R6       \
	FMOVS   R6, F0          \
	MOVHU.P 2(R2), R6       \
	FMOVS   R6, F4          \
	OP(T, 0, 4, 16, 20, 24) \
	FMOVS   F4, R6          \
	MOVH.P  R6, 2(R0)       \
next:

// A STEP is taken before a block of at most 128 bytes. NOSTEP is for slices that do not repeat. One
// that does has R11 bytes, of which R9 are left before its end, R10. STEP counts the n bytes done
// since the last one, goes round to the start where that is due, and sets P to the place, or, in
// the last 128 bytes, to the one in the seam, where R12 is the end.

#define NOSTEP(n, P)

#define STEP(n, P) \
	SUBS n, R9, R9       \
	ADD  R11, R9, R6     \
	CSEL LE, R6, R9, R9  \
	CMP  $128, R9        \
	CSEL LO, R12, R10, P \
	SUB  R9, P

// NEON is the pass. LOG is log2 of the size of an element: R3 counts elements before and bytes
// within. Its bits say which pieces are left. A slice of 256 bytes and more is aligned first, by
// pieces that are whole elements. Arm's guides to the Cortex-A55, A57 and A75 have a penalty for a
// store that crosses 16 bytes, which without this would be each of them. A slice that is not
// even aligned to its elements stays unaligned.
#define NEON(MOVE, MOVEx32, MOVEx64, ADVANCE, WORD, OP, T, LOG, STEP, P) \
	LSL    $LOG, R3           \
	STEP($0, P)               \
	CMP    $128, R3           \
	BLO    last128            \
	CMP    $256, R3           \
	BLO    loop               \
	NEG    R0, R5             \
	AND    $(16-(1<<LOG)), R5 \
	SUB    R5, R3             \
	WORD(OP, T, R5, head4)    \
	TBZ    $2, R5, head8      \
	MOVE(OP, T, FMOVS, 4)     \
head8:                            \
	TBZ    $3, R5, aligned    \
	MOVE(OP, T, FMOVD, 8)     \
aligned:                          \
	STEP(R5, P)               \
loop:                             \
	SUB    $128, R3           \
	PCALIGN $32               \
next:                             \
	MOVEx64(OP, T, 0)         \
	MOVEx64(OP, T, 64)        \
	ADVANCE(128)              \
	STEP($128, P)             \
	SUBS   $128, R3           \
	BHS    next               \
	ANDS   $127, R3           \
	BEQ    done               \
last128:                          \
	TBZ    $6, R3, last64     \
	MOVEx64(OP, T, 0)         \
	ADVANCE(64)               \
last64:                           \
	TBZ    $5, R3, last32     \
	MOVEx32(OP, T)            \
last32:                           \
	TBZ    $4, R3, last16     \
	MOVE(OP, T, FMOVQ, 16)    \
last16:                           \
	TBZ    $3, R3, last8      \
	MOVE(OP, T, FMOVD, 8)     \
last8:                            \
	TBZ    $2, R3, last4      \
	MOVE(OP, T, FMOVS, 4)     \
last4:                            \
	WORD(OP, T, R3, last2)    \
done:                             \
	RET

#define NEON1(WORD, OP, T, LOG) NEON(MOVE1, MOVE1x32, MOVE1x64, ADVANCE1, WORD, OP, T, LOG, NOSTEP, R1)
#define NEON2(WORD, OP, T, LOG, STEP) NEON(MOVE2, MOVE2x32, MOVE2x64, ADVANCE2, WORD, OP, T, LOG, STEP, R1)
#define NEON3(OP, T, LOG) NEON(MOVE3, MOVE3x32, MOVE3x64, ADVANCE3, NOWORD, OP, T, LOG, STEP, R8)

// The pass that sums columns too, OP being a backward step from the output. A strip of columns is
// taken through all rows of a turn, with its sums in registers: they are at R9, for R3 bytes of
// each of the R13 rows, which begin R11 bytes apart; that is R3, or there is one row. If rows are narrow
// a turn has all of them, and else one, so that the memory is gone through in order.
//
//	R0   R1   R2    the strip in the first row of the turn       R10  rows in a turn
//	R6   R7   R8    the strip in the row at hand, the same       R14  rows to do in the turn
//	R5   bytes to do in a row
//
// A SUM is a strip of so many bytes, of less than 64 if that bit of R5 is set: a MOVE2 in each row,
// which adds its result to the sums, in V8 to V11.

#define ROWS \
	MOVD R0, R6   \
	MOVD R1, R7   \
	MOVD R2, R8   \
	MOVD R10, R14

#define NEXTROW(row) \
	ADD  R11, R6 \
	ADD  R11, R7 \
	ADD  R11, R8 \
	SUBS $1, R14 \
	BNE  row

#define SUM(OP, T, MOV, bit, row, next) \
	TBZ   $bit, R5, next    \
	MOV   (R9), F8          \
	ROWS                    \
row:                            \
	MOV   (R7), F0          \
	MOV   (R8), F4          \
	OP(T, 0, 4, 16, 20, 24) \
	MOV   F4, (R6)          \
	ADDF(T, 4, 8, 8)        \
	NEXTROW(row)            \
	MOV.P F8, (1<<bit)(R9)  \
	ADVANCE2((1<<bit))      \
next:

#define SUMx32(OP, T, row, next) \
	TBZ     $5, R5, next     \
	FLDPQ   (R9), (F8, F9)   \
	ROWS                     \
row:                             \
	FLDPQ   (R7), (F0, F1)   \
	FLDPQ   (R8), (F4, F5)   \
	OP(T, 0, 4, 16, 20, 24)  \
	OP(T, 1, 5, 17, 21, 25)  \
	FSTPQ   (F4, F5), (R6)   \
	ADDF(T, 4, 8, 8)         \
	ADDF(T, 5, 9, 9)         \
	NEXTROW(row)             \
	FSTPQ.P (F8, F9), 32(R9) \
	ADVANCE2(32)             \
next:

#define SUMx64(OP, T, row) \
	FLDPQ   (R9), (F8, F9)     \
	FLDPQ   32(R9), (F10, F11) \
	ROWS                       \
row:                               \
	FLDPQ   (R7), (F0, F1)     \
	FLDPQ   32(R7), (F2, F3)   \
	FLDPQ   (R8), (F4, F5)     \
	FLDPQ   32(R8), (F6, F7)   \
	OPERATE2(OP, T)            \
	FSTPQ   (F4, F5), (R6)     \
	FSTPQ   (F6, F7), 32(R6)   \
	ADDF(T, 4, 8, 8)           \
	ADDF(T, 5, 9, 9)           \
	ADDF(T, 6, 10, 10)         \
	ADDF(T, 7, 11, 11)         \
	NEXTROW(row)               \
	FSTPQ   (F8, F9), (R9)     \
	FSTPQ   (F10, F11), 32(R9) \
	ADD     $64, R9            \
	ADVANCE2(64)

#define SUMS(OP, T, LOG) \
	LSL  $LOG, R3                       \
	SUB  R9, R10, R9                    \
	MOVD $1, R10                        \
	CMP  $512, R3                       \
	CSEL LS, R13, R10, R10              \
turn:                                       \
	SUBS $64, R3, R5                    \
	BLO  last64                         \
strip:                                      \
	SUMx64(OP, T, row64)                \
	SUBS $64, R5                        \
	BHS  strip                          \
last64:                                     \
	SUMx32(OP, T, row32, last32)        \
	SUM(OP, T, FMOVQ, 4, row16, last16) \
	SUM(OP, T, FMOVD, 3, row8, last8)   \
	SUM(OP, T, FMOVS, 2, row4, last4)   \
	CMP  $1, R10                        \
	BNE  done                           \
	SUB  R3, R9                         \
	SUBS $1, R13                        \
	BNE  turn                           \
done:                                       \
	RET
