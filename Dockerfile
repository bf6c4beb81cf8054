# One process, which nobody but its own account runs, and which writes to /data alone:
#
#   docker build --tag kudoscope .
#   docker run --read-only --tmpfs /tmp --volume kudoscope:/data --env-file .env kudoscope
#
# Without a DATABASE_URL, the database is the SQLite file /data/kudoscope.db.

FROM python:3.13-slim AS build
WORKDIR /build
RUN python -m venv /venv
# The lock is complete: nothing is resolved, and every file has the hash that was tested.
COPY requirements.lock ./
RUN /venv/bin/pip install --no-cache-dir --no-deps --require-hashes --requirement requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY slackapp slackapp
COPY db db
COPY alembic alembic
RUN /venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation . \
    && /venv/bin/pip check \
    && /venv/bin/pip uninstall --yes pip

FROM python:3.13-slim
# `kudoscope backup` of a PostgreSQL needs pg_dump; with SQLite, build with --build-arg POSTGRESQL="".
ARG POSTGRESQL=postgresql-client
RUN if [ -n "$POSTGRESQL" ]; then \
        apt-get update && apt-get install --yes --no-install-recommends "$POSTGRESQL" \
        && rm -rf /var/lib/apt/lists/*; \
    fi \
    && useradd --system --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin kudoscope \
    && install --directory --owner 10001 --group 10001 --mode 0700 /data
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    MALLOC_ARENA_MAX=2 \
    KUDOSCOPE_HOST=0.0.0.0 \
    KUDOSCOPE_LOG_FORMAT=json
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 3000
# Alive; whether all is well is asked of /readyz, which is no reason to start it again.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as request; port = os.environ.get('KUDOSCOPE_PORT') or os.environ.get('PORT') or '3000'; request.urlopen(f'http://127.0.0.1:{port}/healthz', timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["kudoscope"]
CMD ["run"]
