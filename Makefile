# `make help` lists what one may say here. Everything is installed into .venv and nowhere else.

VENV := .venv
PYTHON := $(VENV)/bin/python
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev
SERVICES := $(patsubst %/rest/,%,$(sort $(wildcard *_service/rest/)))
CODE := gateway $(SERVICES) storefront tests run.py supervisor.py k8s/make_secrets.py docs/new-service/create.py docs/example/blog.py $(wildcard benchmarks)

# The system's first: distributions build it with profile-guided optimisation, version managers seldom do (docs/adr/0050).
# Each candidate is run, not only looked up: a version manager's shim may be there and still fail.
INTERPRETERS := /usr/bin/python3 python3.14 python3.13 python3.12 python3.11 python3
PROBE := import sys, venv, ensurepip; assert sys.version_info >= (3, 11)
PY ?= $(shell for p in $(INTERPRETERS); do $$p -c '$(PROBE)' 2>/dev/null && { echo $$p; break; }; done)
PIP_INSTALL := $(PYTHON) -m pip install -qq --disable-pip-version-check --require-hashes --only-binary :all:

# Node comes with the environment, so that every machine builds with the same one.
WITH_NODE := PATH="$(CURDIR)/$(VENV)/bin:$$PATH"
NPM := $(WITH_NODE) npm
EXPLORER := gateway/explorer/dist/index.js
DOCS := $(SERVICES:%=%/rest/docs_assets/swagger-ui.css)
LOCKS := requirements-dev requirements gateway/requirements $(SERVICES:%=%/requirements) storefront/requirements \
  benchmarks/peers/strawberry/lock
NOT_SOURCE := docs_assets node_modules __pycache__
NODE_PACKAGES := gateway/explorer $(SERVICES:%=%/rest) benchmarks/peers tests/gateway/web/audit

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help run test fuzz check bench schema plan new-service assets secrets rest lock clean

help: ## Say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

run: $(RUNTIME) ## Start the whole shop: databases, demo data and all four processes; Ctrl-C stops it; faults=1: services can be made to fail
	@$(MAKE) --no-print-directory assets || echo "The shop opens without GraphiQL and without /docs pages." >&2
	@FAULTS=$(or $(faults),0) exec $(PYTHON) run.py

test: $(DEV) assets ## Run every test that can be run on this machine; some of them: TESTS=tests/house
	$(WITH_NODE) $(PYTHON) -m pytest -n 2 $(TESTS)

fuzz: SEED := $(or $(SEED),$(shell date +%s))
fuzz: $(DEV) ## Look long for differences from graphql-core: FUZZ=20 times as many cases as in `make test`; again: SEED=…
	@echo "Every case of this run comes again with: make fuzz FUZZ=$(or $(FUZZ),20) SEED=$(SEED)"
	FUZZ=$(or $(FUZZ),20) $(PYTHON) -m pytest -q --timeout 0 -n 2 --hypothesis-seed $(SEED) tests/oracle/test_plain_fields.py tests/oracle/test_bound_fields.py

check: $(DEV) ## Style, types, layers; that the schema, the manifests and the house are as they say
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy $(CODE)
	$(VENV)/bin/lint-imports
	$(PYTHON) -m gateway schema --check
	$(PYTHON) -m pytest -q -m 'not slow' tests/house tests/k8s

bench: $(DEV) ## Measure the whole gateway beside its peers (15 minutes), then each stage; ours alone: make bench peers=
	$(PYTHON) -m benchmarks compare $(if $(filter undefined,$(origin peers)),--save,--peers '$(peers)')
	$(PYTHON) -m benchmarks stages $(if $(filter undefined,$(origin peers)),--save)

schema: $(RUNTIME) ## Print the schema to schema.graphql
	@$(PYTHON) -m gateway schema > $(VENV)/schema.graphql
	@mv $(VENV)/schema.graphql schema.graphql

# Without this, make would read the dollar of a query's variable as its own.
override export q := $(value q)
plan: $(RUNTIME) ## Show the REST calls that a query makes: make plan q='{ users { nodes { name } } }'
	@test -n "$$q" || { echo "Say which query, as in: make plan q='{ version }'" >&2; exit 2; }
	@$(PYTHON) -m gateway explain "$$q"

new-service: $(DEV) ## Make a service that keeps the conventions: make new-service name=orders
	@$(PYTHON) docs/new-service/create.py $(name)

assets: $(EXPLORER) $(DOCS) ## Build GraphiQL and fetch what the services' /docs pages show

secrets: $(RUNTIME) ## Make the secrets of compose.yaml, or with INTO=k8s/overlays/dev/secrets those of an overlay
	@umask 077 && $(PYTHON) k8s/make_secrets.py $(or $(INTO),var/secrets/compose)

rest: ## Copy inventory_service/rest, the plumbing that every service has, into the other services
	@set -e; for service in $(filter-out inventory_service,$(SERVICES)); do \
	  mkdir -p $$service/rest; rm -f $$service/rest/*.py; \
	  tar -C inventory_service/rest $(NOT_SOURCE:%=--exclude=%) -cf - . | tar -C $$service/rest -xf -; done
	@cp inventory_service/rest/leaving.py inventory_service/rest/listening.py storefront/

lock: ## Work out every lock anew, keeping versions that still fit; newer ones: UPGRADE=--upgrade (needs uv)
	@set -e; for lock in $(LOCKS); do \
	  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate $(UPGRADE) \
	    $$lock.in -o $$lock.txt; done
	@set -e; for package in $(NODE_PACKAGES); do (cd $$package \
	  && $(NPM) $(if $(UPGRADE),update,install) --package-lock-only --loglevel=error > /dev/null); done

clean: ## Remove what was installed and built; the databases in var/ stay
	rm -rf $(VENV) gateway/explorer/dist $(SERVICES:%=%/rest/docs_assets) $(NODE_PACKAGES:%=%/node_modules)
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(PYTHON):
	@test -n "$(PY)" || { echo "Python 3.11 or newer with its venv module is needed; found none." >&2; exit 1; }
	$(PY) -m venv --clear $(VENV)

$(RUNTIME): requirements.txt | $(PYTHON)
	@echo "Installing what it runs on into $(VENV)"
	@$(PIP_INSTALL) -r requirements.txt
	@touch $@

$(DEV): requirements-dev.txt | $(PYTHON)
	@echo "Installing what it is checked with into $(VENV)"
	@$(PIP_INSTALL) -r requirements-dev.txt
	@touch $(RUNTIME) $@

$(EXPLORER): $(wildcard $(addprefix gateway/explorer/,*.js *.json src/* src/*/*)) | $(RUNTIME)
	@echo "Building GraphiQL"
	@cd gateway/explorer && $(NPM) ci --loglevel=error > /dev/null && $(NPM) run --silent build

%/rest/docs_assets/swagger-ui.css: %/rest/package-lock.json | $(RUNTIME)
	@echo "Fetching what $*/docs shows"
	@cd $*/rest && $(NPM) ci --loglevel=error > /dev/null
	@mkdir -p $(@D)
	@cd $*/rest/node_modules/swagger-ui-dist && cp LICENSE NOTICE swagger-ui-bundle.js swagger-ui.css ../../docs_assets
	@touch $@
