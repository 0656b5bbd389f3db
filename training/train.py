"""Trains the lab's facial-expression network and writes it as ONNX. See README.md for the commands.

Started again, an interrupted run goes on after its last whole epoch, and a finished one is only exported again. With
`--minutes` the learning rate falls to 0 by then, so that what is exported is a finished network, if a worse one.
"""

from __future__ import annotations

import argparse
import copy
import ctypes
import hashlib
import json
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Callable

import cv2
import numpy as np
import torch
import torch.nn.functional as F

import evaluate
import fer2013
import mockfaces
from augment import augment
from fer2013 import CLASSES, SIDE
from model import Branch, ExpressionNet, export, grown, normalise, parameters, wide, young


DRAWN_SHARE = 0.08
"""Share of drawn faces in a batch."""

FINISH_SECONDS = 60
"""Kept for calibrating, exporting and scoring, which took 44 s on two busy cores."""

SCORED = ("scoring", range(5000, 5008), 200)
"""Look, seeds and frames of the drawn scenes that score the network."""


@dataclass
class Plan:
    """How the network is trained."""

    epochs: int
    seed: int
    rate: float = 0.1
    """Highest learning rate; it rises to that in the first `warmup_epochs` and falls from there to 0 along a line."""
    warmup_epochs: float = 2.0
    gentle_epochs: int = 6
    """The last epochs, in which the changes of the pictures shrink to half."""
    batch: int = 128
    weight_decay: float = 5e-4
    ema: float = 0.998
    branches: int = 1
    """Upper parts that learn side by side on one trunk, and from each other; the first is shipped."""
    hard_share: float = 0.75
    """FER2013's label in the targets; the rest is the translated FER+ votes."""
    votes_weight: float = 0.5
    """Weight of the second task, to foretell the FER+ votes, in the loss."""
    own_share: float = 0.5
    """Share of the branches' averaged answers in the targets."""
    own_memory: float = 0.7
    """How much of that average stays at each visit of a picture."""
    mirror_share: float = 0.0
    """Share in the targets, after all that, of the teacher's mean answer for the changed picture and its mirror image.
    The teacher is the averaged network itself where the stage has no other."""

    def rate_at(self, epoch: float) -> float:
        """Learning rate at a fractional epoch."""
        warmup = min(self.warmup_epochs, self.epochs / 2)
        rise = (epoch + 0.02) / warmup
        fall = (self.epochs - epoch) / (self.epochs - warmup)
        return self.rate * min(rise, fall)

    def strength_at(self, epoch: int) -> float:
        """How much the pictures are changed, 0..1, in the epoch of this number."""
        return 0.5 + 0.5 * min(1, (self.epochs - 1 - epoch) / self.gentle_epochs)


class Clock:
    """How far a stage has come, in epochs: as many as it has run, or more where it has to end earlier."""

    def __init__(self, plan: Plan, first: int, seconds: float | None):
        """`seconds` are left for the epochs from `first` on; None for as many as they take."""
        self.epochs, self.first, self.seconds = plan.epochs, first, seconds
        self.begin = time.monotonic()

    def at(self, epoch: float) -> float:
        """The place on the plan's line, 0..epochs, after `epoch` epochs."""
        if self.seconds is None:
            return epoch
        share = (time.monotonic() - self.begin) / self.seconds
        return min(self.epochs, max(epoch, self.first + (self.epochs - self.first) * share))


@dataclass
class Material:
    """What is trained on. Photographs: grey `pictures` uint8 [N, 1, 48, 48], `targets` [N, 7], `votes` [N, 10], and
    `own`, the running average of the network's answers [N, 7]. Drawn faces: `drawn` uint8 [M, 1, S, S] with their
    surroundings, `drawn_targets` [M, 7]."""

    pictures: torch.Tensor
    targets: torch.Tensor
    votes: torch.Tensor
    own: torch.Tensor
    drawn: torch.Tensor
    drawn_targets: torch.Tensor

    def to(self, device: torch.device) -> "Material":
        """The same on a device."""
        return Material(**{name: tensor.to(device) for name, tensor in vars(self).items()})


class Pupil(torch.nn.Module):
    """The network with what is needed in training only: further branches on its trunk, and for each branch a second
    head for the FER+ votes."""

    def __init__(self, net: ExpressionNet, others: list[Branch]):
        super().__init__()
        self.net = net
        self.others = torch.nn.ModuleList(others)
        branches, width = 1 + len(others), net.branch.classify.in_features
        self.votes = torch.nn.ModuleList(torch.nn.Linear(width, fer2013.VOTE_CLASSES) for _ in range(branches))

    def grown(self) -> "Pupil":
        """One with the larger network, which answers as the first branch of this one does."""
        larger = Pupil(grown(self.net), [])
        larger.votes[0].load_state_dict(self.votes[0].state_dict())
        return larger

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """[N, 1, 48, 48] normalised pixels to each branch's logits [K, N, 7] and vote logits [K, N, 10]."""
        shared = self.net.trunk(x)
        logits, votes = [], []
        for branch, vote in zip([self.net.branch, *self.others], self.votes):
            seen = branch.describe(shared)
            logits.append(branch.classify(seen))
            votes.append(vote(seen))
        return torch.stack(logits), torch.stack(votes)


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


def bfloat16_is_fast(device: torch.device) -> bool:
    """Whether the device multiplies bfloat16 faster than float32. A GPU that knows the format does. A processor is
    measured on a layer of the network: with AMX and on some with AVX-512 it takes a third to two thirds of the time, on
    others with AVX-512 half as long again."""
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported()
    times = {}
    for kind in (torch.float32, torch.bfloat16):
        layer = torch.nn.Conv2d(80, 80, 3, 1, 1, bias=False).to(kind, memory_format=torch.channels_last)
        faces = torch.zeros(64, 80, 12, 12, dtype=kind).to(memory_format=torch.channels_last)
        times[kind] = []
        for _ in range(8):
            started = time.perf_counter()
            layer(faces).sum().backward()
            times[kind].append(time.perf_counter() - started)
    return min(times[torch.bfloat16]) < 0.9 * min(times[torch.float32])


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
    """Mean cross-entropy with soft targets, summed over branches: logits [K, N, C], targets [N, C]."""
    return -(targets * F.log_softmax(logits, 2)).sum(2).mean(1).sum()


def batch_of(material: Material, rows: torch.Tensor, strength: float, rng: torch.Generator):
    """One batch: normalised faces [B, 1, 48, 48], of which the photographs `rows` come first, and the targets
    [B - len(rows), 7] of the drawn ones."""
    faces = augment(material.pictures[rows].float(), strength, rng)
    count = round(len(rows) * DRAWN_SHARE / (1 - DRAWN_SHARE))
    chosen = torch.randint(len(material.drawn), (count,), generator=rng, device=rng.device)
    drawn = augment(material.drawn[chosen].float(), strength, rng)
    return normalise(torch.cat([faces, drawn])), material.drawn_targets[chosen]


def mirrored_answers(net: ExpressionNet, faces: torch.Tensor, bf16: bool) -> torch.Tensor:
    """Mean probabilities [N, 7] for normalised faces and their mirror images."""
    net.eval()
    with torch.no_grad(), torch.autocast(faces.device.type, torch.bfloat16, enabled=bf16):
        both = torch.cat([faces, faces.flip(3)]).contiguous(memory_format=torch.channels_last)
        return net(both).float().softmax(1).view(2, len(faces), -1).mean(0)


def targets_of(material: Material, rows: torch.Tensor, logits: torch.Tensor, plan: Plan) -> torch.Tensor:
    """Targets [N, 7] of the photographs `rows`, for which the branches just answered `logits` [K, N, 7]: the data's
    mixed with the average of all branches' answers, which these are added to first."""
    answers = logits.detach().softmax(2).mean(0)
    material.own[rows] = torch.lerp(answers, material.own[rows], plan.own_memory)
    return torch.lerp(material.targets[rows], material.own[rows], plan.own_share)


def run_epoch(
    pupil: Pupil,
    ema: Pupil,
    optimiser,
    material: Material,
    plan: Plan,
    epoch: int,
    bf16: bool,
    teacher: ExpressionNet | None,
    clock: Clock,
) -> float:
    """One pass over the photographs, or the part of one that there is time for, at least one step; returns the mean loss
    of a branch."""
    device = material.pictures.device
    rng = torch.Generator(device).manual_seed(plan.seed * 1000 + epoch)
    torch.manual_seed(plan.seed * 1000 + epoch)
    order = torch.randperm(len(material.pictures), generator=rng, device=device)
    steps = len(order) // plan.batch
    total = 0.0
    pupil.train()
    for step in range(steps):
        at = clock.at(epoch + step / steps)
        if at >= plan.epochs and step > 0:
            return total / step
        rows = order[step * plan.batch : (step + 1) * plan.batch]
        strength = plan.strength_at(min(int(at), plan.epochs - 1))
        faces, drawn_targets = batch_of(material, rows, strength, rng)
        for group in optimiser.param_groups:
            group["lr"] = plan.rate_at(at)
        with torch.autocast(device.type, torch.bfloat16, enabled=bf16):
            logits, vote_logits = pupil(faces.contiguous(memory_format=torch.channels_last))
        logits, vote_logits = logits.float(), vote_logits[:, : len(rows)].float()
        targets = torch.cat([targets_of(material, rows, logits[:, : len(rows)], plan), drawn_targets])
        if plan.mirror_share > 0:
            answers = mirrored_answers(ema.net if teacher is None else teacher, faces, bf16)
            targets = torch.lerp(targets, answers, plan.mirror_share)
        loss = loss_of(logits, targets)
        optimiser.zero_grad()
        (loss + plan.votes_weight * loss_of(vote_logits, material.votes[rows])).backward()
        optimiser.step()
        average_into(ema, pupil, plan.ema if epoch > 0 else min(plan.ema, (1 + step) / (10 + step)))
        total += loss.item() / plan.branches
    return total / steps


def logits_of(net: torch.nn.Module, pictures: torch.Tensor) -> torch.Tensor:
    """Logits [N, 7], on the processor, of grey pictures uint8 [N, 1, 48, 48], without any change to them."""
    net.eval()
    device = next(net.parameters()).device
    with torch.no_grad():
        return torch.cat([net(normalise(part.to(device))).cpu() for part in pictures.split(512)])


def load_state(file: Path, plan: Plan, device: torch.device) -> dict:
    """What `train` has written, by the same plan."""
    state = torch.load(file, map_location=device, weights_only=True)
    if state["plan"] != asdict(plan):
        raise SystemExit(f"{file} is of another plan, {state['plan']}: remove it or name another --out.")
    return state


def train(
    plan: Plan,
    pupil: Pupil,
    material: Material,
    check,
    out: Path,
    bf16: bool,
    teacher: ExpressionNet | None = None,
    seconds_left: float | None = None,
) -> tuple[Pupil, float]:
    """Trains on the material's device and returns the averaged weights and the seconds it took. `check(net)` gives a
    dictionary of held-out figures for the log. With `seconds_left` it ends by then, the learning rate at 0. Leaves
    `trained.pt`; while under way, `part.pt`, from which a second call goes on."""
    out.mkdir(exist_ok=True)
    done, part = out / "trained.pt", out / "part.pt"
    device = material.pictures.device
    pupil = pupil.to(device, memory_format=torch.channels_last)
    ema = copy.deepcopy(pupil)
    if done.exists():
        state = load_state(done, plan, device)
        ema.load_state_dict(state["ema"])
        return ema, state["seconds"]
    decayed = [p for p in pupil.parameters() if p.ndim > 1]
    plain = [p for p in pupil.parameters() if p.ndim <= 1]
    groups = [{"params": decayed, "weight_decay": plan.weight_decay}, {"params": plain, "weight_decay": 0.0}]
    optimiser = torch.optim.SGD(groups, lr=0.0, momentum=0.9, nesterov=True)
    first, spent = 0, 0.0
    if part.exists():
        state = load_state(part, plan, device)
        first, spent = state["epoch"] + 1, state["seconds"]
        pupil.load_state_dict(state["pupil"])
        ema.load_state_dict(state["ema"])
        optimiser.load_state_dict(state["optimiser"])
        material.own = state["own"]
    clock = Clock(plan, first, seconds_left)
    for epoch in range(first, plan.epochs):
        started = time.time()
        loss = run_epoch(pupil, ema, optimiser, material, plan, epoch, bf16, teacher, clock)
        spent += time.time() - started
        figures = {"epoch": epoch, "loss": round(loss, 4), "seconds": round(spent), **check(ema.net)}
        print(json.dumps(figures), flush=True)
        with open(out / "log.jsonl", "a") as log:
            log.write(json.dumps(figures) + "\n")
        state = {"pupil": pupil.state_dict(), "ema": ema.state_dict(), "optimiser": optimiser.state_dict()}
        state |= {"own": material.own, "epoch": epoch, "seconds": spent, "plan": asdict(plan)}
        torch.save(state, part.with_suffix(".new"))
        part.with_suffix(".new").replace(part)
        if clock.at(epoch + 1) >= plan.epochs:
            break
    torch.save({"ema": ema.state_dict(), "plan": asdict(plan), "seconds": spent}, done)
    part.unlink(missing_ok=True)
    return ema, spent


def as_tensor(faces: fer2013.Faces) -> torch.Tensor:
    """uint8 [N, 1, 48, 48]."""
    return torch.from_numpy(np.ascontiguousarray(faces.images))[:, None]


def watch(held_out: fer2013.Faces, drawn: mockfaces.DrawnFaces):
    """A function of a network that measures it on held-out photographs and on drawn faces of other scenes."""
    pictures, labels = as_tensor(held_out), torch.from_numpy(held_out.labels)
    drawn_pictures, drawn_labels = torch.from_numpy(drawn.pictures)[:, None], torch.from_numpy(drawn.labels)

    def check(net: torch.nn.Module) -> dict:
        logits = logits_of(net, pictures)
        right = logits_of(net, drawn_pictures).argmax(1) == drawn_labels
        return {
            "held_out_loss": round(F.cross_entropy(logits, labels).item(), 4),
            "held_out_accuracy": round((logits.argmax(1) == labels).float().mean().item(), 4),
            "drawn_accuracy": round(right.float().mean().item(), 4),
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


def material_of(photographs: fer2013.Faces, drawn: mockfaces.DrawnFaces, hard_share: float) -> Material:
    """Photographs and drawn faces with their targets; the network's answers are the targets to begin with."""
    targets = fer2013.soft_targets(photographs, hard_share)
    return Material(
        pictures=as_tensor(photographs),
        targets=targets,
        votes=torch.from_numpy(photographs.votes),
        own=targets.clone(),
        drawn=torch.from_numpy(drawn.pictures)[:, None],
        drawn_targets=one_hot(drawn.labels, 0.05),
    )


def mock_report(args: argparse.Namespace, net: evaluate.OpenCvNet) -> dict:
    """Accuracy on the scoring look, which training never saw, by the height of the faces in px."""
    folders = mockfaces.render(args.lab, args.out / "mock", *SCORED)
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
    folders = mockfaces.render(args.lab, args.out / "mock", *SCORED)
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


def finish(
    args: argparse.Namespace,
    net: ExpressionNet,
    held_out: fer2013.Faces,
    duplicated: set[int],
    plans: dict[str, Plan],
    seconds: float,
) -> None:
    """Calibrates, exports, scores what was exported, and writes the report. `duplicated` are the public pictures that
    training contains."""
    net = net.cpu().eval()
    temperature = best_temperature(net, held_out)
    file = args.out / "emotion.onnx"
    export(net, temperature, file)
    write_java_sample(args, net, temperature)
    shipped = evaluate.OpenCvNet(file)
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
        "seconds": round(seconds),
        "plans": {name: asdict(plan) for name, plan in plans.items()},
    }
    (args.out / "report.json").write_text(json.dumps(report, indent=2) + "\n")
    print(json.dumps(report["public"]), json.dumps(report["mock"]), sep="\n")


@dataclass
class Stage:
    """A part of a run: trains `begin(what the stage before left)`, which answers for the share `time` of `--minutes`.
    With `learns` the stage before is its teacher; else that goes on itself."""

    name: str
    plan: Plan
    time: float
    begin: Callable[[Pupil | None], Pupil]
    learns: bool = False


def stages_of(plan: str, epochs: list[int] | None, seed: int) -> list[Stage]:
    """The stages of a plan. `shipped` made the network in the jar. `wide` teaches a network of the same shape by a wide
    one. `epochs` replace each stage's own."""

    def with_branches(net: Callable[[], ExpressionNet], branches: int) -> Pupil:
        return Pupil(net(), [net().branch for _ in range(branches - 1)])

    stages = {
        "shipped": [
            Stage("young", Plan(100, seed, branches=3), 109, lambda _: with_branches(young, 3)),
            Stage("grown", Plan(120, seed, rate=0.06, gentle_epochs=30), 98, lambda before: before.grown()),
            Stage("mirrored", Plan(12, seed, rate=0.02, gentle_epochs=1, mirror_share=0.7), 14, lambda before: before),
        ],
        "wide": [
            Stage("teacher", Plan(120, seed, branches=3), 65, lambda _: with_branches(wide, 3)),
            Stage(
                "student",
                Plan(160, seed, own_share=0.0, mirror_share=0.7),
                35,
                lambda _: Pupil(grown(young()), []),
                learns=True,
            ),
        ],
    }[plan]
    if epochs is not None:
        if len(epochs) != len(stages):
            raise SystemExit(f"--epochs has {len(epochs)} numbers, {len(stages)} are expected with --plan {plan}")
        for stage, count in zip(stages, epochs):
            stage.plan.epochs = count
    return stages


def run_stages(
    stages: list[Stage], material: Callable[[], Material], check, out: Path, bf16: bool, seconds_left: float | None
) -> tuple[ExpressionNet, float]:
    """Trains one stage after the other; returns the last one's network and the seconds of all."""
    begin = time.monotonic()
    pupil, seconds = None, 0.0
    for number, stage in enumerate(stages):
        share = stage.time / sum(later.time for later in stages[number:])
        left = None if seconds_left is None else max(0.001, (seconds_left - (time.monotonic() - begin)) * share)
        before, pupil = pupil, stage.begin(pupil)
        teacher = before.net if stage.learns else None
        # What is drawn after it, the weights of a larger network, does not depend on whether the stage was run or read.
        with torch.random.fork_rng():
            pupil, spent = train(stage.plan, pupil, material(), check, out / stage.name, bf16, teacher, left)
        seconds += spent
    return pupil.net, seconds


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with train/ and public/ of packed FER2013")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoints, network and report")
    parser.add_argument("--lab", default="./lab", help="the lab's launcher, which draws the mock scene")
    parser.add_argument(
        "--plan",
        choices=("shipped", "wide"),
        default="shipped",
        help="shipped: as the network in the jar was made; wide: a wide teacher, then a network of the shipped shape",
    )
    parser.add_argument("--epochs", type=int, nargs="+", help="of each stage of the plan, instead of the plan's own")
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--minutes", type=float, help="end within this time, with fewer epochs where need be")
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    if args.device == "cuda" and not torch.cuda.is_available():
        parser.error("--device cuda: PyTorch finds no CUDA GPU; leave the option out to train on the processor")
    if args.minutes is not None and args.minutes <= 0:
        parser.error(f"--minutes {args.minutes}: more than 0 is expected")
    return args


def main() -> None:
    started = time.monotonic()
    args = arguments()
    stages = stages_of(args.plan, args.epochs, args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    device = torch.device(args.device)
    if args.device == "cpu":
        keep_memory()
    torch.set_num_threads(args.threads)
    bf16 = bfloat16_is_fast(device)

    everything = fer2013.load(args.data / "train", faces_only=True)
    training, held_out = fer2013.split_off(everything, 0.05, seed=2013)
    duplicated = fer2013.duplicated_rows(args.data / "public_rows_duplicated_in_train.csv")
    drawn, watched = drawn_faces(args)
    mockfaces.render(args.lab, args.out / "mock", *SCORED)
    first_line = {"training": len(training), "held_out": len(held_out), "drawn": len(drawn), "bf16": bf16}
    print(json.dumps({"plan": args.plan, "device": args.device, **first_line}), flush=True)

    left = None
    if args.minutes is not None:
        # Drawing is over by now; scoring and exporting are not.
        left = max(0.0, 60 * args.minutes - (time.monotonic() - started) - FINISH_SECONDS)
        if left < FINISH_SECONDS:
            print(f"--minutes {args.minutes} leaves {left:.0f} s for training", file=sys.stderr)
    torch.manual_seed(args.seed)
    net, seconds = run_stages(
        stages,
        lambda: material_of(training, drawn, stages[0].plan.hard_share).to(device),
        watch(held_out, watched),
        args.out,
        bf16,
        left,
    )
    finish(args, net, held_out, duplicated, {stage.name: stage.plan for stage in stages}, seconds)


if __name__ == "__main__":
    main()
