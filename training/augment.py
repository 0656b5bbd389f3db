"""Random changes of a whole batch of faces, as tensor operations: per-picture code would take longer
than the training step itself."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F

from fer2013 import SIDE


def _uniform(rng: torch.Generator, *shape: int) -> torch.Tensor:
    """Numbers in [0, 1), drawn on the generator's device."""
    return torch.rand(*shape, generator=rng, device=rng.device)


def _triangular(count: int, limit: float, rng: torch.Generator) -> torch.Tensor:
    """`count` numbers in [-limit, limit], small ones more likely: most detector boxes are nearly right."""
    return (_uniform(rng, count) - _uniform(rng, count)) * limit


def _chosen(count: int, share: float, rng: torch.Generator) -> torch.Tensor:
    """Row numbers of a random `share` of `count` rows."""
    return torch.nonzero(_uniform(rng, count) < share).flatten()


def place(pictures: torch.Tensor, strength: float, rng: torch.Generator) -> torch.Tensor:
    """Cuts a face of 48 pixels out of each picture [N, 1, S, S] (grey 0..255, S >= 48, the face in its
    middle 48 pixels) as a detector would: off by up to 15 % of the side in place and size, turned up to 20
    degrees, a little squeezed, half of them mirrored. `strength` 0..1 scales all but the mirroring.

    Pictures with S > 48 bring their surroundings along; for the others the edge is repeated.
    """
    count, side = pictures.shape[0], pictures.shape[-1]
    base = SIDE / side
    size = 1 + _triangular(count, 0.15 * strength, rng)
    squeeze = 1 + _triangular(count, 0.08 * strength, rng)
    angle = _triangular(count, math.radians(20) * strength, rng)
    mirror = torch.where(_uniform(rng, count) < 0.5, -1.0, 1.0)
    theta = torch.zeros(count, 2, 3, device=rng.device)
    theta[:, 0, 0] = base * size * squeeze * angle.cos() * mirror
    theta[:, 0, 1] = -base * size * angle.sin()
    theta[:, 1, 0] = base * size * squeeze * angle.sin() * mirror
    theta[:, 1, 1] = base * size * angle.cos()
    # affine_grid counts from -1 to 1, so 15 % of the face's side are 0.30 of the middle part.
    theta[:, 0, 2] = base * _triangular(count, 0.30 * strength, rng)
    theta[:, 1, 2] = base * _triangular(count, 0.30 * strength, rng)
    grid = F.affine_grid(theta, [count, 1, SIDE, SIDE], align_corners=False)
    return F.grid_sample(pictures, grid, mode="bilinear", padding_mode="border", align_corners=False)


def expose(faces: torch.Tensor, strength: float, rng: torch.Generator) -> torch.Tensor:
    """Brightness, contrast, gamma and a little noise. [N, 1, S, S], grey 0..255, in and out."""
    count = faces.shape[0]
    gamma = torch.exp(_triangular(count, 0.5 * strength, rng)).view(-1, 1, 1, 1)
    contrast = torch.exp(_triangular(count, 0.5 * strength, rng)).view(-1, 1, 1, 1)
    shift = (_triangular(count, 50 * strength, rng)).view(-1, 1, 1, 1)
    faces = 255 * (faces / 255).clamp(0, 1).pow(gamma)
    mean = faces.mean((2, 3), keepdim=True)
    faces = (faces - mean) * contrast + mean + shift
    noise = _uniform(rng, count, 1, 1, 1) * 6 * strength
    return (faces + torch.randn(faces.shape, generator=rng, device=rng.device) * noise).clamp_(0, 255)


def coarsen(faces: torch.Tensor, share: float, rng: torch.Generator) -> torch.Tensor:
    """Halves a share of the faces and enlarges them again: far faces arrive like that."""
    rows = _chosen(faces.shape[0], share, rng)
    if len(rows):
        small = F.avg_pool2d(faces[rows], 2)
        faces[rows] = F.interpolate(small, size=faces.shape[-1], mode="bilinear", align_corners=False)
    return faces


def erase(faces: torch.Tensor, share: float, rng: torch.Generator) -> torch.Tensor:
    """Covers a rectangle of a sixth to 45 % of the side in a share of the faces: hands, hair, microphones."""
    count, side = faces.shape[0], faces.shape[-1]
    low = _uniform(rng, 2, count) - 0.12
    high = low + 0.17 + 0.28 * _uniform(rng, 2, count)
    line = torch.arange(side, device=rng.device) / side
    down = (line >= low[0, :, None]) & (line < high[0, :, None])
    across = (line >= low[1, :, None]) & (line < high[1, :, None])
    covered = down[:, :, None] & across[:, None, :]
    covered &= (_uniform(rng, count) < share)[:, None, None]
    grey = 255 * _uniform(rng, count, 1, 1, 1)
    return torch.where(covered[:, None], grey, faces)


def augment(pictures: torch.Tensor, strength: float, rng: torch.Generator) -> torch.Tensor:
    """Everything above: pictures [N, 1, S, S] to faces [N, 1, 48, 48], grey 0..255 both."""
    faces = expose(place(pictures, strength, rng), strength, rng)
    faces = coarsen(faces, 0.1 * strength, rng)
    return erase(faces, 0.3 * strength, rng)
