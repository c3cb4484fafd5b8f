"""What a model says of itself: the metadata in its files, and the card beside them."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from training.checkpoint import Trained
from training.config import CONFIG_DIR
from training.corpus.index import read_index
from training.corpus.manifest import PreparedTrack, read_manifest
from training.data import ClipSet
from training.errors import TrainingError

FORMAT = "1"
OPSET = 20
CLIP_SAMPLES = 640 * 256
UNSTATED = "unstated"
LICENCE = "GPL-3.0-or-later"
LICENCE_REASON = (
    "Whether weights derive from the music they were trained on is not settled, so the licence is "
    "one the music allows if they do: CC-BY-SA-3.0 lets adaptations move to CC-BY-SA-4.0, and that "
    "to GPL-3.0; GPL-2.0-or-later, GPL-3.0 and the permissive licences allow it as they stand. "
    "Music under GPL-2.0-only, the Drascula licence and LAL-1.2 is not covered by this chain; for "
    "it the weights rest on not being copies. Every author is named in this card. The source of "
    "the weights is the training package and the public Debian packages listed here."
)


def clip_frames(trained: Trained) -> int:
    """Columns of the clip that the latent's shape is stated for: 5 s, or the only length."""
    spec = trained.config.mel.spec
    return (
        CLIP_SAMPLES // spec.hop_length if trained.model.is_any_length else trained.model.n_frames
    )


def metadata(trained: Trained, role: str, *, licence: str) -> dict[str, str]:
    """Return what each file says of itself; the keys `engine.vae.onnx_vae` reads."""
    config, model = trained.config, trained.model
    shape = model.latent_shape(clip_frames(trained))
    return {
        "segue.format": FORMAT,
        "segue.name": config.name,
        "segue.version": config.version,
        "segue.role": role,
        "segue.architecture": config.architecture,
        "segue.mel_spec": config.mel.spec.to_json(),
        "segue.latent_shape": json.dumps(list(shape)),
        "segue.frame_multiple": str(model.frame_multiple),
        "segue.fixed_frames": "0" if model.is_any_length else str(model.n_frames),
        "segue.latent_meaning": latent_meaning(trained),
        "segue.opset": str(OPSET),
        "segue.licence": licence,
    }


def latent_meaning(trained: Trained) -> str:
    """Say in words what the latent is."""
    shape = trained.model.latent_shape(clip_frames(trained))
    if len(shape) == 1:
        return f"mu of a Gaussian posterior: {shape[0]} numbers for the whole clip; mix linearly"
    rows = trained.model.n_mels // shape[1]
    columns = clip_frames(trained) // shape[2]
    return (
        f"mu of a Gaussian posterior: {shape[0]} channels on a grid of {rows} x {columns} mel "
        "cells; mix linearly"
    )


def data_section(trained: Trained, data: Path) -> dict[str, Any]:
    """Whose music the model learned from: a row a package, with licences, authors and hours.

    Training rows count the clips the configuration chose; held-out rows all there are. Music that
    did not come through the corpus index is listed as what it is: of unstated licence.
    """
    index = {track.track_id: track for track in read_index()}
    packages: dict[tuple[str, str], dict[str, Any]] = defaultdict(
        lambda: {"tracks": 0, "hours": 0.0, "licences": set(), "authors": set()}
    )
    for prepared, n_clips in _clips_of_tracks(trained, data):
        row = packages[(prepared.package, prepared.split)]
        row["tracks"] += 1
        row["hours"] += n_clips * 5 / 3600
        track = index.get(prepared.track_id)
        is_known = track is not None and track.package == prepared.package
        row["licences"].add(track.licence if track and is_known else UNSTATED)
        row["authors"] |= {track.credit} - {""} if track and is_known else set()
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
    is_known = all(UNSTATED not in row["licences"] for row in rows)
    source = "Debian 12 (bookworm) packages" if is_known else "see the rows"
    return {"source": source, "hours": hours, "packages": rows}


def _clips_of_tracks(trained: Trained, data: Path) -> list[tuple[PreparedTrack, int]]:
    """Every track that was learned from or held out, with the number of its clips."""
    mel, choice = trained.config.mel, trained.config.data
    found = [
        (t, len(t.starts_s))
        for t in read_manifest(data, n_mels=mel.n_mels, hop_length=mel.hop_length)
        if t.split != "train"
    ]
    try:
        learned = ClipSet(
            data,
            ["train"],
            n_mels=mel.n_mels,
            hop_length=mel.hop_length,
            styles=choice.styles,
            n_clips=choice.n_clips,
        )
    except TrainingError:  # the music is no longer here; the card says less, not wrong
        return found
    counts = Counter(track for track, _ in learned.clips)
    return found + [(learned.tracks[i], n) for i, n in sorted(counts.items())]


def _config_name(trained: Trained) -> str:
    name = trained.config.name
    return name if (CONFIG_DIR / f"{name}.toml").is_file() else "CONFIG.toml, holding what follows"


def licence_of(trained: Trained, data: Path) -> str:
    """Licence of the weights: the index's reasoning for its music, nothing claimed for other."""
    is_known = data_section(trained, data)["source"] != "see the rows"
    return LICENCE if is_known else UNSTATED


def write_card(
    trained: Trained,
    folder: Path,
    *,
    data: Path,
    figures: dict[str, Any],
    parity: dict[str, float],
    licence: str = LICENCE,
    refiner: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Write ``card.json`` beside the ONNX files and return it.

    Parameters
    ----------
    trained : Trained
    folder : Path
        With the ONNX files.
    data : Path
        Whose manifest says which tracks were used.
    figures : dict
        Of `training.evaluate.evaluate`.
    parity : dict
        Of `training.export.parity`.
    licence : str
    refiner : dict, optional
        How the refiner beside the model was trained.
    """
    props = metadata(trained, "", licence=licence)
    card = {
        "format": FORMAT,
        "name": trained.config.name,
        "version": trained.config.version,
        "architecture": trained.config.architecture,
        "mel_spec": json.loads(props["segue.mel_spec"]),
        "latent_shape": json.loads(props["segue.latent_shape"]),
        "frame_multiple": trained.model.frame_multiple,
        "fixed_frames": int(props["segue.fixed_frames"]),
        "latent_meaning": props["segue.latent_meaning"],
        "opset": OPSET,
        "licence": licence,
        "licence_reason": LICENCE_REASON if licence == LICENCE else "",
        "data": data_section(trained, data),
        "training": {
            "command": f"python -m training.train {_config_name(trained)}",
            "config": trained.config.to_dict(),
            "steps": trained.step,
            "minutes": round(trained.seconds / 60, 1),
            **trained.provenance,
        },
        **({"refiner": refiner} if refiner else {}),
        "figures": figures,
        "parity": parity,
        "files": {
            file.name: {
                "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
                "bytes": file.stat().st_size,
            }
            for file in sorted(folder.glob("*.onnx"))
        },
    }
    text = json.dumps(card, indent=1, ensure_ascii=False) + "\n"
    (folder / "card.json").write_text(text, encoding="utf-8")
    return card
