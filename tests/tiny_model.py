"""Real, small autoencoders in ONNX: the lowest DCT coefficients of every patch, or of the whole.

Built from onnx.helper, without torch or training, so that tests of the engine need neither, and
with every metadata field open to be broken. They come in the shapes that trained models have: a
grid of any length, a grid of fixed length, and one row of numbers for a clip of fixed length.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import scipy.fft
from onnx import TensorProto, helper

from engine.spec import MelSpec

PATCH = 16
CHANNELS = 10
COARSE = MelSpec(hop_length=1024, n_mels=128)
"""The experiments' mel: 160 columns are 5 s."""


def dct_basis() -> np.ndarray:
    """Return the first CHANNELS orthonormal 2-D DCT patterns, shape (CHANNELS, 1, 16, 16)."""
    one = scipy.fft.idct(np.eye(PATCH), axis=0, norm="ortho").T
    order = sorted(np.ndindex(PATCH, PATCH), key=lambda ij: (sum(ij), ij))[:CHANNELS]
    return np.stack([np.outer(one[i], one[j]) for i, j in order])[:, None].astype(np.float32)


def metadata(role: str, spec: MelSpec, /, **changes: str | None) -> dict[str, str]:
    meta = {
        "format": "1",
        "name": "tiny-dct",
        "version": "1.0",
        "role": role,
        "mel_spec": spec.to_json(),
        "latent_shape": json.dumps([CHANNELS, spec.n_mels // PATCH, 40]),
        "frame_multiple": str(PATCH),
        "latent_meaning": "DCT coefficients",
        "licence": "MIT",
    }
    meta.update({k: v for k, v in changes.items() if v is not None})
    return {f"segue.{k}": v for k, v in meta.items() if changes.get(k, "") is not None}


def _save(path: Path, graph: onnx.GraphProto, meta: dict[str, str]) -> None:
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    helper.set_model_props(model, meta)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def _value(name: str, *shape: int | str) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def write_encoder(
    path: Path,
    spec: MelSpec,
    *,
    input_name: str = "mel",
    n_frames: int | str = "n_frames",
    batch: int | str = "batch",
    **changes: str | None,
) -> None:
    basis = onnx.numpy_helper.from_array(dct_basis(), "basis")
    conv = {"strides": [PATCH, PATCH], "kernel_shape": [PATCH, PATCH]}
    nodes = [
        helper.make_node("Conv", [input_name, "basis"], ["mu"], **conv),
        helper.make_node("Sub", ["mu", "mu"], ["logvar"]),
    ]
    latent = (batch, CHANNELS, spec.n_mels // PATCH, _per_patch(n_frames))
    graph = helper.make_graph(
        nodes,
        "encoder",
        [_value(input_name, batch, 1, spec.n_mels, n_frames)],
        [_value("mu", *latent), _value("logvar", *latent)],
        [basis],
    )
    _save(path, graph, metadata("encoder", spec, **changes))


def write_decoder(
    path: Path,
    spec: MelSpec,
    *,
    n_frames: int | str = "n_frames",
    batch: int | str = "batch",
    **changes: str | None,
) -> None:
    basis = onnx.numpy_helper.from_array(dct_basis(), "basis")
    conv = {"strides": [PATCH, PATCH], "kernel_shape": [PATCH, PATCH]}
    nodes = [
        helper.make_node("ConvTranspose", ["latent", "basis"], ["raw"], **conv),
        helper.make_node("Clip", ["raw", "low", "high"], ["mel"]),
    ]
    graph = helper.make_graph(
        nodes,
        "decoder",
        [_value("latent", batch, CHANNELS, spec.n_mels // PATCH, _per_patch(n_frames))],
        [_value("mel", batch, 1, spec.n_mels, n_frames)],
        [basis, *_limits()],
    )
    _save(path, graph, metadata("decoder", spec, **changes))


def _per_patch(n_frames: int | str) -> int | str:
    return n_frames // PATCH if isinstance(n_frames, int) else "t"


def _limits() -> list[onnx.TensorProto]:
    return [
        onnx.numpy_helper.from_array(np.float32(v), n) for n, v in (("low", 0.0), ("high", 1.0))
    ]


def whole_basis(n_mels: int, n_frames: int, n_numbers: int) -> np.ndarray:
    """Return the lowest orthonormal 2-D DCT patterns of a whole mel, shape (cells, n_numbers)."""
    rows, columns = (
        scipy.fft.idct(np.eye(n, n_numbers), axis=0, norm="ortho").T for n in (n_mels, n_frames)
    )
    order = sorted(np.ndindex(n_numbers, n_numbers), key=lambda ij: (sum(ij), ij))[:n_numbers]
    return np.stack([np.outer(rows[i], columns[j]).ravel() for i, j in order], 1).astype(np.float32)


def write_row_encoder(
    path: Path,
    spec: MelSpec,
    *,
    n_frames: int,
    n_numbers: int,
    batch: int | str = "batch",
    **changes: str | None,
) -> None:
    """One row of numbers for a clip of fixed length: a matrix, as a dense model ends in."""
    constants = [
        onnx.numpy_helper.from_array(whole_basis(spec.n_mels, n_frames, n_numbers), "basis"),
        onnx.numpy_helper.from_array(np.int64([0, -1]), "flat"),
    ]
    nodes = [
        helper.make_node("Reshape", ["mel", "flat"], ["cells"]),
        helper.make_node("MatMul", ["cells", "basis"], ["mu"]),
        helper.make_node("Sub", ["mu", "mu"], ["logvar"]),
    ]
    graph = helper.make_graph(
        nodes,
        "encoder",
        [_value("mel", batch, 1, spec.n_mels, n_frames)],
        [_value("mu", batch, n_numbers), _value("logvar", batch, n_numbers)],
        constants,
    )
    _save(path, graph, metadata("encoder", spec, **changes))


def write_row_decoder(
    path: Path,
    spec: MelSpec,
    *,
    n_frames: int,
    n_numbers: int,
    batch: int | str = "batch",
    **changes: str | None,
) -> None:
    basis = whole_basis(spec.n_mels, n_frames, n_numbers)
    constants = [
        onnx.numpy_helper.from_array(np.ascontiguousarray(basis.T), "basis"),
        onnx.numpy_helper.from_array(np.int64([-1, 1, spec.n_mels, n_frames]), "picture"),
    ]
    nodes = [
        helper.make_node("MatMul", ["latent", "basis"], ["cells"]),
        helper.make_node("Reshape", ["cells", "picture"], ["raw"]),
        helper.make_node("Clip", ["raw", "low", "high"], ["mel"]),
    ]
    graph = helper.make_graph(
        nodes,
        "decoder",
        [_value("latent", batch, n_numbers)],
        [_value("mel", batch, 1, spec.n_mels, n_frames)],
        [*constants, *_limits()],
    )
    _save(path, graph, metadata("decoder", spec, **changes))


REFINER_MULTIPLE = 8


def write_refiner(
    path: Path, spec: MelSpec, *, inputs: tuple[str, ...] = (), **changes: str | None
) -> None:
    """Its velocity is the mel less the state, so that every draw is known in closed form."""
    names = inputs or ("state", "mel", "time")
    nodes = [
        helper.make_node("Sub", [names[1], names[0]], ["towards"]),
        helper.make_node("Mul", [names[2], "zero"], ["nothing"]),
        helper.make_node("Add", ["towards", "nothing"], ["velocity"]),
    ]
    shape = ("batch", 1, spec.n_mels, "n_frames")
    graph = helper.make_graph(
        nodes,
        "refiner",
        [_value(names[0], *shape), _value(names[1], *shape), _value(names[2], "batch")],
        [_value("velocity", *shape)],
        [onnx.numpy_helper.from_array(np.float32(0), "zero")],
    )
    own = {
        "scale": "0.05",
        "n_steps": "4",
        "refiner_multiple": str(REFINER_MULTIPLE),
        "refiner_reach": "0",
    }
    _save(path, graph, metadata("refiner", spec, **(own | changes)))


def write_card(folder: Path, **changes: object) -> None:
    files = {
        file.name: {"sha256": hashlib.sha256(file.read_bytes()).hexdigest()}
        for file in sorted(folder.glob("*.onnx"))
    }
    card: dict[str, object] = {"name": "tiny-dct", "version": "1.0", "format": "1", "files": files}
    card.update(changes)
    (folder / "card.json").write_text(json.dumps(card), "utf-8")


def write_model(folder: Path, spec: MelSpec | None = None, **changes: str | None) -> Path:
    """Write a whole, valid model folder: a grid, any length."""
    folder.mkdir(parents=True, exist_ok=True)
    spec = spec or MelSpec()
    write_encoder(folder / "encoder.onnx", spec, **changes)
    write_decoder(folder / "decoder.onnx", spec, **changes)
    write_card(folder, name=changes.get("name") or "tiny-dct")
    return folder


def write_drawing_model(folder: Path, spec: MelSpec | None = None, **changes: str | None) -> Path:
    """Write a model with a refiner; ``changes`` are of the refiner's metadata."""
    write_model(folder, spec)
    write_refiner(folder / "refiner.onnx", spec or MelSpec(), **changes)
    write_card(folder)
    return folder


def write_fixed_model(
    folder: Path,
    spec: MelSpec | None = None,
    *,
    n_frames: int = 160,
    n_numbers: int = 0,
    batch: int | str = "batch",
    **changes: str | None,
) -> Path:
    """Write a model of fixed length: a grid, or a row of ``n_numbers``."""
    folder.mkdir(parents=True, exist_ok=True)
    spec = spec or COARSE
    shape = [n_numbers] if n_numbers else [CHANNELS, spec.n_mels // PATCH, n_frames // PATCH]
    name = f"tiny-row-{n_numbers}" if n_numbers else "tiny-fixed"
    meta: dict[str, str | None] = {
        "name": name,
        "latent_shape": json.dumps(shape),
        "frame_multiple": str(n_frames),
        "fixed_frames": str(n_frames),
    }
    meta.update(changes)
    if n_numbers:
        sizes = {"n_frames": n_frames, "n_numbers": n_numbers, "batch": batch}
        write_row_encoder(folder / "encoder.onnx", spec, **sizes, **meta)
        write_row_decoder(folder / "decoder.onnx", spec, **sizes, **meta)
    else:
        write_encoder(folder / "encoder.onnx", spec, n_frames=n_frames, batch=batch, **meta)
        write_decoder(folder / "decoder.onnx", spec, n_frames=n_frames, batch=batch, **meta)
    write_card(folder, name=meta["name"])
    return folder
