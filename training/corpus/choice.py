"""Which packages to fetch, when not all."""

from __future__ import annotations

import re
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Sequence

from training.corpus.index import Track


def package_megabytes(packages: Iterable[str]) -> dict[str, float]:
    """Download sizes in MB from apt's lists; a package apt does not know is left out."""
    result = subprocess.run(
        ["apt-cache", "show", "--no-all-versions", *packages], capture_output=True, text=True
    )
    return parse_sizes(result.stdout)


def parse_sizes(text: str) -> dict[str, float]:
    """Read ``Package`` and ``Size`` out of what ``apt-cache show`` prints."""
    sizes: dict[str, float] = {}
    for paragraph in text.split("\n\n"):
        fields = dict(re.findall(r"^(Package|Size): (.*)$", paragraph, re.MULTILINE))
        if {"Package", "Size"} <= fields.keys():
            sizes.setdefault(fields["Package"], int(fields["Size"]) / 1e6)
    return sizes


def choose(tracks: Sequence[Track], *, hours: float, megabytes: dict[str, float]) -> list[Track]:
    """Choose whole packages, those with the most music per megabyte first.

    Parameters
    ----------
    tracks : sequence of Track
    hours : float
        Stop when the training music chosen reaches this; held-out packages up to a tenth of it
        are chosen as well, so that there is something to measure on.
    megabytes : dict
        Size of each package; one without is not chosen.
    """
    packages: dict[str, list[Track]] = defaultdict(list)
    for track in tracks:
        if track.package in megabytes:
            packages[track.package].append(track)

    def seconds(package: str) -> float:
        return sum(track.seconds for track in packages[package])

    chosen: list[Track] = []
    left = {"train": hours * 3600, "valid_pkg": hours * 180, "test_pkg": hours * 180}
    for package in sorted(packages, key=lambda p: megabytes[p] / seconds(p)):
        split = packages[package][0].split
        kind = split if split.endswith("_pkg") else "train"
        if left[kind] > 0:
            left[kind] -= seconds(package)
            chosen += packages[package]
    return chosen
