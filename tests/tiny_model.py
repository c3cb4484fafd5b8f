"""A real, small autoencoder in ONNX: the lowest 16 × 16 DCT coefficients of every patch.

Built from onnx.helper, without torch or training, so that tests of the engine need neither, and
with every metadata field open to be broken.
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
    path: Path, spec: MelSpec, *, input_name: str = "mel", **changes: str | None
) -> None:
    basis = onnx.numpy_helper.from_array(dct_basis(), "basis")
    conv = {"strides": [PATCH, PATCH], "kernel_shape": [PATCH, PATCH]}
    nodes = [
        helper.make_node("Conv", [input_name, "basis"], ["mu"], **conv),
        helper.make_node("Sub", ["mu", "mu"], ["logvar"]),
    ]
    latent = ("batch", CHANNELS, spec.n_mels // PATCH, "t")
    graph = helper.make_graph(
        nodes,
        "encoder",
        [_value(input_name, "batch", 1, spec.n_mels, "n_frames")],
        [_value("mu", *latent), _value("logvar", *latent)],
        [basis],
    )
    _save(path, graph, metadata("encoder", spec, **changes))


def write_decoder(path: Path, spec: MelSpec, **changes: str | None) -> None:
    basis = onnx.numpy_helper.from_array(dct_basis(), "basis")
    conv = {"strides": [PATCH, PATCH], "kernel_shape": [PATCH, PATCH]}
    limits = [
        onnx.numpy_helper.from_array(np.float32(v), n) for n, v in (("low", 0.0), ("high", 1.0))
    ]
    nodes = [
        helper.make_node("ConvTranspose", ["latent", "basis"], ["raw"], **conv),
        helper.make_node("Clip", ["raw", "low", "high"], ["mel"]),
    ]
    graph = helper.make_graph(
        nodes,
        "decoder",
        [_value("latent", "batch", CHANNELS, spec.n_mels // PATCH, "t")],
        [_value("mel", "batch", 1, spec.n_mels, "n_frames")],
        [basis, *limits],
    )
    _save(path, graph, metadata("decoder", spec, **changes))


def write_card(folder: Path, **changes: object) -> None:
    files = {
        name: {"sha256": hashlib.sha256((folder / name).read_bytes()).hexdigest()}
        for name in ("encoder.onnx", "decoder.onnx")
        if (folder / name).exists()
    }
    card: dict[str, object] = {"name": "tiny-dct", "version": "1.0", "format": "1", "files": files}
    card.update(changes)
    (folder / "card.json").write_text(json.dumps(card), "utf-8")


def write_model(folder: Path, spec: MelSpec | None = None) -> Path:
    """Write a whole, valid model folder."""
    folder.mkdir(parents=True, exist_ok=True)
    spec = spec or MelSpec()
    write_encoder(folder / "encoder.onnx", spec)
    write_decoder(folder / "decoder.onnx", spec)
    write_card(folder)
    return folder
