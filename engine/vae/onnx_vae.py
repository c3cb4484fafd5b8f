"""A variational autoencoder in two ONNX files: mel to latent and back."""

from __future__ import annotations

import json
import threading
from typing import Any

import numpy as np
import onnxruntime as ort

from engine.errors import InferenceError, ModelContractError, SpecMismatchError
from engine.spec import FloatArray, MelSpec
from engine.vae.providers import Provider, create_session

FORMAT = "1"
REQUIRED = ("format", "name", "version", "role", "mel_spec", "latent_shape", "frame_multiple")
INPUTS = {"encoder": "mel", "decoder": "latent"}
OUTPUTS = {"encoder": "mu", "decoder": "mel"}


class OnnxVae:
    """An encoder and a decoder, checked against each other and against Segue's contract.

    Parameters
    ----------
    encoder, decoder : bytes
        The two ONNX files.
    provider : str
        "auto" (CUDA, then CPU) or "cpu".

    Attributes
    ----------
    name, version : str
    spec : MelSpec
        The mel parameters the model was trained with.
    latent_shape : tuple of int
        (channels, frequency, time) of the latent of ``latent_frames`` mel columns.
    frame_multiple : int
        Mel columns per latent column; clip lengths must be multiples of it.
    provider : Provider
        What the model runs on, and why.

    Raises
    ------
    ModelContractError
        If metadata, names or shapes are not as the contract says.
    """

    def __init__(self, encoder: bytes, decoder: bytes, *, provider: str = "auto") -> None:
        self._source = (encoder, decoder)
        self._lock = threading.Lock()
        self._open(provider)
        meta = _metadata(self._encoder, "encoder")
        other = _metadata(self._decoder, "decoder")
        for key in REQUIRED:
            if key != "role" and meta[key] != other[key]:
                raise ModelContractError(
                    f"The model's two files do not belong together: {key} is {meta[key]} in "
                    f"encoder.onnx and {other[key]} in decoder.onnx. Export both again."
                )
        self.metadata = meta
        self.name = meta["name"]
        self.version = meta["version"]
        self.spec = MelSpec.from_json(meta["mel_spec"])
        self.latent_shape = _latent_shape(meta["latent_shape"])
        self.frame_multiple = int(meta["frame_multiple"])
        self._probe()

    def _open(self, provider: str) -> None:
        encoder, decoder = self._source
        self._encoder, self.provider = create_session(encoder, provider)
        self._decoder, second = create_session(decoder, provider)
        if second.name != self.provider.name:
            self.provider = second

    def _probe(self) -> None:
        """Run the smallest clip through both files: wrong shapes show here, not in a render."""
        silence = np.zeros((self.spec.n_mels, self.frame_multiple), np.float32)
        try:
            latent = self.encode(silence)
            mel = self.decode(latent)
        except (InferenceError, SpecMismatchError) as e:
            raise ModelContractError(
                f"The model {self.name} does not run on a mel of its own size; export it again.",
                str(e),
            ) from e
        if latent.shape[:2] != self.latent_shape[:2] or mel.shape != silence.shape:
            raise ModelContractError(
                f"The model {self.name} answers with shapes {latent.shape} and {mel.shape}, not "
                f"with what its files promise. Export it again."
            )

    def encode(self, mel_norm: FloatArray) -> FloatArray:
        """Return the latent mean of a mel.

        Parameters
        ----------
        mel_norm : float32 array, shape (n_mels, n_frames), in [0, 1]
            ``n_frames`` a multiple of ``frame_multiple``.

        Returns
        -------
        float32 array, shape (channels, frequency, time)

        Raises
        ------
        SpecMismatchError
            If the shape does not fit.
        InferenceError
            If ONNX Runtime failed.
        """
        n_mels, n_frames = mel_norm.shape
        if n_mels != self.spec.n_mels or n_frames % self.frame_multiple or not n_frames:
            raise SpecMismatchError(
                f"The model {self.name} takes mels of {self.spec.n_mels} bands and a multiple of "
                f"{self.frame_multiple} frames, not {n_mels} × {n_frames}."
            )
        return self._run("_encoder", "encoder", mel_norm[None, None])

    def decode(self, latent: FloatArray) -> FloatArray:
        """Return the mel of a latent.

        Parameters
        ----------
        latent : float32 array, shape (channels, frequency, time)

        Returns
        -------
        float32 array, shape (n_mels, n_frames), in [0, 1]
        """
        mel = self._run("_decoder", "decoder", latent[None])[0]
        clipped: FloatArray = np.clip(np.nan_to_num(mel), 0, 1)
        return clipped

    def _run(self, session: str, role: str, value: FloatArray) -> FloatArray:
        feed = {INPUTS[role]: np.ascontiguousarray(value, np.float32)}
        try:
            return self._answer(getattr(self, session), role, feed)
        except Exception as e:
            if self.provider.name == "CPU":
                raise InferenceError(
                    f"The model {self.name} failed while running; choose another model.", str(e)
                ) from e
            first = e
        # A GPU can be lost or out of memory in the middle of an evening: go on without it, once.
        with self._lock:
            self._open("cpu")
            text = str(first).splitlines()[0][:120]
            self.provider = Provider("CPU", True, f"Running on the CPU: the GPU failed ({text}).")
        return self._answer(getattr(self, session), role, feed)

    @staticmethod
    def _answer(session: ort.InferenceSession, role: str, feed: dict[str, Any]) -> FloatArray:
        output: FloatArray = session.run([OUTPUTS[role]], feed)[0][0]
        return output


def _metadata(session: ort.InferenceSession, role: str) -> dict[str, str]:
    """Read and check the ``segue.*`` metadata and the names of one file."""
    found = session.get_modelmeta().custom_metadata_map
    meta = {k.removeprefix("segue."): v for k, v in found.items() if k.startswith("segue.")}
    missing = [key for key in REQUIRED if key not in meta]
    if missing:
        raise ModelContractError(
            f"{role}.onnx is not a Segue model: its metadata lacks {', '.join(missing)}. "
            "Export it with `python -m training export`."
        )
    if meta["format"] != FORMAT:
        raise ModelContractError(
            f"{role}.onnx has model format {meta['format']}; this Segue reads format {FORMAT}. "
            "Update Segue or export the model again."
        )
    inputs = [i.name for i in session.get_inputs()]
    outputs = [o.name for o in session.get_outputs()]
    if meta["role"] != role or INPUTS[role] not in inputs or OUTPUTS[role] not in outputs:
        raise ModelContractError(
            f"{role}.onnx holds a {meta['role']} with inputs {inputs} and outputs {outputs}; "
            f"a {role} takes {INPUTS[role]} and gives {OUTPUTS[role]}."
        )
    return meta


def _latent_shape(text: str) -> tuple[int, ...]:
    try:
        shape = tuple(int(n) for n in json.loads(text))
    except (ValueError, TypeError) as e:
        raise ModelContractError(
            "The model's latent shape cannot be read; export it again.", f"{text!r}"
        ) from e
    if len(shape) != 3:
        raise ModelContractError(
            f"The model's latent shape {shape} has not three sizes (channels, frequency, time)."
        )
    return shape
