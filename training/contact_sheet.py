"""Draws a sheet of mock faces with the network's answers: a row for each expression, faces of the scoring look."""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np

import mockfaces
from evaluate import OpenCvNet
from fer2013 import CLASSES, SIDE

TILE, COLUMNS, CAPTION = 112, 8, 20


def candidates(folders: list[Path]) -> dict[str, list[tuple[np.ndarray, np.ndarray]]]:
    """For each expression (tile in colour, 48 x 48 grey face) of faces of 80 to 130 px, one per person and spell."""
    found: dict[str, list] = {name: [] for name in CLASSES}
    for folder in folders:
        seen = set()
        for picture, faces in mockfaces.frames_of(folder, colour=True):
            for face in faces:
                key = (face["person"], face["emotion"])
                if key in seen or not 80 <= face["box"]["height"] <= 130:
                    continue
                seen.add(key)
                tile = mockfaces.resized(mockfaces.square(picture, face["box"], 1.5), TILE)
                crop = cv2.cvtColor(mockfaces.square(picture, face["box"], mockfaces.MARGIN), cv2.COLOR_BGR2GRAY)
                found[face["emotion"]].append((tile, mockfaces.resized(crop, SIDE)))
    return found


def sheet(net: OpenCvNet, found: dict, rng: np.random.Generator) -> np.ndarray:
    """The picture, and under each face the likeliest class with its probability: green if right, else red."""
    rows = []
    for name in CLASSES:
        chosen = [found[name][i] for i in rng.choice(len(found[name]), COLUMNS, replace=False)]
        answers = net.probabilities(np.stack([face for _, face in chosen]))
        cells = []
        for (tile, _), row in zip(chosen, answers):
            cell = np.full((TILE + CAPTION, TILE, 3), 255, np.uint8)
            cell[:TILE] = tile
            answer = CLASSES[row.argmax()]
            colour = (0, 110, 0) if answer == name else (0, 0, 200)
            text = f"{answer} {row.max():.2f}"
            cv2.putText(cell, text, (3, TILE + 14), cv2.FONT_HERSHEY_SIMPLEX, 0.42, colour, 1, cv2.LINE_AA)
            cells.append(cell)
        rows.append(np.concatenate(cells, axis=1))
    return np.concatenate(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--mock", type=Path, required=True, help="folder for rendered clips")
    parser.add_argument("--lab", default="./lab")
    parser.add_argument("--out", type=Path, required=True, help="the picture, .jpg or .png")
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    folders = mockfaces.render(args.lab, args.mock, "scoring", range(5000, 5008), frames=200)
    picture = sheet(OpenCvNet(args.model), candidates(folders), np.random.default_rng(args.seed))
    cv2.imwrite(str(args.out), picture)


if __name__ == "__main__":
    main()
