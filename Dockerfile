# One image for the web process, the worker and beat. Front-end files first, then what runs.
FROM node:22-bookworm-slim AS frontend
WORKDIR /suite
COPY package.json package-lock.json .npmrc ./
RUN npm ci

FROM python:3.13-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --home-dir /suite suite
WORKDIR /suite
COPY requirements/base.txt requirements/
RUN pip install --no-cache-dir --no-deps --require-hashes -r requirements/base.txt
COPY . .
COPY --from=frontend /suite/node_modules node_modules
RUN python bin/vendor && rm -rf node_modules \
    && SECRET_KEY=used-by-no-one BILLING_VAR=/suite/var python manage.py collectstatic --no-input \
    && mkdir -p var/files && chown -R suite var
USER suite
ENV PYTHONUNBUFFERED=1 DJANGO_SETTINGS_MODULE=billing_suite.settings BILLING_VAR=/suite/var
EXPOSE 8000
CMD ["gunicorn", "billing_suite.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--threads", "4", "--worker-class", "gthread"]
