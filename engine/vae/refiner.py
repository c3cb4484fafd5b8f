"""Detail that a decoder cannot know, drawn from noise by a flow in an ONNX file."""

from __future__ import annotations

import json
import math
import threading
from typing import Protocol

import numpy as np
import onnxruntime as ort

from engine.cancel import ShouldCancel, check, never
from engine.errors import InferenceError, ModelContractError
from engine.spec import FloatArray
from engine.vae.providers import Provider, create_session

INPUTS = ["state", "mel", "time"]
OUTPUT = "velocity"
BLOCK = 64
"""Columns whose noise is drawn at once."""
MAX_STEPS = 64
PIECE = 640
"""Columns refined at once: a tenth of a second between two questions whether to stop."""
NUMBERS = ("n_steps", "refiner_multiple", "refiner_reach")


class ModelOf(Protocol):
    """What a refiner has to know of the model whose mels it draws on."""

    name: str
    version: str
    frame_multiple: int
    metadata: dict[str, str]


class Refiner:
    """A rectified flow from noise to the detail of a decoded mel.

    Parameters
    ----------
    data : bytes
        The ONNX file: (state, mel, time) to velocity.
    model : OnnxVae
        Whose detail it draws.
    provider : str
        "auto" (CUDA, then CPU) or "cpu".

    Attributes
    ----------
    n_steps : int
        Euler steps that `draw` takes unless told otherwise.
    frame_multiple : int
        Mels must have a multiple of so many columns; a divisor of the model's own.
    reach : int
        How many columns to either side a column's velocity may depend on.

    Raises
    ------
    ModelContractError
        If the file is not a refiner, or is one of another model.

    References
    ----------
    Liu et al. 2022, arXiv:2209.03003.
    """

    def __init__(self, data: bytes, model: ModelOf, *, provider: str = "auto") -> None:
        self._data, self._name = data, model.name
        self._running = create_session(data, provider)
        self._lock = threading.Lock()
        session, _ = self._running
        found = session.get_modelmeta().custom_metadata_map
        meta = {k.removeprefix("segue."): v for k, v in found.items() if k.startswith("segue.")}
        inputs = [i.name for i in session.get_inputs()]
        outputs = [o.name for o in session.get_outputs()]
        if meta.get("role") != "refiner" or inputs != INPUTS or outputs != [OUTPUT]:
            raise ModelContractError("refiner.onnx is not a refiner. Export the model again.")
        of = {"name": model.name, "version": model.version}
        of["mel_spec"] = model.metadata["mel_spec"]
        if differs := [key for key, value in of.items() if meta.get(key) != value]:
            raise ModelContractError(
                f"refiner.onnx was made for another model than {model.name} {model.version} (its "
                f"{', '.join(differs)} differs). Export both again."
            )
        try:
            self.scale = float(meta["scale"])
            self.n_steps, self.frame_multiple, self.reach = (int(meta[key]) for key in NUMBERS)
        except (KeyError, ValueError):
            self.scale, self.n_steps, self.frame_multiple, self.reach = math.nan, 0, 0, 0
        is_usable = 0 < self.scale < 10 and 0 < self.n_steps <= MAX_STEPS
        if not (is_usable and self.frame_multiple > 0 and 0 <= self.reach < PIECE):
            raise ModelContractError(
                "refiner.onnx does not say how it is to be used. Export the model again."
            )
        if model.frame_multiple % self.frame_multiple:
            raise ModelContractError(
                f"refiner.onnx takes multiples of {self.frame_multiple} columns, its model gives "
                f"multiples of {model.frame_multiple}. Export both again."
            )
        self._probe(int(json.loads(meta["mel_spec"])["n_mels"]), 3 * model.frame_multiple)

    def _probe(self, n_mels: int, n_frames: int) -> None:
        """Take two steps on silence: wrong shapes and types show here, not in a render."""
        silence = np.zeros((n_mels, n_frames), np.float32)
        try:
            shape = self.detail(silence, n_steps=2).shape
        except (InferenceError, TypeError, ValueError, IndexError) as e:
            raise ModelContractError(
                "refiner.onnx does not run on a mel of its model. Export the model again.", str(e)
            ) from e
        if shape != silence.shape:
            raise ModelContractError(
                f"refiner.onnx answers with shape {shape}. Export the model again."
            )

    @property
    def provider(self) -> Provider:
        """What it runs on, and why."""
        return self._running[1]

    def detail(
        self,
        mel_norm: FloatArray,
        *,
        seed: int = 0,
        first_frame: int = 0,
        n_steps: int | None = None,
        should_cancel: ShouldCancel = never,
    ) -> FloatArray:
        """Draw what is to be added to a decoded mel.

        Parameters
        ----------
        mel_norm : float32 array, shape (n_mels, n_frames), in [0, 1]
            As decoded; ``n_frames`` a multiple of ``frame_multiple``.
        seed, first_frame : int
            See `noise`. With the same noise, mels that are alike are given details that are alike.
        n_steps : int, optional
            More are finer and slower.
        should_cancel : callable
            Asked before each step and, of long mels, each piece.

        Returns
        -------
        float32 array, shape (n_mels, n_frames)

        Raises
        ------
        RenderCancelled
            If ``should_cancel`` answered yes.
        InferenceError
            If the model failed.
        """
        n_steps = n_steps or self.n_steps
        state = noise(*mel_norm.shape, seed=seed, first_frame=first_frame)[None, None]
        mel = np.ascontiguousarray(mel_norm, np.float32)[None, None]
        for step in range(n_steps):
            time = np.array([step / n_steps], np.float32)
            state = state + self._everywhere(state, mel, time, should_cancel) / np.float32(n_steps)
        drawn: FloatArray = np.nan_to_num(state[0, 0] * np.float32(self.scale))
        return drawn

    def _everywhere(
        self, state: FloatArray, mel: FloatArray, time: FloatArray, should_cancel: ShouldCancel
    ) -> FloatArray:
        """Velocity of all columns, a piece at a time with what it reaches of its neighbours."""
        n_frames, size, halo = (
            mel.shape[-1],
            *(-(-n // self.frame_multiple) * self.frame_multiple for n in (PIECE, self.reach)),
        )
        velocity = np.empty_like(state)
        for start in range(0, n_frames, size):
            check(should_cancel)
            first, stop = max(0, start - halo), min(start + size, n_frames)
            seen = slice(first, min(stop + halo, n_frames))
            piece = self._velocity(
                np.ascontiguousarray(state[..., seen]), np.ascontiguousarray(mel[..., seen]), time
            )
            if piece.shape != state[..., seen].shape:
                raise InferenceError(
                    f"The refiner of {self._name} answers with shape {piece.shape}; export the "
                    "model again."
                )
            velocity[..., start:stop] = piece[..., start - first : stop - first]
        return velocity

    def _velocity(self, state: FloatArray, mel: FloatArray, time: FloatArray) -> FloatArray:
        feed = {"state": state, "mel": mel, "time": time}
        running = session, provider = self._running
        try:
            return self._run(session, feed)
        except Exception as e:
            if provider.name == "CPU":
                raise InferenceError(
                    f"The refiner of {self._name} failed while running; choose another method.",
                    str(e),
                ) from e
            text = str(e).splitlines()[0][:120]
        # As the model itself: a GPU that is lost in the middle of an evening is done without.
        with self._lock:
            if self._running is running:
                on_cpu, _ = create_session(self._data, "cpu")
                reason = f"Running on the CPU: the GPU failed ({text})."
                self._running = on_cpu, Provider("CPU", True, reason)
        return self._velocity(state, mel, time)

    @staticmethod
    def _run(session: ort.InferenceSession, feed: dict[str, FloatArray]) -> FloatArray:
        velocity: FloatArray = session.run([OUTPUT], feed)[0]
        return velocity


def noise(n_mels: int, n_frames: int, *, seed: int, first_frame: int = 0) -> FloatArray:
    """Standard normal noise that belongs to a place in time, wherever a piece begins.

    Parameters
    ----------
    n_mels, n_frames : int
    seed : int
    first_frame : int
        Of the piece, in the whole.

    Returns
    -------
    float32 array, shape (n_mels, n_frames)
        Columns ``first_frame`` on of one endless noise.
    """
    blocks = range(first_frame // BLOCK, -(-(first_frame + n_frames) // BLOCK))
    drawn = [
        np.random.default_rng((seed, block)).standard_normal((BLOCK, n_mels), np.float32)
        for block in blocks
    ]
    start = first_frame - blocks.start * BLOCK
    return np.ascontiguousarray(np.concatenate(drawn)[start : start + n_frames].T)
