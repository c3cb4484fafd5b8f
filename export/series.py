"""A pair at several alphas: a folder to listen to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from engine.cancel import ShouldCancel, never
from engine.morph.methods import used_sound
from engine.morph.request import MorphResult
from engine.spec import FloatArray
from export.files import write_file
from export.folders import MANIFEST, new_folder
from export.page import Row, listening_page
from export.pair import Pair, Side
from export.sidecar import describe_clip, describe_program, to_json
from export.sound import SoundOptions, export_sound
from export.spectrogram import write_contact_sheet, write_mel_png

SHEET, PAGE = "mels.png", "index.html"


def write_series(
    folder: Path,
    pair: Pair,
    alphas: Sequence[float],
    sound: SoundOptions | None = None,
    *,
    suffix: str = ".wav",
    pictures: Mapping[str, Callable[[Path], object]] | None = None,
    on_step: Callable[[str], None] | None = None,
    should_cancel: ShouldCancel = never,
) -> list[str]:
    """Render a pair at each alpha into a new folder.

    It holds the two clips, a sound, a sidecar and a picture for each alpha, a contact sheet, a page
    to listen to and a list of all that; it appears when all of it is done.

    Parameters
    ----------
    folder : Path
    pair : Pair
    alphas : sequence of float
        In the order of listening.
    sound : SoundOptions, optional
        How each sound is written, and whether an earlier series may be replaced.
    suffix : str
        Of the sounds, one of `export.formats.SUFFIXES`.
    pictures : mapping of str to callable, optional
        More pictures: a file name, and what draws it to a path. One that draws nothing is
        left out.
    on_step : callable, optional
        Told in words what happens next.
    should_cancel : callable

    Returns
    -------
    list of str
        The names of the files, in the order of listening.

    Raises
    ------
    ExportError, InferenceError, RenderCancelled
        Nothing half-made is left.
    """
    tell = on_step or (lambda _: None)
    sound = sound or SoundOptions()
    rules = {"overwrite": sound.overwrite, "sources": pair.request.sources}
    with new_folder(folder, **rules) as temporary:  # type: ignore[arg-type]
        writer = _Writer(temporary, pair, sound, suffix, should_cancel)
        writer.add_clip("a")
        for step, alpha in enumerate(alphas):
            tell(f"Rendering alpha {alpha:.2f} ({step + 1} of {len(alphas)})")
            writer.add_morph(
                f"{step:02d}-alpha-{alpha:.2f}",
                alpha,
                pair.render(alpha, should_cancel=should_cancel),
            )
        writer.add_clip("b")
        for name, draw in (pictures or {}).items():
            tell(f"Drawing {name}")
            writer.add_picture(name, draw)
        return writer.finish()


class _Writer:
    """Fills the folder and remembers what the page and the sheet must show."""

    def __init__(
        self,
        folder: Path,
        pair: Pair,
        sound: SoundOptions,
        suffix: str,
        should_cancel: ShouldCancel,
    ) -> None:
        self._folder, self._pair = folder, pair
        self._sound, self._suffix = sound, suffix
        self._should_cancel = should_cancel
        self._rows: list[Row] = []
        self._alphas: list[float] = []
        self._mels: list[tuple[str, FloatArray]] = []
        self._files: list[str] = []

    def add_clip(self, side: Side) -> None:
        """Add the original sound of one side."""
        pair = self._pair
        clip = pair.clip(side)
        record = {**describe_program(), "clip": describe_clip(clip, pair.seconds)}
        how = "matched" if pair.is_matched(side) else "original"
        label = f"{side.upper()}: {clip.info.path.stem} ({how})"
        samples = clip.samples[: pair.n_samples]
        self._add(f"{side}-{how}", label, samples, pair.mel_of(side), record)

    def add_morph(self, stem: str, alpha: float, result: MorphResult) -> None:
        """Add one morph."""
        assert result.samples is not None  # stage "final" has sound
        label = f"alpha {alpha:.2f}"
        record = self._pair.describe(result)
        self._add(stem, label, result.samples, result.mel_norm, record)
        self._alphas.append(alpha)
        self._mels.append((label, result.mel_norm))

    def _add(
        self,
        stem: str,
        label: str,
        samples: FloatArray,
        mel_norm: FloatArray,
        record: dict[str, Any],
    ) -> None:
        row = Row(label, f"{stem}{self._suffix}", f"{stem}.png")
        rate = self._pair.sample_rate
        export_sound(
            self._folder / row.sound,
            samples,
            rate,
            self._sound,
            sidecar=record,
            should_cancel=self._should_cancel,
        )
        write_mel_png(self._folder / row.picture, mel_norm)
        self._rows.append(row)
        self._files += [row.sound, f"{row.sound}.json", row.picture]

    def add_picture(self, name: str, draw: Callable[[Path], object]) -> None:
        """Add a picture that somebody else draws."""
        draw(self._folder / name)
        if (self._folder / name).exists():
            self._files.append(name)

    def finish(self) -> list[str]:
        """Write the sheet, the page and, last, the list of everything."""
        request, vae = self._pair.request, self._pair.vae
        write_contact_sheet(self._folder / SHEET, self._mels, vae.spec, self._pair.seconds)
        title = f"{request.path_a.stem} to {request.path_b.stem}"
        sound = used_sound(request.sound, request.method, vae)
        way = request.method if sound is None else f"{request.method}, sound {sound:g}"
        about = f"{way}, model {vae.name} {vae.version}, made with Segue"
        about = " ".join([about + ".", *self._pair.sentences]) if self._pair.sentences else about
        page = listening_page(title, about, self._rows, SHEET)
        write_file(self._folder / PAGE, page.encode("utf-8", "replace"), suffix=".html")
        self._files += [SHEET, PAGE]
        manifest = {**describe_program(), "alphas": self._alphas, "files": self._files}
        write_file(self._folder / MANIFEST, to_json(manifest).encode(), suffix=".json")
        return self._files
