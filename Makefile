# digest: the commands of this house.  `make` alone prints them.
#
# Needs git, make and Python 3.11 or newer with venv.  Nothing is installed outside $(VENV).
# PYTHON=python3.12 chooses an interpreter, VENV=.venv-3.12 another folder for it.

VENV   ?= .venv
PYTHON ?=
WORKERS ?= 2

run   = "$(VENV)/bin/python" -m
stamp = $(VENV)/.installed

# What the shell happens to hold must not turn a demo into something else (another database, a real
# mail server).  Kept: DIGEST_HOME, and whatever stands on make's own command line.
settings = $(sort $(filter DIGEST_% SENDGRID_% DATABASE_URL% REDIS_URL% DELIVERY_URL%,$(.VARIABLES)))
stray    = $(foreach name,$(filter-out DIGEST_HOME,$(settings)),$(if $(findstring command,$(origin $(name))),,-u $(name)))
quietly  = env $(stray)

.DEFAULT_GOAL := help
.PHONY: help venv demo up test test-sqlite test-postgresql check lint types imports format soak words api-reference bench lock lock-npm clean distclean

help:  ## print this list
	@echo "digest: gathers a newsroom's lead stories each day and mails them to every subscriber once."
	@echo
	@sed -n 's/^\([a-z][a-z-]*\):[^#]*## \(.*\)/  make \1#\2/p' Makefile | \
	  while IFS='#' read -r target text; do printf '%-18s %s\n' "$$target" "$$text"; done
	@echo
	@echo "Variables: PYTHON=python3.12 (which interpreter), VENV=.venv (where), WORKERS=2 (test processes),"
	@echo "DIGEST_HOME=folder (where demo and up keep their data; default var)."

venv: $(stamp)  ## make .venv from requirements.lock (at once when nothing changed)

$(stamp): requirements.lock pyproject.toml
	@set -e; found=; \
	for python in $(or $(PYTHON),python3 python3.13 python3.12 python3.11 python3.14); do \
	  if "$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	  then found="$$python"; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "digest needs Python 3.11 or newer with venv; tried: $(or $(PYTHON),python3 python3.13 python3.12 python3.11 python3.14)." >&2; \
	  for python in $(or $(PYTHON),python3); do "$$python" --version >&2 || true; done; \
	  echo "Install one (on Debian: python3 and python3-venv), or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; \
	  exit 4; \
	fi; \
	echo "Making $(VENV) with $$("$$found" --version) (about 110 MB to fetch the first time)" >&2; \
	wanted=$$("$$found" -c 'import sys; print(sys.version_info[:2])'); \
	present=$$("$(VENV)/bin/python" -c 'import sys; print(sys.version_info[:2])' 2>/dev/null || echo none); \
	if [ "$$wanted" = "$$present" ]; then "$$found" -m venv "$(VENV)"; else "$$found" -m venv --clear "$(VENV)"; fi
	@$(run) pip install -qq --disable-pip-version-check --require-hashes --only-binary :all: --no-deps -r requirements.lock
	@$(run) pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@$(run) compileall -q digest worker.py >/dev/null 2>&1 || true
	@touch "$(stamp)"

demo: venv  ## the main job once, end to end, on the bundled sample newsroom; needs nothing else
	@$(run) compileall -q digest worker.py
	@$(quietly) "$(VENV)/bin/digest" demo $(ARGS)

up: venv  ## everything on this machine: web, worker, ticker and broker; stops on Ctrl-C
	@exec "$(VENV)/bin/digest" up $(ARGS)

# One run for each database engine.  REPORTS=folder also leaves JUnit files; ARGS goes to pytest.
pytest = $(run) pytest -n $(WORKERS) $(if $(REPORTS),--junitxml="$(REPORTS)/$(1).xml") $(ARGS)

test: venv  ## the whole suite, on SQLite and on PostgreSQL; starts the servers it needs itself
	@status=0; \
	echo "On SQLite: every test"; \
	DIGEST_TEST_ENGINE=sqlite $(call pytest,sqlite) || status=$$?; \
	echo "On PostgreSQL: every test that touches the database"; \
	DIGEST_TEST_ENGINE=postgresql $(call pytest,postgresql) || status=$$?; \
	exit $$status

soak: venv  ## the long forms of the crash, clock and load checks (up to an hour; prints its seeds)
	@status=0; \
	for engine in sqlite postgresql; do \
	  echo "On $$engine"; \
	  DIGEST_TEST_PROFILE=soak DIGEST_TEST_ENGINE=$$engine \
	    $(run) pytest -m soak --timeout 3600 -p no:randomly $(ARGS) || status=$$?; \
	done; exit $$status

book: venv  ## the pages of docs as a book, in var/book; a link that leads nowhere stops it
	@$(run) sphinx -W -q -b html docs var/book && echo "Open var/book/index.html"

check: lint types imports test  ## everything that must be green before a commit

lint: venv  ## ruff: mistakes, style, format
	@$(run) ruff check --quiet . && $(run) ruff format --check --quiet . || \
	  { $(run) ruff check --output-format concise .; $(run) ruff format --check .; exit 1; }

format: venv  ## let ruff put right what it can
	@$(run) ruff check --fix --quiet . ; $(run) ruff format .

types: venv  ## mypy: strict in the heart and the verbs
	@$(quietly) DIGEST_HOME=.mypy_cache/home $(run) mypy

imports: venv  ## import contracts: every arrow points down
	@"$(VENV)/bin/lint-imports" --no-cache

words: venv  ## compile the catalogues of the pages' words after a change in digest/web/locale
	@$(run) babel.messages.frontend --quiet compile --directory digest/web/locale --domain django

api-reference: venv  ## write docs/api-reference.md anew after a change of the JSON API's routes
	@$(quietly) DIGEST_HOME=.mypy_cache/home $(run) digest.web.api.reference > docs/api-reference.md

bench: venv  ## figures for gathering, rendering and sending, on this machine
	@$(quietly) $(run) bench $(ARGS)

# A tool for the person who changes dependencies; the lock needs no tool to be installed from.
platforms = x86_64-manylinux_2_28 aarch64-manylinux_2_28 aarch64-apple-darwin
lock:  ## renew requirements.lock after a change in pyproject.toml (UPGRADE=1: newest versions)
	@set -e; tool=$$(mktemp -d); trap 'rm -rf "$$tool"' EXIT; \
	$(or $(PYTHON),python3) -m venv "$$tool" && "$$tool/bin/python" -m pip install -qq uv; \
	"$$tool/bin/uv" pip compile --quiet --universal --python-version 3.11 --extra dev --generate-hashes \
	  --no-emit-index-url --no-header $(if $(UPGRADE),--upgrade) --output-file requirements.lock pyproject.toml; \
	for version in 3.11 3.12 3.13; do for platform in $(platforms); do \
	  "$$tool/bin/uv" pip compile --quiet --no-build --python-version $$version --python-platform $$platform \
	    requirements.lock >/dev/null && echo "wheels for Python $$version on $$platform: all there"; \
	done; done

# The same for the packages of Node that mails are held against in tests.
lock-npm:
	@cd .ci/npm && npm install --package-lock-only && "$(abspath $(VENV))/bin/python" -c \
	  'import json, pathlib; lock = pathlib.Path("package-lock.json"); made = json.loads(lock.read_text()); \
	  [package.pop(key, None) for package in made["packages"].values() for key in ("funding", "license")]; \
	  lock.write_text(json.dumps(made, indent=2, ensure_ascii=False) + "\n")'

clean:  ## remove caches and reports; keeps .venv and the data folder
	@rm -rf build dist reports .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find digest tests -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean  ## remove .venv as well
	@rm -rf "$(VENV)"
