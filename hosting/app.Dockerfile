# The book as a Streamlit server. Readers' code runs on their own machines only, so here code cells are shown, not run.
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
COPY studies studies
COPY mlp_core mlp_core
RUN useradd --create-home reader
USER reader
EXPOSE 8501
HEALTHCHECK --interval=5s --start-period=60s CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8501/_stcore/health')"]
CMD ["streamlit", "run", "app.py", "--server.address", "0.0.0.0", "--server.port", "8501", "--server.allowedHosts", "*"]
