"""Share the tests of one collection among copies of the process that has collected them: pytest -p tests.forks.

The processes of pytest-xdist import and collect everything, each by itself, and tell of every test in five messages:
for thousands of short tests that takes a sixth of the whole time. A copy has what was collected and imported, takes the
tests of the next file that no other has taken, for as long as there are any, and sends what became of them. For systems
on which a process may be copied whatever it has imported, which is Linux.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

_WIDTH = 4  # bytes of a number in the queue


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--forks", type=int, default=len(os.sched_getaffinity(0)), help="how many processes run the tests")


def _groups(items: Iterable[pytest.Item]) -> list[list[pytest.Item]]:
    """Tests that one process runs: those of an xdist_group, or of a file, where what they share is made once."""
    groups: dict[str, list[pytest.Item]] = {}
    for item in items:
        mark = item.get_closest_marker("xdist_group")
        groups.setdefault(mark.args[0] if mark else item.nodeid.partition("::")[0], []).append(item)
    return list(groups.values())


def _queue(length: int) -> int:
    """A pipe with all numbers below length; who reads _WIDTH bytes takes one from all others."""
    reads, writes = os.pipe()
    os.write(writes, b"".join(number.to_bytes(_WIDTH, "big") for number in range(length)))
    os.close(writes)
    return reads


def _taken(queue: int, groups: list[list[pytest.Item]]) -> Iterator[pytest.Item]:
    while number := os.read(queue, _WIDTH):
        yield from groups[int.from_bytes(number, "big")]


class _Sender:
    """Sends the name of a test that begins, and then the reports of its setup, call and teardown."""

    def __init__(self, to: Connection) -> None:
        self._to = to

    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool:
        self._to.send(item.nodeid)
        written = item.config.hook.pytest_report_to_serializable
        reports = runtestprotocol(item, log=False, nextitem=nextitem)
        self._to.send([written(config=item.config, report=report) for report in reports])
        return True


def _run(session: pytest.Session, queue: int, groups: list[list[pytest.Item]], to: Connection) -> None:
    """In a copy: run the tests that it takes. What they print goes into files that no other process writes."""
    plugins = session.config.pluginmanager
    capture: Any = plugins.getplugin("capturemanager")
    capture.stop_global_capturing()
    capture.start_global_capturing()
    capture.suspend_global_capture()
    plugins.register(_Sender(to))
    items = _taken(queue, groups)
    item = next(items, None)
    while item:
        following = next(items, None)  # the fixtures that it needs, too, stay
        session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        item = following
    to.send(None)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Copy the process, and tell all plugins what the copies report, as if the tests had been run here."""
    config = session.config
    if session.testsfailed or config.option.collectonly:
        return None  # pytest says so by itself
    groups = _groups(session.items)
    queue, fork = _queue(len(groups)), get_context("fork")
    processes: dict[Any, ForkProcess] = {}
    for _ in range(min(config.option.forks, len(groups))):
        reads, writes = fork.Pipe(duplex=False)
        process = fork.Process(target=_run, args=(session, queue, groups, writes), daemon=True)
        process.start()
        writes.close()
        processes[reads] = process
    os.close(queue)
    running: dict[Any, str] = {}
    while processes:
        source: Any
        for source in wait(list(processes)):
            try:
                sent = source.recv()
            except EOFError:
                raise pytest.UsageError(f"{running.get(source, 'no test')} ended the process that ran it") from None
            if sent is None:
                processes.pop(source).join()
                source.close()
            elif isinstance(sent, str):
                running[source] = sent
            else:
                for data in sent:
                    report = config.hook.pytest_report_from_serializable(config=config, data=data)
                    config.hook.pytest_runtest_logreport(report=report)
            if session.shouldfail:
                raise session.Failed(session.shouldfail)
    return True
