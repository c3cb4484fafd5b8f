"""Encode and decode of five seconds, per execution provider, and their agreement.

`python -m benchmarks.model [--json] [--repeat N]`
"""

from __future__ import annotations

import time
from functools import partial

import numpy as np

from benchmarks.common import demo_sources, parser, report, time_ms
from engine.vae.store import load_model


def main() -> None:
    args = parser(__doc__).parse_args()
    rows = []
    reference = None
    for wanted in ("cpu", "auto"):
        started = time.perf_counter()
        vae = load_model(provider=wanted)
        load_ms = (time.perf_counter() - started) * 1000
        if wanted == "auto" and vae.provider.name == "CPU":
            rows.append({"provider": "CUDA", "reason": vae.provider.reason})
            continue
        source = next(iter(demo_sources(vae).values()))
        decoded = vae.decode(source.latent)
        reference = decoded if reference is None else reference
        rows.append(
            {
                "provider": vae.provider.name,
                "reason": vae.provider.reason,
                "load_ms": round(load_ms, 1),
                "encode_ms": time_ms(lambda v=vae, s=source: v.encode(s.mel_norm), args.repeat),
                "decode_ms": time_ms(lambda v=vae, s=source: v.decode(s.latent), args.repeat),
                "refine_ms": time_ms(partial(vae.refiner.detail, decoded), args.repeat)
                if vae.refiner
                else None,
                "largest_difference": float(np.abs(decoded - reference).max()),
            }
        )
    vae = load_model(provider="cpu")
    figures = {"benchmark": "model", "model": f"{vae.name} {vae.version}"}
    figures["latent_numbers"] = str(int(np.prod(vae.latent_shape)))
    figures |= {str(row["provider"]): row for row in rows}  # type: ignore[misc]
    report(figures, as_json=args.json)


if __name__ == "__main__":
    main()
