//go:build cpeers && cgo

// Package cpeers calls C libraries, many times a call from Go: the way from Go to C and back takes
// longer than a short slice.
package cpeers

/*
#cgo LDFLAGS: -lXNNPACK
#include <math.h>
#include <stddef.h>
#include <xnnpack.h>

// An operator is made once, and set up for the slice at each call, as its users do. Its alpha is
// fixed: another alpha is another operator.

static xnn_operator_t relu, leaky;
static float leaky_alpha;

static int xnn_start(void) {
	if (xnn_initialize(NULL) != xnn_status_success) return 0;
	return xnn_create_clamp_nc_f32(1, 1, 1, 0, INFINITY, 0, &relu) == xnn_status_success;
}

static int xnn_alpha(float alpha) {
	if (leaky && leaky_alpha == alpha) return 1;
	if (leaky) xnn_delete_operator(leaky);
	leaky = NULL;
	leaky_alpha = alpha;
	return xnn_create_leaky_relu_nc_f32(1, 1, 1, alpha, 0, &leaky) == xnn_status_success;
}

// xnn_relu works on the buffers at in, in + step and so on, "mask" of them and one, in turn.
static void xnn_relu(float *out, float *in, size_t n, size_t step, size_t mask, size_t calls) {
	for (size_t i = 0; i < calls; i++) {
		size_t at = (i & mask) * step;
		xnn_setup_clamp_nc_f32(relu, n, in + at, out + at, NULL);
		xnn_run_operator(relu, NULL);
	}
}

static void xnn_leaky(float *out, float *in, size_t n, size_t step, size_t mask, size_t calls, float alpha) {
	if (!xnn_alpha(alpha)) return; // it refuses infinities, NaN and others, and has then no result
	for (size_t i = 0; i < calls; i++) {
		size_t at = (i & mask) * step;
		xnn_setup_leaky_relu_nc_f32(leaky, n, in + at, out + at, NULL);
		xnn_run_operator(leaky, NULL);
	}
}
*/
import "C"

import "unsafe"

// Start reports whether the library runs here. It comes before everything else.
func Start() bool { return C.xnn_start() != 0 }

// XNNPACKReLU and XNNPACKLeakyReLU work on last+1 buffers of n elements in turn, each step elements
// after the one before, from in to out, so many times.

func XNNPACKReLU(out, in unsafe.Pointer, n, step, last, calls int) {
	C.xnn_relu((*C.float)(out), (*C.float)(in), C.size_t(n), C.size_t(step), C.size_t(last), C.size_t(calls))
}

func XNNPACKLeakyReLU(out, in unsafe.Pointer, n, step, last, calls int, alpha float32) {
	C.xnn_leaky((*C.float)(out), (*C.float)(in), C.size_t(n), C.size_t(step), C.size_t(last), C.size_t(calls), C.float(alpha))
}
