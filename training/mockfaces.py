"""Faces of the lab's own mock scene: renders clips with `lab source render` and cuts the drawn faces out."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator

import cv2
import numpy as np

from fer2013 import CLASSES, SIDE

MARGIN = 1.0
"""Side of the square cut out around a face's box, as a multiple of the box's longer side. YuNet's boxes on FER2013
pictures are, in the median, 0.99 of the picture's height: a square of that side frames a face like FER2013."""

SURROUNDINGS = 1.5
"""Training crops show this multiple of the square, so that random shifts find real surroundings."""


@dataclass
class DrawnFaces:
    """N drawn faces: grey `pictures` uint8 [N, S, S], `labels` int64 [N], `heights` of the faces' boxes in px [N]."""

    pictures: np.ndarray
    labels: np.ndarray
    heights: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)


def square(picture: np.ndarray, box: dict, factor: float) -> np.ndarray:
    """The square around a box's centre whose side is `factor` times the box's longer side; beyond the picture's edge
    the edge is repeated. The Java side (FaceCrop.square) cuts the same pixels."""
    height, width = picture.shape[:2]
    side = max(1, int(np.floor(factor * max(box["width"], box["height"]) + 0.5)))
    x = int(np.floor(box["x"] + (box["width"] - side) / 2 + 0.5))
    y = int(np.floor(box["y"] + (box["height"] - side) / 2 + 0.5))
    left, top = max(0, -x), max(0, -y)
    right, bottom = max(0, x + side - width), max(0, y + side - height)
    inside = picture[y + top : y + side - bottom, x + left : x + side - right]
    return cv2.copyMakeBorder(inside, top, bottom, left, right, cv2.BORDER_REPLICATE)


def resized(crop: np.ndarray, side: int) -> np.ndarray:
    """Averages pixels when shrinking, interpolates when enlarging."""
    method = cv2.INTER_AREA if crop.shape[1] > side else cv2.INTER_LINEAR
    return cv2.resize(crop, (side, side), interpolation=method)


def render(lab: str, out: Path, look: str, seeds: range, frames: int, fps: float = 0.87) -> list[Path]:
    """Lets the lab draw a clip of `look` (training or scoring) for each seed as JPEG pictures, unless it is there
    already; returns their folders. The odd frame rate keeps the moments from falling into step with the scene."""
    folders = []
    for seed in seeds:
        folder = out / f"{look}-{seed}"
        folders.append(folder)
        done, asked = folder / "done", f"{frames} frames, {fps} a second"
        if not done.exists() or done.read_text() != asked:
            folder.mkdir(parents=True, exist_ok=True)
            done.unlink(missing_ok=True)
            command = [*lab.split(), "source", "render", str(folder), "--look", look, "--seed", str(seed)]
            subprocess.run([*command, "--count", str(frames), "--fps", str(fps)], check=True)
            done.write_text(asked)
    return folders


def frames_of(folder: Path, colour: bool = False) -> Iterator[tuple[np.ndarray, list[dict]]]:
    """The pictures of a rendered folder (grey, or BGR), each with the faces that its truth asks for."""
    with open(folder / "truth.jsonl") as lines:
        for line in lines:
            truth = json.loads(line)
            picture = cv2.imread(str(folder / f"{int(truth['frame']):06d}.jpg"))
            yield picture if colour else cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), truth["faces"]


def cut(folders: list[Path], surroundings: float, margin: float = MARGIN) -> DrawnFaces:
    """All faces of some rendered folders, in pictures of 48 x `surroundings` px. With the defaults and `surroundings` 1
    they are what the network sees in use."""
    side = round(SIDE * surroundings)
    pictures, labels, heights = [], [], []
    for folder in folders:
        for picture, faces in frames_of(folder):
            for face in faces:
                pictures.append(resized(square(picture, face["box"], margin * surroundings), side))
                labels.append(CLASSES.index(face["emotion"]))
                heights.append(face["box"]["height"])
    return DrawnFaces(np.stack(pictures), np.array(labels), np.array(heights))
