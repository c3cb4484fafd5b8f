"""Many tasks at once, on this machine or on a Dask cluster; one bad task stops no other."""

from __future__ import annotations

import importlib
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TypeVar

from training.errors import TrainingError

Task = TypeVar("Task")
Result = TypeVar("Result")

PATIENCE_S = 60
"""How long a cluster may take to answer and to have a worker."""


def run_tasks(
    work: Callable[[Task], Result], tasks: Sequence[Task], *, jobs: int, scheduler: str = ""
) -> Iterator[tuple[Task, Result | TrainingError]]:
    """Do tasks in parallel and yield them in their order with what came of each.

    Parameters
    ----------
    work : callable
        A function of a module. What it raises stops everything.
    tasks : sequence
    jobs : int
        Processes on this machine.
    scheduler : str
        Address of a Dask scheduler, as ``tcp://host:8786``, whose workers do it instead.

    Yields
    ------
    task
    result : what ``work`` returned, or a TrainingError
        The error of a task whose process died.
    """
    if scheduler:
        outcomes = _on_cluster(work, tasks, scheduler)
    elif jobs == 1:
        outcomes = ((number, work(task)) for number, task in enumerate(tasks))
    else:
        outcomes = _here(work, tasks, jobs)
    waiting: dict[int, Result | TrainingError] = {}
    number = 0
    for done, outcome in outcomes:
        waiting[done] = outcome
        while number in waiting:
            yield tasks[number], waiting.pop(number)
            number += 1


def _here(
    work: Callable[[Task], Result], tasks: Sequence[Task], jobs: int
) -> Iterator[tuple[int, Result | TrainingError]]:
    """Do the tasks in processes; when one dies, find out which task it was."""
    todo = deque(range(len(tasks)))
    while todo:
        running: dict[Future[Result], int] = {}
        suspects: list[int] = []
        pool = _pool(min(jobs, len(todo)))
        try:
            while (todo or running) and not suspects:
                while todo and len(running) < 2 * jobs:
                    number = todo.popleft()
                    running[pool.submit(work, tasks[number])] = number
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    number = running.pop(future)
                    try:
                        yield number, future.result()
                    except BrokenProcessPool:
                        suspects.append(number)
        except BrokenProcessPool:  # between two submits
            suspects.append(number)
        finally:
            pool.shutdown(cancel_futures=True)
        # A process that dies takes the whole pool with it: each that was in it gets its own.
        for number in sorted([*suspects, *running.values()]):
            yield number, _alone(work, tasks[number])


def _pool(jobs: int) -> ProcessPoolExecutor:
    # Ctrl-C is the main process's business; the others finish what they have begun.
    return ProcessPoolExecutor(
        jobs,
        mp_context=get_context("spawn"),
        initializer=signal.signal,
        initargs=(signal.SIGINT, signal.SIG_IGN),
    )


def _alone(work: Callable[[Task], Result], task: Task) -> Result | TrainingError:
    with _pool(1) as pool:
        try:
            return pool.submit(work, task).result()
        except BrokenProcessPool:
            return TrainingError(
                "its process was ended by the system (not enough memory, or a decoder crashed)"
            )


def _on_cluster(
    work: Callable[[Task], Result], tasks: Sequence[Task], address: str
) -> Iterator[tuple[int, Result | TrainingError]]:
    try:
        distributed = importlib.import_module("distributed")
    except ImportError as e:
        raise TrainingError(
            "--scheduler needs the cluster extra: pip install -e '.[cluster]'"
        ) from e
    try:
        client = distributed.Client(address, timeout=PATIENCE_S, set_as_default=False)
    except (OSError, ValueError) as e:  # TimeoutError is an OSError
        raise TrainingError(
            f"No Dask scheduler answers at {address}; start one with python -m dask scheduler."
        ) from e
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE_S)
        except TimeoutError as e:
            raise TrainingError(
                f"The scheduler at {address} has no worker; start some in this project's folder "
                f"with python -m dask worker {address}."
            ) from e
        killed: list[int] = []
        numbers = {
            client.submit(work, task, pure=False): number for number, task in enumerate(tasks)
        }
        for future in distributed.as_completed(list(numbers), loop=client.loop):
            number = numbers.pop(future)
            try:
                result = future.result()
            except distributed.scheduler.KilledWorker:
                killed.append(number)
                continue
            except (ImportError, RuntimeError) as e:  # what Dask makes of code it does not have
                raise TrainingError(
                    "The cluster does not have this program's code; start scheduler and "
                    "workers in this project's folder, with its Python: python -m dask …"
                ) from e
            yield number, result
            future.release()
        # Dask blames all that a dead worker had before it; alone, only the one that did it dies.
        for number in killed:
            try:
                result = client.submit(work, tasks[number], pure=False).result()
            except distributed.scheduler.KilledWorker:
                result = TrainingError("every worker that took it died (its memory?)")
            yield number, result
