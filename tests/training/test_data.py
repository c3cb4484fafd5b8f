from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from training.corpus.clips import write_clips
from training.corpus.manifest import PreparedTrack, append_manifest
from training.data import ClipSet, CropSampler, balanced_weights, mels_folder
from training.errors import TrainingError

SIZE = {"n_mels": 8, "hop_length": 4096}
N_FRAMES = 40


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Ten tracks of small clips; clip ``row`` of track ``i`` holds ``10 i + row``."""
    folder = mels_folder(tmp_path, **SIZE)
    for i in range(10):
        style, split = ("jazz" if i % 5 == 0 else "folk"), ("test_track" if i == 9 else "train")
        n_clips = 1 + i % 3
        mels = [np.full((8, N_FRAMES), 10 * i + row, np.uint8) for row in range(n_clips)]
        write_clips(folder / f"p{i % 2}" / f"{i:04d}.npy", mels)
        starts = tuple(5.0 * row for row in range(n_clips))
        track = PreparedTrack(
            f"{i:04d}", f"p{i % 2}", style, split, f"p{i % 2}/{i:04d}.npy", starts
        )
        append_manifest(folder, track)
    return tmp_path


def values(clips: ClipSet) -> list[int]:
    return [int(clips.mel(i)[0, 0]) for i in range(len(clips))]


def test_folder_of_a_size() -> None:
    assert mels_folder(Path("d"), n_mels=512, hop_length=256) == Path("d/mels")
    assert mels_folder(Path("d"), n_mels=128, hop_length=1024) == Path("d/mels-128x1024")


def test_set_holds_its_splits_in_order(small: Path) -> None:
    clips = ClipSet(small, ["train"], **SIZE)
    assert values(clips) == [0, 10, 11, 20, 21, 22, 30, 40, 41, 50, 51, 52, 60, 70, 71, 80, 81, 82]
    assert values(ClipSet(small, ["test_track"], **SIZE)) == [90]
    assert clips.n_frames == N_FRAMES


def test_one_style_only(small: Path) -> None:
    assert values(ClipSet(small, ["train"], **SIZE, styles=["jazz"])) == [0, 50, 51, 52]
    with pytest.raises(TrainingError, match=r"style polka here; there is folk, jazz"):
        ClipSet(small, ["train"], **SIZE, styles=["polka"])


@pytest.mark.parametrize("n_clips", [1, 2, 7, 18, 100])
def test_subset_is_fixed_and_spread(small: Path, n_clips: int) -> None:
    whole = values(ClipSet(small, ["train"], **SIZE))
    few = values(ClipSet(small, ["train"], **SIZE, n_clips=n_clips))
    assert few == values(ClipSet(small, ["train"], **SIZE, n_clips=n_clips))
    assert len(few) == min(n_clips, 18)
    places = [whole.index(value) for value in few]
    assert places == sorted(set(places))
    if n_clips > 1:
        assert (places[0], places[-1]) == (0, 17)
        assert max(np.diff(places)) - min(np.diff(places)) <= 1


def test_missing_clips_say_what_to_do(tmp_path: Path, small: Path) -> None:
    with pytest.raises(TrainingError, match=r"Nothing is prepared .* run fetch and prepare first"):
        ClipSet(tmp_path / "nowhere", ["train"])
    with pytest.raises(
        TrainingError,
        match=r"in \S+mels, only in \S+mels-8x4096: .* training\.prepare --mels 512 --hop 256 ",
    ):
        ClipSet(tmp_path, ["train"])
    with pytest.raises(
        TrainingError,
        match=r"no clips of valid_track, valid_pkg; .* of test_track \(1\), train \(18\)",
    ):
        ClipSet(small, ["valid_track", "valid_pkg"], **SIZE)
    (mels_folder(small, **SIZE) / "p0" / "0002.npy").write_bytes(b"\x93NUMPY")
    with pytest.raises(TrainingError, match=r"0002\.npy cannot be read .* it makes it anew"):
        ClipSet(small, ["train"], **SIZE)
    np.save(mels_folder(small, **SIZE) / "p0" / "0002.npy", np.zeros((3, 8, 39), np.uint8))
    with pytest.raises(TrainingError, match=r"0002\.npy holds uint8 \(3, 8, 39\), not"):
        ClipSet(small, ["train"], **SIZE)


@pytest.mark.parametrize("damage", ["npz", "brackets", "shape", "objects", "folder"])
def test_clips_that_are_none_get_a_sentence(small: Path, damage: str) -> None:
    path = mels_folder(small, **SIZE) / "p0" / "0002.npy"
    content = path.read_bytes()
    path.unlink()
    if damage == "npz":
        with path.open("wb") as file:
            np.savez(file, np.zeros((3, 8, 40), np.uint8))
    elif damage == "brackets":
        path.write_bytes(content[:10] + b"(" * 118 + content[128:])
    elif damage == "shape":
        path.write_bytes(content.replace(b"(3, 8, 40)", b"(3,-8,'x')"))
    elif damage == "objects":
        np.save(path, np.array([{}], dtype=object), allow_pickle=True)
    else:
        path.mkdir()
    with pytest.raises(TrainingError, match=r"0002\.npy .*it makes it anew"):
        ClipSet(small, ["train"], **SIZE)


@pytest.mark.parametrize("world", [1, 2, 3, 5])
def test_processes_share_one_batch(small: Path, world: int) -> None:
    clips = ClipSet(small, ["train"], **SIZE)
    weights = balanced_weights(clips, power=0.5, cap=4)

    def sampler() -> CropSampler:
        return CropSampler(clips, weights, batch_size=5, crop_frames=16, seed=3)

    alone, together = sampler(), [sampler() for _ in range(world)]
    for _ in range(4):
        whole = alone.next()
        parts = [one.next(rank, world) for rank, one in enumerate(together)]
        assert [len(part) for part in parts] == [len(whole[r::world]) for r in range(world)]
        joined = torch.empty_like(whole)
        for rank, part in enumerate(parts):
            joined[rank::world] = part
        assert torch.equal(joined, whole)
    states = {str(one.rng.bit_generator.state) for one in (alone, *together)}
    assert len(states) == 1


def test_process_without_a_row_is_refused(small: Path) -> None:
    clips = ClipSet(small, ["train"], **SIZE)
    sampler = CropSampler(clips, np.ones(18), batch_size=2, crop_frames=16, seed=0)
    with pytest.raises(ValueError, match="process 2 of 3 has no row in a batch of 2"):
        sampler.next(2, 3)


def test_crop_longer_than_a_clip_is_refused(small: Path) -> None:
    clips = ClipSet(small, ["train"], **SIZE)
    with pytest.raises(TrainingError, match="crop_frames is 41, but these clips have 40"):
        CropSampler(clips, np.ones(18), batch_size=2, crop_frames=41, seed=0)


def test_crops_reach_both_ends(small: Path) -> None:
    folder = mels_folder(small, **SIZE)
    ramp = np.broadcast_to(np.arange(N_FRAMES, dtype=np.uint8), (1, 8, N_FRAMES))
    write_clips(folder / "p1" / "0009.npy", list(ramp))
    clips = ClipSet(small, ["test_track"], **SIZE)
    sampler = CropSampler(clips, np.ones(1), batch_size=64, crop_frames=38, seed=0)
    batch = (sampler.next() * 255).round()
    assert set(batch[:, 0, 0, 0].int().tolist()) == {0, 1, 2}
    assert torch.equal(batch.diff(dim=-1), torch.ones(64, 1, 8, 37))


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
