"""The network of an ONNX model in torch, with the same weights: a sequence of blocks, each of which ends in one tensor. A block holds a
convolution, a linear layer, a pool or a whole residual, and what follows it element by element."""
import onnx
import torch
from onnx import helper, numpy_helper
from torch import nn
from torch.nn import functional

LAYERS = {"Conv", "Gemm", "MatMul", "MaxPool", "AveragePool"}
FOLLOWERS = {"BatchNormalization", "Relu", "Tanh", "Sigmoid", "Softmax", "Add", "Identity"}


def padded(x, attributes, value=0.0):
    """The input with ONNX's pads: of the height and the width before, then after."""
    pads = attributes.get("pads", [])
    half = len(pads) // 2
    sides = [side for axis in reversed(range(half)) for side in (pads[axis], pads[axis + half])]
    return functional.pad(x, sides, value=value) if any(sides) else x


def conv(a, x, weight, bias=None):
    pads, axes = a.get("pads", [0] * 4), x.dim() - 2
    symmetric = pads[:axes] == pads[axes:]
    run = {1: functional.conv1d, 2: functional.conv2d}[axes]
    return run(x if symmetric else padded(x, a), weight, bias, a.get("strides", 1), pads[:axes] if symmetric else 0, a.get("dilations", 1), a.get("group", 1))


def max_pool(a, x):
    x = padded(x, a, -float("inf"))
    return functional.max_pool2d(x, a["kernel_shape"], a.get("strides", 1), 0, a.get("dilations", 1), bool(a.get("ceil_mode", 0)))


def average_pool(a, x):
    def mean(values):
        return functional.avg_pool2d(padded(values, a), a["kernel_shape"], a.get("strides", 1), ceil_mode=bool(a.get("ceil_mode", 0)))

    return mean(x) if a.get("count_include_pad", 0) or not any(a.get("pads", [])) else mean(x) / mean(torch.ones_like(x[:1, :1]))


def gemm(a, x, weight, bias=None):
    if a.get("transA", 0) or a.get("alpha", 1.0) != 1 or a.get("beta", 1.0) != 1:
        raise SystemExit("The loader has no Gemm with a factor or a transposed input.")
    return functional.linear(x, weight if a.get("transB", 0) else weight.T, bias)


def reshape(_, x, shape):
    return x.reshape([len(x), *[x.shape[axis] if size == 0 else size for axis, size in enumerate(shape.tolist()) if axis > 0]])  # the batch stays


OPERATIONS = {
    "Conv": conv, "Gemm": gemm, "MaxPool": max_pool, "AveragePool": average_pool, "Reshape": reshape,
    "MatMul": lambda _, x, y: x @ y, "Add": lambda _, x, y: x + y, "Identity": lambda _, x: x,
    "BatchNormalization": lambda a, x, scale, bias, mean, variance: functional.batch_norm(x, mean, variance, scale, bias, eps=a.get("epsilon", 1e-5)),
    "Relu": lambda _, x: torch.relu(x), "Tanh": lambda _, x: torch.tanh(x), "Sigmoid": lambda _, x: torch.sigmoid(x),
    "Softmax": lambda a, x: torch.softmax(x, a.get("axis", -1)), "Flatten": lambda a, x: torch.flatten(x, a.get("axis", 1)),
    "GlobalAveragePool": lambda _, x: x.mean(dim=(2, 3), keepdim=True),
    "ReduceMean": lambda a, x: x.mean(dim=a["axes"], keepdim=bool(a.get("keepdims", 1))),
}


class Block(nn.Module):
    """Nodes in the order of the graph, from one tensor to one tensor."""

    def __init__(self, source, nodes, constants):
        super().__init__()
        self.source, self.nodes = source, [(OPERATIONS[n.op_type], attributes(n), list(n.input), n.output[0]) for n in nodes]
        self.weights = nn.ParameterDict({key(i): nn.Parameter(constants[i], requires_grad=False) for n in nodes for i in n.input if i in constants})

    def forward(self, x):
        values = {self.source: x}
        for operation, its_attributes, inputs, output in self.nodes:
            values[output] = operation(its_attributes, *[values[i] if i in values else self.weights[key(i)] for i in inputs if i])
        return values[output]


def key(name):
    return name.replace(".", "_")


def attributes(node):
    return {a.name: helper.get_attribute_value(a) for a in node.attribute}


def load(path):
    """The blocks of the model at a path, as one sequence."""
    graph = onnx.load(path).graph
    constants = {i.name: torch.from_numpy(numpy_helper.to_array(i).copy()) for i in graph.initializer}
    nodes = []
    for node in graph.node:
        if node.op_type == "Constant":
            constants[node.output[0]] = torch.from_numpy(numpy_helper.to_array(attributes(node)["value"]).copy())
        elif node.op_type == "Identity" and node.input[0] in constants:  # how torch exports weights that are equal
            constants[node.output[0]] = constants[node.input[0]]
        elif node.op_type in OPERATIONS:
            nodes.append(node)
        else:
            raise SystemExit(f"The loader has no {node.op_type}.")
    last_use = {i: place for place, node in enumerate(nodes) for i in node.input}
    source = next(i.name for i in graph.input if i.name not in constants)
    blocks, begun, live = [], [], {source}
    for place, node in enumerate(nodes):
        begun.append(node)
        live = {name for name in live | {node.output[0]} if last_use.get(name, -1) > place}
        following = nodes[place + 1].op_type if place + 1 < len(nodes) else None
        complete = any(n.op_type in LAYERS for n in begun) and following not in FOLLOWERS and len(live) == 1
        if complete or following is None:
            blocks.append(Block(source, begun, constants))
            source, begun = node.output[0], []
    return nn.Sequential(*blocks).eval()
