# Everything a developer does, each in one command. `make help` lists them.
# Needs Python 3.11 to 3.14 and make; the rest is installed into .venv, at the versions of requirements/lock.txt.

PYTHON ?=
PORT ?= 8000
BIN := .venv/bin
LOCKED := .venv/locked
INSTALLED := .venv/installed
LINTERS := tests/proofs/linters/node_modules/.package-lock.json
CLIENTS := tests/proofs/clients/node_modules/.package-lock.json
CLIENTS_PYTHON := tests/proofs/clients/.venv/installed
# uvicorn's own protocols bound neither headers nor slow clients: see docs/deployment.md.
PROTOCOL := generated.runtime:BoundedHttpProtocol
# Every kind of route, guards, caches and services, over HTTP, on both databases.
PUBLIC_TESTS := endpoints/test_guards endpoints/test_idempotent_callers http/test_application \
	http/test_hand_written_routes http/test_http http/test_http_caching libraries/test_private_apis \
	services/test_link_row_services

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help setup run serve generate check migrate migration test test-public test-newest test-clients lint lint-openapi format
.PHONY: fuzz fuzz-specs prove-sensitive bench check-resolve check-pages check-races check-pooler bench-generate bench-memory
.PHONY: bench-scale lock clean
export m PORT

help: ## Show this list.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-15s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

setup: $(INSTALLED) ## Make .venv with everything in it. The others call it.
	@:

run: generate migrate ## Serve the API on 127.0.0.1, port 8000 or PORT=; its documentation is at /docs.
	@echo "Serving on http://127.0.0.1:$$PORT with its documentation at /docs. Ctrl-C ends it."
	@ENVIRONMENT="$${ENVIRONMENT:-development}" exec $(BIN)/python -m uvicorn app.main:app \
		--host 127.0.0.1 --port "$$PORT" --no-access-log --http $(PROTOCOL)

serve: generate migrate ## Serve the API as in production, on port 8000 or PORT=, with workers= processes.
	@$(BIN)/python -c "import app.main"
	@exec $(BIN)/python -m uvicorn app.main:app --host "$${HOST:-127.0.0.1}" --port "$$PORT" --no-access-log \
		--workers $(or $(workers),1) --loop uvloop --http $(PROTOCOL) --backlog 2048 --timeout-graceful-shutdown 30

generate: setup ## Write generated/ from spec/.
	@$(BIN)/specloom generate

check: setup ## Tell whether generated/ is what spec/ gives.
	@$(BIN)/specloom check

migrate: setup ## Bring the database up to date.
	@$(BIN)/alembic upgrade head

migration: setup ## Write the next migration: make migration m="what changes".
	@test -n "$$m" || { echo 'Say what changes: make migration m="add posts"' >&2; exit 2; }
	@$(BIN)/specloom generate
	@$(BIN)/alembic upgrade head
	@$(BIN)/alembic revision --autogenerate -m "$$m"

test: setup ## Run all tests, on all cores.
	@$(BIN)/python -m pytest -n auto --dist worksteal

test-public: export PYTHONPATH := $(CURDIR)/tests/proofs/without_private_apis
test-public: setup ## Run the HTTP tests once more, without the private parts of FastAPI, SQLAlchemy and asyncpg.
	@$(BIN)/python -c "from generated.runtime.libraries.private_fastapi import KNOWN; assert not KNOWN"
	@$(BIN)/python -m pytest -n auto --dist worksteal \
		-m "not private_apis" $(addprefix tests/runtime/,$(addsuffix .py,$(PUBLIC_TESTS)))

test-newest: setup ## Run tests with the newest and the oldest versions that pyproject.toml allows; all=1 for all.
	@$(BIN)/python -m tests.proofs.check_versions $(if $(all),--all)

lint: setup ## Check style and types, of the generated code too.
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff format --check --isolated --line-length 100 --target-version py311 --exclude runtime generated
	@$(BIN)/mypy
	@$(BIN)/python -m tests.proofs.check_types

lint-openapi: setup $(LINTERS) ## Check OpenAPI documents with Redocly's and Spectral's rules. Needs node and npm.
	@$(BIN)/python -m tests.proofs.lint_openapi

test-clients: setup $(CLIENTS) $(CLIENTS_PYTHON) ## Make clients with other people's generators, and use them. Needs node and npm.
	@$(BIN)/python -m tests.proofs.check_clients

fuzz: setup ## Send requests made from the OpenAPI document, to the app and Chinook or SPEC=; n= for each operation.
	@for spec in $(if $(SPEC),"$(SPEC)","" examples/chinook/spec); do for database in sqlite postgresql; do \
		$(BIN)/python -m tests.proofs.fuzz $${spec:+--spec "$$spec"} --database $$database $(if $(n),--max-examples $(n)) \
		|| exit; \
	done; done

prove-sensitive: setup ## Prove that no hidden value ever comes out, of the app and a spec of all types or of SPEC=.
	@for spec in $(if $(SPEC),"$(SPEC)","" tests/proofs/canaries/spec tests/proofs/canaries/few); do \
		$(BIN)/python -m tests.proofs.prove_sensitive $${spec:+--spec "$$spec"} || exit; \
	done
	@$(if $(SPEC),,$(BIN)/python -m tests.proofs.prove_sensitive --spec tests/proofs/canaries/few --hand-written)
	@$(if $(SPEC),,$(BIN)/python -m tests.proofs.prove_sensitive --mutants)

fuzz-specs: setup ## Draw n= specs over the whole language, 200 if not given, and send each through the whole chain.
	@$(BIN)/python -m tests.proofs.fuzz_specs --count $(or $(n),200) $(if $(seed),--seed $(seed))

check-pages: setup ## Walk forward and back through 10,000 rows, or rows=, while others come and go.
	@$(BIN)/python -m tests.proofs.check_pages $(if $(rows),--rows $(rows))

check-races: setup ## Send requests at the same time of which one alone may win, 50 or parallel=.
	@$(BIN)/python -m tests.proofs.check_races $(if $(parallel),--parallel $(parallel)) $(if $(rounds),--rounds $(rounds))

check-pooler: setup ## Send 20,000 requests, or requests=, to two processes behind a real PgBouncer.
	@$(BIN)/python -m tests.proofs.check_pooler $(if $(requests),--requests $(requests))

check-resolve: setup ## Resolve what a service needs beside packages that many use, such as fastapi-users.
	@$(BIN)/python -m tests.proofs.check_resolve

bench: setup ## Compare with the others of the field, into benchmarks/RESULTS.md; quick=1 for a look at it.
	@$(BIN)/python -m benchmarks $(if $(quick),--quick)

bench-generate: setup ## Measure how long generating takes, for 1 to 1,000 entities. rounds= runs of each.
	@$(BIN)/python -m benchmarks.generate $(if $(rounds),--rounds $(rounds))

bench-memory: setup ## Measure what the settled garbage collector brings, and the memory over a million requests.
	@$(BIN)/python -m benchmarks.collector

bench-scale: setup ## Measure a request, the start and the memory of APIs of 1 to 1,000 entities.
	@$(BIN)/python -m benchmarks.scale

format: setup ## Bring hand-written code into the project's layout.
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

lock: ## Resolve the dependencies anew. Needs uv.
	@uv pip compile pyproject.toml --extra service --group dev --universal --python-version 3.11 --upgrade \
		--generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" --quiet \
		--output-file requirements/lock.txt
	@uv pip compile tests/proofs/clients/requirements.in --universal --python-version 3.11 --upgrade \
		--generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" --quiet \
		--output-file tests/proofs/clients/requirements.txt

clean: ## Remove .venv and caches.
	@rm -rf .venv .specloom_cache .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The newest Python that fits, unless PYTHON= names one. It must bring ensurepip, which some distributions keep apart.
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

# npm writes this file last.
tests/%/node_modules/.package-lock.json: tests/%/package-lock.json tests/%/package.json
	@for tool in node npm; do command -v $$tool >/dev/null || { \
		echo "$$tool is needed. On Debian and Ubuntu: apt install nodejs npm" >&2; exit 2; }; done
	@cd tests/$* && npm ci --silent
	@touch $@

# An environment of its own: what it needs must not decide which versions this project takes.
$(CLIENTS_PYTHON): tests/proofs/clients/requirements.txt $(LOCKED)
	@$(BIN)/python -m venv --clear tests/proofs/clients/.venv
	@tests/proofs/clients/.venv/bin/python -m pip install -qq --no-input --disable-pip-version-check --require-hashes \
		--requirement tests/proofs/clients/requirements.txt
	@touch $@

$(INSTALLED): $(LOCKED) pyproject.toml
	@$(BIN)/python -m pip install -qq --no-input --disable-pip-version-check --no-index --no-deps \
		--no-build-isolation --editable .
	@touch $@
