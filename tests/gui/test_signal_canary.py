"""PySide6 6.12.0 on Python 3.11 loses a reference to True with every emit and aborts."""

import sys

from PySide6.QtCore import QObject, Signal, Slot


class Emitter(QObject):
    told = Signal(object, bool)


class Receiver(QObject):
    def __init__(self):
        super().__init__()
        self.n = 0

    @Slot(object, bool)
    def on_told(self, value, flag):
        self.n += bool(flag)


def test_emitting_3000_times_keeps_the_references_of_true_and_none():
    emitter, receiver = Emitter(), Receiver()
    emitter.told.connect(receiver.on_told)
    before = sys.getrefcount(True), sys.getrefcount(None)
    for _ in range(3000):
        emitter.told.emit(None, True)
    after = sys.getrefcount(True), sys.getrefcount(None)
    assert receiver.n == 3000
    assert all(abs(a - b) < 500 for a, b in zip(after, before, strict=True))
