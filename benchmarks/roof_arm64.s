//go:build gc

// The roof: load and store back, with nothing between, 64 bytes a turn.
//
//	R0 dst    R1 src, or a    R2 b    R3 bytes left

#include "textflag.h"

// func roof1NEON(dst, src unsafe.Pointer, bytes uintptr)
TEXT ·roof1NEON(SB), NOSPLIT, $0-24
	MOVD dst+0(FP), R0
	MOVD src+8(FP), R1
	MOVD bytes+16(FP), R3
	SUBS $64, R3
	BLT  pieces

	PCALIGN $16
loop:
	FLDPQ (R1), (F0, F1)
	FLDPQ 32(R1), (F2, F3)
	FSTPQ (F0, F1), (R0)
	FSTPQ (F2, F3), 32(R0)
	ADD   $64, R1
	ADD   $64, R0
	SUBS  $64, R3
	BGE   loop

pieces: // the low six bits of R3 are those of the bytes left
	TBZ     $5, R3, sixteen
	FLDPQ   (R1), (F0, F1)
	FSTPQ   (F0, F1), (R0)
	ADD     $32, R1
	ADD     $32, R0
sixteen:
	TBZ     $4, R3, eight
	FMOVQ   (R1), F0
	FMOVQ   F0, (R0)
	ADD     $16, R1
	ADD     $16, R0
eight:
	TBZ     $3, R3, four
	MOVD.P  8(R1), R4
	MOVD.P  R4, 8(R0)
four:
	TBZ     $2, R3, end
	MOVWU   (R1), R4
	MOVW    R4, (R0)
end:
	RET

// func roof2NEON(dst, a, b unsafe.Pointer, bytes uintptr)
TEXT ·roof2NEON(SB), NOSPLIT, $0-32
	MOVD dst+0(FP), R0
	MOVD a+8(FP), R1
	MOVD b+16(FP), R2
	MOVD bytes+24(FP), R3
	SUBS $64, R3
	BLT  pieces

	PCALIGN $16
loop:
	FLDPQ (R2), (F4, F5)
	FLDPQ (R1), (F0, F1)
	FLDPQ 32(R2), (F6, F7)
	FLDPQ 32(R1), (F2, F3)
	FSTPQ (F0, F1), (R0)
	FSTPQ (F2, F3), 32(R0)
	ADD   $64, R2
	ADD   $64, R1
	ADD   $64, R0
	SUBS  $64, R3
	BGE   loop

pieces:
	TBZ     $5, R3, sixteen
	FLDPQ   (R2), (F4, F5)
	FLDPQ   (R1), (F0, F1)
	FSTPQ   (F0, F1), (R0)
	ADD     $32, R2
	ADD     $32, R1
	ADD     $32, R0
sixteen:
	TBZ     $4, R3, eight
	FMOVQ   (R2), F4
	FMOVQ   (R1), F0
	FMOVQ   F0, (R0)
	ADD     $16, R2
	ADD     $16, R1
	ADD     $16, R0
eight:
	TBZ     $3, R3, four
	MOVD.P  8(R2), R5
	MOVD.P  8(R1), R4
	MOVD.P  R4, 8(R0)
four:
	TBZ     $2, R3, end
	MOVWU   (R2), R5
	MOVWU   (R1), R4
	MOVW    R4, (R0)
end:
	RET
