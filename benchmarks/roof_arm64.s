//go:build gc

// The roof: load and store back, with nothing between, 64 bytes a turn.
//
//	R0 dst    R1 a    R2 b    R3 c    R4 bytes left

#include "textflag.h"

// What is loaded beside a, and dropped: nothing, b, or b and c.

#define ONE(MOV, off, u)

#define TWO(MOV, off, u) \
	MOV off(R2), u

#define THREE(MOV, off, u) \
	MOV off(R2), u \
	MOV off(R3), u

#define STEP1(n) \
	ADD $n, R0 \
	ADD $n, R1

#define STEP2(n) \
	STEP1(n)   \
	ADD $n, R2

#define STEP3(n) \
	STEP2(n)   \
	ADD $n, R3

#define MOVE(LOADS, LOAD, STORE, off, v, u) \
	LOADS(LOAD, off, u) \
	LOAD  off(R1), v    \
	STORE v, off(R0)

#define PIECE(LOADS, STEP, LOAD, STORE, bit, v, u, next) \
	TBZ $bit, R4, next                \
	MOVE(LOADS, LOAD, STORE, 0, v, u) \
	STEP((1<<bit))                    \
next:

#define LOOP(name, at, LOADS, STEP) \
DATA loops<>+at(SB)/8, $name<>(SB) \
TEXT name<>(SB), NOSPLIT, $0-48 \
	SUBS $64, R4                                                     \
	BLT  pieces                                                      \
	PCALIGN $16                                                      \
loop:                                                                    \
	MOVE(LOADS, FLDPQ, FSTPQ, 0, (F0, F1), (F4, F5))                 \
	MOVE(LOADS, FLDPQ, FSTPQ, 32, (F2, F3), (F6, F7))                \
	STEP(64)                                                         \
	SUBS $64, R4                                                     \
	BGE  loop                                                        \
pieces:                                                                  \
	PIECE(LOADS, STEP, FLDPQ, FSTPQ, 5, (F0, F1), (F4, F5), sixteen) \
	PIECE(LOADS, STEP, FMOVQ, FMOVQ, 4, F0, F4, eight)               \
	PIECE(LOADS, STEP, MOVD, MOVD, 3, R5, R6, four)                  \
	PIECE(LOADS, STEP, MOVWU, MOVW, 2, R5, R6, two)                  \
	PIECE(LOADS, STEP, MOVHU, MOVH, 1, R5, R6, end)                  \
	RET

// The loops, in the order of the constants in roof.go.
LOOP(one, 0x00, ONE, STEP1)
LOOP(two, 0x08, TWO, STEP2)
LOOP(three, 0x10, THREE, STEP3)
GLOBL loops<>(SB), RODATA, $0x18

// func roof(loop int, dst, a, b, c unsafe.Pointer, bytes uintptr)
TEXT ·roof(SB), NOSPLIT, $0-48
	MOVD loop+0(FP), R5
	MOVD dst+8(FP), R0
	MOVD a+16(FP), R1
	MOVD b+24(FP), R2
	MOVD c+32(FP), R3
	MOVD bytes+40(FP), R4
	MOVD $loops<>(SB), R6
	MOVD (R6)(R5<<3), R6
	JMP  (R6)
