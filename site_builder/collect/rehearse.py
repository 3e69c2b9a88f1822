"""Run a page of the book once more for each first act of a reader, and note what it changes (client/page/rehearsed.ts).

`python -m site_builder.collect.rehearse APP_FOLDER SLUG` runs in a process of its own (rehearsing.py), because it
imports the app, and prints JSON. Each act is done in a session of its own that has just drawn the page, as if nobody
had done anything before.
"""

from __future__ import annotations

import gc
import json
import os
import pickle
import platform
import shutil
import sys
import tempfile
import traceback
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from site_builder.collect.acts import Act, acts, controls, start, user_key
from site_builder.collect.differences import Change, Lost, differences
from site_builder.collect.run_pages import listening, tree

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

# Control's id -> name of an act -> what it changes.
Rehearsals = dict[str, dict[str, list[Change]]]
T = TypeVar("T")
FORESEEN = "-foreseen"  # ends the name of what a session keeps of a field: a function that says the likely texts
MEASURED = "-measured"  # ends the name of what a session keeps of a control whose answer says how long it took here
LARGEST = 100_000  # bytes, compressed, of what an act changes: 40 ms of a line with 20 Mbit/s
LONGEST = 5.0  # seconds of a processor that an act may take: what computes longer is Python's, when it is there


def rehearse(app: Path, slug: str) -> Rehearsals:
    """All first acts on a page. An act is left out where Python answers with an error, or takes the control away.

    So is a control whose answer says how long it took: that is the reader's machine's to say.
    """
    keeps = Path(tempfile.mkdtemp())
    os.environ["HIDDEN_LAYERS_DATA"] = str(keeps)
    try:
        stage = _Stage(app, slug, keeps)
        timed = measured(stage.test)
        tables = acts(stage.start, foreseen(stage.test))
        untimed = {name: table for name, table in tables.items() if user_key(name) not in timed}
        found = {name: kept for name, table in untimed.items() if (kept := stage.answers(table))}
        for node in controls(stage.start):  # whoever takes an act back has the page as it was
            if node["type"] != "button" and node["proto"]["id"] in found:
                found[node["proto"]["id"]][start(node)] = []
        return found
    finally:
        shutil.rmtree(keeps, ignore_errors=True)


class _Stage:
    """A page as it was drawn first, and what it becomes from there."""

    def __init__(self, app: Path, slug: str, keeps: Path) -> None:
        from streamlit.testing.v1 import AppTest
        from streamlit.util import calc_hash

        self.app, self.slug, self.keeps = app, slug, keeps
        self._forget()
        with listening() as drawn:
            self.test = AppTest.from_file(str(app / "app.py"), default_timeout=120)
            self.test._page_hash = calc_hash(slug)
            self.test.run()
        self.start = tree(drawn)["main"]
        self.sent = self.test._tree.get_widget_states()  # the values of all controls, as a browser would send them
        self.states = {state.id: state for state in self.sent.widgets}
        self.kinds = {node["proto"]["id"]: node["type"] for node in controls(self.start)}

    def answers(self, table: list[Act]) -> dict[str, list[Change]]:
        found: dict[str, list[Change]] = {}
        for act in table:
            if act.like:
                if act.like in found:
                    found[act.name] = found[act.like]
                continue
            begun = sum(os.times()[:4])  # of this process and of its copies
            changes = self.answer(act)
            if changes is not None:
                found[act.name] = changes
            if sum(os.times()[:4]) - begun > LONGEST:
                break  # nor are its neighbours any faster
        return found

    def _forget(self) -> None:
        """Remove what an act has had the book remember, which others would show."""
        for kept in self.keeps.iterdir():
            kept.unlink()

    def answer(self, act: Act) -> list[Change] | None:
        """What an act changes; None if nothing may be shown for it before Python says so itself."""
        self._forget()
        if platform.system() == "Linux":
            return apart(lambda: self._done(act))
        return _Stage(self.app, self.slug, self.keeps)._done(act)

    def _done(self, act: Act) -> list[Change] | None:
        for name, value in act.given.items():
            set_value(self.states[name], self.kinds[name], value)
        with listening() as drawn:
            self.test._run(self.sent)
        if self.test.exception:
            return None
        try:
            changes = differences(self.start, tree(drawn)["main"], act.given)
        except Lost:
            return None
        return None if compressed_size(changes) > LARGEST else changes


def compressed_size(changes: list[Change]) -> int:
    """About how many bytes a reader fetches for them."""
    return len(zlib.compress(json.dumps(changes).encode()))


def foreseen(test: AppTest) -> dict[str, list[list[str]]]:
    """The key of a field -> what readers may type there. Widgets that know it keep it beside the field's value."""
    return {key: ask() for key, ask in _told(test, FORESEEN).items()}


def measured(test: AppTest) -> set[str]:
    """The keys of controls whose answers say how long they took. Widgets that know it keep it beside the control."""
    return set(_told(test, MEASURED))


def _told(test: AppTest, ending: str) -> dict[str, Any]:
    """The key of a control -> what its widget keeps beside it under a name with this ending."""
    kept = test.session_state.filtered_state
    return {name.removesuffix(ending): value for name, value in kept.items() if name.endswith(ending)}


def apart(work: Callable[[], T]) -> T:
    """What `work` returns, done in a copy of this process, so that nothing of it stays here.

    A page is drawn in half the time of drawing it anew for each act. Elsewhere than on Linux copies of a process that
    has computed with NumPy are not safe. RuntimeError: it failed, and has said why on the error output.
    """
    reading, writing = os.pipe()
    sys.stdout.flush()
    gc.freeze()  # or looking for garbage would copy all of what is only read
    child = os.fork()
    if child == 0:
        try:
            with os.fdopen(writing, "wb") as pipe:
                pickle.dump(work(), pipe)
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    if status:
        raise RuntimeError("an act could not be rehearsed; the reason stands above")
    return pickle.loads(said)


def set_value(state: Any, kind: str, value: Any) -> None:
    """Give a control's message another value."""
    match kind:
        case "button":
            state.trigger_value = value
        case "checkbox":
            state.bool_value = value
        case "number_input":
            state.double_value = value
        case "slider" if isinstance(value[0], str):
            state.string_array_value.data[:] = value
        case "slider":
            state.double_array_value.data[:] = value
        case "button_group":
            state.string_array_value.data[:] = value
        case _:
            state.string_value = value


def main() -> None:
    """Rehearse the page named on the command line."""
    app, slug = sys.argv[1:]
    os.chdir(app)
    sys.path.insert(0, app)
    json.dump(rehearse(Path(app), slug), sys.stdout)


if __name__ == "__main__":
    main()
