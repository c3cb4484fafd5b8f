from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import soundfile

from engine.mel.analysis import analyse
from engine.spec import MelSpec
from tests.training.conftest import CLIPS
from training.corpus.index import Track
from training.corpus.prepare import clips_of, prepare, read_manifest
from training.data import ClipSet, CropSampler, balanced_weights


def test_prepared_clip_is_what_the_program_analyses(data: Path) -> None:
    spec = MelSpec()
    samples, _ = soundfile.read(CLIPS / "02-orchestra.flac", dtype="float32")
    expected, _ = analyse(samples[: spec.n_samples(640)], spec=spec)
    stored = ClipSet(data, ["train"]).mel(0)
    assert stored.shape == (512, 640)
    assert np.abs(stored / np.float32(255) - expected).max() <= 0.5 / 255 + 1e-6


def test_silent_excerpts_are_left_out() -> None:
    spec = MelSpec()
    n = spec.n_samples(640)
    samples = np.zeros(3 * n, np.float32)
    samples[n : 2 * n] = np.random.default_rng(0).normal(0, 0.1, n)
    assert [start for start, _ in clips_of(samples, spec=spec)] == [5.0]


def test_manifest_has_every_track_once_and_prepare_resumes(data: Path, tracks: list[Track]) -> None:
    assert {t.track_id: t.split for t in read_manifest(data)} == {
        t.track_id: t.split for t in tracks
    }
    assert prepare(data, jobs=1, tracks=tracks) == (0, [])


def test_line_cut_short_is_prepared_again(tmp_path: Path, data: Path) -> None:
    text = (data / "mels" / "manifest.csv").read_text()
    (tmp_path / "mels").mkdir()
    (tmp_path / "mels" / "manifest.csv").write_text(text.rstrip()[:-2])
    assert len(read_manifest(tmp_path)) == len(read_manifest(data)) - 1


def test_bad_track_is_listed_and_stops_nothing(tmp_path: Path, tracks: list[Track]) -> None:
    good, bad = tracks[0], dataclasses.replace(tracks[1], flac="flac/bad.flac")
    for track in (good, bad):
        (tmp_path / "corpus" / track.flac).parent.mkdir(parents=True, exist_ok=True)
    samples, rate = soundfile.read(CLIPS / Path(good.path).name, dtype="float32")
    soundfile.write(tmp_path / "corpus" / good.flac, samples, rate)
    (tmp_path / "corpus" / bad.flac).write_bytes(b"not music")
    n_clips, failed = prepare(tmp_path, jobs=1, tracks=[bad, good])
    assert n_clips == 1
    assert [line.split(":")[0] for line in failed] == [f"{bad.package}/{bad.track_id}"]


def test_balance_lifts_the_small_style(data: Path) -> None:
    clips = ClipSet(data, ["train", "test_pkg"])  # two orchestral clips, one electronic
    styles = [clips.tracks[track].style for track, _ in clips.clips]
    weights = balanced_weights(clips, power=0.0, cap=10)
    electronic = sum(w for w, s in zip(weights, styles, strict=True) if s == "electronic")
    np.testing.assert_allclose(electronic, 0.5)
    np.testing.assert_allclose(balanced_weights(clips, power=1.0, cap=10), 1 / 3)


def test_sampler_draws_every_clip_at_its_weight(data: Path) -> None:
    clips = ClipSet(data, ["train"])
    sampler = CropSampler(clips, np.array([0.0, 1.0]), batch_size=4, crop_frames=640, seed=0)
    batch = sampler.next()
    assert batch.shape == (4, 1, 512, 640)
    np.testing.assert_allclose(batch[0, 0].numpy(), clips.mel(1) / np.float32(255), atol=1e-6)
