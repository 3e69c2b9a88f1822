# The static site in a small web server, which writes below /tmp only.
#   make site && docker build -f hosting/site.Dockerfile -t hidden-layers .
#   docker run --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges --memory 128m -p 8080:8080 hidden-layers
FROM nginx:1.28.0-alpine
COPY hosting/nginx.conf /etc/nginx/nginx.conf
COPY dist/ /usr/share/nginx/html/
USER nginx
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s CMD ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/"]
