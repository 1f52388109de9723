"""Makes the model, the samples and the retrains of the template: a small classifier of made-up measurements, so that no licence is due.

python3 make_model.py OUT; then, in OUT:
koopman-assert init model.onnx --samples samples.npy && koopman-assert accept model.credits.json retrain-*.onnx
"""
import sys

import numpy as np

SIZES = [8, 24, 16, 4]


def data(seed, count):
    """Measurements of four kinds of part: each kind has a mean and a spread of its own."""
    shape = np.random.default_rng(1)
    means, spreads = shape.normal(0, 1.5, (4, 8)), shape.normal(0, 0.6, (4, 8, 8))
    random = np.random.default_rng(seed)
    kinds = random.integers(0, 4, count)
    x = means[kinds] + np.einsum("ni,nij->nj", random.normal(0, 1, (count, 8)), spreads[kinds])
    return x.astype(np.float32), kinds


def train(seed, frozen=None):
    """Plain gradient descent with momentum on the cross-entropy; one layer can keep the weights that it began with."""
    random = np.random.default_rng(seed)
    weights = [random.normal(0, np.sqrt(2 / a), (a, b)) for a, b in zip(SIZES, SIZES[1:])]
    biases = [np.zeros(b) for b in SIZES[1:]]
    speed = [np.zeros_like(p) for p in weights + biases]
    x, kinds = data(2, 2000)
    for _ in range(60):
        for rows in np.array_split(random.permutation(len(x)), 40):
            activations = [x[rows]]
            for i, (w, b) in enumerate(zip(weights, biases)):
                z = activations[-1] @ w + b
                activations.append(np.maximum(z, 0) if i < 2 else z)
            p = np.exp(activations[-1] - activations[-1].max(1, keepdims=True))
            delta = p / p.sum(1, keepdims=True)
            delta[np.arange(len(rows)), kinds[rows]] -= 1
            delta /= len(rows)
            slopes = []
            for i in (2, 1, 0):
                slopes.append((activations[i].T @ delta, delta.sum(0)))
                delta = (delta @ weights[i].T) * (activations[i] > 0)
            slopes = [s[0] for s in slopes[::-1]] + [s[1] for s in slopes[::-1]]
            for i, (parameter, v, slope) in enumerate(zip(weights + biases, speed, slopes)):
                if i == frozen:
                    continue
                v *= 0.9
                v -= 0.05 * slope
                parameter += v
    return weights, biases


def number(field, value):
    return varint(field << 3) + varint(value)


def varint(value):
    out = b""
    while value > 127:
        out, value = out + bytes([value & 127 | 128]), value >> 7
    return out + bytes([value])


def block(field, content):
    content = content.encode() if isinstance(content, str) else content
    return varint(field << 3 | 2) + varint(len(content)) + content


def tensor(name, values):
    values = values.astype("<f4")
    return b"".join(number(1, d) for d in values.shape) + number(2, 1) + block(8, name) + block(9, values.tobytes())


def rows(name, width):
    shape = block(1, block(2, "N")) + block(1, number(1, width))
    return block(1, name) + block(2, block(1, number(1, 1) + block(2, shape)))


def onnx(weights, biases):
    graph, last = b"", "x"
    for i, layer in enumerate(["fc1", "fc2", "fc3"]):
        out = "scores" if i == 2 else f"{layer}.out"
        graph += block(1, block(1, last) + block(1, f"{layer}.weight") + block(1, f"{layer}.bias") + block(2, out)
                       + block(3, f"/{layer}/Gemm") + block(4, "Gemm"))
        last = out
        if i < 2:
            last = f"relu{i + 1}.out"
            graph += block(1, block(1, out) + block(2, last) + block(3, f"/relu{i + 1}/Relu") + block(4, "Relu"))
    graph += block(2, "parts")
    for layer, w, b in zip(["fc1", "fc2", "fc3"], weights, biases):
        graph += block(5, tensor(f"{layer}.weight", w)) + block(5, tensor(f"{layer}.bias", b))
    graph += block(11, rows("x", 8)) + block(12, rows("scores", 4))
    return number(1, 8) + block(7, graph) + block(8, block(1, "") + number(2, 17))


if __name__ == "__main__":
    folder = sys.argv[1]
    np.save(f"{folder}/samples.npy", data(3, 200)[0])
    for seed in range(7):
        weights, biases = train(10 + seed, frozen=1 if seed == 6 else None)
        x, kinds = data(4, 2000)
        for i in range(3):
            x = x @ weights[i] + biases[i]
            x = np.maximum(x, 0) if i < 2 else x
        name = {0: "model", 6: "frozen"}.get(seed, f"retrain-{seed}")
        open(f"{folder}/{name}.onnx", "wb").write(onnx(weights, biases))
        print(name, f"{np.mean(x.argmax(1) == kinds):.1%} of new parts right")
