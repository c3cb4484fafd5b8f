"""Mel to samples: Segue against librosa's ``mel_to_audio``, in one run.

`python -m benchmarks.sound [--json] [--repeat N] [--pairs N] [--librosa N …]`

For each pair of demo clips the middle of the morph (alpha 0.5) becomes sound three ways: as Segue
renders it (guided by the clips, the clips' phases), by Segue from the mel alone (no guide, a phase
made of the magnitude), and by librosa (NNLS, 32 iterations of Griffin-Lim; on the first pair also
100). The mel error is the mean distance in dB between the wanted mel and the mel of the sound, at
the level where they agree best, floored 80 dB down.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from benchmarks.common import SECONDS, demo_pairs, parser, report, spread, time_ms
from engine.librosa_import import import_librosa
from engine.mel.analysis import denormalise_mel, power_to_mel, stft
from engine.mel.griffin_lim import griffin_lim, refine
from engine.mel.inversion import magnitude_near, mel_to_magnitude
from engine.mel.phase import peak_phase
from engine.morph.grid import final_hop
from engine.morph.render import Renderer
from engine.morph.request import MorphRequest, MorphResult
from engine.spec import FloatArray, MelSpec
from engine.vae.store import load_model

librosa = import_librosa()
ALONE_ITER, ALONE_SETTLE_ITER = 12, 4
"""From the mel alone: towards the mel's magnitude, then towards the nearest that a sound has."""


def mel_error_db(samples: FloatArray, mel_norm: FloatArray, spec: MelSpec) -> float:
    """Mean distance of the mels in dB, level aside."""
    spectrum = stft(np.asarray(samples, np.float32), spec=spec)
    power = power_to_mel(spectrum.real**2 + spectrum.imag**2, spec=spec)
    heard = 10 * np.log10(np.maximum(power, 1e-20))
    wanted = (mel_norm - 1) * spec.top_db
    audible = wanted > -spec.top_db
    heard += np.median((wanted - heard)[audible])
    return float(np.abs(np.maximum(heard, -spec.top_db) - wanted).mean())


def from_mel_alone(result: MorphResult, spec: MelSpec) -> FloatArray:
    """Render a mel without its clips."""
    hop = final_hop(spec)
    columns = result.mel_norm[:, :: hop // spec.hop_length]
    power = denormalise_mel(columns, result.ref_db, spec=spec)
    magnitude = np.ascontiguousarray(mel_to_magnitude(power, spec=spec).T)
    phase = peak_phase(magnitude, spec=spec, hop_length=hop)
    sizes: dict[str, Any] = {"spec": spec, "hop_length": hop}
    samples = griffin_lim(magnitude, phase, n_iter=ALONE_ITER, **sizes).samples
    magnitude = magnitude_near(samples, power, **sizes)
    return refine(magnitude, samples, n_iter=ALONE_SETTLE_ITER, **sizes).samples


def by_librosa(
    result: MorphResult, spec: MelSpec, iterations: list[int]
) -> dict[int, tuple[float, FloatArray]]:
    """Time in ms and samples of ``mel_to_audio``, for some numbers of iterations.

    Its two halves are called one by one, so that the slow first one is done once.
    """
    power = denormalise_mel(result.mel_norm, result.ref_db, spec=spec)
    started = time.perf_counter()
    magnitude = librosa.feature.inverse.mel_to_stft(power, sr=spec.sample_rate, n_fft=spec.n_fft)
    stft_s = time.perf_counter() - started
    made = {}
    for n_iter in iterations:
        started = time.perf_counter()
        samples = librosa.griffinlim(magnitude, n_iter=n_iter, hop_length=spec.hop_length)
        taken_ms = 1000 * (stft_s + time.perf_counter() - started)
        # It gives one hop less; its own `length` argument fails on an even number of frames.
        made[n_iter] = (
            taken_ms,
            librosa.util.fix_length(samples, size=spec.n_samples(power.shape[1])),
        )
    return made


def main() -> None:
    arguments = parser(__doc__)
    arguments.add_argument("--pairs", type=int, default=2, help="demo pairs (default 2, all is 6)")
    arguments.add_argument(
        "--librosa",
        type=int,
        nargs="+",
        default=[32, 100],
        metavar="N",
        help="librosa's iterations; all but the first on one pair only (default 32 100)",
    )
    args = arguments.parse_args()
    vae = load_model()
    renderer = Renderer(vae)
    rows: list[dict[str, Any]] = []
    more: dict[str, float] = {}
    for name, a, b in demo_pairs(vae)[: args.pairs]:
        mel, preview, final = renderer.render(MorphRequest(0, a, b, 0.5))
        assert preview.samples is not None
        assert final.samples is not None

        def render(stages: tuple[Any, ...], a: Any = a, b: Any = b) -> float:
            *_, last = renderer.render(MorphRequest(0, a, b, 0.5, stages=stages))
            return float(last.timings.sound_ms)

        ours = [render(("final",)) for _ in range(args.repeat)]
        previews = [render(("preview",)) for _ in range(args.repeat)]
        alone = time_ms(lambda mel=mel: from_mel_alone(mel, vae.spec), args.repeat)
        theirs = by_librosa(mel, vae.spec, args.librosa[:1] if rows else args.librosa)
        librosa_ms, librosa_samples = theirs.pop(args.librosa[0])
        rows.append(
            {
                "pair": name,
                "final_ms": spread(ours),
                "preview_ms": spread(previews),
                "mel_alone_ms": alone,
                "librosa_ms": librosa_ms,
                "mel_error_db": mel_error_db(final.samples, mel.mel_norm, vae.spec),
                "preview_error_db": mel_error_db(preview.samples, mel.mel_norm, vae.spec),
                "mel_alone_error_db": mel_error_db(
                    from_mel_alone(mel, vae.spec), mel.mel_norm, vae.spec
                ),
                "librosa_mel_error_db": mel_error_db(librosa_samples, mel.mel_norm, vae.spec),
            }
        )
        for n_iter, (taken_ms, samples) in theirs.items():
            more[f"librosa_{n_iter}_ms"] = taken_ms
            more[f"librosa_{n_iter}_mel_error_db"] = mel_error_db(samples, mel.mel_norm, vae.spec)

    def over(key: str) -> float:
        values = [row[key]["median"] if isinstance(row[key], dict) else row[key] for row in rows]
        return float(np.median(values))

    report(
        {
            "benchmark": "sound",
            "real_time_factor": over("final_ms") / 1000 / SECONDS,
            "preview_ms": over("preview_ms"),
            "times_librosa": over("librosa_ms") / over("final_ms"),
            "times_librosa_from_mel_alone": over("librosa_ms") / over("mel_alone_ms"),
            "mel_error_db": over("mel_error_db"),
            "mel_alone_error_db": over("mel_alone_error_db"),
            "librosa_mel_error_db": over("librosa_mel_error_db"),
            **more,
            "rows": rows,
        },
        as_json=args.json,
    )


if __name__ == "__main__":
    main()
