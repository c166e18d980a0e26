# The base is pinned by the digest that stands behind the @: what was tried is what runs. `make pin` writes the
# digest of today; without one, as here, each build takes what the name means on that day.
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
RUN /opt/compact-bot/bin/python packaging/slim.py /opt/compact-bot/lib/python3.*/site-packages \
 && find /opt/compact-bot/bin -type f ! -name compact-bot -delete

# The built wheel and its libraries, not the checkout, and nothing that installs programs. The base brings Python's
# own modules uncompiled, and nobody may write there once the bot runs: each call would compile them anew.
FROM ${PYTHON} AS tried
RUN python -m pip uninstall --yes --root-user-action=ignore pip \
 && cd /usr/local/lib/python3.* \
 && rm -rf ensurepip idlelib tkinter turtledemo pydoc_data test config-* \
 /usr/share/doc/* /usr/share/man/* /usr/local/bin/pip* /usr/local/bin/idle* /usr/local/bin/pydoc* \
 && python -m compileall -q .
COPY --from=build /opt/compact-bot /opt/compact-bot
RUN useradd --system --uid 10001 --home-dir /data bot && install -d -o bot -g bot -m 0700 /data
ENV PATH=/opt/compact-bot/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONTZPATH=
USER bot
WORKDIR /data
RUN ["compact-bot", "check"]

# One layer, so that what was taken away is not carried along in the one below.
FROM scratch
COPY --from=tried / /
# An empty PYTHONTZPATH leaves the time zones to the pinned tzdata instead of the system's.
ENV PATH=/opt/compact-bot/bin:/usr/local/bin:/usr/bin:/bin \
    LANG=C.UTF-8 \
    XDG_CACHE_HOME=/data/.cache \
    PYTHONUNBUFFERED=1 \
    PYTHONTZPATH= \
    BOT_DATABASE_URL=sqlite:////data/bot.db
USER bot
WORKDIR /data
VOLUME /data
HEALTHCHECK --interval=1m --timeout=10s --start-period=1m CMD ["compact-bot", "health"]
ENTRYPOINT ["compact-bot"]
CMD ["run"]
