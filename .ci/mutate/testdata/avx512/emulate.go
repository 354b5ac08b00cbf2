// Package emulate puts the handlers of avx512.c in the place of Go's.
package emulate

import (
	_ "embed"
	"fmt"
	"syscall"
	"unsafe"
)

//go:embed avx512.bin
var code []byte

// An action is what the system is told of a signal.
type action struct{ handler, flags, restorer, mask uintptr }

func init() {
	const all = syscall.PROT_READ | syscall.PROT_WRITE | syscall.PROT_EXEC
	mem, err := syscall.Mmap(-1, 0, len(code)+16, all, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		panic(fmt.Sprint("mmap: ", err))
	}
	copy(mem, code)
	start := uintptr(unsafe.Pointer(&mem[0]))
	old := (*[2]uintptr)(unsafe.Pointer(&mem[48]))
	for i, sig := range []syscall.Signal{syscall.SIGILL, syscall.SIGSEGV} {
		const siginfo, restorer, onStack = 0x4, 0x04000000, 0x08000000
		others := ^uintptr(1<<(syscall.SIGSEGV-1) | 1<<(syscall.SIGBUS-1))
		var was action
		act(sig, nil, &was)
		old[i] = was.handler
		act(sig, &action{start + uintptr(16*i), siginfo | restorer | onStack, start + 32, others}, nil)
	}
}

func act(sig syscall.Signal, new, old *action) {
	if _, _, err := syscall.RawSyscall6(syscall.SYS_RT_SIGACTION, uintptr(sig), uintptr(unsafe.Pointer(new)), uintptr(unsafe.Pointer(old)), 8, 0, 0); err != 0 {
		panic(fmt.Sprint("rt_sigaction: ", err))
	}
}
