# The functions of main.go, by PyTorch. A request is a line (function, type, alpha or max, the
# lengths of the slices) and the bytes of the slices, without the destination; the answer is the
# bytes of the destination, and of db if there is one.
import struct
import sys

import torch
from torch.nn import functional as F

torch.set_num_threads(1)


def backward(f):
    """What autograd makes of f, at x, for the gradient dy."""

    def g(dy, x, *rest):
        x = x.requires_grad_()
        f(x, *rest).backward(dy)
        return x.grad

    return g


def rows(x, row):
    return x.reshape(-1, row.numel())


def clipped(x, most):
    return F.hardtanh(x, 0.0, most)


def prelu(x, alpha):
    return F.prelu(rows(x, alpha), alpha).reshape(-1)


def squared(x):
    return F.relu(x).square()


def relu_from_output(dy, y):
    return torch.ops.aten.threshold_backward(dy, y, 0)


def leaky_from_output(dy, y, alpha):
    return torch.ops.aten.leaky_relu_backward(dy, y, alpha, False)


def bias(f):
    def g(dy, y, db, *rest):
        dx = f(dy, y, *rest)
        return torch.cat([dx, db + rows(dx, db).sum(0)])

    return g


functions = {
    "ReLU": F.relu,
    "LeakyReLU": F.leaky_relu,
    "ReLUBackward": backward(F.relu),
    "LeakyReLUBackward": backward(F.leaky_relu),
    "ReLUBackwardFromOutput": relu_from_output,
    "LeakyReLUBackwardFromOutput": leaky_from_output,
    "AddReLU": lambda x, b: F.relu(rows(x, b) + b).reshape(-1),
    "AddLeakyReLU": lambda x, b, alpha: F.leaky_relu(rows(x, b) + b, alpha).reshape(-1),
    "ReLUBackwardFromOutputBias": bias(relu_from_output),
    "LeakyReLUBackwardFromOutputBias": bias(leaky_from_output),
    "ClippedReLU": clipped,
    "ClippedReLUBackward": backward(clipped),
    "PReLU": prelu,
    "PReLUBackward": backward(prelu),
    "ReLUSquared": squared,
    "ReLUSquaredBackward": backward(squared),
}
types = {"float32": torch.float32, "float64": torch.float64, "bfloat16": torch.bfloat16}

sys.stdout.buffer.write(torch.__version__.encode() + b"\n")
sys.stdout.buffer.flush()
for line in sys.stdin.buffer:
    name, dtype, scalar, *lengths = line.decode().split()
    dtype = types[dtype]
    size = torch.empty(0, dtype=dtype).element_size()
    args = [torch.frombuffer(bytearray(sys.stdin.buffer.read(int(n) * size)), dtype=dtype) for n in lengths]
    if scalar != "none":
        args.append(struct.unpack(">d", bytes.fromhex(scalar))[0])
    out = functions[name](*args).detach().contiguous()
    sys.stdout.buffer.write(out.view(torch.uint8).numpy().tobytes())
    sys.stdout.buffer.flush()
