"""An engine that answers at once, for tests of the window."""

from __future__ import annotations

import dataclasses
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from engine.audio.clip import Clip, ClipInfo
from engine.audio.overview import Overview
from engine.cancel import check, never
from engine.errors import (
    ClipDecodeError,
    InferenceError,
    ModelContractError,
    ModelLoadError,
    MorphError,
)
from engine.morph.align import AlignPlan
from engine.morph.alpha import Alpha
from engine.morph.request import MorphResult, Timings
from engine.spec import MelSpec
from export.order import Done
from gui.backend import Backend, MethodInfo
from gui.clips.align_process import Aligned
from gui.document import LENGTH_S
from gui.playback.offline_player import OfflinePlayer

SPEC = MelSpec()
N_FRAMES = 640
N_SAMPLES = SPEC.n_samples(N_FRAMES)
DURATION_S = 20.0


@dataclasses.dataclass
class FakeVae:
    name: str = "fake"
    version: str = "1"
    spec: MelSpec = SPEC
    latent_shape: tuple = (8, 32, 40)
    frame_multiple: int = 16
    fixed_frames: int = 0
    folder: Path | None = Path("/models/fake")
    refiner: object | None = None
    has_sound: bool = True
    metadata: dict = dataclasses.field(default_factory=lambda: {"licence": "GPL-3.0-or-later"})
    provider: SimpleNamespace = dataclasses.field(
        default_factory=lambda: SimpleNamespace(
            name="CPU", reason="Running on the CPU: no NVIDIA GPU or driver was found."
        )
    )


def tone(path: Path, start_s: float, length_s: float = LENGTH_S) -> np.ndarray:
    """A tone whose pitch tells the file and whose level tells the start."""
    hz = 110 * (1 + len(path.stem) % 7)
    level = 0.3 + start_s / 100
    samples = level * np.sin(
        2 * np.pi * hz * np.arange(round(length_s * SPEC.sample_rate)) / SPEC.sample_rate
    )
    samples = samples.astype(np.float32)
    samples.setflags(write=False)
    return samples


def make_clip(
    path: Path, start_s: float = 0.0, lufs: float = -20.0, length_s: float = LENGTH_S
) -> Clip:
    info = ClipInfo(path, "WAV", 44100, 2, DURATION_S)
    notes = ("It was padded.",) if "short" in path.name else ()
    return Clip(info, start_s, tone(path, start_s, length_s), SPEC.sample_rate, lufs, notes)


def make_overview(duration_s: float = DURATION_S, *, is_complete: bool = True) -> Overview:
    peaks = np.stack([np.full(400, -0.5), np.full(400, 0.5)], axis=1).astype(np.float32)
    return Overview(peaks, duration_s, is_complete)


def make_mel(value: float = 0.5, n_frames: int = N_FRAMES) -> np.ndarray:
    """Bright at the bottom (low frequencies), dark at the top."""
    rows = np.linspace(1, 0, SPEC.n_mels, dtype=np.float32)[:, None]
    return np.ascontiguousarray(np.broadcast_to(rows * value * 2, (SPEC.n_mels, n_frames)))


def make_result(
    generation: int,
    alpha: Alpha,
    stage: str = "final",
    method: str = "slerp",
    detail: float = 1.0,
    is_even: bool = False,
    n_frames: int = N_FRAMES,
    sound: float | None = None,
) -> MorphResult:
    value = alpha if isinstance(alpha, float) else float(alpha.at(0.0))
    samples = None
    if stage != "mel":
        samples = np.full(SPEC.n_samples(n_frames), value / 2, np.float32)
    mel = make_mel(value, n_frames)
    n_iter = {"mel": 0, "preview": 8, "final": 0 if method == "crossfade" else 32}[stage]
    timings = Timings(4.0, 310.0, 0.062) if samples is not None else Timings(4.0)
    lufs = None if samples is None else -20.0
    return MorphResult(
        generation,
        alpha,
        method,
        stage,
        mel,
        10.0,
        samples,
        n_iter,
        timings,
        lufs,
        detail,
        is_even,
        sound,
    )


class FakeRenderer:
    """Yields three stages; notes what it was asked and what it finished."""

    def __init__(self, backend: FakeBackend) -> None:
        self.backend = backend

    def render(self, request, should_cancel=never):
        backend = self.backend
        backend.rendered.append(request.generation)
        backend.seeds.append(request.seed)
        if backend.fails_to_render:
            raise InferenceError("The model failed; open it again.")
        is_mixed = request.method == "crossfade"
        for stage in ("mel", "final") if is_mixed else ("mel", "preview", "final"):
            for _ in range(backend.n_steps):
                time.sleep(0.001)
                check(should_cancel)
            yield make_result(
                request.generation,
                request.alpha,
                stage,
                request.method,
                request.detail,
                request.is_even,
                request.a.n_frames,
                request.sound,
            )
            check(should_cancel)
        backend.finished.append(request.generation)

    def prefetch(self, request, should_cancel=never):
        backend = self.backend
        backend.prefetched.append((request.generation, request.alpha))
        backend.prefetched_sounds.append(request.sound)
        if backend.fails_to_prefetch:
            raise InferenceError("The model failed; open it again.")
        for _ in range(backend.n_prefetch_steps):
            time.sleep(0.001)
            check(should_cancel)


LINE = MethodInfo("lerp", "VAE", "help")
CROSSFADE = MethodInfo(
    "crossfade", "Crossfade", "help", has_detail=False, goes_beyond=False, has_sound=False
)
DRAWN = MethodInfo("drawn", "VAE drawn", "Draws.", draws_detail=True)


FOUND = ("A: 98.0 BPM (sure); B: 93.0 BPM (fairly sure).", "B is played 5 % faster.")


class FakeAlignProcess:
    """Halves the level of B instead of changing its tempo; notes what it was asked."""

    def __init__(self, backend: FakeBackend) -> None:
        self.backend = backend
        self.n_starts = 0
        self.is_killed = threading.Event()

    def start(self):
        self.n_starts += 1

    def run(self, job):
        backend = self.backend
        backend.aligned.append(job)
        while not backend.align_gate.wait(0.005):
            if self.is_killed.is_set():
                raise MorphError("The process ended.")
        if backend.align_error is not None:
            raise backend.align_error
        if backend.plan.time_ratio_b == 1:
            return Aligned(job.b, backend.plan)
        clip = dataclasses.replace(job.b, samples=job.b.samples / 2, start_s=job.b.start_s + 0.25)
        return Aligned(clip, backend.plan)

    def kill(self):
        self.is_killed.set()


class FakeBackend(Backend):
    """Files whose name holds "bad" are refused; the gates hold readers and encoders back."""

    def __init__(self, *, has_device: bool = True, has_model: bool = True, n_steps: int = 1):
        super().__init__()
        self.has_device = has_device
        self.has_model = has_model
        self.n_steps = n_steps
        self.fails_to_render = False
        self.n_prefetch_steps = 0
        self.fails_to_prefetch = False
        self.prefetched: list[tuple[int, float]] = []
        self.prefetched_sounds: list[float | None] = []
        self.lufs: dict[str, float] = {}
        self.gate = threading.Event()
        self.gate.set()
        self.encode_gate = threading.Event()
        self.encode_gate.set()
        self.draw_gate = threading.Event()
        self.draw_gate.set()
        self.draw_error: Exception | None = None
        self.drawn: list[SimpleNamespace] = []
        self.model_gate = threading.Event()
        self.model_gate.set()
        self.align_gate = threading.Event()
        self.align_gate.set()
        self.align_error: Exception | None = None
        self.aligned: list = []
        self.plan = AlignPlan(time_ratio_b=0.95, shift_b_s=0.25, sentences=FOUND)
        self.encoded_with: list[str] = []
        self.rendered: list[int] = []
        self.seeds: list[int] = []
        self.has_refiner = True
        self.finished: list[int] = []
        self.loaded: list[tuple[str, float]] = []
        self.written: list[tuple[Path, float, str, bool]] = []
        self.write_error: Exception | None = None
        self.orders: list = []
        self.export_sentences: tuple[str, ...] = ()
        self.export_gate = threading.Event()
        self.export_gate.set()
        self.method_list = [LINE, CROSSFADE]

    def methods(self):
        return self.method_list

    def list_models(self):
        return [(Path("/models/fake"), "fake 1"), (Path("/models/other"), "other 2")]

    def load_model(self, folder=None):
        self.model_gate.wait(5)
        if not self.has_model:
            raise ModelLoadError("There is no model; train one.")
        if folder is not None and "bad" in folder.name:
            raise ModelContractError(f"{folder.name}: not a model; choose another.")
        if folder is None:
            return FakeVae(refiner=object() if self.has_refiner else None)
        row = dataclasses.replace(FakeVae(), latent_shape=(64,), fixed_frames=640, has_sound=False)
        return dataclasses.replace(row, name=folder.name, version="2", folder=folder)

    def probe(self, path):
        self.refuse(path)
        return ClipInfo(path, "WAV", 44100, 2, DURATION_S)

    def refuse(self, path):
        if "bad" in path.name:
            raise ClipDecodeError(path, f"“{path.name}” is not sound; choose another file.")

    def read_overview(self, path, should_cancel, on_progress, tell_at_s=0.0):
        on_progress(make_overview(8.6, is_complete=False))
        while not self.gate.wait(0.005):
            check(should_cancel)
        return make_overview()

    def suggest_start_s(self, overview, excerpt_s):
        return 3.0

    def onset_start_s(self, path, start_s, excerpt_s, should_cancel):
        self.refuse(path)
        return start_s

    def zero_start_s(self, path, start_s, vae):
        return start_s + 0.001

    def load_clip(self, path, start_s, vae, length_s, should_cancel=never):
        self.refuse(path)
        self.loaded.append((path.name, start_s))
        return make_clip(path, start_s, self.lufs.get(path.stem, -20.0), length_s)

    def prepare_source(self, clip, vae):
        self.encoded_with.append(vae.name)
        self.encode_gate.wait(5)
        n_frames = clip.samples.shape[0] // SPEC.hop_length
        mel = make_mel(0.5, n_frames)
        return SimpleNamespace(clip=clip, n_frames=n_frames, mel_norm=mel, ref_db=10.0)

    def draw_clip(self, path, vae, seed, length_s, last, should_cancel=never):
        while not self.draw_gate.wait(0.005):
            check(should_cancel)
        if self.draw_error is not None:
            raise self.draw_error
        latent = np.full((2, 3, 4), seed, np.float32)
        facts = {"path": path, "seed": seed, "length_s": length_s, "last": last, "latent": latent}
        self.drawn.append(SimpleNamespace(**facts))
        return latent

    def create_align_process(self):
        self.align_process = FakeAlignProcess(self)
        return self.align_process

    def create_renderer(self, vae):
        return FakeRenderer(self)

    def create_player(self):
        return OfflinePlayer(has_device=self.has_device)

    def list_devices(self):
        return []

    def export(self, order, should_cancel, on_progress):
        self.orders.append(order)
        on_progress("rendering", None)
        on_progress("rendering", 0.25)
        while not self.export_gate.wait(0.005):
            check(should_cancel)
        if self.write_error is not None:
            raise self.write_error
        facts = (order.request.alpha, order.sound.subtype, order.sound.overwrite)
        self.written.append((order.path, *facts))
        order.path.write_bytes(b"RIFF")
        return Done(order.path, self.export_sentences)
