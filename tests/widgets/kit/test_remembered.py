"""Pictures are drawn once for all readers, are what they would be, and never take more than their room."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from operator import mul

import htpy as h
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from widgets.kit import remembered as module
from widgets.kit.remembered import Shelf, Use, remembered


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Shelf:
    fresh = Shelf(10_000)
    monkeypatch.setattr(module, "PICTURES", fresh)
    return fresh


def test_equal_arguments_are_drawn_once(shelf: Shelf) -> None:
    drawn: list[int] = []

    @remembered
    def square(size: int, *, word: str = "a") -> h.Node:
        drawn.append(size)
        return h.b[f"{word} < {size}"]

    assert square(3) == square(3) == Markup("<b>a &lt; 3</b>")
    assert square(3, word="b") != square(3)
    assert drawn == [3, 3]
    use = shelf.use()
    assert (use.hits, use.misses, use.kept) == (2, 2, 2)
    assert use.rate == 0.5


def test_numbers_that_are_equal_and_written_differently_are_told_apart(shelf: Shelf) -> None:
    @remembered
    def shown(value: object) -> h.Node:
        return h.b[repr(value)]

    assert [str(shown(value)) for value in (1, True, 1.0)] == ["<b>1</b>", "<b>True</b>", "<b>1.0</b>"]
    assert shelf.use().kept == 3


def test_two_functions_of_one_module_do_not_get_each_others_pictures(shelf: Shelf) -> None:
    @remembered
    def one(size: int) -> h.Node:
        return f"one {size}"

    @remembered
    def two(size: int) -> h.Node:
        return f"two {size}"

    assert (one(1), two(1)) == ("one 1", "two 1")
    assert shelf.use().kept == 2


def test_what_fails_is_not_kept(shelf: Shelf) -> None:
    @remembered
    def fails(size: int) -> h.Node:
        raise ValueError(f"{size} is too much")

    for _ in range(2):
        with pytest.raises(ValueError, match="5 is too much"):
            fails(5)
    assert shelf.use() == Use(0, 2, 0, 0)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 400)), max_size=60))
def test_the_room_is_kept_and_the_answer_is_right(asked: list[tuple[int, int]]) -> None:
    shelf = Shelf(1000)
    for name, length in asked:
        assert shelf.take((name, length), partial(mul, str(name), length)) == str(name) * length
        assert shelf.use().bytes <= 1000
    use = shelf.use()
    assert use.hits + use.misses == len(asked)
    assert (use.kept == 0) == (use.bytes == 0)


def test_what_was_not_asked_for_the_longest_makes_room() -> None:
    shelf = Shelf(1000)
    for name in ("a", "b"):
        shelf.take(name, lambda: "x" * 300)
    shelf.take("a", lambda: pytest.fail("it is there"))
    shelf.take("c", lambda: "x" * 300)
    shelf.take("a", lambda: pytest.fail("it is there"))
    assert shelf.take("b", lambda: "drawn anew") == "drawn anew"


def test_threads_get_their_own_pictures_and_all_are_counted() -> None:
    shelf, wrong = Shelf(3000), []

    def read(first: int) -> None:
        for turn in range(400):
            name = (first + turn) % 23
            if shelf.take(name, partial(mul, f"{name} ", 40)) != f"{name} " * 40:
                wrong.append(name)

    threads = [threading.Thread(target=read, args=(first,)) for first in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    use = shelf.use()
    assert wrong == []
    assert use.hits + use.misses == 6 * 400
    assert use.bytes <= 3000


def ask_while_it_is_drawn(shelf: Shelf, first: Callable[[], str], second: Callable[[], str]) -> list[str]:
    """What two threads get who ask for the same, the second one while the first is drawing it; "" for an error."""
    begun, go_on = threading.Event(), threading.Event()

    def slowly() -> str:
        begun.set()
        assert go_on.wait(60)
        return first()

    got = ["", ""]

    def ask(place: int, draw: Callable[[], str]) -> None:
        with suppress(ZeroDivisionError):
            got[place] = shelf.take("a", draw)

    threads = [threading.Thread(target=ask, args=(0, slowly)), threading.Thread(target=ask, args=(1, second))]
    threads[0].start()
    assert begun.wait(60)
    threads[1].start()
    shelf.take("b", lambda: "nobody waits who asks for something else")
    go_on.set()
    for thread in threads:
        thread.join(60)
    return got


def test_who_asks_for_what_is_being_drawn_waits_for_it() -> None:
    shelf = Shelf(1000)
    assert ask_while_it_is_drawn(shelf, lambda: "x", lambda: pytest.fail("drawn twice")) == ["x", "x"]
    assert (shelf.use().hits, shelf.use().misses) == (1, 2)


def test_who_waits_draws_it_where_the_other_one_fails() -> None:
    assert ask_while_it_is_drawn(Shelf(1000), lambda: str(1 // 0), lambda: "x") == ["", "x"]


def test_who_waits_draws_it_where_it_is_too_large_to_be_kept() -> None:
    assert ask_while_it_is_drawn(Shelf(100), lambda: "x" * 500, lambda: "y" * 500) == ["x" * 500, "y" * 500]
