"""What one PortAudio stream calls: it draws from the buffer and notes what is heard when."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from engine.audio.mixer import FADE_S
from engine.audio.playback import PlaybackBuffer
from engine.spec import FloatArray

FADE_LIMIT_S: Final = 0.5
"""So long a device may take to ask for a fade-out."""
_N_HISTORY: Final = 64


class Tap:
    """One stream, and the callback it calls; silent until it is made live."""

    def __init__(
        self, buffer: PlaybackBuffer, device: int, output_rate: int, latency_s: float
    ) -> None:
        self.device = device
        self.output_rate = output_rate
        self.stream: Any = None
        self.latency_s = latency_s
        self.is_live = False
        self._is_leaving = False
        n_fade = round(FADE_S * output_rate)
        fall = 0.5 + 0.5 * np.cos(np.pi * (np.arange(n_fade) + 0.5) / n_fade)
        self._fall = fall.astype(np.float32)[:, None]
        self._n_fallen = 0
        self.n_underruns = 0
        self.n_faults = 0
        self._buffer = buffer
        self._is_busy = self._was_called = False
        # A ring of (when heard, cursor before, cursor after), written by the callback.
        # NB: the GUI copies it with one list(), which no other thread can interrupt.
        cursor = buffer.cursor
        self._history = [(0.0, cursor, cursor)] * _N_HISTORY
        self._n_blocks = 0

    def __call__(self, outdata: FloatArray, _n_samples: int, when: Any, status: Any) -> None:
        """Fill one block.

        Thread: audio callback; must not block, log or raise.
        """
        self._is_busy = self._was_called = True
        if self.is_live:
            self._fill(outdata, when.outputBufferDacTime - when.currentTime)
            self.n_underruns += bool(status.output_underflow)
        else:
            outdata.fill(0)
        self._is_busy = False

    def _fill(self, outdata: FloatArray, delay_s: float) -> None:
        if not 0.0 < delay_s < 2.0:
            delay_s = self.latency_s  # some host APIs tell no time
        before = self._buffer.cursor
        try:
            self._buffer.fill(outdata)
        except Exception:  # noqa: BLE001 - PortAudio would end the stream for ever
            outdata.fill(0)
            self.n_faults += 1
        if self._is_leaving:
            self._fade_out(outdata)
        heard_at = time.perf_counter() + delay_s
        self._history[self._n_blocks % _N_HISTORY] = (heard_at, before, self._buffer.cursor)
        self._n_blocks += 1

    def heard_position(self, now: float) -> int:
        """Return the cursor as it was when what is heard now was handed over."""
        history = list(self._history)
        past = [block for block in history if block[0] <= now]
        heard_at, before, after = max(past) if past else min(history)
        passed = max(0, round((now - heard_at) * self._buffer.sample_rate))
        # In a block where the cursor jumped (seek, seam) the start has to do.
        return before + min(passed, max(0, after - before))

    def _fade_out(self, outdata: FloatArray) -> None:
        fall = self._fall[self._n_fallen : self._n_fallen + len(outdata)]
        outdata[: len(fall)] *= fall
        outdata[len(fall) :] = 0
        self._n_fallen += len(fall)
        if self._n_fallen == len(self._fall):
            self.is_live = False

    def let_go(self, *, is_sounding: bool) -> None:
        """Leave the buffer; on return the callback does not touch it any more.

        Parameters
        ----------
        is_sounding : bool
            Whether to fade out before; a device that asks for nothing is not waited for long.
        """
        if is_sounding:
            self._is_leaving = True
            self._wait_while(lambda: self.is_live, FADE_LIMIT_S)
        self.is_live = False
        self._wait_while(lambda: self._is_busy, 0.1)

    def wait_for_call(self, limit_s: float) -> bool:
        """Tell whether the device asks for samples within this time."""
        self._wait_while(lambda: not self._was_called, limit_s)
        return self._was_called

    @staticmethod
    def _wait_while(is_so: Callable[[], bool], limit_s: float) -> None:
        give_up = time.monotonic() + limit_s
        while is_so() and time.monotonic() < give_up:
            time.sleep(0.001)

    def shut(self) -> None:
        """Abort and close the stream. May hang: call it on a thread to spare."""
        if self._n_fallen == len(self._fall):
            time.sleep(min(self.latency_s, 1.0))  # the end of the fade is still on its way
        self.stream.abort(ignore_errors=True)
        self.stream.close(ignore_errors=True)
