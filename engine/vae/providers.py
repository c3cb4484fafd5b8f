"""Which processor runs the model, and why."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import onnxruntime as ort

SILENT = 4
"""Fatal only: a missing CUDA library is told by `Provider.reason`, not by lines on stderr."""


@dataclasses.dataclass(frozen=True, slots=True)
class Provider:
    """An execution provider and the sentence that explains the choice.

    Parameters
    ----------
    name : str
        "CUDA" or "CPU".
    is_available : bool
        Whether it can run a model here; for CUDA only a session tells for certain.
    reason : str
        One sentence for the user.
    """

    name: str
    is_available: bool
    reason: str


def n_threads() -> int:
    """Threads for one inference: more than the cores makes them fight."""
    return max(1, min(4, os.cpu_count() or 1))


def session_options() -> ort.SessionOptions:
    """Options for a program with a hand on it: threads that sleep when there is nothing to do."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = n_threads()
    options.inter_op_num_threads = 1
    # Spinning threads burn a core between slider moves and run slower on two cores.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = SILENT
    return options


def why_no_cuda() -> str | None:
    """Say why CUDA cannot be tried, or None if it can."""
    if "CUDAExecutionProvider" not in ort.get_available_providers():
        return "this build of ONNX Runtime has no CUDA"
    if not (Path("/dev/nvidiactl").exists() or Path("/dev/dxg").exists() or os.name == "nt"):
        return "no NVIDIA GPU or driver was found"
    return None


def create_session(model: bytes, prefer: str = "auto") -> tuple[ort.InferenceSession, Provider]:
    """Open a model on CUDA if it works, else on the CPU.

    Parameters
    ----------
    model : bytes
        The ONNX file. External data is refused by the caller.
    prefer : str
        "auto" or "cpu".

    Returns
    -------
    session : onnxruntime.InferenceSession
    provider : Provider
        What the session really runs on: ONNX Runtime falls back without an exception.
    """
    obstacle = "the CPU was asked for" if prefer == "cpu" else why_no_cuda()
    if obstacle is None:
        ort.set_default_logger_severity(SILENT)
        ort.preload_dlls()
        try:
            cuda = ("CUDAExecutionProvider", {"cudnn_conv_algo_search": "HEURISTIC"})
            session = ort.InferenceSession(
                model, session_options(), providers=[cuda, "CPUExecutionProvider"]
            )
            if session.get_providers()[0] == "CUDAExecutionProvider":
                return session, Provider("CUDA", True, "Running on the NVIDIA GPU.")
            obstacle = "the CUDA 13 or cuDNN 9 libraries are missing (install the cuda extra)"
        except Exception as e:  # noqa: BLE001 (any fault of a GPU stack must end on the CPU)
            obstacle = f"CUDA did not start ({str(e).splitlines()[0][:120]})"
    session = ort.InferenceSession(model, session_options(), providers=["CPUExecutionProvider"])
    return session, Provider("CPU", True, f"Running on the CPU: {obstacle}.")


def available_providers() -> list[Provider]:
    """List the providers, best first, each with its reason."""
    obstacle = why_no_cuda()
    cuda = Provider(
        "CUDA", obstacle is None, f"Not used: {obstacle}." if obstacle else "Tried first."
    )
    threads = n_threads()
    return [cuda, Provider("CPU", True, f"Always there; {threads} threads, idle when unused.")]
