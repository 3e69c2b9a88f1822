"""The files outside of upstream/ that use names of Streamlit's which it has promised to nobody, and why each has to.

tests/test_architecture.py finds such names by reading all files: one that is not listed here fails it, and so does one
that is listed and has none any more.
"""

from __future__ import annotations

_STYLES = "styles are written for Streamlit's page, whose parts have no other names; a missing one is found by a test"
_PRERENDERED = "the prerendered page carries Streamlit's names, so that styles and scripts fit both"
_MEASURES = "a benchmark drives Streamlit's page or speaks its protocol"

_IN_THE_PAGE = "finds the page's parts as styles do: they have no other names"

OUTSIDE = {
    "client/code/cell.ts": "a cell runs when Python is at rest, which only an attribute of Streamlit's page says",
    "client/elsewhere/buttons.ts": _IN_THE_PAGE,
    "client/kit/changes.ts": _IN_THE_PAGE,
    "client/kit/keys.ts": _IN_THE_PAGE,
    "client/kit/page_repairs.ts": "mends what Streamlit's page lacks for screen readers",
    "client/kit/translated.ts": "leads React's removals to what a browser's translation has put in the place of text",
    "client/page/only.ts": _PRERENDERED,
    "client/page/patch.ts": _PRERENDERED,
    "client/page/rehearsed.ts": _PRERENDERED,
    "client/press/chapter.ts": _PRERENDERED,
    "client/press/press.ts": _PRERENDERED,
    "client/streamlit.ts": "the one place from which figures' scripts learn of Streamlit's page; on a server too",
    "client/upstream/drawn.ts": "the page's part of upstream/",
    "client/upstream/stlite.ts": "the page's part of upstream/",
    "client/upstream/twins.ts": "the page's part of upstream/",
    "benchmarks/figure_views.py": _MEASURES,
    "benchmarks/films.py": _MEASURES,
    "benchmarks/readers.py": _MEASURES,
    "benchmarks/site/stock.py": "a stock stlite needs the patch runtime_functions as well",
    "benchmarks/site/visits.py": _MEASURES,
    "benchmarks/site/watch.js": _MEASURES,
    "benchmarks/visit_alone.py": _MEASURES,
    "site_builder/browser/page.css": _PRERENDERED,
    "site_builder/collect/run_pages.py": "a page of st.navigation is named by a hash that AppTest does not make",
    "site_builder/collect/rehearse.py": "AppTest has no way to do one act in many copies of a session",
    "site_builder/render/pages.py": _PRERENDERED,
    "site_builder/render/prerender.py": _PRERENDERED,
    "widgets/backward/stepper.css": _STYLES,
    "widgets/code/cells.css": _STYLES,
    "widgets/code/runner/visitor.py": "no public way tells who is at the other end of a connection; if it "
    "changes, nobody is trusted",
    "widgets/cover/cover.css": _STYLES,
    "widgets/drawing/graph.css": _STYLES,
    "widgets/drawing/steps.css": _STYLES,
    "widgets/kit/address.py": "st.query_params tells what was written last, and not where Back has led",
    "widgets/forward/network_panel.css": _STYLES,
    "widgets/forward/panel_page.css": _STYLES,
    "widgets/kit/elsewhere.css": _STYLES,
    "widgets/kit/following.py": "several fragments are redrawn together where st.rerun knows one; a server does "
    "that too, so it is no patch of the site",
    "widgets/kit/only.css": _STYLES,
    "widgets/kit/page.css": _STYLES,
    "widgets/kit/forced.css": "in contrast themes Streamlit's own switches and sliders would not be seen",
    "widgets/kit/print.css": _STYLES,
    "widgets/playground/playground.css": _STYLES,
    "widgets/training/training.css": _STYLES,
}
