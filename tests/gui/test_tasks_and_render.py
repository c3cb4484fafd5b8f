"""Threads: tasks on the pool, and the render thread."""

import gc
import threading
import time
import weakref
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject, QThread, Slot

from engine.cancel import check
from engine.morph.request import MorphRequest
from gui.render_worker import Job, Mailbox, RenderService
from gui.task_runner import TaskRunner
from tests.gui.fake_engine import FakeBackend, FakeRenderer, FakeVae


class Listener(QObject):
    def __init__(self):
        super().__init__()
        self.done, self.failed, self.progress, self.threads = [], [], [], []

    @Slot(object, object)
    def on_done(self, _, value):
        self.done.append(value)
        self.threads.append(QThread.currentThread())

    @Slot(object, object)
    def on_failed(self, _, error):
        self.failed.append(error)

    @Slot(object, object)
    def on_progress(self, _, value):
        self.progress.append(value)


@pytest.fixture
def runner(qapp):
    runner = TaskRunner()
    yield runner
    assert runner.shutdown()


@pytest.fixture
def listener(qapp):
    return Listener()


def submit(runner, listener, work):
    return runner.submit(
        work,
        on_done=listener.on_done,
        on_failed=listener.on_failed,
        on_progress=listener.on_progress,
    )


def test_an_answer_arrives_in_the_gui_thread(qtbot, qapp, runner, listener):
    worker = []

    def work(_):
        worker.append(threading.get_ident())
        return 42

    submit(runner, listener, work)
    qtbot.waitUntil(lambda: runner.n_live == 0)
    assert listener.done == [42]
    assert listener.threads == [qapp.thread()]
    assert worker != [threading.get_ident()]


def test_an_exception_arrives_as_a_failure(qtbot, runner, listener):
    def work(_):
        raise ValueError("no")

    submit(runner, listener, work)
    qtbot.waitUntil(lambda: runner.n_live == 0)
    assert str(listener.failed[0]) == "no"


def test_a_cancelled_task_is_not_heard_of(qtbot, runner, listener):
    started = threading.Event()

    def work(task):
        started.set()
        while True:
            time.sleep(0.001)
            check(task.should_cancel)

    task = submit(runner, listener, work)
    assert started.wait(2)
    task.cancel()
    qtbot.waitUntil(lambda: runner.n_live == 0)
    assert (listener.done, listener.failed) == ([], [])


def test_progress_is_thinned_out(qtbot, runner, listener):
    def work(task):
        for i in range(1000):
            task.progress(i)
        return "end"

    submit(runner, listener, work)
    qtbot.waitUntil(lambda: listener.done == ["end"])
    assert 1 <= len(listener.progress) < 50


def test_shutdown_does_not_wait_for_what_waits(qtbot, listener):
    runner = TaskRunner(n_threads=1)

    def work(task):
        while True:
            time.sleep(0.001)
            check(task.should_cancel)

    tasks = weakref.WeakSet(submit(runner, listener, work) for _ in range(20))
    before = time.monotonic()
    assert runner.shutdown()
    assert time.monotonic() - before < 1
    qtbot.waitUntil(lambda: all(task.is_over for task in tasks))
    del runner
    gc.collect()
    assert not tasks, "kept for ever"


def request(generation, alpha=0.5):
    clip = SimpleNamespace(n_frames=640)
    return MorphRequest(generation, clip, clip, alpha)


@pytest.fixture
def service(qapp):
    backend = FakeBackend()
    service = RenderService(backend)
    service.backend = backend
    yield service
    assert service.shutdown()


def results_of(service):
    results = []
    service.rendered.connect(results.append)
    return results


def test_mailbox_keeps_only_the_newest():
    mailbox = Mailbox()
    for generation in range(5):
        mailbox.put(Job("vae", request(generation)))
    assert mailbox.take().request.generation == 4
    assert mailbox.take() is None


def test_stages_arrive_in_order(qtbot, service):
    results = results_of(service)
    service.post(FakeVae(), request(1))
    qtbot.waitUntil(lambda: len(results) == 3)
    assert [r.stage for r in results] == ["mel", "preview", "final"]


def test_a_newer_request_stops_the_one_that_runs(qtbot, service):
    service.backend.n_steps = 200
    service.post(FakeVae(), request(1))
    qtbot.waitUntil(lambda: service.backend.rendered == [1])
    service.backend.n_steps = 1
    service.post(FakeVae(), request(2))
    qtbot.waitUntil(lambda: service.backend.finished == [2])
    assert service.backend.rendered == [1, 2]


def test_decoding_ends_with_the_mel(qtbot, service):
    service.backend.n_steps = 50
    with qtbot.waitSignal(service.ready):
        service.post(FakeVae(), request(1))
        assert service.is_busy
    assert not service.is_busy
    assert service.backend.finished == []


def test_a_request_that_needs_sound_is_busy_until_its_preview(qtbot, service):
    results = results_of(service)
    service.backend.n_steps = 20
    with qtbot.waitSignal(service.ready):
        service.post(FakeVae(), request(1), needs_sound=True)
    assert [r.stage for r in results] == ["mel", "preview"]


def test_a_failure_is_told_and_ends_decoding(qtbot, service):
    service.backend.fails_to_render = True
    with qtbot.waitSignal(service.failed) as failed, qtbot.waitSignal(service.ready):
        service.post(FakeVae(), request(7))
    assert failed.args[0] == 7
    assert not service.is_busy


def test_what_comes_next_is_decoded_ahead_in_order_and_never_told(qtbot, service):
    results = results_of(service)
    service.post(FakeVae(), request(1), ahead=(0.51, 0.49))
    backend = service.backend
    qtbot.waitUntil(lambda: len(backend.prefetched) == 2)
    assert backend.prefetched == [(1, 0.51), (1, 0.49)]
    assert backend.finished == [1]
    qtbot.waitUntil(lambda: not service.is_busy)
    assert [r.stage for r in results] == ["mel", "preview", "final"]


def test_the_sound_s_neighbours_are_decoded_ahead_at_the_same_alpha(qtbot, service):
    service.post(FakeVae(), request(1), ahead=(0.81, 0.79), moving="sound")
    backend = service.backend
    qtbot.waitUntil(lambda: len(backend.prefetched) == 2)
    assert backend.prefetched == [(1, 0.5), (1, 0.5)]
    assert backend.prefetched_sounds == [0.81, 0.79]


def test_a_new_request_ends_decoding_ahead(qtbot, service):
    backend = service.backend
    backend.n_prefetch_steps = 3000
    service.post(FakeVae(), request(1), ahead=(0.51, 0.49))
    qtbot.waitUntil(lambda: backend.prefetched == [(1, 0.51)])
    service.post(FakeVae(), request(2))
    qtbot.waitUntil(lambda: 2 in backend.finished, timeout=1000)
    assert backend.prefetched == [(1, 0.51)]


def test_a_decoder_that_does_not_look_up_is_the_last_one(qtbot, service, monkeypatch):
    gate, begun = threading.Event(), []

    def prefetch(_, request, should_cancel):
        begun.append(request.alpha)
        gate.wait(5)

    monkeypatch.setattr(FakeRenderer, "prefetch", prefetch)
    service.post(FakeVae(), request(1), ahead=(0.51, 0.49))
    qtbot.waitUntil(lambda: begun == [0.51])
    service.post(FakeVae(), request(2))
    gate.set()
    qtbot.waitUntil(lambda: 2 in service.backend.finished)
    assert begun == [0.51]


def test_nothing_is_decoded_ahead_of_a_request_that_was_overtaken(qtbot, service):
    backend = service.backend
    backend.n_steps = 200
    service.post(FakeVae(), request(1), ahead=(0.51,))
    qtbot.waitUntil(lambda: backend.rendered == [1])
    backend.n_steps = 1
    service.post(FakeVae(), request(2), ahead=(0.61,))
    qtbot.waitUntil(lambda: bool(backend.prefetched))
    assert backend.prefetched == [(2, 0.61)]


def test_cancelling_ends_decoding_ahead(qtbot, service):
    backend = service.backend
    backend.n_prefetch_steps = 3000
    service.post(FakeVae(), request(1), ahead=(0.51, 0.49))
    qtbot.waitUntil(lambda: bool(backend.prefetched))
    service.cancel()
    assert service.shutdown(wait_ms=1000)
    assert backend.prefetched == [(1, 0.51)]


def test_a_failure_ahead_of_time_is_only_logged(qtbot, service, caplog):
    service.backend.fails_to_prefetch = True
    told = []
    service.failed.connect(lambda *args: told.append(args))
    service.post(FakeVae(), request(1), ahead=(0.51, 0.49))
    qtbot.waitUntil(lambda: "decoding ahead" in caplog.text)
    service.backend.fails_to_prefetch = False
    service.post(FakeVae(), request(2))
    qtbot.waitUntil(lambda: 2 in service.backend.finished)
    assert told == []
    assert len(service.backend.prefetched) == 1
    caplog.clear()


def test_the_renderer_is_made_once_for_a_model(qtbot, service):
    made = []
    create = service.backend.create_renderer
    service.backend.create_renderer = lambda vae: (made.append(vae), create(vae))[1]
    vae = FakeVae()
    for generation in (1, 2):
        service.post(vae, request(generation))
        qtbot.waitUntil(lambda g=generation: g in service.backend.finished)
    assert made == [vae]
