FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
COPY requirements requirements
RUN python -m venv /opt/compact-bot \
 && /opt/compact-bot/bin/pip install --require-hashes -r requirements/run.txt \
 && pip install --require-hashes -r requirements/build.txt
COPY . .
RUN python -m hatchling build -t wheel -d /dist \
 && /opt/compact-bot/bin/pip install --no-deps --no-index /dist/*.whl

# The image holds the built wheel and its libraries, not the checkout.
FROM python:3.13-slim
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
