# One image per set of requirements: `--build-arg REQUIREMENTS=web` for c3-app, `stream` for the other two.
FROM python:3.11-slim

RUN useradd --create-home --uid 1000 c3 \
    && install --directory --owner=c3 --group=c3 /c3 /data
WORKDIR /c3
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 C3_DATA=/data

ARG REQUIREMENTS
COPY requirements/ requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/uv.txt \
    && uv pip sync --system --no-cache --compile-bytecode --require-hashes "requirements/${REQUIREMENTS}.txt"

COPY . .
# Static files need settings, but no database.
RUN if [ "$REQUIREMENTS" = web ]; then \
        DEBUG=1 SECRET_KEY=only-to-build DATABASE_URL=postgresql://localhost/none \
        python -m web collectstatic --noinput; \
    fi
USER 1000:1000
