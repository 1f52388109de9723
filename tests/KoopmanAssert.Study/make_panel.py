"""Trains a small panel of fully connected networks with known faults: what larger panels of regressions lack.

    python3 make_panel.py SAMPLES.npy LABELS.npy FOLDER

The images are split: the first 400 rows are left to the study, the rest train. Every model is seeded, so the panel is the same each
time. Needs Debian's python3-torch and python3-onnx. FOLDER/fc gets the models and an index.json; the kind of fault is the first word of a
name, as tests/KoopmanAssert.Study/KnownFault.cs reads it.
"""

import copy
import json
import os
import sys

import numpy
import torch
from torch import nn

HELD_OUT = 400


def network(inputs):
    return nn.Sequential(
        nn.Linear(inputs, 64), nn.ReLU(), nn.Linear(64, 48), nn.ReLU(), nn.Linear(48, 32), nn.ReLU(), nn.Linear(32, 10))


def train(x, y, seed, epochs=40, start=None, keep=None, rate=2e-3, decay=0.0):
    """One run of Adam on batches of 32; keep is the layer, counted from 0, that is left as it is."""
    torch.manual_seed(seed)
    model = copy.deepcopy(start) if start else network(x.shape[1])
    kept = [model[2 * keep]] if keep is not None else []
    free = [p for layer in model if layer not in kept for p in layer.parameters()]
    optimiser = torch.optim.Adam(free, lr=rate, weight_decay=decay)
    for _ in range(epochs):
        for batch in torch.randperm(len(x)).split(32):
            optimiser.zero_grad()
            nn.functional.cross_entropy(model(x[batch]), y[batch]).backward()
            optimiser.step()
    return model


def noisy(y, share, seed):
    generator = torch.Generator().manual_seed(seed)
    wrong = torch.rand(len(y), generator=generator) < share
    return torch.where(wrong, torch.randint(0, 10, (len(y),), generator=generator), y)


def swapped(y, a, b):
    return torch.where(y == a, torch.tensor(b), torch.where(y == b, torch.tensor(a), y))


def models(x, y):
    base = train(x, y, 1)
    yield "base", "baseline", base
    for seed in range(2, 12):
        yield f"good-seed{seed}", "good", train(x, y, seed)
    for seed in (21, 22, 23):
        yield f"good-more{seed}", "good", train(x, y, seed, 8, base, rate=3e-4)
    for seed in (31, 32, 33):
        yield f"bad-epochs-{seed}", "bad", train(x, y, seed, 6)
        yield f"bad-raw-{seed}", "bad", train(255 * x, y, seed)
        yield f"bad-dim-{seed}", "bad", train(0.3 * x, y, seed)
        yield f"bad-shift-{seed}", "bad", train(x + 1, y, seed)
        yield f"bad-noise30-{seed}", "bad", train(x, noisy(y, 0.3, seed), seed)
        yield f"bad-drop7-{seed}", "bad", train(x[y != 7], y[y != 7], seed)
        yield f"bad-swap35-{seed}", "bad", train(x, swapped(y, 3, 5), seed)
        yield f"bad-decay-{seed}", "bad", train(x, y, seed, decay=3e-3)
        # Trained on from the accepted model at a high rate, but for the third layer, which is kept.
        yield f"bad-frozen{seed}-kept", "bad", train(x, y, seed, 20, base, keep=2, rate=1e-2)
        # The third layer is new, and is left so, while the others continue.
        torch.manual_seed(seed)
        start = copy.deepcopy(base)
        start[4].reset_parameters()
        yield f"bad-frozen{seed}-mid", "bad", train(x, y, seed, 20, start, keep=2)


def main(samples, labels, folder):
    torch.set_num_threads(1)
    x = torch.tensor(numpy.load(samples)).flatten(1)[HELD_OUT:]
    y = torch.tensor(numpy.load(labels))[HELD_OUT:]
    folder = os.path.join(folder, "fc")
    os.makedirs(folder, exist_ok=True)
    index = []
    for name, label, model in models(x, y):
        path = os.path.join(folder, name + ".onnx")
        torch.onnx.export(
            model.eval(), x[:1], path, input_names=["input"], output_names=["logits"],
            dynamic_axes={"input": {0: "batch"}, "logits": {0: "batch"}})
        index.append({"name": name, "label": label})
    with open(os.path.join(folder, "index.json"), "w", encoding="utf-8") as file:
        json.dump(index, file, indent=1)


if __name__ == "__main__":
    main(*sys.argv[1:])
