# The image that production runs: the wheel, its pinned libraries, the migrations. No compiler, no
# development helpers (the wheel lacks them), no root.

FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /build

# Libraries first: this layer stays while only our code changes. Wheels only, so nothing is compiled.
COPY requirements/ requirements/
RUN python -m venv /opt/shequ \
 && /opt/shequ/bin/pip install --require-hashes --only-binary :all: -r requirements/runtime.txt
RUN python -m venv /opt/build \
 && /opt/build/bin/pip install --require-hashes --only-binary :all: -r requirements/build.txt

COPY pyproject.toml README.md ./
COPY src/ src/
RUN /opt/build/bin/python -c "from setuptools import build_meta; build_meta.build_wheel('dist')" \
 && /opt/shequ/bin/pip install --no-index --no-deps dist/*.whl \
 && /opt/shequ/bin/python -c "import importlib.util as u; assert u.find_spec('shequ_api.dev') is None" \
 && /opt/shequ/bin/python -m compileall -q /opt/shequ/lib \
 && /opt/shequ/bin/pip uninstall --yes --quiet pip


FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin shequ \
 && install -d -o shequ -g shequ /data
COPY --from=build /opt/shequ /opt/shequ
COPY migrations/ /app/migrations/
WORKDIR /app
USER 10001
ENV PATH=/opt/shequ/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    SHEQU_HOST=0.0.0.0 SHEQU_PORT=8000 SHEQU_DATA_DIR=/data
VOLUME /data
EXPOSE 8000
# 127.0.0.1 must be among SHEQU_ALLOWED_HOSTS, as it is by default.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 CMD ["python", "-c", \
  "import os, urllib.request as r; r.urlopen(f\"http://127.0.0.1:{os.environ['SHEQU_PORT']}/livez\", timeout=2)"]
STOPSIGNAL SIGTERM
CMD ["shequ", "serve"]
