# One image for every role of the server size; compose.yaml chooses the command.
FROM python:3.13-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MENTOR_MODE=server MENTOR_DATA=/var/lib/mentor
RUN useradd --system --home-dir /app mentor \
    && install --directory --owner=mentor --mode=700 /var/lib/mentor
WORKDIR /app

COPY requirements-server.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements-server.txt

COPY . .
# The secrets are placeholders for this one command; nothing of them stays in the image.
RUN DJANGO_SECRET_KEY=build JWT_SIGNING_KEY=build FIELD_ENCRYPTION_KEYS=build:build \
    python manage.py collectstatic --noinput

USER mentor
EXPOSE 8000 8001
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", \
     "--workers", "2", "--blocking-threads", "4", "--no-access-log", "config.wsgi:application"]
