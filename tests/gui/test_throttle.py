from gui.throttle import Throttle


def collect(throttle):
    passed = []
    throttle.passed.connect(passed.append)
    return passed


def test_the_first_value_passes_at_once(qtbot):
    throttle = Throttle(20)
    passed = collect(throttle)
    throttle.push(1)
    assert passed == [1]
    throttle.cancel()


def test_a_storm_passes_its_first_and_its_last(qtbot):
    throttle = Throttle(30)
    passed = collect(throttle)
    for i in range(100):
        throttle.push(i)
    qtbot.waitUntil(lambda: len(passed) == 2)
    assert passed == [0, 99]
    throttle.cancel()


def test_a_debounce_waits_for_quiet(qtbot):
    throttle = Throttle(30, is_leading=False)
    passed = collect(throttle)
    for i in range(10):
        throttle.push(i)
    assert passed == []
    qtbot.waitUntil(lambda: passed == [9])


def test_flush_passes_what_waits_and_cancel_forgets_it(qtbot):
    throttle = Throttle(1000, is_leading=False)
    passed = collect(throttle)
    throttle.push(1)
    throttle.flush()
    throttle.push(2)
    throttle.cancel()
    throttle.flush()
    assert passed == [1]
