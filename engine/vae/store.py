"""Model folders: ``assets/models/<name>/{encoder.onnx, decoder.onnx, card.json}``."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engine.errors import ModelContractError, ModelLoadError, SpecMismatchError
from engine.vae.onnx_vae import OnnxVae
from engine.vae.refiner import Refiner

FILES = ("encoder.onnx", "decoder.onnx", "card.json")
REFINER = "refiner.onnx"
"""May lie beside them."""
MAX_BYTES = 1 << 30
"""A file above 1 GiB is refused before it is read."""
DEFAULT_PREFIX = "segue-"
"""Models of this name are meant to be listened to; others are there to be compared with them."""
EXTERNAL_DATA = b"\n\x08location\x12"
"""How ONNX writes the first entry of a tensor whose numbers lie in another file."""


@dataclasses.dataclass(frozen=True, slots=True)
class ModelCard:
    """What a model folder says of itself.

    Parameters
    ----------
    name, version : str
    folder : Path
    card : dict
        All of card.json.
    """

    name: str
    version: str
    folder: Path
    card: dict[str, Any]


def models_folder() -> Path:
    """Return the folder of the models that come with Segue."""
    return Path(__file__).resolve().parents[2] / "assets" / "models"


def read_card(folder: Path) -> ModelCard:
    """Read and check a model folder's card.

    Raises
    ------
    ModelLoadError
        If the folder or one of its files is missing or unreadable.
    """
    if os.path.isfile(folder):
        raise ModelLoadError(f"{folder} is a file; choose the folder it lies in.")
    if not os.path.isdir(folder):  # the Path method raises on a name that is too long
        raise ModelLoadError(f"There is no model folder {folder}. Choose another model.")
    for name in FILES:
        _check_file(folder, name)
    try:
        card = json.loads((folder / "card.json").read_text("utf-8"))
        files = card.get("files", {})
        if not isinstance(files, dict):
            raise TypeError("files is not an object")
        read = ModelCard(str(card["name"]), str(card["version"]), folder, card)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as e:
        raise ModelLoadError(
            f"{folder / 'card.json'} is not a model card. Copy the model folder again, or choose "
            "another model.",
            repr(e),
        ) from e
    if REFINER in files:
        _check_file(folder, REFINER)
    elif (folder / REFINER).exists():
        raise ModelContractError(
            f"{folder / REFINER} is not in its card. Copy the model folder again, or remove it."
        )
    return read


def _check_file(folder: Path, name: str) -> None:
    file = folder / name
    if not file.is_file():
        raise ModelLoadError(
            f"The model folder {folder} has no {name}. Copy the whole folder again, or choose "
            "another model."
        )
    if not 0 < file.stat().st_size <= MAX_BYTES:
        raise ModelLoadError(
            f"{file} is {'empty' if not file.stat().st_size else 'over 1 GiB'}. "
            "Copy the model folder again, or choose another model."
        )


def list_models(folder: Path | None = None) -> list[ModelCard]:
    """List the readable model folders in ``folder``, newest version of a name last."""
    cards = []
    root = folder or models_folder()
    for path in sorted(root.iterdir()) if root.is_dir() else []:
        try:
            cards.append(read_card(path))
        except ModelLoadError:
            continue
    return cards


def default_model(cards: Sequence[ModelCard]) -> ModelCard | None:
    """Return which of `list_models` is used when nobody chose: the last made for listening."""
    made_for_it = [card for card in cards if card.folder.name.startswith(DEFAULT_PREFIX)]
    return next(reversed(made_for_it or list(cards)), None)


def load_model(folder: Path | None = None, *, provider: str = "auto") -> OnnxVae:
    """Open a model folder.

    Parameters
    ----------
    folder : Path, optional
        That of `default_model` if absent.
    provider : str
        "auto" (CUDA, then CPU) or "cpu".

    Raises
    ------
    ModelLoadError
        If a file is missing, damaged or not what the card says.
    """
    if folder is None:
        chosen = default_model(list_models())
        if chosen is None:
            raise ModelLoadError(
                f"There is no model in {models_folder()}. Check out the whole repository, or train "
                "one with `python -m training`."
            )
        folder = chosen.folder
    card = read_card(folder)
    has_refiner = (folder / REFINER).is_file()
    parts = {name: _read(folder / name, card) for name in (*FILES[:2], *([REFINER] * has_refiner))}
    try:
        vae = OnnxVae(*(parts[name] for name in FILES[:2]), provider=provider)
        if has_refiner:
            vae.refiner = Refiner(parts[REFINER], vae, provider=provider)
    except (ModelLoadError, SpecMismatchError) as e:
        # The checks inside do not know the folder; the user needs it.
        raise ModelContractError(f"{folder.name}: {e.user_message}", str(e)) from e
    except Exception as e:
        for name, data in parts.items():
            if EXTERNAL_DATA in data:
                raise ModelLoadError(
                    f"{folder / name} keeps its weights in another file, which Segue does not "
                    "read. Export the model again with everything in one file.",
                    str(e),
                ) from e
        raise ModelLoadError(
            f"The model in {folder} cannot be opened: a file is damaged. Copy the model folder "
            "again, or choose another model.",
            str(e),
        ) from e
    if (vae.name, vae.version) != (card.name, card.version):
        raise ModelContractError(
            f"The card in {folder} describes {card.name} {card.version}, but the files hold "
            f"{vae.name} {vae.version}. Copy the model folder again."
        )
    vae.folder = folder
    return vae


def _read(file: Path, card: ModelCard) -> bytes:
    """Read an ONNX file and compare it with the card's checksum."""
    try:
        data = file.read_bytes()
    except OSError as e:
        raise ModelLoadError(f"{file} cannot be read ({e.strerror}).", str(e)) from e
    wanted = card.card.get("files", {}).get(file.name, {})
    wanted = wanted.get("sha256") if isinstance(wanted, dict) else wanted
    if wanted and hashlib.sha256(data).hexdigest() != wanted:
        raise ModelContractError(
            f"{file} is not the file its card describes (its checksum differs). Copy the model "
            "folder again, or export the model again."
        )
    return data
