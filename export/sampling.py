"""The sample command: music that nobody recorded, drawn from what a model learned."""

from __future__ import annotations

import argparse
import dataclasses
import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import MorphError
from export.arguments import Parser, add_model, add_output, number, seed_number, whole
from export.console import Progress, answer, answer_json
from export.files import check_target, shown
from export.reports import loudness
from export.sidecar import describe_program, sidecar_path, to_json

if TYPE_CHECKING:
    from engine.spec import FloatArray
    from engine.vae.onnx_vae import OnnxVae
    from engine.vae.prior import Prior
    from export.page import Row

SECONDS, STEP = 5.0, 0.3
MAX_SECONDS = 600.0
MAX_WALK = 101
SHEET, PAGE = "mels.png", "index.html"
SHEET_FRAMES = 800
"""Mel columns that a picture on the sheet needs: twice its width."""


def add_arguments(parser: Parser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "--seed", type=seed_number, default=0, help="another seed is another clip (0)", metavar="N"
    )
    parser.add_argument(
        "--seconds", type=_seconds, default=SECONDS, metavar="S", help=f"its length ({SECONDS:g})"
    )
    parser.add_argument(
        "--walk",
        type=_walk_length,
        metavar="N",
        help="N clips into a folder: the first is the clip of this seed, each a step further",
    )
    parser.add_argument(
        "--step",
        type=_step,
        metavar="X",
        help=f"of the walk, an angle: 0 stays, 1.57 forgets where it was ({STEP})",
    )
    parser.add_argument("--png", type=Path, metavar="PNG", help="also picture the clip's mel")
    add_model(parser)
    add_output(parser, "WAV", "the file to write, or with --walk the folder to make")


def _walk_length(text: str) -> int:
    return whole(text, f"a whole number from 2 to {MAX_WALK}", 2, MAX_WALK)


def _seconds(text: str) -> float:
    return number(text, f"over 0 and at most {MAX_SECONDS:g}", lambda n: 0 < n <= MAX_SECONDS)


def _step(text: str) -> float:
    return number(text, "from 0 to 1.57", lambda n: 0 <= n <= math.pi / 2)


def sample(args: argparse.Namespace) -> int:
    """Draw a new clip, or a walk of them."""
    if args.walk is None:
        if args.step is not None:
            raise MorphError("--step is the step of a walk; add --walk N, or leave it out.")
        return _sample_one(args)
    if args.png is not None:
        raise MorphError("The folder of a walk has its pictures in it; leave --png out.")
    return _sample_walk(args)


def _sample_one(args: argparse.Namespace) -> int:
    from export.audio import write_wav
    from export.spectrogram import write_contact_sheet

    side = sidecar_path(args.output)
    check_target(args.output, suffix=".wav", overwrite=args.overwrite)
    check_target(side, suffix=".json", overwrite=args.overwrite)
    if args.png is not None:
        check_target(args.png, suffix=".png", overwrite=args.overwrite)
    with Progress() as progress:
        maker = _Maker(args, progress)
        progress.say(f"Drawing {args.seconds:g} s of seed {args.seed}")
        samples, mel_norm, record = maker.make(maker.first())
        write_wav(
            args.output,
            samples,
            maker.sample_rate,
            subtype=args.subtype,
            overwrite=args.overwrite,
            sidecar=record,
        )
        if args.png is not None:
            label = f"seed {args.seed}, {maker.vae.name} {maker.vae.version}"
            write_contact_sheet(
                args.png,
                [(label, mel_norm)],
                maker.vae.spec,
                args.seconds,
                overwrite=args.overwrite,
            )
    record = json.loads(side.read_text("utf-8"))
    if args.json:
        png = None if args.png is None else str(args.png)
        answer_json({"output": str(args.output), "png": png, **record})
        return 0
    level = loudness(record["loudness_lufs"])
    answer(f"{shown(args.output)}: {args.seconds:g} s, seed {args.seed}, {level}")
    answer(f"  {maker.prior.about}")
    return 0


def _sample_walk(args: argparse.Namespace) -> int:
    from export.audio import write_wav
    from export.files import write_file
    from export.folders import MANIFEST, check_folder, new_folder
    from export.page import Row, listening_page
    from export.spectrogram import write_contact_sheet, write_mel_png

    check_folder(args.output, overwrite=args.overwrite)
    step = STEP if args.step is None else args.step
    rows: list[Row] = []
    mels: list[tuple[str, FloatArray]] = []
    with Progress() as progress, new_folder(args.output, overwrite=args.overwrite) as folder:
        maker = _Maker(args, progress)
        vae = maker.vae
        path = maker.prior.walk(maker.first(), args.walk, step, args.seed)
        for i, latent in enumerate(path):
            progress.say(f"Drawing clip {i + 1} of {args.walk}")
            samples, mel_norm, record = maker.make(latent, number=i, step=step)
            row = Row(f"step {i}", f"{i:03d}.wav", f"{i:03d}.png")
            write_wav(
                folder / row.sound,
                samples,
                maker.sample_rate,
                subtype=args.subtype,
                sidecar=record,
            )
            write_mel_png(folder / row.picture, mel_norm)
            rows.append(row)
            mels.append((row.label, _thinned(mel_norm)))
        write_contact_sheet(folder / SHEET, mels, vae.spec, args.seconds)
        title = f"A walk from seed {args.seed}"
        about = f"steps of {step:g}, model {vae.name} {vae.version}, made with Segue"
        page = listening_page(title, about, rows, SHEET)
        write_file(folder / PAGE, page.encode("utf-8", "replace"), suffix=".html")
        files = [n for row in rows for n in (row.sound, f"{row.sound}.json", row.picture)]
        files += [SHEET, PAGE]
        facts = {"seed": args.seed, "step": step, "prior": maker.prior.about}
        manifest = {**describe_program(), **facts, "files": files}
        write_file(folder / MANIFEST, to_json(manifest).encode(), suffix=".json")
    if args.json:
        answer_json({"folder": str(args.output), **facts, "files": files})
        return 0
    answer(f"{shown(args.output)}: {args.walk} clips; open index.html there to listen.")
    answer(f"  {maker.prior.about}")
    return 0


def _thinned(mel_norm: FloatArray) -> FloatArray:
    """Leave out columns that the sheet has no room for: a long walk must not fill the memory."""
    return mel_norm[:, :: max(1, mel_norm.shape[1] // SHEET_FRAMES)].copy()


class _Maker:
    """Makes the clips of one command."""

    def __init__(self, args: argparse.Namespace, progress: Progress) -> None:
        from engine.vae.prior import prior_of
        from engine.vae.store import load_model

        progress.glance("Opening the model")
        self.vae: OnnxVae = load_model(args.model, provider=args.provider)
        self.prior: Prior = prior_of(self.vae)
        self.sample_rate = self.vae.spec.sample_rate
        self._seed: int = args.seed
        self._n_samples = max(1, round(args.seconds * self.sample_rate))

    def first(self) -> FloatArray:
        """Draw the latent of the seed."""
        from engine.morph.sampling import n_columns

        return self.prior.sample(n_columns(self._n_samples, self.vae), self._seed)

    def make(
        self, latent: FloatArray, *, number: int = 0, step: float = 0.0
    ) -> tuple[FloatArray, FloatArray, dict[str, Any]]:
        """Return samples, mel and the sidecar of a latent, ``number`` steps from the first."""
        from engine.morph.sampling import clip_of_latent
        from engine.vae.store import read_card

        vae, seed = self.vae, self._seed
        # One seed for all phases: what changes along a walk is the music, not the chance in it.
        clip, mel_norm = clip_of_latent(
            vae, latent, n_samples=self._n_samples, seed=seed, name=f"sample-{seed}"
        )
        files = {} if vae.folder is None else read_card(vae.folder).card.get("files", {})
        record = {
            **describe_program(),
            "model": {"name": vae.name, "version": vae.version, "files": files},
            "prior": self.prior.about,
            "seed": seed,
            "seconds": self._n_samples / self.sample_rate,
            "walk": {"number": number, "step": step},
            "loudness_lufs": clip.loudness_lufs,
            "spec": dataclasses.asdict(vae.spec),
            "provider": {"name": vae.provider.name, "reason": vae.provider.reason},
        }
        return clip.samples, mel_norm, record
