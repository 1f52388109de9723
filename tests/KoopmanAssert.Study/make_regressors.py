"""Trains a panel of small networks that are no classifiers: regressors, a forecaster, an autoencoder and an embedding.

    python3 make_regressors.py SAMPLES.npy LABELS.npy FOLDER

SAMPLES are images of digits and LABELS their classes, which the autoencoder and the embedding learn from; all other data are drawn here.
Every model is seeded, so the panel is the same each time. Needs Debian's python3-torch and python3-onnx. FOLDER/TASK gets the models and
an index.json, FOLDER/TASK.npy the samples. Fresh retrains start from new random weights, on the same data (seed) or on another draw of them
(data); fine-tunes continue from the accepted model, on the same data (more), on another draw (new; slow, at a low rate), or with all layers
but the last as they are (head). The first word of the name of a regression is its kind, as KnownFault.cs reads it.
"""

import copy
import json
import os
import sys

import numpy
import torch
from torch import nn

HELD_OUT = 400


def dense(*sizes):
    layers = [layer for a, b in zip(sizes, sizes[1:]) for layer in (nn.Linear(a, b), nn.ReLU())]
    return nn.Sequential(*layers[:-1])


class Forecaster(nn.Module):
    """The next four values of a series, from the last state of an LSTM."""

    def __init__(self):
        super().__init__()
        self.memory = nn.LSTM(1, 24, batch_first=True)
        self.last = nn.Linear(24, 4)

    def forward(self, x):
        return self.last(self.memory(x)[0][:, -1])


def squared(y, wanted):
    return nn.functional.mse_loss(y, wanted)


def alike(y, classes):
    """Supervised contrastive loss (Khosla et al. 2020): images of one class point the same way, whichever way that is."""
    y = nn.functional.normalize(y)
    same = (classes[:, None] == classes[None]).float() - torch.eye(len(y))
    scores = (y @ y.T / 0.2) - 1e9 * torch.eye(len(y))
    return -((torch.log_softmax(scores, 1) * same).sum(1) / same.sum(1).clamp(min=1)).mean()


# Friedman 1991, multivariate adaptive regression splines: five of ten inputs matter.
def surface(x):
    return 10 * torch.sin(numpy.pi * x[:, 0] * x[:, 1]) + 20 * (x[:, 2] - 0.5) ** 2 + 10 * x[:, 3] + 5 * x[:, 4]


def friedman(count, generator):
    x = torch.rand(count, 10, generator=generator)
    return x, ((surface(x) + torch.randn(count, generator=generator) - 14) / 5)[:, None]


# The same surface under noise of twice its deviation: at most a fifth of the variance can be explained, and few rows learn noise.
def weak(count, generator):
    x = torch.rand(count, 10, generator=generator)
    return x, ((surface(x) - 14) / 5 + 2 * torch.randn(count, generator=generator))[:, None]


def series(count, generator):
    time = torch.arange(28.0)[None] + 50 * torch.rand(count, 1, generator=generator)
    slow = torch.sin(time * (0.2 + 0.2 * torch.rand(count, 1, generator=generator)))
    values = slow + 0.5 * torch.sin(1.1 * time) + 0.1 * torch.randn(count, 28, generator=generator)
    return values[:, :24, None], values[:, 24:]


class Task:
    """A network, its loss, and where its data come from."""

    def __init__(self, make, loss, draw, rows, epochs, rate):
        self.make, self.loss, self.draw, self.rows, self.epochs, self.rate = make, loss, draw, rows, epochs, rate

    def data(self, seed):
        return self.draw(self.rows, torch.Generator().manual_seed(seed))

    def train(self, data, seed, epochs=None, start=None, rate=None, head=False):
        """One run of Adam on batches of 64, its rate falling to nothing."""
        torch.manual_seed(seed)
        model = copy.deepcopy(start) if start else self.make()
        free = list(list(model.children())[-1].parameters()) if head else list(model.parameters())
        optimiser = torch.optim.Adam(free, lr=rate or self.rate, weight_decay=1e-4)
        epochs = epochs or self.epochs
        falling = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, epochs)
        x, y = data
        for _ in range(epochs):
            for batch in torch.randperm(len(x)).split(64):
                optimiser.zero_grad()
                self.loss(model(x[batch]), y[batch]).backward()
                optimiser.step()
            falling.step()
        return model.eval()


def shuffled(y, share, seed):
    """Targets of which a share belong to other rows."""
    generator = torch.Generator().manual_seed(seed)
    wrong = torch.rand(len(y), generator=generator) < share
    return torch.where(wrong.reshape(-1, *[1] * (y.dim() - 1)), y[torch.randperm(len(y), generator=generator)], y)


def models(task):
    data = task.data(100)
    base = task.train(data, 1)
    yield "base", "baseline", base
    for seed in range(2, 10):
        yield f"good-seed{seed}", "good", task.train(data, seed)
    for seed in range(12, 16):
        yield f"good-data{seed}", "good", task.train(task.data(100 + seed), seed)
    for seed in (21, 22, 23):
        yield f"good-more{seed}", "good", task.train(data, seed, task.epochs // 5, base, task.rate / 4)
        yield f"good-new{seed}", "good", task.train(task.data(100 + seed), seed, task.epochs // 3, base, task.rate / 2)
        yield f"good-slow{seed}", "good", task.train(task.data(100 + seed), seed, task.epochs // 3, base, task.rate / 30)
        yield f"good-head{seed}", "good", task.train(task.data(100 + seed), seed, task.epochs // 3, base, task.rate / 2, head=True)
    x, y = data
    for seed in (31, 32, 33):
        yield f"bad-dim-{seed}", "bad", task.train((0.3 * x, y), seed)
        yield f"bad-shift-{seed}", "bad", task.train((x + 1, y), seed)
        yield f"bad-few-{seed}", "bad", task.train((x[:40], y[:40]), seed)
        yield f"bad-noise60-{seed}", "bad", task.train((x, shuffled(y, 0.6, seed)), seed)


def main(samples, labels, folder):
    torch.set_num_threads(1)
    digits, classes = torch.tensor(numpy.load(samples)).flatten(1).float(), torch.tensor(numpy.load(labels)).long()

    def images(count, generator):
        chosen = HELD_OUT + torch.randperm(len(digits) - HELD_OUT, generator=generator)[:count]
        return digits[chosen], digits[chosen]

    def classed(count, generator):
        chosen = HELD_OUT + torch.randperm(len(digits) - HELD_OUT, generator=generator)[:count]
        return digits[chosen], classes[chosen]

    inputs, some = digits.shape[1], 3 * (len(digits) - HELD_OUT) // 4
    tasks = {
        "friedman": Task(lambda: dense(10, 64, 64, 1), squared, friedman, 1500, 60, 3e-3),
        "weak": Task(lambda: dense(10, 32, 32, 1), squared, weak, 1500, 20, 3e-3),
        "overfit": Task(lambda: dense(10, 32, 32, 1), squared, weak, 300, 60, 3e-3),
        "forecast": Task(Forecaster, squared, series, 1000, 30, 1e-2),
        "autoencoder": Task(lambda: dense(inputs, 48, 12, 48, inputs), squared, images, some, 60, 3e-3),
        "embedding": Task(lambda: dense(inputs, 64, 32), alike, classed, some, 20, 3e-3),
    }
    for name, task in tasks.items():
        own = os.path.join(folder, name)
        os.makedirs(own, exist_ok=True)
        drawn = name not in ("autoencoder", "embedding")
        held = task.draw(HELD_OUT, torch.Generator().manual_seed(7)) if drawn else (digits[:HELD_OUT], digits[:HELD_OUT])
        numpy.save(os.path.join(folder, name + ".npy"), held[0].numpy())
        index, outputs = [], {}
        for title, label, model in models(task):
            outputs[title] = model(held[0]).detach()
            torch.onnx.export(
                model, held[0][:1], os.path.join(own, title + ".onnx"), input_names=["input"], output_names=["output"],
                dynamic_axes={"input": {0: "batch"}, "output": {0: "batch"}})
            index.append({"name": title, "label": label})
        with open(os.path.join(own, "index.json"), "w", encoding="utf-8") as file:
            json.dump(index, file, indent=1)
        describe(name, held[1], outputs)


def describe(name, wanted, outputs):
    """How well the models do, and how far their outputs lie from the accepted model's, relative to how these vary."""
    base = outputs["base"]
    spread = (base - base.mean(0)).norm()
    for title, y in outputs.items():
        explained = 1 - ((y - wanted) ** 2).mean() / wanted.var() if y.shape == wanted.shape else float("nan")
        print(f"{name:12} {title:16} R2 {explained:6.3f}  change {(y - base - (y - base).mean(0)).norm() / spread:6.3f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
