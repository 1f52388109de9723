"""Writes a network of ResNet-50's shape with random weights, and random images for it: resnet50.py MODEL.onnx SAMPLES.npy COUNT."""
import sys

import numpy as np
import torch
from torch import nn


def conv(inputs, outputs, size, stride=1):
    layer = nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False)
    nn.init.kaiming_normal_(layer.weight, mode="fan_out", nonlinearity="relu")
    return [layer, nn.BatchNorm2d(outputs)]


class Bottleneck(nn.Module):
    def __init__(self, inputs, width, stride):
        super().__init__()
        outputs = 4 * width
        self.body = nn.Sequential(
            *conv(inputs, width, 1), nn.ReLU(), *conv(width, width, 3, stride), nn.ReLU(), *conv(width, outputs, 1))
        nn.init.constant_(self.body[-1].weight, 0.2)  # what training makes of it: a residual smaller than what it is added to
        self.skip = nn.Sequential(*conv(inputs, outputs, 1, stride)) if stride > 1 or inputs != outputs else nn.Identity()

    def forward(self, x):
        return torch.relu(self.body(x) + self.skip(x))


def stage(inputs, width, count, stride):
    return [Bottleneck(inputs, width, stride), *[Bottleneck(4 * width, width, 1) for _ in range(count - 1)]]


def main():
    model, samples, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    torch.manual_seed(1)
    network = nn.Sequential(
        *conv(3, 64, 7, 2), nn.ReLU(), nn.MaxPool2d(3, 2, 1),
        *stage(64, 64, 3, 1), *stage(256, 128, 4, 2), *stage(512, 256, 6, 2), *stage(1024, 512, 3, 2),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2048, 1000)).eval()
    torch.onnx.export(network, torch.zeros(1, 3, 224, 224), model, input_names=["image"], output_names=["scores"],
                      dynamic_axes={"image": {0: "batch"}, "scores": {0: "batch"}}, opset_version=13)
    images = np.random.default_rng(1).standard_normal((count, 3, 224, 224), dtype=np.float32)
    np.save(samples, images)


main()
