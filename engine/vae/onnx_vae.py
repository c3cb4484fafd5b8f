"""A variational autoencoder in two ONNX files: mel to latent and back."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort

from engine.errors import InferenceError, ModelContractError, SpecMismatchError
from engine.spec import FloatArray, MelSpec
from engine.vae.providers import Provider, create_session
from engine.vae.refiner import Refiner

FORMAT = "1"
REQUIRED = ("format", "name", "version", "role", "mel_spec", "latent_shape", "frame_multiple")
INPUTS = {"encoder": "mel", "decoder": "latent"}
OUTPUTS = {"encoder": "mu", "decoder": "mel"}
MAX_CELLS = 1 << 26
"""Mel cells of the smallest clip: a file that claims more than 256 MiB for it is damaged."""
MAX_SIZE = 1 << 20
"""No sample rate, window or number of bands is larger."""
NOT_AN_ARRAY = (AttributeError, IndexError, TypeError, ValueError)
"""What an answer of the wrong kind or rank (a list, a number) ends in."""
MAX_BATCH = 8
"""Pieces given to a model of fixed length at once: a long clip must not fill the memory."""


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
        Of one clip of the length the model was trained with, without the batch. (channels,
        frequency, time) for a model that takes any length; whatever the model likes, for instance
        (64,), for one of fixed length.
    frame_multiple : int
        `encode` takes mels whose columns are a multiple of it.
    fixed_frames : int
        The only number of mel columns one run of the model takes, or 0 for any multiple of
        ``frame_multiple``. A longer mel is coded in pieces, each with a latent of its own.
    provider : Provider
        What the model runs on, and why.
    folder : Path or None
        Where it was loaded from, if from a folder.
    refiner : Refiner or None
        What draws the detail that the decoder leaves out, if the model has one.

    Raises
    ------
    ModelContractError
        If metadata, names or shapes are not as the contract says.
    """

    def __init__(self, encoder: bytes, decoder: bytes, *, provider: str = "auto") -> None:
        self._source = (encoder, decoder)
        self._lock = threading.Lock()
        self.folder: Path | None = None
        self.refiner: Refiner | None = None
        self._open(provider)
        meta = _metadata(self._encoder, "encoder")
        other = _metadata(self._decoder, "decoder")
        for key in (*REQUIRED, "fixed_frames"):
            if key != "role" and meta.get(key) != other.get(key):
                raise ModelContractError(
                    f"The model's two files do not belong together: {key} is {meta.get(key)} in "
                    f"encoder.onnx and {other.get(key)} in decoder.onnx. Export both again."
                )
        self.metadata = meta
        self.name = meta["name"]
        self.version = meta["version"]
        self.spec = _spec(meta["mel_spec"])
        self.latent_shape = _latent_shape(meta["latent_shape"])
        self.frame_multiple = _count(meta, "frame_multiple")
        self.fixed_frames = _count(meta, "fixed_frames", default="0", least=0)
        if not self.fixed_frames and len(self.latent_shape) != 3:
            raise ModelContractError(
                f"The model takes any length, but its latent shape {self.latent_shape} has not "
                "three sizes (channels, frequency, time). Export it again with fixed_frames."
            )
        if self.fixed_frames not in (0, self.frame_multiple):
            raise ModelContractError(
                f"The model's frame_multiple {self.frame_multiple} is not its fixed_frames "
                f"{self.fixed_frames}. Export it again."
            )
        if self.spec.n_mels * self.frame_multiple > MAX_CELLS:
            raise ModelContractError(
                f"The model wants mels of {self.spec.n_mels} bands and {self.frame_multiple} "
                "frames at least, which is too large. Export it again."
            )
        self._probe()

    def _open(self, provider: str) -> None:
        encoder, decoder = self._source
        self._encoder, self.provider = create_session(encoder, provider)
        self._decoder, second = create_session(decoder, provider)
        if second.name != self.provider.name:
            self.provider = second

    def _probe(self) -> None:
        """Run the smallest clip through both files: wrong shapes show here, not in a render."""
        n_pieces = 2 if self.fixed_frames else 1  # whether pieces can be joined shows with two
        silence = np.zeros((self.spec.n_mels, n_pieces * self.frame_multiple), np.float32)
        try:
            latent = self.encode(silence)
            mel = self.decode(latent)
        except (InferenceError, SpecMismatchError, *NOT_AN_ARRAY) as e:
            raise ModelContractError(
                f"The model {self.name} does not run on a mel of its own size; export it again.",
                str(e),
            ) from e
        if self.fixed_frames:
            is_promised = latent.shape == (n_pieces, *self.latent_shape)
        else:
            is_promised = latent.ndim == 3 and latent.shape[:2] == self.latent_shape[:2]
        if not is_promised or mel.shape != silence.shape or mel.dtype != np.float32:
            raise ModelContractError(
                f"The model {self.name} answers with shapes {latent.shape} and {mel.shape}, not "
                f"with what its files promise. Export it again."
            )

    @property
    def has_sound(self) -> bool:
        """Whether its latents have an axis of time, over which a sound is measured."""
        return not self.fixed_frames

    def encode(self, mel_norm: FloatArray) -> FloatArray:
        """Return the latent mean of a mel.

        Parameters
        ----------
        mel_norm : float32 array, shape (n_mels, n_frames), in [0, 1]
            ``n_frames`` a multiple of ``frame_multiple``.

        Returns
        -------
        float32 array, shape (channels, frequency, time)
            Of a model of fixed length: shape (n_pieces, *latent_shape), in the order of time.

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
        if not self.fixed_frames:
            only: FloatArray = self._run("_encoder", "encoder", mel_norm[None, None])[0]
            return only
        pieces = mel_norm.reshape(n_mels, -1, self.fixed_frames).swapaxes(0, 1)
        return self._run_pieces("_encoder", "encoder", pieces[:, None])

    def decode(self, latent: FloatArray) -> FloatArray:
        """Return the mel of a latent.

        Parameters
        ----------
        latent : float32 array, shape (channels, frequency, time)
            Of a model of fixed length: shape (n_pieces, *latent_shape).

        Returns
        -------
        float32 array, shape (n_mels, n_frames), in [0, 1]
        """
        if self.fixed_frames:
            pieces = self._run_pieces("_decoder", "decoder", latent)[:, 0]
            mel = pieces.swapaxes(0, 1).reshape(pieces.shape[1], -1)
        else:
            mel = self._run("_decoder", "decoder", latent[None])[0, 0]
        clipped: FloatArray = np.clip(np.nan_to_num(mel), 0, 1)
        return clipped

    def _run_pieces(self, session: str, role: str, pieces: FloatArray) -> FloatArray:
        """Run pieces of fixed length, as batches where the file allows it, and stack the answers.

        Parameters
        ----------
        pieces : float32 array, shape (n_pieces, ...)
            Each as the file takes it, without the batch.

        Returns
        -------
        float32 array, shape (n_pieces, ...)
        """
        # A name or None is a size left open; a number was fixed when the file was written.
        size = getattr(self, session).get_inputs()[0].shape[0]
        at_once = 1 if isinstance(size, int) else MAX_BATCH
        answers = [
            self._run(session, role, pieces[first : first + at_once])
            for first in range(0, len(pieces), at_once)
        ]
        return answers[0] if len(answers) == 1 else np.concatenate(answers)

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
        return self._run(session, role, value)

    @staticmethod
    def _answer(session: ort.InferenceSession, role: str, feed: dict[str, Any]) -> FloatArray:
        output: FloatArray = session.run([OUTPUTS[role]], feed)[0]
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
    if meta["role"] != role or inputs != [INPUTS[role]] or OUTPUTS[role] not in outputs:
        raise ModelContractError(
            f"{role}.onnx holds a {meta['role']} with inputs {inputs} and outputs {outputs}; "
            f"a {role} takes {INPUTS[role]} and gives {OUTPUTS[role]}."
        )
    return meta


def _spec(text: str) -> MelSpec:
    """Read the mel parameters, whose sizes must be whole numbers: JSON may say 256.0 or true."""
    try:
        spec = MelSpec.from_json(text)
        sizes = (spec.sample_rate, spec.n_fft, spec.hop_length, spec.n_mels)
        if all(type(size) is int and size <= MAX_SIZE for size in sizes):
            return spec
    except RecursionError:
        pass
    raise SpecMismatchError(
        "The model's mel parameters cannot be read; re-export the model.", f"{text[:200]!r}"
    )


def _count(meta: dict[str, str], key: str, *, default: str | None = None, least: int = 1) -> int:
    """Read a whole number from the metadata."""
    text = meta[key] if default is None else meta.get(key, default)
    try:
        count = int(text)
    except ValueError:
        count = least - 1
    if count < least:
        raise ModelContractError(
            f"The model's {key} is {text!r}, not a whole number of at least {least}; export it "
            "again."
        )
    return count


def _latent_shape(text: str) -> tuple[int, ...]:
    try:
        sizes = json.loads(text)
    except (ValueError, RecursionError):
        sizes = None
    if not (isinstance(sizes, list) and sizes and all(type(n) is int and n > 0 for n in sizes)):
        raise ModelContractError(
            "The model's latent shape cannot be read; export it again.", f"{text!r}"
        )
    return tuple(sizes)
