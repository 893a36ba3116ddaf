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
.PHONY: help venv demo up test test-sqlite test-postgresql check lint types imports format soak bench lock clean distclean

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
	echo "Making $(VENV) with $$("$$found" --version)"; \
	wanted=$$("$$found" -c 'import sys; print(sys.version_info[:2])'); \
	present=$$("$(VENV)/bin/python" -c 'import sys; print(sys.version_info[:2])' 2>/dev/null || echo none); \
	if [ "$$wanted" = "$$present" ]; then "$$found" -m venv "$(VENV)"; else "$$found" -m venv --clear "$(VENV)"; fi
	@$(run) pip install -qq --disable-pip-version-check --require-hashes --only-binary :all: --no-deps -r requirements.lock
	@$(run) pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@$(run) compileall -q digest worker.py >/dev/null 2>&1 || true
	@touch "$(stamp)"
