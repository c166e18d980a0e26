# The base is named by its release. Whoever builds for a server pins it by digest: what was tried is what runs.
#     docker build --build-arg PYTHON=python:3.13-slim@sha256:... .
ARG PYTHON=python:3.13-slim

FROM ${PYTHON} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
COPY requirements requirements
RUN python -m venv --without-pip /opt/compact-bot \
 && pip --python /opt/compact-bot/bin/python install --require-hashes -r requirements/run.txt \
 && pip install --require-hashes -r requirements/build.txt
COPY . .
RUN python -m hatchling build -t wheel -d /dist \
 && pip --python /opt/compact-bot/bin/python install --no-deps --no-index /dist/*.whl

# The image holds the built wheel and its libraries, not the checkout, and nothing that installs programs.
FROM ${PYTHON}
RUN python -m pip uninstall --yes --root-user-action=ignore pip
COPY --from=build /opt/compact-bot /opt/compact-bot
RUN useradd --system --uid 10001 --home-dir /data bot && install -d -o bot -g bot -m 0700 /data
# An empty PYTHONTZPATH leaves the time zones to the pinned tzdata instead of the system's.
ENV PATH=/opt/compact-bot/bin:$PATH \
    XDG_CACHE_HOME=/data/.cache \
    PYTHONUNBUFFERED=1 \
    PYTHONTZPATH= \
    BOT_DATABASE_URL=sqlite:////data/bot.db
USER bot
WORKDIR /data
VOLUME /data
RUN ["compact-bot", "check"]
HEALTHCHECK --interval=1m --timeout=10s --start-period=1m CMD ["compact-bot", "health"]
ENTRYPOINT ["compact-bot"]
CMD ["run"]
