"""Write a trained model as the program opens it: two or three ONNX files and a card.

The averaged weights of a run's checkpoint become encoder.onnx and decoder.onnx, each whole in one
file, which carry the mel parameters, the latent's shape and meaning, and the licence. card.json
adds the data, the training, the figures of `evaluate`, and the files' checksums. A model whose
files do not answer as PyTorch does, to 1e-4, is refused and leaves nothing behind. With --refiner
the network that draws the model's detail becomes refiner.onnx beside them.

  python -m training.export conv2d                       DATA/runs/conv2d to assets/models/conv2d
  python -m training.export segue-conv-2 --refiner segue-draw-1
  python -m training.export data/runs/mine --out ~/models/mine
  python main.py --model ~/models/mine                   open it
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
import torch
from torch import Tensor, nn

from engine.vae.refiner import MAX_STEPS
from training.card import LICENCE, OPSET, clip_frames, licence_of, metadata, write_card
from training.checkpoint import Trained, find_run, load_checkpoint
from training.command import main
from training.errors import TrainingError
from training.models.refiner import STRIDE
from training.refine import DrawnBy, load_refiner

TOLERANCE = 1e-4
VELOCITY_TOLERANCE = 1e-3
"""A velocity is about twenty times the mel it moves in one step."""
N_STEPS = 4
MODELS = Path(__file__).parents[1] / "assets" / "models"


class ClampedDecoder(nn.Module):
    """The decoder as shipped: its mel is held in [0, 1]."""

    def __init__(self, decoder: nn.Module) -> None:
        super().__init__()
        self.decoder = decoder

    def forward(self, latent: Tensor) -> Tensor:
        """Decode (batch, *latent_shape) to (batch, 1, n_mels, n_frames)."""
        mel: Tensor = self.decoder(latent)
        return mel.clamp(0, 1)


def write_onnx(trained: Trained, folder: Path, *, licence: str = LICENCE) -> None:
    """Write both ONNX files; the batch is dynamic, time where the model allows."""
    model = trained.model
    batch = torch.export.Dim("batch")
    n_frames = 4 * model.frame_multiple if model.is_any_length else model.n_frames
    mel_dims: dict[int, Any] = {0: batch}
    latent_dims: dict[int, Any] = {0: batch}
    if model.is_any_length:
        columns = torch.export.Dim("n_columns", min=1)
        mel_dims[3], latent_dims[3] = model.frame_multiple * columns, columns
    mel = torch.rand(2, 1, model.n_mels, n_frames)
    latent = torch.randn(2, *model.latent_shape(n_frames))
    encoder = ("encoder", model.encoder, mel, ["mel"], ["mu", "logvar"], mel_dims)
    decoder = ("decoder", ClampedDecoder(model.decoder), latent, ["latent"], ["mel"], latent_dims)
    for role, module, example, inputs, outputs, dims in (encoder, decoder):
        _write(
            module,
            (example,),
            folder / f"{role}.onnx",
            inputs=inputs,
            outputs=outputs,
            dims=(dims,),
            props=metadata(trained, role, licence=licence),
        )


def _write(
    module: nn.Module,
    examples: tuple[Tensor, ...],
    path: Path,
    *,
    inputs: list[str],
    outputs: list[str],
    dims: tuple[Any, ...],
    props: dict[str, str],
) -> None:
    with warnings.catch_warnings():
        # WORKAROUND: torch 2.13 warns about its own use of what it deprecates.
        warnings.simplefilter("ignore")
        for library in ("torch.onnx", "onnxscript", "onnx_ir"):
            logging.getLogger(library).setLevel(logging.ERROR)
        program = torch.onnx.export(
            module.eval(),
            examples,
            dynamo=True,
            opset_version=OPSET,
            input_names=inputs,
            output_names=outputs,
            dynamic_shapes=dims,
            verbose=False,
        )
    assert program is not None
    program.model.metadata_props.update(props)
    program.save(str(path), external_data=False)


def write_refiner(
    trained: Trained, drawn: DrawnBy, folder: Path, *, n_steps: int, licence: str = LICENCE
) -> None:
    """Write ``refiner.onnx``; the batch is one, time is dynamic."""
    refiner, n_mels = drawn.refiner, trained.model.n_mels
    columns = torch.export.Dim("n_columns", min=1)
    mel = torch.rand(1, 1, n_mels, 4 * STRIDE)
    dims = {3: STRIDE * columns}
    props = metadata(trained, "refiner", licence=licence) | {
        "segue.refiner": drawn.config.name,
        "segue.scale": repr(drawn.config.scale),
        "segue.n_steps": str(n_steps),
        "segue.refiner_multiple": str(STRIDE),
        "segue.refiner_reach": str(drawn.refiner.reach),
    }
    _write(
        refiner,
        (torch.randn_like(mel), mel, torch.tensor([0.5])),
        folder / "refiner.onnx",
        inputs=["state", "mel", "time"],
        outputs=["velocity"],
        dims=(dims, dims, None),
        props=props,
    )


def refiner_parity(trained: Trained, drawn: DrawnBy, folder: Path) -> float:
    """Largest difference of ``refiner.onnx`` from PyTorch, on random input."""
    session = ort.InferenceSession(str(folder / "refiner.onnx"), providers=["CPUExecutionProvider"])
    rng = np.random.default_rng(0)
    shape = (1, 1, trained.model.n_mels, 8 * STRIDE)
    state, mel = rng.standard_normal(shape, np.float32), rng.random(shape, np.float32)
    time = np.array([0.25], np.float32)
    found = session.run(["velocity"], {"state": state, "mel": mel, "time": time})[0]
    with torch.inference_mode():
        wanted = drawn.refiner(*(torch.from_numpy(x) for x in (state, mel, time))).numpy()
    return float(np.abs(found - wanted).max())


def parity(trained: Trained, folder: Path) -> dict[str, float]:
    """Largest difference of the written files from PyTorch on a coarse random mel.

    Returns
    -------
    dict
        ``mu_max_difference`` and ``mel_max_difference``; the first relative to the largest ``mu``
        if that is above 1.
    """
    rng = np.random.default_rng(0)
    n_mels, n_frames = trained.model.n_mels, clip_frames(trained)
    coarse = rng.random((1, 1, n_mels // 16, n_frames // 16), np.float32)
    mel = np.kron(coarse, np.ones((1, 1, 16, 16), np.float32))
    sessions = [
        ort.InferenceSession(str(folder / f"{role}.onnx"), providers=["CPUExecutionProvider"])
        for role in ("encoder", "decoder")
    ]
    mu = sessions[0].run(["mu"], {"mel": mel})[0]
    decoded = sessions[1].run(["mel"], {"latent": mu})[0]
    with torch.inference_mode():
        torch_mu = trained.model.encoder(torch.from_numpy(mel))[0].numpy()
        torch_mel = ClampedDecoder(trained.model.decoder)(torch.from_numpy(mu)).numpy()
    return {
        "mu_max_difference": float(np.abs(mu - torch_mu).max() / max(1, np.abs(torch_mu).max())),
        "mel_max_difference": float(np.abs(decoded - torch_mel).max()),
    }


def checked_parity(trained: Trained, folder: Path) -> dict[str, float]:
    """`parity`, or an error if the files are not the model.

    Raises
    ------
    TrainingError
        If a difference is above `TOLERANCE`, or not a number.
    """
    found = parity(trained, folder)
    if not all(value <= TOLERANCE for value in found.values()):
        raise TrainingError(
            f"{trained.config.name} is not exported: its ONNX files differ from PyTorch by "
            f"{max(found.values()):.2g}, more than {TOLERANCE:g}. The weights may have diverged; "
            "try --best, or train again."
        )
    return found


def export(
    trained: Trained,
    folder: Path,
    *,
    data: Path,
    figures: dict[str, Any],
    licence: str = LICENCE,
    drawn: DrawnBy | None = None,
    n_steps: int = N_STEPS,
) -> dict[str, Any]:
    """Write a model folder, all of it or nothing, and return its card.

    A folder that is there already is replaced only when the new one is whole and checked.
    """
    if folder.exists() and not folder.is_dir():
        raise TrainingError(f"{folder} is a file; name a folder for the model.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".export-") as scratch:
        new = Path(scratch) / folder.name
        new.mkdir()
        write_onnx(trained, new, licence=licence)
        found = checked_parity(trained, new)
        if drawn:
            write_refiner(trained, drawn, new, n_steps=n_steps, licence=licence)
            found["velocity_max_difference"] = refiner_parity(trained, drawn, new)
            if not found["velocity_max_difference"] <= VELOCITY_TOLERANCE:
                raise TrainingError(
                    f"{drawn.config.name} is not exported: refiner.onnx differs from PyTorch by "
                    f"{found['velocity_max_difference']:.2g}."
                )
        card = write_card(
            trained,
            new,
            data=data,
            figures=figures,
            parity=found,
            licence=licence,
            refiner=drawn.about(n_steps) if drawn else None,
        )
        folder.mkdir(exist_ok=True)
        if not drawn:
            (folder / "refiner.onnx").unlink(missing_ok=True)  # another model's
        for file in sorted(new.iterdir(), key=lambda f: f.suffix == ".json"):  # the card last
            os.replace(file, folder / file.name)
    return card


def figures_of(run_dir: Path, trained: Trained) -> dict[str, Any]:
    """Return the run's evaluation, or nothing if it was made of another step."""
    evaluation = run_dir / "evaluation.json"
    if not evaluation.exists():
        return {}
    try:
        figures = json.loads(evaluation.read_text(encoding="utf-8"))
        is_of_this_step = figures["step"] == trained.step
    except (ValueError, KeyError, TypeError) as e:
        raise TrainingError(
            f"{evaluation} is damaged. Run python -m training.evaluate {run_dir} again."
        ) from e
    return dict(figures) if is_of_this_step else {}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "run", nargs="?", default="segue-conv-2", help="run folder, or its name in DATA/runs"
    )
    parser.add_argument("--out", type=Path, default=None, help="default: assets/models/NAME")
    parser.add_argument("--best", action="store_true", help="the best checkpoint, not the last")
    parser.add_argument("--refiner", default=None, help="run of training.refine, or its name")
    parser.add_argument("--steps", type=int, default=N_STEPS, help="Euler steps it takes")
    parser.add_argument(
        "--licence",
        default=None,
        help=f"of the weights; {LICENCE} for the index's music, else to be stated",
    )


def run(args: argparse.Namespace) -> int:
    """Run the command."""
    if not 0 < args.steps <= MAX_STEPS:
        raise TrainingError(f"--steps is {args.steps}; it must be from 1 to {MAX_STEPS}.")
    run_dir = find_run(args.run, args.data)
    trained = load_checkpoint(run_dir, best=args.best)
    figures = figures_of(run_dir, trained)
    if not figures:
        print(f"{run_dir} has no evaluation of step {trained.step}: the card has no figures")
    folder = args.out or MODELS / trained.config.name
    licence = args.licence or licence_of(trained, args.data)
    drawn = load_refiner(find_run(args.refiner, args.data)) if args.refiner else None
    if drawn and drawn.config.model != trained.config.name:
        raise TrainingError(
            f"{drawn.config.name} draws the detail of {drawn.config.model}, not of "
            f"{trained.config.name}."
        )
    if drawn and drawn.provenance["model_step"] != trained.step:
        raise TrainingError(
            f"{drawn.config.name} was trained on step {drawn.provenance['model_step']} of "
            f"{trained.config.name}, not on step {trained.step}; train it again."
        )
    card = export(
        trained,
        folder,
        data=args.data,
        figures=figures,
        licence=licence,
        drawn=drawn,
        n_steps=args.steps,
    )
    sizes = ", ".join(
        f"{name} {file['bytes'] / 1e6:.1f} MB" for name, file in card["files"].items()
    )
    worst = max(card["parity"].values())
    print(f"{folder}: {sizes}; they differ from PyTorch by at most {worst:.1g}")
    print(f"open it: python main.py --model {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main("export"))
