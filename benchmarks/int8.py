"""Whether the model would be better in eight bits: time, size and what changes.

`python -m benchmarks.int8 [--json] [--repeat N]`

Each file with its matrices quantised when they are used (ONNX Runtime's dynamic quantisation, by
channel), against itself in float32, on the CPU and 5 s of a demo clip.

change_db  mean difference of the mels in dB (of 80), after four steps for the refiner
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnxruntime.quantization import QuantType, quantize_dynamic

from benchmarks.common import demo_sources, parser, report, time_ms
from engine.vae.onnx_vae import OnnxVae
from engine.vae.refiner import Refiner
from engine.vae.store import load_model


def main() -> None:
    args = parser(__doc__).parse_args()
    vae = load_model(provider="cpu")
    assert vae.folder is not None
    source = next(iter(demo_sources(vae).values()))
    mel = vae.decode(source.latent)
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as scratch:
        files = {}
        for file in sorted(vae.folder.glob("*.onnx")):
            small = Path(scratch) / file.name
            model = onnx.load(file)
            del model.graph.value_info[:]  # the exporter's shapes are not those inferred again
            quantize_dynamic(model, small, weight_type=QuantType.QInt8, per_channel=True)
            files[file.stem] = (file, small)

        def row(name: str, exact: Any, quick: Any) -> None:
            file, small = files[name]
            change = float(np.abs(exact() - quick()).mean()) * vae.spec.top_db
            rows.append(
                {
                    "file": name,
                    "mb": round(file.stat().st_size / 1e6, 2),
                    "mb_int8": round(small.stat().st_size / 1e6, 2),
                    "ms": time_ms(exact, args.repeat)["median"],
                    "ms_int8": time_ms(quick, args.repeat)["median"],
                    "change_db": round(change, 3),
                }
            )

        encoder, decoder = files["encoder"], files["decoder"]
        coded = OnnxVae(encoder[0].read_bytes(), decoder[1].read_bytes(), provider="cpu")
        row("decoder", lambda: vae.decode(source.latent), lambda: coded.decode(source.latent))
        if vae.refiner:
            refiner = Refiner(files["refiner"][1].read_bytes(), vae, provider="cpu")
            row("refiner", lambda: vae.refiner.detail(mel), lambda: refiner.detail(mel))
    report(
        {"benchmark": "int8", "model": f"{vae.name} {vae.version}", "rows": rows}, as_json=args.json
    )


if __name__ == "__main__":
    main()
