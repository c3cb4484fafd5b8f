"""Write a trained model as the program opens it: two ONNX files and a card.

The averaged weights of the checkpoint go to ``assets/models/NAME/encoder.onnx`` and
``decoder.onnx``, which carry the mel parameters, the latent's shape and meaning and the licence.
``card.json`` adds the data, the training and the figures of ``evaluate``, and the files' checksums.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import os
import warnings
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
import torch
from torch import Tensor, nn

from engine.spec import MelSpec
from training.checkpoint import Trained, load_checkpoint
from training.corpus.index import read_index
from training.corpus.prepare import N_FRAMES, read_manifest
from training.models.conv_vae import STRIDE, Decoder

FORMAT = "1"
OPSET = 20
MODELS = Path(__file__).parents[1] / "assets" / "models"
LICENCE = "GPL-3.0-or-later"
LICENCE_REASON = (
    "Whether weights derive from the music they were trained on is not settled, so the licence is "
    "one the music allows if they do: CC-BY-SA-3.0 lets adaptations move to CC-BY-SA-4.0, and that "
    "to GPL-3.0; GPL-2.0-or-later, GPL-3.0 and the permissive licences allow it as they stand. "
    "Music under GPL-2.0-only, the Drascula licence and LAL-1.2 is not covered by this chain; for "
    "it the weights rest on not being copies. Every author is named in this card. The source of "
    "the weights is the training package and the public Debian packages listed here."
)
LATENT_MEANING = (
    "mu of a Gaussian posterior; a grid of 16 x 16 mel cells, about unit variance; mix linearly"
)


class ClampedDecoder(nn.Module):
    """The decoder as shipped: its mel is held in [0, 1]."""

    def __init__(self, decoder: Decoder) -> None:
        super().__init__()
        self.decoder = decoder

    def forward(self, latent: Tensor) -> Tensor:
        """Decode (batch, channels, rows, cols) to (batch, 1, n_mels, n_frames)."""
        mel: Tensor = self.decoder(latent)
        return mel.clamp(0, 1)


def metadata(trained: Trained, role: str, *, licence: str) -> dict[str, str]:
    """Return what each file says of itself; the keys `engine.vae.onnx_vae` reads."""
    config = trained.config
    return {
        "segue.format": FORMAT,
        "segue.name": config.name,
        "segue.version": config.version,
        "segue.role": role,
        "segue.mel_spec": MelSpec(n_mels=config.model.n_mels).to_json(),
        "segue.latent_shape": json.dumps(list(trained.model.latent_shape(N_FRAMES))),
        "segue.frame_multiple": str(STRIDE),
        "segue.latent_meaning": LATENT_MEANING,
        "segue.licence": licence,
    }


def write_onnx(trained: Trained, folder: Path, *, licence: str = LICENCE) -> None:
    """Write ``encoder.onnx`` and ``decoder.onnx``, each atomically."""
    n_mels = trained.config.model.n_mels
    batch = torch.export.Dim("batch")
    columns = torch.export.Dim("n_columns", min=1)
    parts: list[tuple[str, nn.Module, Tensor, list[str], list[str], dict[int, Any]]] = [
        (
            "encoder",
            trained.model.encoder,
            torch.rand(2, 1, n_mels, 4 * STRIDE),
            ["mel"],
            ["mu", "logvar"],
            {0: batch, 3: STRIDE * columns},
        ),
        (
            "decoder",
            ClampedDecoder(trained.model.decoder),
            torch.randn(2, *trained.model.latent_shape(4 * STRIDE)),
            ["latent"],
            ["mel"],
            {0: batch, 3: columns},
        ),
    ]
    for role, module, example, inputs, outputs, shapes in parts:
        with warnings.catch_warnings():
            # WORKAROUND: torch 2.13 warns about its own use of what it deprecates.
            warnings.simplefilter("ignore")
            logging.getLogger("torch.onnx").setLevel(logging.ERROR)
            program = torch.onnx.export(
                module.eval(),
                (example,),
                dynamo=True,
                opset_version=OPSET,
                input_names=inputs,
                output_names=outputs,
                dynamic_shapes=(shapes,),
                verbose=False,
            )
        assert program is not None
        program.model.metadata_props.update(metadata(trained, role, licence=licence))
        part = folder / f"{role}.onnx.part"
        program.save(str(part), external_data=False)
        os.replace(part, folder / f"{role}.onnx")


def parity(trained: Trained, folder: Path, *, n_frames: int = N_FRAMES) -> dict[str, float]:
    """Largest difference of the written files from PyTorch on smooth random mels."""
    rng = np.random.default_rng(0)
    coarse = rng.random((1, 1, 16, n_frames // 16), np.float32)
    mel = np.kron(coarse, np.ones((1, 1, trained.config.model.n_mels // 16, 16), np.float32))
    sessions = [
        ort.InferenceSession(str(folder / f"{role}.onnx"), providers=["CPUExecutionProvider"])
        for role in ("encoder", "decoder")
    ]
    mu = sessions[0].run(["mu"], {"mel": mel})[0]
    decoded = sessions[1].run(["mel"], {"latent": mu})[0]
    with torch.inference_mode():
        torch_mu = trained.model.encoder(torch.from_numpy(mel))[0]
        torch_mel = ClampedDecoder(trained.model.decoder)(torch.from_numpy(mu))
    return {
        "mu_max_difference": float(np.abs(mu - torch_mu.numpy()).max()),
        "mel_max_difference": float(np.abs(decoded - torch_mel.numpy()).max()),
    }


def data_section(data: Path) -> dict[str, Any]:
    """Whose music the model learned from: a row a package, with licences, authors and hours."""
    index = {track.track_id: track for track in read_index()}
    packages: dict[tuple[str, str], dict[str, Any]] = defaultdict(
        lambda: {"tracks": 0, "hours": 0.0, "licences": set(), "authors": set()}
    )
    for prepared in read_manifest(data):
        track = index[prepared.track_id]
        row = packages[(prepared.package, prepared.split)]
        row["tracks"] += 1
        row["hours"] += len(prepared.starts_s) * 5 / 3600
        row["licences"].add(track.licence)
        row["authors"] |= {track.credit} - {""}
    rows = [
        {
            "package": package,
            "split": split,
            "tracks": row["tracks"],
            "hours": round(row["hours"], 3),
            "licences": sorted(row["licences"]),
            "authors": sorted(row["authors"]),
        }
        for (package, split), row in sorted(packages.items())
    ]
    hours = {
        split: round(sum(r["hours"] for r in rows if r["split"] == split), 2)
        for split in sorted({r["split"] for r in rows})
    }
    return {"source": "Debian 12 (bookworm) packages", "hours": hours, "packages": rows}


def write_card(
    trained: Trained, folder: Path, *, data: Path, figures: dict[str, Any], licence: str = LICENCE
) -> dict[str, Any]:
    """Write ``card.json`` beside the ONNX files and return it.

    Parameters
    ----------
    trained : Trained
    folder : Path
        With the two ONNX files.
    data : Path
        Whose manifest says which tracks were used.
    figures : dict
        Of `training.evaluate.evaluate`.
    licence : str
    """
    props = metadata(trained, "", licence=licence)
    card = {
        "format": FORMAT,
        "name": trained.config.name,
        "version": trained.config.version,
        "mel_spec": json.loads(props["segue.mel_spec"]),
        "latent_shape": json.loads(props["segue.latent_shape"]),
        "frame_multiple": STRIDE,
        "latent_meaning": LATENT_MEANING,
        "licence": licence,
        "licence_reason": LICENCE_REASON,
        "data": data_section(data),
        "training": {
            "command": "python -m training train",
            "config": trained.config.to_dict(),
            "steps": trained.step,
            "minutes": round(trained.seconds / 60, 1),
            **trained.provenance,
        },
        "figures": figures,
        "parity": parity(trained, folder),
        "files": {
            file.name: {
                "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
                "bytes": file.stat().st_size,
            }
            for file in (folder / "encoder.onnx", folder / "decoder.onnx")
        },
    }
    text = json.dumps(card, indent=1, ensure_ascii=False) + "\n"
    part = folder / "card.json.part"
    part.write_text(text, encoding="utf-8")
    os.replace(part, folder / "card.json")
    return card


def figures_of(run_dir: Path, trained: Trained) -> dict[str, Any]:
    """Return the run's evaluation, or nothing if it was made of another step."""
    evaluation = run_dir / "evaluation.json"
    if not evaluation.exists():
        return {}
    figures: dict[str, Any] = json.loads(evaluation.read_text(encoding="utf-8"))
    return figures if figures["step"] == trained.step else {}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "--run", type=Path, default=None, help="run folder (DATA/runs/segue-conv-1)"
    )
    parser.add_argument("--out", type=Path, default=None, help="default: assets/models/NAME")


def run(args: argparse.Namespace) -> int:
    """Run the command."""
    run_dir = args.run or args.data / "runs" / "segue-conv-1"
    trained = load_checkpoint(run_dir)
    folder = args.out or MODELS / trained.config.name
    folder.mkdir(parents=True, exist_ok=True)
    figures = figures_of(run_dir, trained)
    if not figures:
        print(f"{run_dir} has no evaluation of step {trained.step}: the card has no figures")
    write_onnx(trained, folder)
    card = write_card(trained, folder, data=args.data, figures=figures)
    print(f"{folder}: {card['files']}; from PyTorch at most {card['parity']}")
    return 0
