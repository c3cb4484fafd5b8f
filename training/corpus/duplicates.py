"""No music twice, and none of it in two splits: hashes of every clip, beside the manifest."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tqdm import tqdm

from training.corpus.clips import digest_of
from training.corpus.manifest import PreparedTrack, open_clips
from training.corpus.sources import Music
from training.errors import TrainingError

FILE = "digests.txt"


class Duplicates:
    """What has been prepared so far, by content.

    Parameters
    ----------
    folder : Path
        Of the mels; hashes are kept in its ``digests.txt``, a line a track.
    tracks : sequence of PreparedTrack
        The manifest. What has no hashes yet (another version made it) is read for them.
    size : (int, int)
        Bands and frames of a clip.
    """

    def __init__(
        self, folder: Path, tracks: Sequence[PreparedTrack], size: tuple[int, int]
    ) -> None:
        self.path = folder / FILE
        self._tracks: dict[tuple[str, ...], str] = {}
        self._clips: dict[str, tuple[str, str]] = {}
        known = self._read()
        unknown = [t for t in tracks if t.starts_s and t.track_id not in known]
        for track in tqdm(unknown, desc="hashing older mels", unit="track", disable=not unknown):
            try:
                mels = open_clips(folder / track.file, (len(track.starts_s), *size))
            except TrainingError:  # training will say so
                continue
            known[track.track_id] = tuple(digest_of(mel) for mel in mels)
            self._append(track.track_id, known[track.track_id])
        for track in tracks:
            if track.track_id in known:
                self._remember(track.track_id, track.split, known[track.track_id])

    def why_not(self, music: Music, digests: tuple[str, ...]) -> str:
        """Say why a new track is left out, or nothing if it is not.

        The same music a second time would weigh double; a part of it in another split would let
        a model be measured on what it learned.
        """
        if (other := self._tracks.get(digests)) is not None:
            return f"it is the same music as {other}"
        for digest in digests:
            other, split = self._clips.get(digest, ("", music.split))
            if split != music.split:
                return f"it shares music with {other}, which is in the split {split}"
        return ""

    def add(self, music: Music, digests: tuple[str, ...]) -> None:
        """Remember a track that is kept."""
        self._append(music.track_id, digests)
        self._remember(music.track_id, music.split, digests)

    def _remember(self, track_id: str, split: str, digests: tuple[str, ...]) -> None:
        if digests:
            self._tracks.setdefault(digests, track_id)
        for digest in digests:
            self._clips.setdefault(digest, (track_id, split))

    def _append(self, track_id: str, digests: tuple[str, ...]) -> None:
        # A line begins with the line break, so that one cut short spoils no other.
        with self.path.open("a", encoding="utf-8", newline="\n") as file:
            file.write("\n" + " ".join((track_id, *digests, ";")))

    def _read(self) -> dict[str, tuple[str, ...]]:
        if not self.path.exists():
            return {}
        lines = self.path.read_text("utf-8", errors="replace").split("\n")
        words = [line.split(" ") for line in lines if line.endswith(" ;")]
        return {line[0]: tuple(line[1:-1]) for line in words}
