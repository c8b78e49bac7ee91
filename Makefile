# One command for each task of a developer. `make help` lists them.
# They need Python 3.11 to 3.14 and make. They install the rest into .venv, at the versions of requirements/lock.txt.

PYTHON ?=
PORT ?= 8000
BIN := .venv/bin
LOCKED := .venv/locked
INSTALLED := .venv/installed
LINTERS := tests/proofs/linters/node_modules/.package-lock.json
CLIENTS := tests/proofs/clients/node_modules/.package-lock.json
CLIENTS_PYTHON := tests/proofs/clients/.venv/installed
# uvicorn's own protocols limit neither headers nor slow clients: see docs/deployment.md.
PROTOCOL := generated.runtime:BoundedHttpProtocol
# HTTP tests of all kinds of routes, guards, caches and services, on both databases.
PUBLIC_TESTS := endpoints/test_guards endpoints/test_idempotent_callers endpoints/test_replays http/test_application \
	http/test_entity_tags http/test_hand_written_routes http/test_http http/test_http_caching http/test_refused_routes \
	libraries/test_private_apis services/test_link_row_services

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help setup run serve generate check migrate migration test test-public test-newest test-clients lint lint-openapi format
.PHONY: fuzz fuzz-specs prove-sensitive bench check-resolve check-pages check-races check-pooler bench-generate bench-memory
.PHONY: bench-scale lock clean
export m PORT

help: ## Show this list.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-15s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

setup: $(INSTALLED) ## Install everything into .venv. The other commands call it.
	@:

run: generate migrate ## Serve the API on 127.0.0.1, on port 8000 or PORT=; its documentation is at /docs.
	@echo "Serving on http://127.0.0.1:$$PORT with its documentation at /docs. Ctrl-C ends it."
	@ENVIRONMENT="$${ENVIRONMENT:-development}" exec $(BIN)/python -m uvicorn app.main:app \
		--host 127.0.0.1 --port "$$PORT" --no-access-log --http $(PROTOCOL)

serve: generate migrate ## Serve the API as in production, on port 8000 or PORT=, with workers= processes.
	@$(BIN)/python -c "import app.main"
	@exec $(BIN)/python -m uvicorn app.main:app --host "$${HOST:-127.0.0.1}" --port "$$PORT" --no-access-log \
		--workers $(or $(workers),1) --loop uvloop --http $(PROTOCOL) --backlog 2048 --timeout-graceful-shutdown 30

generate: setup ## Write generated/ from spec/.
	@$(BIN)/specloom generate

check: setup ## Check that generated/ is the output for spec/.
	@$(BIN)/specloom check

migrate: setup ## Apply all migrations to the database.
	@$(BIN)/alembic upgrade head

migration: setup ## Write the next migration: make migration m="what changes".
	@test -n "$$m" || { echo 'Describe the change: make migration m="add posts"' >&2; exit 2; }
	@$(BIN)/specloom generate
	@$(BIN)/alembic upgrade head
	@$(BIN)/alembic revision --autogenerate -m "$$m"

test: setup ## Run all tests, on all cores.
	@$(BIN)/python -m pytest -n auto --dist worksteal

test-public: export PYTHONPATH := $(CURDIR)/tests/proofs/without_private_apis
test-public: setup ## Run the HTTP tests without the private parts of FastAPI, SQLAlchemy and asyncpg.
	@$(BIN)/python -c "from generated.runtime.libraries.private_fastapi import KNOWN; assert not KNOWN"
	@$(BIN)/python -m pytest -n auto --dist worksteal \
		-m "not private_apis" $(addprefix tests/runtime/,$(addsuffix .py,$(PUBLIC_TESTS)))

test-newest: setup ## Run tests with the newest and the oldest versions that pyproject.toml allows; all=1 runs all tests.
	@$(BIN)/python -m tests.proofs.check_versions $(if $(all),--all)

lint: setup ## Check style and types, also of the generated code.
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff format --check --isolated --line-length 100 --target-version py311 --exclude runtime generated
	@$(BIN)/mypy
	@$(BIN)/python -m tests.proofs.check_types

lint-openapi: setup $(LINTERS) ## Check OpenAPI documents with the rules of Redocly and Spectral. Needs node and npm.
	@$(BIN)/python -m tests.proofs.lint_openapi

test-clients: setup $(CLIENTS) $(CLIENTS_PYTHON) ## Make clients with four generators, and run them. Needs node and npm.
	@$(BIN)/python -m tests.proofs.check_clients

fuzz: setup ## Send requests made from the OpenAPI document to the app and Chinook, or to SPEC=; n= requests for each operation.
	@for spec in $(if $(SPEC),"$(SPEC)","" examples/chinook/spec); do for database in sqlite postgresql; do \
		$(BIN)/python -m tests.proofs.fuzz $${spec:+--spec "$$spec"} --database $$database $(if $(n),--max-examples $(n)) \
		|| exit; \
	done; done

prove-sensitive: setup ## Check that no output contains a hidden value, for the app and a spec of all types, or for SPEC=.
	@for spec in $(if $(SPEC),"$(SPEC)","" tests/proofs/canaries/spec tests/proofs/canaries/few); do \
		$(BIN)/python -m tests.proofs.prove_sensitive $${spec:+--spec "$$spec"} || exit; \
	done
	@$(if $(SPEC),,$(BIN)/python -m tests.proofs.prove_sensitive --spec tests/proofs/canaries/few --hand-written)
	@$(if $(SPEC),,$(BIN)/python -m tests.proofs.prove_sensitive --mutants)

fuzz-specs: setup ## Draw 200 random specs, or n=, and generate, type-check, migrate and fuzz each.
	@$(BIN)/python -m tests.proofs.fuzz_specs --count $(or $(n),200) $(if $(seed),--seed $(seed))

check-pages: setup ## Read all pages of 10,000 rows, or rows=, in both directions, while other requests add and delete rows.
	@$(BIN)/python -m tests.proofs.check_pages $(if $(rows),--rows $(rows))

check-races: setup ## Send 50 requests, or parallel=, at the same time, of which only one may succeed.
	@$(BIN)/python -m tests.proofs.check_races $(if $(parallel),--parallel $(parallel)) $(if $(rounds),--rounds $(rounds))

check-pooler: setup ## Send 20,000 requests, or requests=, to two processes behind PgBouncer.
	@$(BIN)/python -m tests.proofs.check_pooler $(if $(requests),--requests $(requests))

check-resolve: setup ## Resolve the dependencies of a service together with common packages, such as fastapi-users.
	@$(BIN)/python -m tests.proofs.check_resolve

bench: setup ## Compare with other frameworks, and write benchmarks/RESULTS.md; quick=1 takes minutes and writes nothing.
	@$(BIN)/python -m benchmarks $(if $(quick),--quick)

bench-generate: setup ## Measure how long generating takes, for 1 to 1,000 entities; rounds= runs of each.
	@$(BIN)/python -m benchmarks.generate $(if $(rounds),--rounds $(rounds))

bench-memory: setup ## Measure the effect of the garbage collector's settings, and the memory over a million requests.
	@$(BIN)/python -m benchmarks.collector

bench-scale: setup ## Measure requests, start and memory of APIs of 1 to 1,000 entities.
	@$(BIN)/python -m benchmarks.scale

format: setup ## Format hand-written code.
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

lock: ## Resolve all dependencies anew. Needs uv.
	@uv pip compile pyproject.toml --extra service --group dev --universal --python-version 3.11 --upgrade \
		--generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" --quiet \
		--output-file requirements/lock.txt
	@uv pip compile tests/proofs/clients/requirements.in --universal --python-version 3.11 --upgrade \
		--generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" --quiet \
		--output-file tests/proofs/clients/requirements.txt

clean: ## Remove .venv and caches.
	@rm -rf .venv .specloom_cache .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The newest suitable Python, or PYTHON=. It must have ensurepip, which some distributions package separately.
$(LOCKED): requirements/lock.txt
	@for python in $(if $(PYTHON),"$(PYTHON)",python3.14 python3.13 python3.12 python3.11 python3 python); do \
		"$$python" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' \
			2>/dev/null && break; \
		python=; \
	done; \
	test -n "$$python" || { \
		echo "$(or $(PYTHON),No Python here): a Python 3.11 to 3.14 with venv and ensurepip is needed." >&2; \
		echo "On Debian and Ubuntu: apt install python3-venv. Or name one: make PYTHON=/path/to/python3" >&2; \
		exit 2; }; \
	echo "Installing into .venv with $$("$$python" -V) ..." && \
	"$$python" -m venv --clear .venv && \
	$(BIN)/python -m pip install -qq --no-input --disable-pip-version-check --require-hashes \
		--requirement requirements/lock.txt
	@touch $@

# npm writes this file last, so its time shows a complete installation.
tests/%/node_modules/.package-lock.json: tests/%/package-lock.json tests/%/package.json
	@for tool in node npm; do command -v $$tool >/dev/null || { \
		echo "$$tool is needed. On Debian and Ubuntu: apt install nodejs npm" >&2; exit 2; }; done
	@cd tests/$* && npm ci --silent
	@touch $@

# This has an environment of its own, so that its dependencies do not affect the versions of this project.
$(CLIENTS_PYTHON): tests/proofs/clients/requirements.txt $(LOCKED)
	@$(BIN)/python -m venv --clear tests/proofs/clients/.venv
	@tests/proofs/clients/.venv/bin/python -m pip install -qq --no-input --disable-pip-version-check --require-hashes \
		--requirement tests/proofs/clients/requirements.txt
	@touch $@

$(INSTALLED): $(LOCKED) pyproject.toml
	@$(BIN)/python -m pip install -qq --no-input --disable-pip-version-check --no-index --no-deps \
		--no-build-isolation --editable .
	@touch $@
