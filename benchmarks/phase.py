"""Starts and algorithms that look for the phase, in equal time.

`python -m benchmarks.phase [--json] [--pairs N] [--budgets N …]`

The magnitudes are those of the first demo pairs at alpha 0.25, 0.5 and 0.75, on the final grid. A
budget is the time that so many iterations of fast Griffin-Lim take; each row has the time of its
start taken off and does as many iterations as still fit. Time is that of the processors, all
threads together, so that other work on the machine does not decide.

Starts: random; the clips' mixed phases, as Segue renders; one pass along the peaks
(`engine.mel.phase`); phase gradient heap integration (PGHI, Průša, Balázs & Søndergaard 2017),
compiled by numba, whose compilation is not counted.
Iterations: Griffin-Lim 1984; fast (Perraudin et al. 2013, momentum 0.99); accelerated (Nenov et
al. 2023); ADMM (Masuyama, Yatabe & Oikawa 2019), which has to keep whole spectra.
"clips" has the magnitude guided by the clips, "mel alone" the flat one, and no clips' phases.

mel_error_db    as in `benchmarks.sound`
convergence_db  distance of the sound's magnitude from the wanted one, relative to it

A second table has the time of one iteration for sounds of 5, 20 and 60 s: it grows in proportion.
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numba
import numpy as np

from benchmarks.common import demo_pairs, parser, report
from benchmarks.sound import mel_error_db
from engine.mel.analysis import WORKERS, denormalise_mel, stft
from engine.mel.blocks import OverlapAdd
from engine.mel.griffin_lim import Projection, griffin_lim, istft, random_phase, unit_phase
from engine.mel.inversion import mel_to_magnitude
from engine.mel.phase import HANN_WIDTH, peak_phase
from engine.morph.grid import analysis_hop, final_hop
from engine.morph.methods import DEFAULT_METHOD, METHODS
from engine.morph.source import Source
from engine.spec import ComplexArray, FloatArray, MelSpec
from engine.vae.onnx_vae import OnnxVae
from engine.vae.store import load_model

LENGTHS_S = (5, 20, 60)
TIMING_ITER = 6
ALPHAS = (0.25, 0.5, 0.75)
TOLERANCE = 1e-6
"""Below the loudest cell by this much, PGHI leaves the phase to chance."""

Case = dict[str, Any]
Rows = list[dict[str, Any]]
Algorithm = Callable[[FloatArray, ComplexArray, int, MelSpec], FloatArray]


def plain(magnitude: FloatArray, phase: ComplexArray, n_iter: int, spec: MelSpec) -> FloatArray:
    hop = final_hop(spec)
    return griffin_lim(
        magnitude, phase, spec=spec, hop_length=hop, n_iter=n_iter, momentum=0
    ).samples


def fast(magnitude: FloatArray, phase: ComplexArray, n_iter: int, spec: MelSpec) -> FloatArray:
    hop = final_hop(spec)
    return griffin_lim(magnitude, phase, spec=spec, hop_length=hop, n_iter=n_iter).samples


def accelerated(
    magnitude: FloatArray, phase: ComplexArray, n_iter: int, spec: MelSpec
) -> FloatArray:
    """Three sequences, all of samples: see the note on momentum in `engine.mel.griffin_lim`."""
    alpha, beta, gamma = (np.float32(x) for x in (0.09, 1.1, 1.25))
    sizes = {"n_fft": spec.n_fft, "hop_length": final_hop(spec), "workers": WORKERS}
    with OverlapAdd(len(magnitude), **sizes) as grid:
        projection = Projection(magnitude, grid)
        t = np.empty(grid.n_padded, np.float32)
        projection.of_phase(phase, t)
        c, d, made = t.copy(), t.copy(), np.empty_like(t)
        for _ in range(n_iter):
            projection.of_samples(c, made)
            made = (1 - gamma) * d + gamma * made
            c = made + alpha * (made - t)
            d = made + beta * (made - t)
            t, made = made, t
        projection.of_samples(t, made)  # what is heard has the wanted magnitude, not 1.25 of it
        return made[grid.clip].copy()


def admm(magnitude: FloatArray, phase: ComplexArray, n_iter: int, spec: MelSpec) -> FloatArray:
    rho, hop = np.float32(0.1), final_hop(spec)
    spectrum = magnitude * phase
    dual = np.zeros_like(spectrum)
    consistent = spectrum
    for _ in range(n_iter):
        shifted = spectrum + dual
        rebuilt = stft(istft(shifted, spec=spec, hop_length=hop), spec=spec, hop_length=hop)
        consistent = (rho * shifted + rebuilt) / (1 + rho)
        dual = shifted - consistent
        spectrum = magnitude * unit_phase(consistent - dual)
    return istft(spectrum, spec=spec, hop_length=hop)


def pghi(magnitude: FloatArray, spec: MelSpec, seed: int = 0) -> ComplexArray:
    """Phase whose gradients are those that the magnitude's own say, from the loudest cells on."""
    log = np.log(np.maximum(magnitude, magnitude.max() * TOLERANCE))
    ratio = HANN_WIDTH * spec.n_fft / final_hop(spec)
    along_time = np.gradient(log, axis=1) / ratio
    turn = 2 * np.pi * final_hop(spec) / spec.n_fft
    along_time += np.mod(turn * np.arange(spec.n_bins), 2 * np.pi).astype(np.float32)
    # Frames begin half a window before their middle: that turns every other bin by half a circle.
    along_frequency = -np.gradient(log, axis=0) * np.float32(ratio) - np.float32(np.pi)
    angle = random_phase((len(magnitude), spec.n_bins), seed)
    found = np.angle(angle)
    _integrate(log, along_time, along_frequency, found)
    return np.exp(1j * found).astype(np.complex64)


@numba.njit
def _integrate(
    log: FloatArray, along_time: FloatArray, along_frequency: FloatArray, angle: FloatArray
) -> None:
    n_frames, n_bins = log.shape
    floor = log.min()
    is_open = log > floor
    for start in np.argsort(-log.ravel()):
        t, k = start // n_bins, start % n_bins
        if not is_open[t, k]:
            continue
        is_open[t, k] = False
        heap = [(-log[t, k], start)]
        while heap:
            _, cell = heapq.heappop(heap)
            t, k = cell // n_bins, cell % n_bins
            for dt, dk in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                u, m = t + dt, k + dk
                if u < 0 or m < 0 or u >= n_frames or m >= n_bins or not is_open[u, m]:
                    continue
                step = dt * (along_time[t, k] + along_time[u, m])
                step += dk * (along_frequency[t, k] + along_frequency[u, m])
                angle[u, m] = angle[t, k] + step / 2
                is_open[u, m] = False
                heapq.heappush(heap, (-log[u, m], u * n_bins + m))


def make_cases(a: Source, b: Source, alpha: float, vae: OnnxVae) -> dict[str, Case]:
    """Wanted mel and magnitude, and phases to start from; frames first."""
    spec = vae.spec
    hop = final_hop(spec)
    pair = METHODS[DEFAULT_METHOD].prepare(a, b, vae)
    mel_norm, _ = pair.mel_at(alpha, 1.0)
    power, mixed = pair.fine_at(alpha, hop // analysis_hop(spec))
    columns = denormalise_mel(mel_norm, 0.0, spec=spec)[:, :: hop // spec.hop_length]
    cases = {}
    for name, guide in (("clips", power.T), ("mel alone", None)):
        magnitude = np.ascontiguousarray(mel_to_magnitude(columns, spec=spec, guide=guide).T)
        case = {"mel_norm": mel_norm, "magnitude": magnitude, "mixed": mixed}
        phases = {start: make() for start, make in starts(case, spec).items()}
        cases[name] = {**case, "phases": phases}
    return cases


ALGORITHMS: dict[str, Algorithm] = {
    "Griffin-Lim": plain,
    "fast Griffin-Lim": fast,
    "accelerated Griffin-Lim": accelerated,
    "ADMM": admm,
}
FAST = "fast Griffin-Lim"
ROWS = [
    *(("clips", "clips' phases", name) for name in ALGORITHMS),
    *(("clips", start, FAST) for start in ("random", "peaks", "PGHI")),
    *(("mel alone", start, FAST) for start in ("random", "peaks", "PGHI")),
]


def starts(case: Case, spec: MelSpec) -> dict[str, Callable[[], ComplexArray]]:
    magnitude = case["magnitude"]
    return {
        "clips' phases": lambda: unit_phase(case["mixed"]),
        "random": lambda: random_phase(magnitude.shape, 0),
        "peaks": lambda: peak_phase(magnitude, spec=spec, hop_length=final_hop(spec)),
        "PGHI": lambda: pghi(magnitude, spec),
    }


def costs_s(works: dict[str, Callable[[], object]], repeat: int) -> dict[str, float]:
    """Processor seconds of each work: the least of some runs, taken in turns."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(repeat + 1):
        for name, work in works.items():
            started = time.process_time()
            work()
            times[name].append(time.process_time() - started)
    return {name: min(found) for name, found in times.items()}


def iterations_s(
    algorithms: dict[str, Algorithm], magnitude: FloatArray, spec: MelSpec, repeat: int
) -> dict[str, float]:
    """Processor seconds of one iteration of each algorithm."""
    phase = np.ones(magnitude.shape, np.complex64)
    works: dict[str, Callable[[], object]] = {}
    for name, algorithm in algorithms.items():
        for n in (1, 1 + TIMING_ITER):
            works[f"{name} {n}"] = partial(algorithm, magnitude, phase, n, spec)
    found = costs_s(works, repeat)
    return {
        name: (found[f"{name} {1 + TIMING_ITER}"] - found[f"{name} 1"]) / TIMING_ITER
        for name in algorithms
    }


def measure(case: Case, samples: FloatArray, spec: MelSpec) -> tuple[float, float]:
    """Mel error and spectral convergence."""
    wanted = case["magnitude"]
    found = np.abs(stft(samples, spec=spec, hop_length=final_hop(spec)))
    distance = np.linalg.norm(found - wanted) / np.linalg.norm(wanted)
    return mel_error_db(samples, case["mel_norm"], spec), 20 * float(np.log10(distance))


def table(cases: list[dict[str, Case]], spec: MelSpec, budgets: list[int], repeat: int) -> Rows:
    start_s = costs_s(starts(cases[0]["clips"], spec), repeat)
    start_s["clips' phases"] = 0.0  # Griffin-Lim takes them as they are
    one_s = iterations_s(ALGORITHMS, cases[0]["clips"]["magnitude"], spec, repeat)
    rows = []
    for budget in budgets:
        budget_s = budget * one_s[FAST]
        for of, start, name in ROWS:
            n_iter = max(0, round((budget_s - start_s[start]) / one_s[name]))
            found = []
            for case in (pair[of] for pair in cases):
                samples = ALGORITHMS[name](case["magnitude"], case["phases"][start], n_iter, spec)
                found.append(measure(case, samples, spec))
            mel_error, convergence = np.mean(found, axis=0)
            rows.append(
                {
                    "budget_ms": round(1000 * budget_s),
                    "magnitude": of,
                    "start": start,
                    "start_ms": round(1000 * start_s[start]),
                    "iterations": name,
                    "each_ms": round(1000 * one_s[name], 1),
                    "n_iter": n_iter,
                    "all_ms": round(1000 * (start_s[start] + n_iter * one_s[name])),
                    "mel_error_db": round(float(mel_error), 3),
                    "convergence_db": round(float(convergence), 2),
                }
            )
    return rows


def growth(magnitude: FloatArray, spec: MelSpec, repeat: int) -> Rows:
    """Time of an iteration over the length of the sound."""
    rows = []
    for seconds in LENGTHS_S:
        n_frames = seconds * spec.sample_rate // final_hop(spec)
        longer = np.tile(magnitude, (-(-n_frames // len(magnitude)), 1))[:n_frames]
        each_ms = 1000 * iterations_s({FAST: fast}, longer, spec, repeat)[FAST]
        rows.append(
            {
                "seconds": seconds,
                "each_ms": round(each_ms, 1),
                "each_ms_per_second": round(each_ms / seconds, 2),
            }
        )
    return rows


def main() -> None:
    arguments = parser(__doc__)
    arguments.add_argument("--pairs", type=int, default=2, help="demo pairs (default 2, all is 6)")
    arguments.add_argument(
        "--budgets",
        type=int,
        nargs="+",
        default=[8, 16, 64],
        help="iterations of fast Griffin-Lim whose time everything gets (default 8 16 64)",
    )
    args = arguments.parse_args()
    vae = load_model()
    pairs = demo_pairs(vae)[: args.pairs]
    cases = [make_cases(a, b, alpha, vae) for _, a, b in pairs for alpha in ALPHAS]
    figures = {
        "benchmark": "phase",
        "pairs": len(pairs),
        "rows": table(cases, vae.spec, args.budgets, args.repeat),
        "growth": growth(cases[0]["clips"]["magnitude"], vae.spec, args.repeat),
    }
    report(figures, as_json=args.json)


if __name__ == "__main__":
    main()
