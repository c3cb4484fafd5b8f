"""The render thread: one request at a time, the newest wins."""

from __future__ import annotations

import collections
import dataclasses
import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, Signal, Slot

from engine.errors import RenderCancelled

if TYPE_CHECKING:
    from engine.morph.render import Renderer
    from engine.morph.request import MorphRequest, MorphResult
    from engine.vae.onnx_vae import OnnxVae
    from gui.backend import Backend

log = logging.getLogger(__name__)
NOTHING = -1


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Job:
    """What the render thread is to do.

    Parameters
    ----------
    vae : OnnxVae
    request : MorphRequest
    ahead : tuple of float
        Alphas to decode once the request is done and while nothing else waits.
    moving : str
        What they are alphas of: the request's "alpha" or its "sound".
    """

    vae: OnnxVae
    request: MorphRequest
    ahead: tuple[float, ...] = ()
    moving: str = "alpha"


class Mailbox:
    """A slot for one job; a newer one replaces it.

    No lock: a deque's append and pop are atomic, and only the GUI thread writes ``latest``.
    """

    def __init__(self) -> None:
        self._slot: collections.deque[Job] = collections.deque(maxlen=1)
        self.latest = NOTHING

    def put(self, job: Job) -> None:
        """Replace what waits. Thread: GUI."""
        self.latest = job.request.generation
        self._slot.append(job)

    def take(self) -> Job | None:
        """Return what waits, once. Thread: render."""
        try:
            return self._slot.pop()
        except IndexError:
            return None

    def cancel(self) -> None:
        """Drop what waits and stop what runs. Thread: GUI."""
        self.latest = NOTHING
        self._slot.clear()


class RenderWorker(QObject):
    """Lives on the render thread and owns the renderer.

    Signals
    -------
    rendered(MorphResult)
    failed(generation, exception)
    finished(generation)
        A request is over: done, cancelled or failed.
    """

    rendered = Signal(object)
    failed = Signal(int, object)
    finished = Signal(int)

    def __init__(self, backend: Backend, mailbox: Mailbox) -> None:
        super().__init__()
        self._backend = backend
        self._mailbox = mailbox
        self._renderer: tuple[OnnxVae, Renderer] | None = None
        self._generation = NOTHING

    def _should_cancel(self) -> bool:
        return self._mailbox.latest != self._generation

    @Slot()
    def work(self) -> None:
        """Render what waits in the mailbox, then decode ahead. Thread: render."""
        job = self._mailbox.take()
        if job is None:
            return
        self._generation = job.request.generation
        is_done = False
        try:
            for result in self._renderer_for(job.vae).render(job.request, self._should_cancel):
                self.rendered.emit(result)
            is_done = True
        except RenderCancelled:
            log.debug("render %d cancelled", job.request.generation)
        except Exception as e:  # noqa: BLE001 (the thread's outer edge)
            self.failed.emit(job.request.generation, e)
        self.finished.emit(job.request.generation)
        if is_done:
            self._decode_ahead(job)

    def _decode_ahead(self, job: Job) -> None:
        """Decode the mels the hand may want next, until a newer job is there."""
        renderer = self._renderer_for(job.vae)
        try:
            for alpha in job.ahead:
                if self._should_cancel():
                    return
                if job.moving == "sound":
                    request = dataclasses.replace(job.request, sound=alpha)
                else:
                    request = dataclasses.replace(job.request, alpha=alpha)
                renderer.prefetch(request, self._should_cancel)
        except RenderCancelled:
            log.debug("decoding ahead of %d cancelled", job.request.generation)
        except Exception:
            # Whoever asks for that mel will be told; nobody did yet.
            log.warning("decoding ahead of %d failed", job.request.generation, exc_info=True)

    def _renderer_for(self, vae: OnnxVae) -> Renderer:
        if self._renderer is None or self._renderer[0] is not vae:
            self._renderer = (vae, self._backend.create_renderer(vae))
        return self._renderer[1]


class RenderService(QObject):
    """The GUI thread's end of the render thread.

    A mel takes about as long as the hand needs for its next move, and the renderer may drop a mel
    that is no longer the newest. If every move replaced the request, none would ever be drawn. So
    a request waits until the mel of the one before it is out (``is_busy``); from then on it
    cancels the rest of it at once. The caller may ask that a request gets as far as its preview,
    so that the sound follows a hand that does not rest.

    Signals
    -------
    rendered(MorphResult), failed(generation, exception)
        As the worker's, in the GUI thread.
    ready()
        ``is_busy`` became False.
    """

    rendered = Signal(object)
    failed = Signal(int, object)
    ready = Signal()
    _woken = Signal()

    def __init__(self, backend: Backend, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mailbox = Mailbox()
        self._worker = RenderWorker(backend, self._mailbox)
        self._thread = QThread(self)
        self._thread.setObjectName("render")
        self._worker.moveToThread(self._thread)
        self._woken.connect(self._worker.work)
        self._worker.rendered.connect(self._on_rendered)
        self._worker.failed.connect(self.failed)
        self._worker.finished.connect(self._on_finished)
        self._posted: int | None = None
        self._needs_sound = False
        self._thread.start()

    @property
    def is_busy(self) -> bool:
        """Whether what was asked of the last request is still to come."""
        return self._posted is not None

    def post(
        self,
        vae: OnnxVae,
        request: MorphRequest,
        *,
        needs_sound: bool = False,
        ahead: tuple[float, ...] = (),
        moving: str = "alpha",
    ) -> None:
        """Render this next; what runs is told to stop.

        Parameters
        ----------
        vae : OnnxVae
        request : MorphRequest
        needs_sound : bool
            Stay busy until the preview, not only until the mel.
        ahead : tuple of float
            Alphas whose mels to decode afterwards, the likeliest first; they are not told of.
        moving : str
            What they are alphas of: the request's "alpha" or its "sound".
        """
        self._posted = request.generation
        self._needs_sound = needs_sound
        self._mailbox.put(Job(vae, request, ahead, moving))
        self._woken.emit()

    def cancel(self) -> None:
        """Stop what runs; its last results may still arrive and are stale."""
        self._mailbox.cancel()
        self._release()

    def shutdown(self, wait_ms: int = 3000) -> bool:
        """Stop the thread; False if it would not end."""
        self._mailbox.cancel()
        self._posted = None
        self._thread.quit()
        return self._thread.wait(wait_ms)

    @Slot(object)
    def _on_rendered(self, result: MorphResult) -> None:
        self.rendered.emit(result)
        is_enough = result.samples is not None or not self._needs_sound
        if result.generation == self._posted and is_enough:
            self._release()

    @Slot(int)
    def _on_finished(self, generation: int) -> None:
        if generation == self._posted:
            self._release()

    def _release(self) -> None:
        if self._posted is not None:
            self._posted = None
            self.ready.emit()
