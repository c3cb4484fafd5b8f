"""The convert command: sound, mels and pictures of mels, each into each."""

from __future__ import annotations

import argparse
import dataclasses
import errno
import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import MorphError
from export.console import Progress, answer, answer_json, complain
from export.files import explained, shown
from export.inputs import Item, Kind, find

if TYPE_CHECKING:
    from engine.mel.files import StoredMel
    from engine.spec import FloatArray, MelSpec

FORMATS: dict[Kind, tuple[str, ...]] = {
    "audio": ("wav", "flac"),
    "mel": ("npz", "npy"),
    "image": ("exr", "png"),
}
"""What can be written; the default first."""
FULL = (errno.ENOSPC, errno.EDQUOT)
PARTLY = 1
"""Exit code when some files could not be converted; the others were."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "inputs", type=Path, nargs="+", metavar="INPUT", help="a file, or a folder with all in it"
    )
    parser.add_argument("--to", choices=tuple(FORMATS), required=True, help="what to make")
    parser.add_argument(
        "--format",
        choices=tuple(name for names in FORMATS.values() for name in names),
        help="of the files to write (wav, npz or exr)",
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FOLDER", help="where to; it is made if missing"
    )
    parser.add_argument(
        "--split",
        type=_frames,
        default=0,
        metavar="N",
        help="cut into pieces of N mel frames (640 are 5 s), named NAME-Nf-000 and so on; the "
        "rest at the end is dropped",
    )
    parser.add_argument(
        "--flip",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="pictures have the low frequencies at the bottom; asked of a picture that does not "
        "say it itself, and of those written (yes)",
    )
    parser.add_argument(
        "--overwrite",
        action="store_true",
        help="make again what an earlier run made; with --split its other pieces go",
    )


def _frames(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 1_000_000:
        raise argparse.ArgumentTypeError(f"it must be a whole number of frames over 0, not {text}")
    return int(text)


def convert(args: argparse.Namespace) -> int:
    """Convert files, go on where an earlier run stopped, and list what could not be converted."""
    suffix = f".{args.format or FORMATS[args.to][0]}"
    if suffix[1:] not in FORMATS[args.to]:
        raise MorphError(
            f"--format {suffix[1:]} is not {args.to}; "
            f"choose {' or '.join(FORMATS[args.to])}, or another --to."
        )
    items, ignored, failed = find(args.inputs, args.out)
    with explained(args.out):
        args.out.mkdir(parents=True, exist_ok=True)
    written: list[str] = []
    notes: list[str] = []
    n_there = 0
    with Progress() as progress:
        for number, item in enumerate(items, 1):
            progress.say(f"{number}/{len(items)}  {shown(item.source)}")
            target = args.out / item.stem.with_name(item.stem.name + suffix)
            try:
                if not args.overwrite and _is_done(target, args.split):
                    n_there += 1
                    continue
                paths = _convert_one(item, target, args, notes.append)
                if args.overwrite and args.split:
                    _remove_others(target, [*paths, *(other.source for other in items)])
                written += [str(path) for path in paths]
            except MorphError as e:
                if isinstance(e.__cause__, OSError) and e.__cause__.errno in FULL:
                    raise  # so would all others
                failed.append(f"{shown(item.source)}: {e.user_message}")
            except MemoryError:
                failed.append(f"{shown(item.source)}: it is too long for this computer's memory.")
            except Exception as e:  # noqa: BLE001 - one file must not stop thousands
                failed.append(f"{shown(item.source)}: it cannot be converted ({e!r}).")
    facts = {"folder": str(args.out), "written": written, "already_there": n_there}
    if args.json:
        answer_json({**facts, "ignored": ignored, "notes": notes, "failed": failed})
    else:
        _tell(args.out, len(written), n_there, ignored, notes, failed)
    return PARTLY if failed else 0


def _tell(
    out: Path, n_written: int, n_there: int, ignored: int, notes: list[str], failed: list[str]
) -> None:
    there = f", {n_there} were there already" if n_there else ""
    passed = f", {ignored} passed over (neither sound nor mel)" if ignored else ""
    answer(f"{shown(out)}: {n_written} written{there}{passed}.")
    for note in notes:
        answer(f"  {note}")
    if failed:
        complain(f"{len(failed)} could not be converted:")
    for line in failed:
        complain(f"  {line}")


def _is_done(target: Path, n_frames: int) -> bool:
    """Whether an earlier run made this; the first of several pieces is written last."""
    path = _piece(target, n_frames, 0) if n_frames else target
    with explained(path):
        return path.exists()


def _piece(target: Path, n_frames: int, number: int) -> Path:
    """Return a piece's name; its length is in it, so that no other length is taken for it."""
    return target.with_name(f"{target.stem}-{n_frames}f-{number:03d}{target.suffix}")


def _remove_others(target: Path, keep: Sequence[Path]) -> None:
    """Remove an earlier run's pieces: those of another length, and of a source once longer."""
    pattern = re.compile(
        rf"{re.escape(target.stem)}-[1-9][0-9]*f-[0-9]{{3,}}{re.escape(target.suffix)}"
    )
    kept = {os.path.realpath(path) for path in keep}
    with explained(target):
        for path in list(target.parent.iterdir()):
            if pattern.fullmatch(path.name) and os.path.realpath(path) not in kept:
                path.unlink()


def _convert_one(
    item: Item, target: Path, args: argparse.Namespace, note: Callable[[str], None]
) -> list[Path]:
    """Convert one file; return what was written."""
    with explained(target):
        target.parent.mkdir(parents=True, exist_ok=True)
    if item.kind == "audio" and args.to == "audio":
        return _sound_to_sound(item, target, args, note)
    stored = _mel_of(item, args, note)
    paths = []
    # From the last to the first: the first is there only when all are, so a run that was
    # interrupted makes them again.
    for path, piece in reversed(_pieces(target, stored, args.split)):
        if args.to == "audio":
            _write_sound(
                path, _sound_of(piece), _spec(piece), args.overwrite or bool(args.split), note
            )
        else:
            from engine.mel.files import write_mel

            write_mel(path, piece, flip=args.flip)
        paths.append(path)
    return paths[::-1]


def _pieces(target: Path, stored: StoredMel, n_frames: int) -> list[tuple[Path, StoredMel]]:
    from engine.mel.whole import split_frames

    if not n_frames:
        return [(target, stored)]
    cut = split_frames(stored.mel_norm, n_frames)
    if not cut:
        raise MorphError(
            f"It has {stored.mel_norm.shape[1]} frames, fewer than one piece of {n_frames}."
        )
    return [
        (_piece(target, n_frames, number), dataclasses.replace(stored, mel_norm=mel.copy()))
        for number, mel in enumerate(cut)
    ]


def _mel_of(item: Item, args: argparse.Namespace, note: Callable[[str], None]) -> StoredMel:
    """Read a mel, or make one of a sound."""
    from engine.mel.files import StoredMel, read_mel
    from engine.mel.whole import analyse_track
    from engine.spec import MelSpec

    if item.kind == "audio":
        spec = MelSpec()
        mel_norm, ref_db = analyse_track(_samples_of(item, spec, note), spec=spec)
        return StoredMel(mel_norm, spec, ref_db)
    stored = read_mel(item.source, flip=args.flip)
    if stored.spec is None:
        note(
            f"{shown(item.source)} does not say how it was made; taken as "
            f"{stored.mel_norm.shape[0]} bands at {MelSpec().hop_length} samples a frame."
        )
    if stored.ref_db is None and args.to == "audio":
        note(f"{shown(item.source)} does not say how loud it was; its sound peaks at -6 dBFS.")
    return stored


def _samples_of(item: Item, spec: MelSpec, note: Callable[[str], None]) -> FloatArray:
    from engine.audio.track import load_track

    samples, notes = load_track(item.source, sample_rate=spec.sample_rate)
    for text in notes:
        note(text)
    if len(samples) < spec.hop_length:
        raise MorphError("It is too short for one mel frame.")
    return samples


def _spec(stored: StoredMel) -> MelSpec:
    """Return the mel's own parameters, or what a file that has none most likely meant."""
    from engine.spec import MelSpec

    return stored.spec or MelSpec(n_mels=stored.mel_norm.shape[0])


def _sound_of(stored: StoredMel) -> FloatArray:
    from engine.mel.whole import synthesise_track

    return synthesise_track(stored.mel_norm, stored.ref_db, spec=_spec(stored))


def _sound_to_sound(
    item: Item, target: Path, args: argparse.Namespace, note: Callable[[str], None]
) -> list[Path]:
    from engine.mel.whole import split_frames
    from engine.spec import MelSpec

    spec = MelSpec()
    samples = _samples_of(item, spec, note)
    if not args.split:
        _write_sound(target, samples, spec, args.overwrite, note)
        return [target]
    pieces = split_frames(samples, spec.n_samples(args.split))
    if not pieces:
        raise MorphError(
            f"It has {spec.n_frames(len(samples))} frames, fewer than one piece of {args.split}."
        )
    for number in reversed(range(len(pieces))):
        _write_sound(_piece(target, args.split, number), pieces[number], spec, True, note)
    return [_piece(target, args.split, number) for number in range(len(pieces))]


def _write_sound(
    path: Path,
    samples: FloatArray,
    spec: MelSpec,
    overwrite: bool,
    note: Callable[[str], None],
) -> None:
    """Write WAV or FLAC, 24 bits; what would clip is turned down, and that is told."""
    from export.audio import write_sound

    written = write_sound(path, samples, spec.sample_rate, overwrite=overwrite)
    if written.gain_db:
        down_db = -written.gain_db
        note(f"{shown(path)} would have clipped and was turned down by {down_db:.1f} dB.")
