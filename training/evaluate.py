"""Figures of a finished network: on photographs, on drawn faces, and its speed in OpenCV."""

from __future__ import annotations

import time
from pathlib import Path

import cv2
import numpy as np

from fer2013 import CLASSES, SIDE
from model import MEAN, SCALE


class OpenCvNet:
    """The ONNX file as the Java side runs it: OpenCV's DNN module, one thread, all faces of a frame in one batch."""

    def __init__(self, file: Path):
        cv2.setNumThreads(1)
        self.net = cv2.dnn.readNetFromONNX(str(file))

    def probabilities(self, faces: np.ndarray, batch: int = 8) -> np.ndarray:
        """Grey faces uint8 [N, 48, 48] to probabilities [N, 7]."""
        parts = []
        for start in range(0, len(faces), batch):
            blob = cv2.dnn.blobFromImages(list(faces[start : start + batch]), SCALE, (SIDE, SIDE), MEAN)
            self.net.setInput(blob)
            parts.append(self.net.forward().copy())
        return np.concatenate(parts)

    def milliseconds_per_face(self, faces: int, repeats: int = 300) -> dict:
        """Median and least processor time of one thread per face in a batch of `faces`, blob included. Not wall time,
        so that other work on the machine does not count."""
        pictures = list(np.random.default_rng(0).integers(0, 256, (faces, SIDE, SIDE), np.uint8))
        times = []
        for _ in range(repeats):
            started = time.thread_time()
            self.net.setInput(cv2.dnn.blobFromImages(pictures, SCALE, (SIDE, SIDE), MEAN))
            self.net.forward()
            times.append((time.thread_time() - started) * 1000 / faces)
        return {"median": round(float(np.median(times)), 3), "least": round(min(times), 3)}


def expected_calibration_error(probabilities: np.ndarray, labels: np.ndarray, bins: int = 15) -> float:
    """Mean gap between the confidence in the chosen class and how often it is right, over bins of equal width,
    weighted by their size."""
    confidence = probabilities.max(1)
    right = probabilities.argmax(1) == labels
    slot = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [abs(confidence[slot == b].sum() - right[slot == b].sum()) for b in range(bins)]
    return float(sum(gaps) / len(labels))


def figures(probabilities: np.ndarray, labels: np.ndarray) -> dict:
    """Accuracy, balanced accuracy, ECE, per class recall and precision, confusion (rows: label, columns: answer)."""
    answers = probabilities.argmax(1)
    confusion = np.zeros((len(CLASSES), len(CLASSES)), int)
    np.add.at(confusion, (labels, answers), 1)
    recall = confusion.diagonal() / np.maximum(confusion.sum(1), 1)
    precision = confusion.diagonal() / np.maximum(confusion.sum(0), 1)
    present = confusion.sum(1) > 0
    return {
        "images": len(labels),
        "accuracy": round(float((answers == labels).mean()), 4),
        "balanced_accuracy": round(float(recall[present].mean()), 4),
        "ece": round(expected_calibration_error(probabilities, labels), 4),
        "per_class": {
            name: {
                "images": int(confusion[i].sum()),
                "recall": round(float(recall[i]), 4),
                "precision": round(float(precision[i]), 4),
            }
            for i, name in enumerate(CLASSES)
        },
        "confusion": confusion.tolist(),
    }
