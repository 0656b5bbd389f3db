"""Trains both plans for a few steps on made-up pictures. From the project's folder: python3 -m unittest discover -s training"""

from __future__ import annotations

import io
import json
import sys
import tempfile
import unittest
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest import mock

try:
    import numpy as np
    import torch

    import evaluate
    import fer2013
    import mockfaces
    import model
    import train
except ImportError as missing:
    raise unittest.SkipTest(f"{missing}: training/requirements.txt names what training needs")

PICTURES = 24


def material() -> "train.Material":
    """Noise with labels: 24 photographs and 10 drawn faces."""
    rng = np.random.default_rng(1)
    photographs = fer2013.Faces(
        rng.integers(0, 256, (PICTURES, fer2013.SIDE, fer2013.SIDE), np.uint8),
        rng.integers(0, len(fer2013.CLASSES), PICTURES),
        np.full((PICTURES, fer2013.VOTE_CLASSES), 0.1, np.float32),
    )
    side = round(fer2013.SIDE * mockfaces.SURROUNDINGS)
    drawn = mockfaces.DrawnFaces(
        rng.integers(0, 256, (10, side, side), np.uint8), rng.integers(0, 7, 10), np.full(10, 100)
    )
    return train.material_of(photographs, drawn, 0.75)


def small(plan: str, epochs: list[int]) -> list["train.Stage"]:
    """The stages of a plan with batches that the made-up pictures fill."""
    stages = train.stages_of(plan, epochs, seed=1)
    for stage in stages:
        stage.plan.batch = 8
    return stages


class Says(torch.nn.Module):
    """A teacher with one answer."""

    def __init__(self, answer: str):
        super().__init__()
        self.logits = torch.zeros(len(fer2013.CLASSES))
        self.logits[fer2013.CLASSES.index(answer)] = 20.0

    def forward(self, faces: torch.Tensor) -> torch.Tensor:
        return self.logits.expand(len(faces), -1)


class TrainTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.out = Path(folder.name)
        torch.manual_seed(1)
        torch.set_num_threads(1)

    def run_plan(self, stages, seconds_left=None):
        with redirect_stdout(io.StringIO()):
            return train.run_stages(stages, material, lambda net: {}, self.out, False, seconds_left)

    def epochs_of(self, stage: str) -> list[int]:
        return [json.loads(line)["epoch"] for line in (self.out / stage / "log.jsonl").read_text().splitlines()]

    def test_each_plan_ends_with_a_network_of_the_shipped_shape_that_opencv_reads(self):
        shipped = model.parameters(model.grown(model.young()))
        for plan, epochs in {"wide": [1, 2], "shipped": [1, 1, 1]}.items():
            with self.subTest(plan):
                net, _ = self.run_plan(small(plan, epochs))
                self.assertEqual(shipped, model.parameters(net))
                model.export(net.eval(), 1.0, self.out / "emotion.onnx")
                pictures = material().pictures
                answers = evaluate.OpenCvNet(self.out / "emotion.onnx").probabilities(pictures[:, 0].numpy())
                expected = train.logits_of(net, pictures).softmax(1).numpy()
                np.testing.assert_allclose(answers, expected, atol=0.01)

    def test_a_finished_run_is_read_and_not_trained_again(self):
        first, _ = self.run_plan(small("wide", [1, 1]))
        second, _ = self.run_plan(small("wide", [1, 1]))
        self.assertEqual([0], self.epochs_of("student"))
        pictures = material().pictures
        torch.testing.assert_close(train.logits_of(first, pictures), train.logits_of(second, pictures))

    def test_without_time_each_stage_still_leaves_a_checkpoint(self):
        self.run_plan(small("wide", [500, 500]), seconds_left=0.0)
        for stage in ("teacher", "student"):
            self.assertEqual([0], self.epochs_of(stage))
            self.assertTrue((self.out / stage / "trained.pt").exists())

    def test_the_learning_rate_falls_to_zero_when_the_time_is_over(self):
        plan = train.Plan(100, seed=1)
        with mock.patch("time.monotonic") as now:
            now.return_value = 1000.0
            clock = train.Clock(plan, first=20, seconds=40.0)
            self.assertEqual(20, clock.at(20))
            now.return_value = 1020.0
            self.assertEqual(60, clock.at(21))
            self.assertEqual(70, clock.at(70), "faster than needed: the plan's own line")
            now.return_value = 1041.0
            self.assertEqual(0.0, plan.rate_at(clock.at(23)))

    def test_without_a_limit_the_plan_is_followed_to_the_digit(self):
        self.assertEqual(3 + 1 / 7, train.Clock(train.Plan(100, seed=1), 3, None).at(3 + 1 / 7))

    def test_a_student_learns_its_teachers_answers(self):
        plan = train.Plan(4, seed=1, batch=8, own_share=0.0, mirror_share=1.0)
        pupil = train.Pupil(model.young(), [])
        with redirect_stdout(io.StringIO()):
            taught, _ = train.train(plan, pupil, material(), lambda net: {}, self.out / "s", False, Says("surprise"))
        answers = train.logits_of(taught.net, material().pictures).argmax(1)
        self.assertGreater((answers == fer2013.CLASSES.index("surprise")).float().mean().item(), 0.9)

    def test_wrong_options_are_refused_in_a_sentence(self):
        cases = {"--minutes 0": "--minutes 0.0: more than 0"}
        if not torch.cuda.is_available():
            cases["--device cuda"] = "PyTorch finds no CUDA GPU"
        for options, sentence in cases.items():
            with self.subTest(options), redirect_stderr(io.StringIO()) as err:
                with mock.patch.object(sys, "argv", ["train.py", "--data", "d", "--out", "o", *options.split()]):
                    self.assertRaises(SystemExit, train.arguments)
                self.assertIn(sentence, err.getvalue())
        with self.assertRaisesRegex(SystemExit, "--epochs has 3 numbers, 2 are expected with --plan wide"):
            train.stages_of("wide", [1, 1, 1], seed=1)


if __name__ == "__main__":
    unittest.main()
