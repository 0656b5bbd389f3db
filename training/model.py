"""The network: grey 48 x 48 face in, seven logits out."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import nn

from fer2013 import CLASSES, SIDE

MEAN = 127.5
SCALE = 1 / 64
"""A pixel p (0..255) enters the network as (p - MEAN) * SCALE, which OpenCV's blobFromImages does too."""

INPUT_NAME = "face"
OUTPUT_NAME = "probabilities"


def normalise(pixels: torch.Tensor) -> torch.Tensor:
    """Grey levels 0..255, any shape, to network input of the same shape."""
    return (pixels.float() - MEAN) * SCALE


def _conv(inputs: int, outputs: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False),
        nn.BatchNorm2d(outputs),
    )


class _Residual(nn.Module):
    """x + two 3 x 3 convolutions of x."""

    def __init__(self, channels: int):
        super().__init__()
        self.first = _conv(channels, channels)
        self.second = _conv(channels, channels)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.relu(x + self.second(torch.relu(self.first(x))))


class Branch(nn.Module):
    """The layers at 6 pixels and the classifier: [N, C, 12, 12] to [N, 7] logits."""

    def __init__(self, inputs: int, outputs: int, blocks: int, dropout: float):
        super().__init__()
        residuals = (_Residual(outputs) for _ in range(blocks))
        self.features = nn.Sequential(_conv(inputs, outputs, stride=2), nn.ReLU(), *residuals)
        self.dropout = nn.Dropout(dropout)
        self.classify = nn.Linear(outputs, len(CLASSES))

    def describe(self, x: torch.Tensor) -> torch.Tensor:
        """What the classifier gets: [N, channels]."""
        return self.dropout(self.features(x).mean((2, 3)))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.classify(self.describe(x))


class ExpressionNet(nn.Module):
    """[N, 1, 48, 48] normalised pixels to [N, 7] logits.

    `stages` are the (channels, residual blocks) at 24, 12 and 6 pixels. Time in OpenCV decided them: 3 x 3
    convolutions of stride 1 run as Winograd and are cheap at 24 and 12 pixels, wide ones at 6 pixels are bound by
    reading their weights, and everything at 48 is dear.
    """

    def __init__(self, stem: int = 16, stages: tuple = ((32, 1), (80, 2), (128, 1)), dropout: float = 0.2):
        super().__init__()
        layers: list[nn.Module] = [_conv(1, stem), nn.ReLU()]
        inputs = stem
        for outputs, blocks in stages[:-1]:
            layers += [_conv(inputs, outputs, stride=2), nn.ReLU(), *(_Residual(outputs) for _ in range(blocks))]
            inputs = outputs
        self.trunk = nn.Sequential(*layers)
        self.branch = Branch(inputs, *stages[-1], dropout)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.branch(self.trunk(x))


class Calibrated(nn.Module):
    """Probabilities instead of logits: softmax(logits / temperature)."""

    def __init__(self, net: nn.Module, temperature: float):
        super().__init__()
        self.net = net
        self.inverse_temperature = 1 / temperature

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.softmax(self.net(x) * self.inverse_temperature, 1)


def export(net: nn.Module, temperature: float, file: Path) -> None:
    """Writes the calibrated network as ONNX with a free batch size."""
    whole = Calibrated(net, temperature).eval().float().to(memory_format=torch.contiguous_format)
    torch.onnx.export(
        whole,
        torch.zeros(1, 1, SIDE, SIDE),
        str(file),
        input_names=[INPUT_NAME],
        output_names=[OUTPUT_NAME],
        dynamic_axes={INPUT_NAME: {0: "faces"}, OUTPUT_NAME: {0: "faces"}},
        opset_version=12,
    )


def parameters(net: nn.Module) -> int:
    """Number of trained numbers."""
    return sum(p.numel() for p in net.parameters())
