# The static site in a small web server.
#   make site && docker build -f hosting/site.Dockerfile -t hidden-layers . && docker run -p 8080:8080 hidden-layers
FROM nginx:1.28.0-alpine
COPY hosting/nginx.conf /etc/nginx/nginx.conf
COPY dist/ /usr/share/nginx/html/
USER nginx
EXPOSE 8080
