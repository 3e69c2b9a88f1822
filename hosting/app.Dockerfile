# The book as a Streamlit server. Readers' code runs on their own machines only, so here code cells are shown, not run.
# It writes below /tmp and the reader's home only: docker run --read-only --tmpfs /tmp --tmpfs /home/reader --cap-drop ALL
# --security-opt no-new-privileges ...; compose.yaml does all that.
FROM python:3.13.5-slim-bookworm
WORKDIR /book
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt
COPY app.py ./
COPY .streamlit .streamlit
COPY pages pages
COPY content content
COPY lessons lessons
COPY widgets widgets
COPY hidden_layers_widgets.dist-info hidden_layers_widgets.dist-info
COPY studies studies
COPY mlp_core mlp_core
COPY tools/server.py tools/server.py
COPY site_builder/upstream/python/browser_patches site_builder/upstream/python/browser_patches
# The account that runs it may not write here, so nothing would be compiled later.
RUN python -m compileall -q /book && useradd --create-home reader
USER reader
EXPOSE 8501
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8501/_stcore/health')"]
# Any host name: the balancer before it passes on the one that the reader has asked for.
CMD ["python", "tools/server.py", "run", "app.py", "--server.address", "0.0.0.0", "--server.port", "8501", "--server.allowedHosts", "*"]
