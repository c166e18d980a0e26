# The bot runs from this checkout on Python and pip alone; everything is installed into .venv, with
# the versions and hashes in requirements/. The second call of a target installs nothing.

PYTHON ?= python3
VENV   := .venv
PY     := $(VENV)/bin/python

# More words for pytest, as in: make test TESTS="-k matcher"
TESTS  ?=

# The image's name, as in: make image IMAGE=compact-bot:1.2
IMAGE  ?= compact-bot

# What the image is built on; `make pin` finds the digest that the name has today
BASE   ?= python:3.13-slim

# What looks for known faults in the locked libraries
AUDIT     := $(VENV)/audit
AUDIT_PIN := pip-audit==2.10.1

# What `make danger` learns with
LEARNING     := $(VENV)/learning
LEARNING_PIN := scikit-learn==1.9.1

# What `make lock` locks with, and how, as in: make lock LOCK=--upgrade
UV     := $(VENV)/uv
UV_PIN := uv==0.13.9
LOCK   ?=

# pip of the environment, or the pip of $(PYTHON) where the environment could not be given its own.
define install
	@echo "Installing $(1) into $(VENV)"
	@if $(PY) -c 'import pip' 2>/dev/null; then pip="$(PY) -m pip"; \
	else pip="$(PYTHON) -m pip --python $(PY)"; fi; \
	PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore $$pip install --quiet $(2)
endef

.PHONY: help run test check format setup lock audit danger image pin lint types layers content

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*##  *\(.*\)/  make \1	\2/p' Makefile

# Compiled code is kept whatever the surroundings say: to compile the bot takes as long as the rest of a start.
run: $(VENV)/run.installed  ## the bot with BOT_TOKEN (environment or .env), without it the demo on this computer
	@export PYTHONDONTWRITEBYTECODE=; if [ -n "$$BOT_TOKEN" ] || grep -Eqs "^ *(export +)?BOT_TOKEN *= *[\"']?[^\"' #]" .env; \
	then exec $(PY) -m bot run; else exec $(PY) -m bot demo; fi

# The same: many tests start the program itself. Five processes, as some of them always wait.
test: $(VENV)/dev.installed  ## the whole test suite
	PYTHONDONTWRITEBYTECODE= $(PY) -m pytest -n 5 --dist worksteal $(TESTS)

check: lint types layers content test  ## everything that has to pass before a change goes in

lint: $(VENV)/dev.installed
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .

types: $(VENV)/dev.installed
	$(PY) -m mypy

layers: $(VENV)/dev.installed
	$(VENV)/bin/lint-imports --no-logo

content: $(VENV)/dev.installed
	$(PY) -m bot check

format: $(VENV)/dev.installed  ## lays the code out as `make check` wants it
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

setup: $(VENV)/dev.installed  ## .venv with the development set, and nothing more

# The environment's Python is a link to the one that made it: when that is gone, make sees no file
# here and builds the environment anew.
$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	echo 'The bot needs Python 3.11 or newer, and "$(PYTHON)" is not. Name another one: make PYTHON=python3.13'; \
	exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || $(PYTHON) -m pip --version >/dev/null 2>&1 || { \
	echo '"$(PYTHON)" has no pip. On Debian and Ubuntu: apt-get install python3-pip'; \
	exit 1; }
	@if $(PYTHON) -c 'import ensurepip' 2>/dev/null; then $(PYTHON) -m venv --clear $(VENV); \
	else $(PYTHON) -m venv --clear --without-pip $(VENV); fi

$(VENV)/run.installed: requirements/run.txt $(PY)
	$(call install,what the bot needs,--require-hashes -r requirements/run.txt)
	@touch $@

$(VENV)/dev.installed: requirements/dev.txt $(PY)
	$(call install,what the bot and its tests need,--require-hashes -r requirements/dev.txt)
	@touch $@

$(UV): $(VENV)/dev.installed
	$(call install,$(UV_PIN),--target $(UV) $(UV_PIN))

lock: $(UV)  ## locks the versions that pyproject.toml allows (LOCK=--upgrade: the newest ones)
	$(UV)/bin/uv --no-config lock $(LOCK)
	$(call export,run,--no-default-groups --extra charts --extra postgres)
	$(call export,dev,--group dev)
	$(call export,build,--only-group build)

define export
	$(UV)/bin/uv --no-config --quiet export --frozen --no-emit-project $(2) \
	--no-header --format requirements-txt --output-file requirements/$(1).txt
endef

audit: $(VENV)/dev.installed  ## known faults in the locked libraries (asks PyPI; who cannot be asked about is a failure)
	@test -d $(AUDIT) || $(PYTHON) -m venv $(AUDIT)
	@$(AUDIT)/bin/python -m pip install --quiet --disable-pip-version-check $(AUDIT_PIN)
	$(AUDIT)/bin/pip-audit --strict --disable-pip --require-hashes -r requirements/run.txt

danger: $(VENV)/dev.installed  ## learns anew from training/lines which messages come from danger (some minutes)
	@test -d $(LEARNING) || $(PY) -m pip install --quiet --disable-pip-version-check --target $(LEARNING) $(LEARNING_PIN)
	PYTHONPATH=$(LEARNING) $(PY) -m training.learn_danger

image:  ## the container image
	docker build --tag $(IMAGE) .

pin:  ## pins the image's base in the Dockerfile by the digest of today
	docker pull --quiet $(BASE)
	@digest=$$(docker image inspect --format '{{index .RepoDigests 0}}' $(BASE)) \
	&& case "$$digest" in *@sha256:*) ;; *) echo "$(BASE) has no digest" >&2; exit 1 ;; esac \
	&& sed -i "s|^ARG PYTHON=.*|ARG PYTHON=$(BASE)@$${digest##*@}|" Dockerfile && grep '^ARG PYTHON' Dockerfile
