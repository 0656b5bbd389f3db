"""Writes the 8-bit form of the expression network, which ONNX Runtime runs in a third of the time. See README.md."""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import version_converter
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static

import evaluate
import fer2013
from model import INPUT_NAME, MEAN, SCALE

OPSET = 17
"""A scale for each channel of the weights needs 13 at least."""

BATCH, BATCHES = 64, 24
"""Photographs that show how large the activations get."""


class Photographs(CalibrationDataReader):
    """Training photographs as the network's input."""

    def __init__(self, pictures: np.ndarray):
        scaled = ((pictures[: BATCH * BATCHES].astype(np.float32) - MEAN) * SCALE)[:, None]
        self.batches = iter(np.array_split(scaled, BATCHES))

    def get_next(self) -> dict | None:
        batch = next(self.batches, None)
        return None if batch is None else {INPUT_NAME: batch}


def in_32_bits(file: Path, target: Path) -> None:
    """The network with its weights in 32 bits and batch normalisation folded into the convolutions."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(target)
    onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    onnx.save(version_converter.convert_version(onnx.load(str(target)), OPSET), str(target))


def quantize(file: Path, pictures: np.ndarray, target: Path) -> None:
    """Turns all but the first and the last layers into 8 bits: those take little time and cost most of the accuracy."""
    with tempfile.TemporaryDirectory() as folder:
        wide = Path(folder) / "wide.onnx"
        in_32_bits(file, wide)
        nodes = onnx.load(str(wide)).graph.node
        convolutions = [node.name for node in nodes if node.op_type == "Conv"]
        probabilities = [node.name for node in nodes if node.op_type in ("Gemm", "Mul", "Softmax")]
        quantize_static(
            str(wide),
            str(target),
            Photographs(pictures),
            quant_format=QuantFormat.QDQ,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            per_channel=True,
            # 7 bits: processors without VNNI add two products in 16 bits, which 8 would overflow.
            reduce_range=True,
            nodes_to_exclude=[convolutions[0], convolutions[-1], *probabilities],
        )


def probabilities(file: Path, faces: np.ndarray) -> np.ndarray:
    """What ONNX Runtime answers for 48x48 grey pictures: (number, 7)."""
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    scaled = ((faces.astype(np.float32) - MEAN) * SCALE)[:, None]
    batches = np.array_split(scaled, len(scaled) // BATCH + 1)
    return np.concatenate([session.run(None, {INPUT_NAME: batch})[0] for batch in batches])


def score(file: Path, data: Path) -> dict:
    """The file's section of the report: figures on the public split without the pictures that training contains."""
    duplicated = fer2013.duplicated_rows(data / "public_rows_duplicated_in_train.csv")
    public = fer2013.load(data / "public", excluded=duplicated)
    return {
        "public": evaluate.figures(probabilities(file, public.images), public.labels),
        "bytes": file.stat().st_size,
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with train/ of packed FER2013")
    parser.add_argument("--model", type=Path, required=True, help="emotion.onnx")
    parser.add_argument("--out", type=Path, required=True, help="emotion-int8.onnx")
    parser.add_argument("--report", type=Path, required=True, help="report.json of the training, which gets a section")
    args = parser.parse_args()
    everything = fer2013.load(args.data / "train", faces_only=True)
    training, _ = fer2013.split_off(everything, 0.05, seed=2013)
    quantize(args.model, training.images, args.out)
    report = json.loads(args.report.read_text())
    report["int8"] = score(args.out, args.data)
    args.report.write_text(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main()
