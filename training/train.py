"""Trains the lab's facial-expression network and writes it as ONNX. See README.md for the commands.

Stages, each of which leaves a file in --out and is skipped when that file is there:
  photos  learns from photographs                                      -> photos.pt
  mixed   goes on with photographs and drawn faces of the mock scene   -> mixed.pt
  export  temperature, ONNX file, report                               -> emotion.onnx, report.json
A stage that was interrupted goes on after its last whole epoch.
"""

from __future__ import annotations

import argparse
import copy
import ctypes
import hashlib
import json
import math
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F

import evaluate
import fer2013
import mockfaces
from augment import augment
from fer2013 import CLASSES, SIDE
from model import ExpressionNet, export, normalise, parameters


COARSE_SIDE = 32


@dataclass
class Plan:
    """How one stage trains."""

    name: str
    epochs: int
    peak_rate: float
    last_rate: float
    seed: int
    batch: int = 128
    weight_decay: float = 5e-4
    warmup_epochs: float = 1.0
    ema: float = 0.998
    dropout: float = 0.2
    strength: tuple[float, float] = (1.0, 1.0)
    """How much the pictures are changed in the first and in the last epoch, 0..1; linear in between."""
    coarse_epochs: int = 0
    """The first epochs, which see faces of COARSE_SIDE pixels: less than half the work, and the network, which
    averages over the place in the end, goes on from there with full ones."""


@dataclass
class Material:
    """What a stage trains on: grey `pictures` uint8 [N, 1, S, S] and `targets` [N, 7] of the photographs;
    `drawn` the same for drawn faces, or None; `drawn_share` their share of a batch."""

    pictures: torch.Tensor
    targets: torch.Tensor
    drawn: tuple[torch.Tensor, torch.Tensor] | None = None
    drawn_share: float = 0.15


def keep_memory() -> None:
    """Tells glibc not to return freed memory to the system: the activations of a batch are tens of MB each,
    and mapping them anew in every step costs a third of the time. Does nothing elsewhere."""
    try:
        libc = ctypes.CDLL("libc.so.6")
        m_trim_threshold, m_mmap_max, m_arena_max = -1, -4, -8
        libc.mallopt(m_arena_max, 1)
        libc.mallopt(m_mmap_max, 0)
        libc.mallopt(m_trim_threshold, 2**31 - 1)
    except (OSError, AttributeError):
        pass


def bfloat16_is_fast() -> bool:
    """Whether the processor multiplies bfloat16 matrices in hardware (AMX): a third of float32's time."""
    try:
        return "amx_bf16" in Path("/proc/cpuinfo").read_text()
    except OSError:
        return False


def rate(plan: Plan, epoch: float) -> float:
    """Learning rate at a fractional epoch: a short linear rise, then half a cosine down to the last rate."""
    if epoch < plan.warmup_epochs:
        return plan.peak_rate * (epoch + 0.02) / plan.warmup_epochs
    done = (epoch - plan.warmup_epochs) / (plan.epochs - plan.warmup_epochs)
    return plan.last_rate + (plan.peak_rate - plan.last_rate) * 0.5 * (1 + math.cos(math.pi * min(done, 1)))


def average_into(ema: torch.nn.Module, net: torch.nn.Module, decay: float) -> None:
    """Moves the averaged weights towards the current ones."""
    with torch.no_grad():
        current = net.state_dict()
        for name, value in ema.state_dict().items():
            if value.dtype.is_floating_point:
                value.lerp_(current[name], 1 - decay)
            else:
                value.copy_(current[name])


def loss_of(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Mean cross-entropy with soft targets."""
    return -(targets * F.log_softmax(logits, 1)).sum(1).mean()


def batch_of(material: Material, rows: torch.Tensor, strength: float, side: int, rng: torch.Generator):
    """One batch: normalised faces [B, 1, side, side], and targets [B, 7]."""
    faces = augment(material.pictures[rows].float(), strength, side, rng)
    targets = material.targets[rows]
    if material.drawn is None:
        return normalise(faces), targets
    pictures, drawn_targets = material.drawn
    count = round(len(rows) * material.drawn_share / (1 - material.drawn_share))
    chosen = torch.randint(len(pictures), (count,), generator=rng)
    faces = torch.cat([faces, augment(pictures[chosen].float(), strength, side, rng)])
    return normalise(faces), torch.cat([targets, drawn_targets[chosen]])


def run_epoch(net, ema, optimiser, material: Material, plan: Plan, epoch: int, bf16: bool) -> float:
    """One pass over the photographs; returns the mean loss."""
    rng = torch.Generator().manual_seed(plan.seed * 1000 + epoch)
    torch.manual_seed(plan.seed * 1000 + epoch)
    done = epoch / max(1, plan.epochs - 1)
    strength = plan.strength[0] + (plan.strength[1] - plan.strength[0]) * done
    side = COARSE_SIDE if epoch < plan.coarse_epochs else SIDE
    order = torch.randperm(len(material.pictures), generator=rng)
    steps = len(order) // plan.batch
    total = 0.0
    net.train()
    for step in range(steps):
        rows = order[step * plan.batch : (step + 1) * plan.batch]
        faces, targets = batch_of(material, rows, strength, side, rng)
        faces = faces.contiguous(memory_format=torch.channels_last)
        for group in optimiser.param_groups:
            group["lr"] = rate(plan, epoch + step / steps)
        with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
            logits = net(faces)
        loss = loss_of(logits.float(), targets)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        average_into(ema, net, plan.ema if epoch > 0 else min(plan.ema, (1 + step) / (10 + step)))
        total += loss.item()
    return total / steps


def logits_of(net: torch.nn.Module, pictures: torch.Tensor) -> torch.Tensor:
    """Logits [N, 7] of grey pictures uint8 [N, 1, 48, 48], without any change to them."""
    net.eval()
    with torch.no_grad():
        return torch.cat([net(normalise(part)) for part in pictures.split(512)])


def train(plan: Plan, net: ExpressionNet, material: Material, check, out: Path, bf16: bool) -> ExpressionNet:
    """Runs a stage and returns the averaged network. `check(net)` gives a dictionary of held-out figures for the
    log. Leaves `<name>.pt`; while under way, `<name>.part.pt`, from which a second call goes on."""
    done, part = out / f"{plan.name}.pt", out / f"{plan.name}.part.pt"
    net = net.to(memory_format=torch.channels_last)
    net.dropout.p = plan.dropout
    ema = copy.deepcopy(net)
    if done.exists():
        ema.load_state_dict(torch.load(done, weights_only=True)["weights"])
        return ema
    decayed = [p for p in net.parameters() if p.ndim > 1]
    plain = [p for p in net.parameters() if p.ndim <= 1]
    groups = [{"params": decayed, "weight_decay": plan.weight_decay}, {"params": plain, "weight_decay": 0.0}]
    optimiser = torch.optim.SGD(groups, lr=0.0, momentum=0.9, nesterov=True)
    first, spent = 0, 0.0
    if part.exists():
        state = torch.load(part, weights_only=True)
        net.load_state_dict(state["net"])
        ema.load_state_dict(state["ema"])
        optimiser.load_state_dict(state["optimiser"])
        first, spent = state["epoch"] + 1, state["seconds"]
    for epoch in range(first, plan.epochs):
        started = time.time()
        loss = run_epoch(net, ema, optimiser, material, plan, epoch, bf16)
        spent += time.time() - started
        figures = {"stage": plan.name, "epoch": epoch, "loss": round(loss, 4), "seconds": round(spent), **check(ema)}
        print(json.dumps(figures), flush=True)
        with open(out / "log.jsonl", "a") as log:
            log.write(json.dumps(figures) + "\n")
        state = {"net": net.state_dict(), "ema": ema.state_dict(), "optimiser": optimiser.state_dict()}
        torch.save({**state, "epoch": epoch, "seconds": spent}, part)
    torch.save({"weights": ema.state_dict(), "plan": asdict(plan), "seconds": spent}, done)
    part.unlink(missing_ok=True)
    return ema


def as_tensor(faces: fer2013.Faces) -> torch.Tensor:
    """uint8 [N, 1, 48, 48]."""
    return torch.from_numpy(np.ascontiguousarray(faces.images))[:, None]


def held_out_check(faces: fer2013.Faces):
    """A function of a network that measures it on held-out photographs."""
    pictures, labels = as_tensor(faces), torch.from_numpy(faces.labels)

    def check(net: torch.nn.Module) -> dict:
        logits = logits_of(net, pictures)
        return {
            "held_out_loss": round(F.cross_entropy(logits, labels).item(), 4),
            "held_out_accuracy": round((logits.argmax(1) == labels).float().mean().item(), 4),
        }

    return check


def one_hot(labels: np.ndarray, smoothing: float) -> torch.Tensor:
    """[N, 7]; drawn faces have one right answer, but it is not worth unlimited confidence."""
    sure = F.one_hot(torch.from_numpy(labels), len(CLASSES)).float()
    return sure * (1 - smoothing) + smoothing / len(CLASSES)


def best_temperature(net: ExpressionNet, faces: fer2013.Faces) -> float:
    """The divisor of the logits under which held-out labels are likeliest."""
    logits, labels = logits_of(net, as_tensor(faces)), torch.from_numpy(faces.labels)
    candidates = torch.exp(torch.linspace(-1, 1, 401))
    losses = torch.stack([F.cross_entropy(logits / t, labels) for t in candidates])
    return round(candidates[losses.argmin()].item(), 4)


def drawn_faces(args: argparse.Namespace) -> tuple[mockfaces.DrawnFaces, mockfaces.DrawnFaces]:
    """Drawn faces of the training look: with surroundings for training, and other scenes for watching it."""
    folder = args.out / "mock"
    training = mockfaces.render(args.lab, folder, "training", range(1000, 1014), frames=300)
    watched = mockfaces.render(args.lab, folder, "training", range(2000, 2002), frames=150)
    return mockfaces.cut(training, mockfaces.SURROUNDINGS), mockfaces.cut(watched, 1)


def mixed_material(photographs: Material, drawn: mockfaces.DrawnFaces) -> Material:
    """Photographs and drawn faces together."""
    pictures = torch.from_numpy(drawn.pictures)[:, None]
    return Material(photographs.pictures, photographs.targets, (pictures, one_hot(drawn.labels, 0.05)))


def with_drawn(check, drawn: mockfaces.DrawnFaces):
    """`check` and the accuracy on drawn faces."""
    pictures, labels = torch.from_numpy(drawn.pictures)[:, None], torch.from_numpy(drawn.labels)

    def both(net: torch.nn.Module) -> dict:
        right = (logits_of(net, pictures).argmax(1) == labels).float().mean().item()
        return {**check(net), "drawn_accuracy": round(right, 4)}

    return both


def mock_report(args: argparse.Namespace, net: evaluate.OpenCvNet) -> dict:
    """Accuracy on the scoring look, which training never saw, by the height of the faces in px."""
    folders = mockfaces.render(args.lab, args.out / "mock", "scoring", range(5000, 5008), frames=200)
    faces = mockfaces.cut(folders, 1)
    probabilities = net.probabilities(faces.pictures)
    ranges = {"100 px": (85, 115), "60 px": (50, 70), "24 to 40 px": (24, 40), "all": (0, 10**6)}
    report = {}
    for name, (least, most) in ranges.items():
        rows = (faces.heights >= least) & (faces.heights <= most)
        all_figures = evaluate.figures(probabilities[rows], faces.labels[rows])
        report[name] = {key: all_figures[key] for key in ("images", "accuracy", "balanced_accuracy", "ece")}
        report[name]["recall"] = {c: v["recall"] for c, v in all_figures["per_class"].items()}
    return report


def write_java_sample(args: argparse.Namespace, net: ExpressionNet, temperature: float) -> None:
    """200 drawn faces as one picture of 20 x 10 tiles of 64 px, and PyTorch's probabilities for each, row by row: a
    test compares the Java side with them. Drawn, because FER2013's pictures must not be passed on."""
    folders = mockfaces.render(args.lab, args.out / "mock", "scoring", range(5000, 5008), frames=200)
    side, columns, rows = 64, 20, 10
    faces = mockfaces.cut(folders, side / SIDE, margin=mockfaces.MARGIN * SIDE / side)
    chosen = np.random.default_rng(args.seed).choice(len(faces), columns * rows, replace=False)
    tiles = faces.pictures[chosen]
    sheet = tiles.reshape(rows, columns, side, side).transpose(0, 2, 1, 3).reshape(rows * side, columns * side)
    cv2.imwrite(str(args.out / "drawn-faces.png"), sheet)
    inputs = torch.from_numpy(np.stack([mockfaces.resized(tile, SIDE) for tile in tiles]))[:, None]
    probabilities = (logits_of(net, inputs) / temperature).softmax(1)
    with open(args.out / "drawn-faces.csv", "w") as lines:
        lines.write(",".join(["label", *CLASSES]) + "\n")
        for label, row in zip(faces.labels[chosen], probabilities):
            lines.write(",".join([CLASSES[label], *(f"{p:.6f}" for p in row)]) + "\n")


def seconds_spent(out: Path) -> dict:
    """Wall time of the stages that ran."""
    stages = [out / f"{name}.pt" for name in ("photos", "mixed")]
    return {f.stem: round(torch.load(f, weights_only=True)["seconds"]) for f in stages if f.exists()}


def finish(args: argparse.Namespace, net: ExpressionNet, held_out: fer2013.Faces, plans: list[Plan]) -> None:
    """Calibrates, exports, scores what was exported, and writes the report."""
    net = net.eval()
    temperature = best_temperature(net, held_out)
    file = args.out / "emotion.onnx"
    export(net, temperature, file)
    write_java_sample(args, net, temperature)
    shipped = evaluate.OpenCvNet(file)
    duplicated = fer2013.duplicated_rows(args.data / "public_rows_duplicated_in_train.csv")
    public = fer2013.load(args.data / "public", excluded=duplicated)
    expected = (logits_of(net, as_tensor(held_out)) / temperature).softmax(1).numpy()
    held_out_probabilities = shipped.probabilities(held_out.images)
    report = {
        "public": evaluate.figures(shipped.probabilities(public.images), public.labels),
        "held_out": evaluate.figures(held_out_probabilities, held_out.labels),
        "mock": mock_report(args, shipped),
        "temperature": temperature,
        "parameters": parameters(net),
        "bytes": file.stat().st_size,
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        "ms_per_face": {f"batch of {n}": shipped.milliseconds_per_face(n) for n in (1, 3, 7)},
        "largest_difference_pytorch_opencv": float(np.abs(held_out_probabilities - expected).max()),
        "seconds": seconds_spent(args.out),
        "plans": [asdict(plan) for plan in plans],
    }
    (args.out / "report.json").write_text(json.dumps(report, indent=2) + "\n")
    print(json.dumps(report["public"]), json.dumps(report["mock"]), sep="\n")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with train/ and public/ of packed FER2013")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoints, network and report")
    parser.add_argument("--lab", default="./lab", help="the lab's launcher, which draws the mock scene")
    parser.add_argument("--until", choices=("photos", "mixed", "export"), default="export")
    parser.add_argument("--epochs", type=int, default=54, help="on photographs alone")
    parser.add_argument("--coarse-epochs", type=int, default=24, help="how many of them with smaller pictures")
    parser.add_argument("--mixed-epochs", type=int, default=22)
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def main() -> None:
    args = arguments()
    args.out.mkdir(parents=True, exist_ok=True)
    keep_memory()
    torch.set_num_threads(args.threads)
    bf16 = bfloat16_is_fast()

    everything = fer2013.load(args.data / "train", faces_only=True)
    training, held_out = fer2013.split_off(everything, 0.05, seed=2013)
    photographs = Material(as_tensor(training), fer2013.soft_targets(training, hard_share=0.5))
    check = held_out_check(held_out)
    print(json.dumps({"training": len(training), "held_out": len(held_out), "bf16": bf16}), flush=True)

    torch.manual_seed(args.seed)
    plans = [Plan("photos", args.epochs, 0.1, 0.02, seed=args.seed, coarse_epochs=args.coarse_epochs)]
    net = train(plans[0], ExpressionNet(), photographs, check, args.out, bf16)
    if args.until == "photos":
        return
    drawn, watched = drawn_faces(args)
    plans.append(Plan("mixed", args.mixed_epochs, 0.04, 0.0, args.seed + 1, dropout=0.1, strength=(0.6, 0.3)))
    material, check = mixed_material(photographs, drawn), with_drawn(check, watched)
    net = train(plans[1], net, material, check, args.out, bf16)
    if args.until == "export":
        finish(args, net, held_out, plans)


if __name__ == "__main__":
    main()
