"""A sound device for tests: ALSA writes into a pipe that is emptied at the speed of sound."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt

RATE, N_CHANNELS, N_BYTES = 32768, 2, 4
PIPE_BYTES = 16384
KEPT_S = 60.0
MAX_DEBT_S = 0.1
EVERY_S = 0.01


class Loudspeaker:
    """Plays to nobody, in time, and remembers the last minute.

    ALSA's null device takes sound as fast as it is given. Its file plugin before it blocks while
    the pipe is full, so whoever empties the pipe sets the pace; no daemon, no driver, no rights.

    Parameters
    ----------
    home : Path
        The home folder of the program that is to play; it gets an ``.asoundrc``.
    """

    def __init__(self, home: Path) -> None:
        pipe = home / "loudspeaker"
        os.mkfifo(pipe)
        (home / ".asoundrc").write_text(
            f'pcm.!default {{ type file slave.pcm "null" file "{pipe}" format "raw" }}\n'
        )
        # Open at both ends: it outlasts programs that come and go.
        self._fd = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
        fcntl.fcntl(self._fd, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        self._heard = bytearray()
        self._lock = threading.Lock()
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._drain, name="loudspeaker", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening."""
        self._is_over.set()
        self._thread.join()
        os.close(self._fd)

    def _drain(self) -> None:
        per_sample = N_CHANNELS * N_BYTES
        paid = time.monotonic()
        while not self._is_over.wait(EVERY_S):
            now = time.monotonic()
            paid = max(paid, now - MAX_DEBT_S)
            n_due = int((now - paid) * RATE)
            try:
                chunk = os.read(self._fd, n_due * per_sample) if n_due else b""
            except BlockingIOError:
                continue  # nobody plays; what is due is forgiven in part
            paid += len(chunk) / per_sample / RATE
            with self._lock:
                self._heard += chunk
                del self._heard[: -int(KEPT_S * RATE) * per_sample]

    def forget(self) -> None:
        """Listen from now on."""
        with self._lock:
            self._heard.clear()

    def heard(self, seconds: float | None = None) -> npt.NDArray[np.float32]:
        """Return what came out of it, one channel, the last ``seconds`` if given."""
        with self._lock:
            whole = len(self._heard) // (N_CHANNELS * N_BYTES) * N_CHANNELS * N_BYTES
            samples = np.frombuffer(bytes(self._heard[:whole]), np.float32)
        samples = samples.reshape(-1, N_CHANNELS)[:, 0]
        return samples if seconds is None else samples[-round(seconds * RATE) :]

    def level(self, seconds: float) -> float:
        """Return the root mean square of the last ``seconds``; 0 if less than that was heard."""
        samples = self.heard(seconds)
        if len(samples) < 0.9 * seconds * RATE:
            return 0.0
        return float(np.sqrt(np.mean(samples.astype(np.float64) ** 2)))

    def pitch_hz(self, seconds: float) -> float:
        """Return the strongest frequency of the last ``seconds``."""
        samples = self.heard(seconds)
        spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
        return float(spectrum.argmax() * RATE / len(samples))
