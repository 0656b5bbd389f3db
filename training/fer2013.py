"""Reads the packed FER2013 files and makes training targets of them.

A split is a folder with `images.u8` (N x 48 x 48 grey bytes), `labels.u8` (N), `ferplus.u8`
(N x 10 votes of the FER+ annotators) and `source.u8` (N; 3 is a re-encoded copy, which is left out). Beside the
splits lies `public_rows_duplicated_in_train.csv`, which names the public pictures that training contains. The pictures may be used for research but
not be passed on, so this module only ever reads them.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

SIDE = 48
"""Width and height of a face picture in pixels."""

CLASSES = ("angry", "disgust", "fear", "happy", "neutral", "sad", "surprise")
"""The order of the network's outputs, everywhere in this project."""

_PACKED_CLASSES = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
VOTE_CLASSES = 10
_NOT_A_FACE = 9
_REENCODED = 3


@dataclass
class Faces:
    """N faces: `images` uint8 [N, 48, 48], `labels` int64 [N] in the order of CLASSES,
    `votes` float32 [N, 10] as fractions (all zero where nobody voted)."""

    images: np.ndarray
    labels: np.ndarray
    votes: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)

    def pick(self, rows: np.ndarray) -> "Faces":
        """The faces of an index or boolean array."""
        return Faces(self.images[rows], self.labels[rows], self.votes[rows])


def load(folder: Path, excluded: set[int] | None = None, faces_only: bool = False) -> Faces:
    """Reads one split. `excluded` are indexes within the split. With `faces_only` the re-encoded rows
    and the rows that most FER+ annotators called "not a face" go too: for training, never for a score."""
    labels = np.fromfile(folder / "labels.u8", np.uint8)
    count = len(labels)
    images = np.fromfile(folder / "images.u8", np.uint8).reshape(count, SIDE, SIDE)
    votes = np.fromfile(folder / "ferplus.u8", np.uint8).reshape(count, VOTE_CLASSES).astype(np.float32)
    source = np.fromfile(folder / "source.u8", np.uint8)
    keep = np.ones(count, bool)
    if excluded:
        keep[sorted(excluded)] = False
    if faces_only:
        total = votes.sum(1)
        keep &= source != _REENCODED
        keep &= ~((votes.argmax(1) == _NOT_A_FACE) & (total > 0))
    votes /= np.maximum(votes.sum(1, keepdims=True), 1)
    order = np.array([CLASSES.index(name) for name in _PACKED_CLASSES])
    return Faces(images, order[labels], votes).pick(keep)


def duplicated_rows(file: Path, split: str = "public") -> set[int]:
    """Indexes within `split` of the pictures that are byte-identical to a training picture."""
    with open(file, newline="") as lines:
        return {int(row["index_in_split"]) for row in csv.DictReader(lines) if row["split"] == split}


def split_off(faces: Faces, share: float, seed: int) -> tuple[Faces, Faces]:
    """Splits into (training, held out). Identical pictures land on the same side: FER2013 contains
    over a thousand repeated ones, which would otherwise flatter the held-out score."""
    groups: dict[bytes, list[int]] = {}
    for row, image in enumerate(faces.images):
        groups.setdefault(image.tobytes(), []).append(row)
    keys = list(groups)
    held_out: list[int] = []
    for key in np.random.default_rng(seed).permutation(len(keys)):
        if len(held_out) >= share * len(faces):
            break
        held_out.extend(groups[keys[key]])
    mask = np.zeros(len(faces), bool)
    mask[held_out] = True
    return faces.pick(~mask), faces.pick(mask)


def soft_targets(faces: Faces, hard_share: float) -> torch.Tensor:
    """Target distributions [N, 7]: `hard_share` of FER2013's own label and the rest of what the FER+
    votes say about it.

    The two label sets disagree on a third of the pictures, in a systematic way (FER2013 says "sad" where
    FER+ says "neutral"), so votes are not copied but translated: a softmax regression from the ten vote
    shares to FER2013's label, fitted on the training rows, gives P(label | votes).
    """
    votes = torch.from_numpy(faces.votes)
    labels = torch.from_numpy(faces.labels)
    weight = torch.zeros(VOTE_CLASSES, len(CLASSES), requires_grad=True)
    bias = torch.zeros(len(CLASSES), requires_grad=True)
    fit = torch.optim.LBFGS([weight, bias], max_iter=100, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        fit.zero_grad()
        value = torch.nn.functional.cross_entropy(votes @ weight + bias, labels)
        value = value + 1e-4 * weight.square().sum()
        value.backward()
        return value

    fit.step(loss)
    with torch.no_grad():
        translated = (votes @ weight + bias).softmax(1)
    hard = torch.nn.functional.one_hot(labels, len(CLASSES)).float()
    return hard_share * hard + (1 - hard_share) * translated
