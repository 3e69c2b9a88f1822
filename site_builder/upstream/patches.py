"""Every place where the site reaches into Streamlit, stlite, Pyodide or protobuf: what, why, and what notices a change.

A patch replaces or relies on something that its makers have promised to nobody. Those that only save time can be left
out of a site (`python -m site_builder --patches none`, or by name); the others are `needed`: without them something is
wrong, and the reason says what. What each saves is measured by `make bench-patches`; nothing here claims a number.

`replaces` names Python code, as module:name, whose fingerprint is kept in fingerprints.json; `names` are words that
must stand in stlite's scripts; changes of its scripts quote the lines themselves (front_end.CHANGES). The build refuses
each patch whose code has changed, in one sentence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from site_builder.errors import BuildError

SESSION = "streamlit.runtime.app_session"


@dataclass(frozen=True)
class Patch:
    """One reach into what belongs to others.

    where: the function or file of ours that does it; of whose: which project it reaches into; after: patches that it
    builds on; test: what fails when it does harm; text: what its makers are told, docs/upstream/TEXT.md, or "" where
    there is nothing for them to change.
    """

    name: str
    whose: str
    why: str
    where: str
    test: str
    replaces: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    needed: bool = False
    text: str = ""


_IN_PYTHON = "upstream/python/browser_patches/"
_TEST = "tests/site_builder/upstream/test_browser_patches.py::"
_BROWSER = "tests/browser/"
_EVERY_PAGE = f"{_BROWSER}test_pages.py::test_a_page_serves_every_reader"

PATCHES = (
    # --- Python, before Streamlit is imported ---
    Patch(
        name="quiet_log",
        whose="stlite",
        why="stlite sends every record of every logger to the console, one message each",
        where=f"{_IN_PYTHON}interpreter.py",
        test=f"{_TEST}test_only_warnings_are_logged",
        text="stlite-logging",
    ),
    Patch(
        name="garbage_later",
        whose="Streamlit",
        why="garbage is looked for among a hundred thousand new objects that all stay",
        where=f"{_IN_PYTHON}interpreter.py",
        replaces=("streamlit.runtime.scriptrunner.script_runner:ScriptRunner._on_script_finished",),
        test=f"{_TEST}test_garbage_is_looked_for_again_after_the_first_run",
        text="stlite-garbage",
    ),
    Patch(
        name="metadata_later",
        whose="Python",
        why="importlib.metadata is imported for searches that no page makes",
        where=f"{_IN_PYTHON}interpreter.py",
        replaces=("importlib._bootstrap_external:PathFinder.invalidate_caches",),
        test=f"{_TEST}test_a_module_that_is_put_off_is_the_real_one_when_it_is_used",
        text="streamlit-imports",
    ),
    Patch(
        name="urllib_later",
        whose="Streamlit",
        why="urllib.request and the clients that it brings are imported for downloads that no page makes",
        where=f"{_IN_PYTHON}interpreter.py",
        test=f"{_TEST}test_a_module_that_is_put_off_is_the_real_one_when_it_is_used",
        text="streamlit-imports",
    ),
    Patch(
        name="anyio_later",
        whose="stlite",
        why="anyio, which starlette names at its top, is imported for the bodies of requests that no page begins with",
        where=f"{_IN_PYTHON}interpreter.py",
        replaces=(
            "stlite_lib.anyio_patch:",
            "streamlit.web.server.starlette.starlette_app:_set_anyio_thread_limiter",
        ),
        test=f"{_TEST}test_anyio_is_the_real_one_with_stlites_change_when_it_is_used",
        text="streamlit-imports",
    ),
    Patch(
        name="numpy_later",
        whose="NumPy",
        why="LAPACK and the older random generators are a third of NumPy, and hardly a page begins with them",
        where=f"{_IN_PYTHON}interpreter.py",
        test=f"{_TEST}test_numpy_without_what_no_page_begins_with_has_it_when_it_is_asked_for",
    ),
    Patch(
        name="version_known",
        whose="Streamlit",
        why="Streamlit searches the notes of all packages for its own version",
        where=f"{_IN_PYTHON}interpreter.py",
        replaces=("streamlit.version:",),
        test=f"{_BROWSER}test_site.py::test_python_has_the_pinned_versions_and_links_change_the_page_without_restarting_it",
        text="streamlit-imports",
    ),
    Patch(
        name="messages_when_used",
        whose="protobuf",
        why="protobuf builds the classes of 300 messages at import; a page uses 40",
        where=f"{_IN_PYTHON}messages.py",
        replaces=(
            "google.protobuf.internal.python_message:GeneratedProtocolMessageType.__new__",
            "google.protobuf.internal.python_message:GeneratedProtocolMessageType.__init__",
        ),
        test=f"{_TEST}test_messages_that_are_built_when_used_are_the_same",
        text="protobuf-lazy-classes",
    ),
    # --- Python, Streamlit's own modules ---
    Patch(
        name="never_a_repl",
        whose="Streamlit",
        why="Streamlit inspects the whole call stack at a page's first element",
        where=f"{_IN_PYTHON}session.py",
        replaces=("streamlit.env_util:is_repl",),
        test=_EVERY_PAGE,
        text="streamlit-run-overhead",
    ),
    Patch(
        name="runtime_functions",
        whose="stlite",
        why="components of the second generation ask Runtime.exists, which stlite's Streamlit lacks",
        where=f"{_IN_PYTHON}session.py",
        replaces=("streamlit.runtime:exists", "streamlit.runtime:get_instance"),
        test=_EVERY_PAGE,
        needed=True,
        text="stlite-runtime-exists",
    ),
    Patch(
        name="one_app",
        whose="Streamlit",
        why="a folder pages/ makes a visit that begins at a lesson bypass app.py and its st.navigation",
        where=f"{_IN_PYTHON}session.py",
        replaces=("streamlit.runtime.pages_manager:PagesManager",),
        test=_EVERY_PAGE,
        needed=True,
        text="stlite-pages-folder",
    ),
    Patch(
        name="no_emoji_table",
        whose="Streamlit",
        why="the icon, a whole picture, is looked up among all emojis by a regular expression that is slow to compile",
        where=f"{_IN_PYTHON}session.py",
        replaces=("streamlit.string_util:is_emoji",),
        test=_EVERY_PAGE,
        text="streamlit-imports",
    ),
    Patch(
        name="own_components",
        whose="Streamlit",
        why="all packages are searched for components, of which the book alone brings any",
        where=f"{_IN_PYTHON}session.py",
        replaces=("streamlit.components.v2.manifest_scanner:scan_component_manifests",),
        test=f"{_TEST}test_the_books_components_are_those_that_a_search_in_all_packages_finds",
        text="streamlit-imports",
    ),
    Patch(
        name="cheap_elements",
        whose="Streamlit",
        why="the constructor of every element names the module of 150 functions anew",
        where=f"{_IN_PYTHON}session.py",
        replaces=("streamlit.delta_generator:DeltaGenerator.__init__",),
        test=f"{_TEST}test_elements_are_made_with_all_that_streamlit_gives_them",
        text="streamlit-run-overhead",
    ),
    Patch(
        name="cheap_snapshots",
        whose="Streamlit",
        why="each fragment copies the places that are open around it, twice, by looking through all that they hold",
        where=f"{_IN_PYTHON}session.py",
        replaces=(
            "streamlit.cursor:Cursor",
            "streamlit.cursor:RunningCursor",
            "streamlit.cursor:LockedCursor",
        ),
        test=f"{_TEST}test_places_are_copied_with_all_that_streamlit_copies",
        text="streamlit-run-overhead",
    ),
    Patch(
        name="settings_once",
        whose="Streamlit",
        why="settings and theme, which nobody changes in the browser, are looked up at the start of each run",
        where=f"{_IN_PYTHON}session.py",
        replaces=(f"{SESSION}:_populate_config_msg", f"{SESSION}:_populate_theme_msg"),
        test=f"{_TEST}test_settings_are_looked_up_once_and_stay_the_same",
        text="streamlit-run-overhead",
    ),
    Patch(
        name="single_keys",
        whose="Streamlit",
        why="each control makes a table of all values to look up its own key",
        where=f"{_IN_PYTHON}session.py",
        replaces=("streamlit.runtime.state.safe_session_state:SafeSessionState",),
        test=f"{_TEST}test_a_control_finds_its_key_as_in_the_whole_table",
        text="streamlit-run-overhead",
    ),
    Patch(
        name="one_letter",
        whose="Streamlit",
        why="a run's messages come one after the other, and the page draws itself anew for each few of them",
        where=f"{_IN_PYTHON}messages.py",
        replaces=(
            f"{SESSION}:AppSession._on_scriptrunner_event",
            f"{SESSION}:AppSession._handle_scriptrunner_event_on_event_loop",
            f"{SESSION}:AppSession.flush_browser_queue",
            "streamlit.runtime.runtime:Runtime._enqueued_some_message",
            "streamlit.runtime.runtime:Runtime._send_message",
            "streamlit.runtime.runtime:Runtime._loop_coroutine",
        ),
        test=f"{_BROWSER}test_following.py::test_a_change_of_the_network_reaches_all_that_show_it",
        text="streamlit-one-message-a-run",
    ),
    Patch(
        name="written_once",
        whose="Streamlit",
        why="every element's message is written twice, for its hash and to be sent",
        where=f"{_IN_PYTHON}messages.py",
        replaces=(
            "streamlit.runtime.forward_msg_cache:populate_hash_if_needed",
            "streamlit.runtime.runtime_util:serialize_forward_msg",
        ),
        test=f"{_TEST}test_a_message_that_is_written_once_says_the_same",
        after=("one_letter",),
        text="streamlit-run-overhead",
    ),
    # --- the page and what it loads ---
    Patch(
        name="samples",
        whose="Streamlit",
        why="the page loads what it draws an element with when it meets the first of its kind, and waits each time",
        where="client/page/boot.ts",
        replaces=(f"{SESSION}:AppSession._handle_rerun_script_request",),
        test=f"{_TEST}test_what_was_drawn_to_be_ready_is_no_control_of_the_page",
        text="streamlit-lazy-elements",
    ),
    Patch(
        name="parts_early",
        whose="stlite",
        why="what the page's elements are drawn with is asked for one after the other, when Python has drawn them",
        where="upstream/chunks.py",
        test="tests/site_builder/upstream/test_chunks.py::test_an_elements_files_are_its_own_and_those_it_imports",
        text="streamlit-lazy-elements",
    ),
    Patch(
        name="later_modules",
        whose="Pyodide",
        why="half of all modules are imported by no page's start, and would be fetched and unpacked before it",
        where="upstream/packages.py",
        test="tests/site_builder/upstream/test_packages.py::test_every_file_comes_at_first_or_later_and_once",
    ),
    Patch(
        name="memory_kept",
        whose="Pyodide",
        why="each visit starts Python and imports the same modules anew, though their memory is the same",
        where="client/worker/memory.ts and client/worker/libraries.ts and upstream/python/browser_patches/__init__.py",
        test=f"{_BROWSER}test_memory.py::test_the_next_visit_begins_with_the_memory_of_the_first",
    ),
    Patch(
        name="kept_elements",
        whose="Streamlit",
        why="each run names itself to the page, which then draws all elements again, be they as they were",
        where="upstream/front_end.py",
        test=f"{_BROWSER}test_following.py::test_a_change_of_the_network_reaches_all_that_show_it",
        text="streamlit-memo",
    ),
    Patch(
        name="kept_theme",
        whose="Streamlit",
        why="the sidebar's theme is made anew at each answer, and so all of the sidebar is styled again",
        where="upstream/front_end.py",
        test="tests/site_builder/upstream/test_front_end.py::test_every_change_finds_its_line_in_the_pinned_stlite",
        text="streamlit-memo",
    ),
    # --- what the site does not work without ---
    Patch(
        name="page_by_address",
        whose="Streamlit",
        why="Back and links within a page look the page up by an address without its last slash, and take the cover",
        where="upstream/front_end.py",
        test=f"{_BROWSER}test_history.py::test_links_within_a_page_stay_on_it",
        needed=True,
        text="streamlit-page-by-address",
    ),
    Patch(
        name="scripts_by_address",
        whose="stlite",
        why="components' scripts are asked of a server; the worker cannot give any that the page's policy lets in",
        where="upstream/front_end.py",
        test=f"{_BROWSER}test_security.py::test_pages_with_charts_figures_and_data_do_nothing_that_is_forbidden",
        needed=True,
        text="stlite-component-scripts",
    ),
    Patch(
        name="no_download_check",
        whose="Streamlit",
        why="a file to download is asked for whenever it changes, and gives an error once the next answer replaced it",
        where="upstream/front_end.py",
        test=_EVERY_PAGE,
        needed=True,
        text="streamlit-download-check",
    ),
    Patch(
        name="own_worker",
        whose="stlite",
        why="stlite starts its worker from a data: address, which the policy forbids, and only when all of it is there",
        where="client/upstream/stlite.ts and upstream/stlite_worker.py",
        names=("pyodideUrl", "data:text/javascript;base64,"),
        test=f"{_BROWSER}test_security.py::test_pages_with_charts_figures_and_data_do_nothing_that_is_forbidden",
        needed=True,
        text="stlite-worker-address",
    ),
    Patch(
        name="kernel",
        whose="stlite",
        why="the page hands over Python's messages, sets where the site's root is, and hears why a start has failed",
        where="client/upstream/stlite.ts",
        names=("_kernel", "handleWebSocketMessage", "basePath", "sendHttpRequest", "loadError", "stlite.invalid"),
        test=f"{_BROWSER}test_site.py::test_python_has_the_pinned_versions_and_links_change_the_page_without_restarting_it",
        needed=True,
        text="stlite-kernel",
    ),
    Patch(
        name="no_package_manager",
        whose="Pyodide",
        why="all packages are in one archive, so micropip and OpenSSL, which stlite asks for, are only named",
        where="upstream/python/micropip.py, upstream/python/ssl.py and client/worker/loader.ts",
        names=("add_mock_package", "micropip", "loadPackage"),
        test=f"{_BROWSER}test_site.py::test_python_has_the_pinned_versions_and_links_change_the_page_without_restarting_it",
        needed=True,
        text="stlite-package-manager",
    ),
    Patch(
        name="only_what_is_used",
        whose="stlite",
        why="four fifths of the packages' and the front end's files are never asked for",
        where="upstream/chunks.py and upstream/packages.py",
        test="tests/site_builder/upstream/test_packages.py::test_what_nothing_reads_stays_behind",
        needed=True,
    ),
)
# Those that a server with many readers has beside some of the above (tools/server.py).
OF_SERVERS = (
    Patch(
        name="seldom_woken",
        whose="Streamlit",
        why="a run wakes the loop that sends twice for each element, and takes turns with it in using the interpreter",
        where=f"{_IN_PYTHON}messages.py",
        replaces=(
            f"{SESSION}:AppSession._on_scriptrunner_event",
            f"{SESSION}:AppSession._handle_scriptrunner_event_on_event_loop",
            "streamlit.runtime.runtime:Runtime._enqueued_some_message",
        ),
        test=f"{_TEST}test_a_loop_that_is_seldom_woken_hears_all_in_their_order",
        text="streamlit-one-message-a-run",
    ),
)
NAMED = {patch.name: patch for patch in PATCHES}
NEEDED = frozenset(patch.name for patch in PATCHES if patch.needed)


def chosen(words: str) -> frozenset[str]:
    """The patches that a site is to have: "all", "none" or their names with commas between them.

    Those that are needed always are; one that builds on another is only there with it.
    """
    if words in ("all", "none"):
        return frozenset(NAMED) if words == "all" else NEEDED
    names = words.split(",")
    unknown = [name for name in names if name not in NAMED]
    if unknown:
        raise BuildError(f"--patches: expected all, none or names of {', '.join(NAMED)}; got {', '.join(unknown)}")
    return complete({*names, *NEEDED})


def without(name: str) -> frozenset[str]:
    """All patches but this one and those that build on it."""
    return complete(NAMED.keys() - {name})


def complete(names: Iterable[str]) -> frozenset[str]:
    """Those of them whose foundations are among them."""
    given = set(names)
    return frozenset(name for name in given if given.issuperset(NAMED[name].after))
