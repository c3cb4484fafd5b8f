"""What every benchmark shares: the demo pairs, the clock, the machine, the printing."""

from __future__ import annotations

import argparse
import importlib.metadata
import itertools
import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from engine.audio.clip import load_clip
from engine.morph.source import Source, prepare_source
from engine.vae.onnx_vae import OnnxVae

CLIPS = Path(__file__).resolve().parents[1] / "assets" / "clips"
SECONDS = 5.0
PACKAGES = ("numpy", "scipy", "librosa", "onnxruntime-gpu", "PySide6-Essentials")


def parser(description: str | None) -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(description=description)
    made.add_argument("--json", action="store_true", help="print one JSON object")
    made.add_argument("--repeat", type=int, default=5, help="runs behind a median (default 5)")
    return made


def machine() -> dict[str, str | int]:
    """Name the machine and the versions that the figures hang on."""
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        cpu = names[0].split(":")[1].strip() if names else cpu
    found: dict[str, str | int] = {
        "cpu": cpu,
        "cores": os.cpu_count() or 1,
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
    }
    for name in PACKAGES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def time_ms(work: Callable[[], object], repeat: int) -> dict[str, float]:
    """Run once to warm up, then ``repeat`` times: median, fastest and slowest, in ms."""
    work()
    times = []
    for _ in range(repeat):
        started = time.perf_counter()
        work()
        times.append((time.perf_counter() - started) * 1000)
    return spread(times)


def spread(values: Sequence[float]) -> dict[str, float]:
    return {
        "median": round(statistics.median(values), 3),
        "min": round(min(values), 3),
        "max": round(max(values), 3),
    }


def demo_sources(vae: OnnxVae, seconds: float = SECONDS) -> dict[str, Source]:
    """Every bundled clip, prepared."""
    n_samples = round(seconds * vae.spec.sample_rate)
    return {
        path.stem: prepare_source(
            load_clip(path, start_s=1.0, n_samples=n_samples, sample_rate=vae.spec.sample_rate),
            vae,
        )
        for path in sorted(CLIPS.glob("*.flac"))
    }


def demo_pairs(vae: OnnxVae) -> list[tuple[str, Source, Source]]:
    """Every pair of the bundled clips."""
    sources = demo_sources(vae)
    return [(f"{a} → {b}", sources[a], sources[b]) for a, b in itertools.combinations(sources, 2)]


def report(figures: dict[str, Any], *, as_json: bool) -> None:
    """Print the figures, as one JSON object or as lines."""
    figures = {**figures, "machine": machine()}
    if as_json:
        print(json.dumps(figures, indent=2, ensure_ascii=False))
        return
    for key, value in figures.items():
        if isinstance(value, list):
            print(f"{key}:")
            _print_table(value)
        else:
            print(f"{key}: {_short(value)}")


def _short(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, dict) and set(value) == {"median", "min", "max"}:
        return f"{value['median']} ({value['min']}–{value['max']})"
    if isinstance(value, dict):
        return ", ".join(f"{k} {_short(v)}" for k, v in value.items())
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _print_table(rows: list[dict[str, Any]]) -> None:
    columns = list(rows[0])
    cells = [columns, *([_short(row[c]) for c in columns] for row in rows)]
    widths = [max(len(line[i]) for line in cells) for i in range(len(columns))]
    for line in cells:
        print("  " + "  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)))
