"""The network: grey 48 x 48 face in, seven logits out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
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
    """The layers at 6 pixels and the classifier: [N, C, 12, 12] to [N, 7] logits.

    `placed` gives each of the 6 x 6 places of a channel a weight of its own (MobileFaceNet's global depthwise
    convolution: a mouth is no brow) where the mean takes all alike.
    """

    def __init__(self, inputs: int, outputs: int, blocks: int, placed: bool, dropout: float):
        super().__init__()
        residuals = (_Residual(outputs) for _ in range(blocks))
        self.features = nn.Sequential(_conv(inputs, outputs, stride=2), nn.ReLU(), *residuals)
        side = SIDE // 8
        self.gather = nn.Conv2d(outputs, outputs, side, groups=outputs) if placed else nn.AdaptiveAvgPool2d(1)
        self.dropout = nn.Dropout(dropout)
        self.classify = nn.Linear(outputs, len(CLASSES))

    def describe(self, x: torch.Tensor) -> torch.Tensor:
        """What the classifier gets: [N, channels]."""
        return self.dropout(self.gather(self.features(x)).flatten(1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.classify(self.describe(x))


class ExpressionNet(nn.Module):
    """[N, 1, 48, 48] normalised pixels to [N, 7] logits.

    `stages` are the (channels, residual blocks) at 24, 12 and 6 pixels. Time in OpenCV decided them: 3 x 3
    convolutions of stride 1 run as Winograd and are cheap at 24 and 12 pixels, wide ones at 6 pixels are bound by
    reading their weights, and everything at 48 is dear.
    """

    def __init__(self, stages: tuple, placed: bool, stem: int = 16, dropout: float = 0.2):
        super().__init__()
        layers: list[nn.Module] = [_conv(1, stem), nn.ReLU()]
        inputs = stem
        for outputs, blocks in stages[:-1]:
            layers += [_conv(inputs, outputs, stride=2), nn.ReLU(), *(_Residual(outputs) for _ in range(blocks))]
            inputs = outputs
        self.trunk = nn.Sequential(*layers)
        self.branch = Branch(inputs, *stages[-1], placed, dropout)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.branch(self.trunk(x))


def young() -> ExpressionNet:
    """The network that starts from nothing."""
    return ExpressionNet(((32, 1), (80, 2), (128, 1)), placed=False)


def grown(net: ExpressionNet) -> ExpressionNet:
    """A larger network, the one that is shipped, which answers exactly as the young `net` does: the further residual
    block adds nothing yet, and all places weigh the same."""
    larger = ExpressionNet(((32, 1), (80, 2), (128, 2)), placed=True)
    new = set(larger.load_state_dict(net.state_dict(), strict=False).missing_keys)
    assert all(name.startswith(("branch.features.3.", "branch.gather.")) for name in new), new
    gather = larger.branch.gather
    nn.init.zeros_(larger.branch.features[3].second[1].weight)
    nn.init.constant_(gather.weight, 1 / gather.weight[0].numel())
    nn.init.zeros_(gather.bias)
    return larger


def wide() -> ExpressionNet:
    """A teacher: eleven times the numbers of the network that is shipped, too slow to run beside a detector."""
    return ExpressionNet(((64, 2), (192, 3), (384, 3)), placed=True, stem=32, dropout=0.3)


class Calibrated(nn.Module):
    """Probabilities instead of logits: softmax(logits / temperature)."""

    def __init__(self, net: nn.Module, temperature: float):
        super().__init__()
        self.net = net
        self.inverse_temperature = 1 / temperature

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.softmax(self.net(x) * self.inverse_temperature, 1)


def _halve(file: Path) -> None:
    """Stores the weights in 16 bits, each with a Cast to 32 behind it, which OpenCV does once when it reads the file:
    half the bytes at the same speed."""
    model = onnx.load(str(file))
    graph = model.graph
    casts = []
    for weight in graph.initializer:
        values = onnx.numpy_helper.to_array(weight)
        if values.dtype == np.float32 and values.ndim > 1:
            stored = weight.name + ".float16"
            casts.append(onnx.helper.make_node("Cast", [stored], [weight.name], to=onnx.TensorProto.FLOAT))
            weight.CopyFrom(onnx.numpy_helper.from_array(values.astype(np.float16), stored))
    for cast in reversed(casts):
        graph.node.insert(0, cast)
    onnx.checker.check_model(model)
    onnx.save(model, str(file))


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
    _halve(file)


def parameters(net: nn.Module) -> int:
    """Number of trained numbers."""
    return sum(p.numel() for p in net.parameters())
