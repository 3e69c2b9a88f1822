"""What knows the insides of Streamlit, stlite and Pyodide, and nothing else does."""
