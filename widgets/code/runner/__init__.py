"""Runs what a reader typed into a code cell, so that whatever it does the page lives on.

`execute` runs one cell in this very process: in the browser, where Python belongs to the reader alone, and inside the
worker process that the local app keeps for each lesson (`worker`, asked through `process`). `policy` says which of the
two it is, or neither. Nothing here knows Streamlit.
"""
