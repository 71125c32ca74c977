# SPDX-License-Identifier: AGPL-3.0-or-later
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 5000
export PORT
# What is compiled once serves every worker, server and command of the tests.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: types serve test test-slow test-all search siege mutants check style typing facts derived figures locked docs \
  learn lock bench setup setup-dev browser postgresql front-doors clean

serve: setup
	@exec $(BIN)/python -m web.app.server

# What serves is installed as it was locked: these very files. `make serve LOCK=requirements.txt` takes newer ones.
LOCK ?= requirements.lock
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

$(VENV)/.run: requirements.lock
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) $(if $(filter %.lock,$(LOCK)),--require-hashes) -r $(LOCK) || { \
	  echo "Les paquets de $(LOCK) ne s’installent pas ici. Si pip parle de « hashes » ci-dessus, un fichier n’est pas"; \
	  echo "celui qui a été essayé : n’allez pas plus loin. S’il n’en trouve pas pour ce Python ou cette machine :"; \
	  echo "make serve LOCK=requirements.txt"; exit 1; }
	@touch $@

# Tests run on what serves: what they need besides moves none of it.
$(VENV)/.dev: requirements-dev.txt requirements-postgresql.txt requirements-age.txt requirements.txt $(VENV)/.run
	$(PIP) -r requirements-dev.txt
	@touch $@

web/app/static/built/inter.woff2: $(VENV)/.run web/app/fonts.py
	$(BIN)/python -m web.app.fonts

setup: $(VENV)/.run web/app/static/built/inter.woff2

setup-dev: $(VENV)/.dev web/app/static/built/inter.woff2

# The browser of the tests is the system's: installed where we may, asked for where we may not. With its package without
# windows beside it, their tests take half as long.
browser:
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	  && apt-get update -qq && { apt-get install -y -qq chromium chromium-headless-shell >/dev/null \
	  || apt-get install -y -qq chromium >/dev/null; }; } \
	  || echo "Chromium manque : les essais dans le navigateur seront passés. Installez le paquet chromium."

# So is the PostgreSQL in which the journal is tried too.
postgresql:
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || { [ "$$(id -u)" = 0 ] \
	  && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq postgresql >/dev/null; } \
	  || echo "PostgreSQL manque : les essais du journal n’y seront pas faits. Installez le paquet postgresql."

# So are the two servers that stand before ours; installed, they are not started.
front-doors:
	@{ test -x /usr/sbin/nginx && test -x /usr/bin/caddy; } || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	  && apt-get update -qq && RUNLEVEL=1 apt-get install -y -qq nginx-light caddy >/dev/null; } \
	  || echo "nginx ou Caddy manque : leurs essais seront passés. Installez les paquets nginx-light et caddy."

# Workers share the cores: threads of what calculates with matrices would mostly wait for one another.
test test-slow test-all: export OPENBLAS_NUM_THREADS = 1
test test-slow test-all: export OMP_NUM_THREADS = 1

test: setup-dev browser
	$(BIN)/pytest -m "not slow" -n 3 --dist loadfile --no-loadscope-reorder

test-slow: setup-dev browser postgresql front-doors
	$(BIN)/pytest -m slow -n 3 --dist loadfile --no-loadscope-reorder

# Both in one run: files are read once, and no core waits for the end of the other half.
test-all: setup-dev browser postgresql front-doors
	$(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder

# Examples that no run has tried yet, where a property is to hold for any: what is found becomes a case of its test.
search: setup-dev
	$(BIN)/pytest --hypothesis-profile searching --hypothesis-show-statistics -m "not slow" $(shell grep -lr "from hypothesis" tests --include="test_*.py")

# Long rounds of faults, and requests that no run has sent yet: other ones each time, of a chance that is told. It ends,
# with a table of what was tried and found. `make siege WRITE=1` keeps it in docs/.
siege: setup-dev
	@export SIEGE=$${SIEGE:-20} SIEGE_SEED=$${SIEGE_SEED:-$$(date +%s)} SIEGE_NOTES=$$(mktemp); \
	echo "SIEGE=$$SIEGE SIEGE_SEED=$$SIEGE_SEED"; \
	$(BIN)/pytest -m slow -n 2 --timeout 7200 $(shell grep -lr "from tests.siege" tests --include="test_*.py"); ended=$$?; \
	$(BIN)/python -m tests.siege $$SIEGE_NOTES $(if $(WRITE),--write); rm -f $$SIEGE_NOTES; exit $$ended

# Do the tests notice faults? Put into lines drawn by chance, one at a time; most of an hour of a core.
mutants: setup-dev
	$(BIN)/python -m benchmarks.mutants --write

# Parts that do not wait for one another: `make -j2 check` uses both cores.
check: style typing types facts derived figures locked

style: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

typing: setup-dev
	$(BIN)/mypy

facts: setup-dev
	$(BIN)/flask --app app check data

derived: setup-dev
	$(BIN)/flask --app app docs --check
	$(BIN)/python -m docs.scenarios --check
	$(BIN)/python -m benchmarks.learning --check

figures: setup-dev
	$(BIN)/python -m benchmarks.structure
	$(BIN)/python -m benchmarks.answers

locked: setup-dev
	$(BIN)/python -m deploy.lock --check

# The newest of what requirements.txt asks for, for every Python and machine at once.
lock: setup-dev
	$(PIP) 'uv>=0.9,<1'
	$(BIN)/python -m deploy.lock

# The pages of docs/ that are derived, and the examples of the API.
docs: setup-dev
	$(BIN)/flask --app app docs
	$(BIN)/python -m docs.scenarios
	$(BIN)/python -m docs.examples

# What words tell of needs, after a change of what is said of them (`ontology/examples/`, labels, definitions).
learn: setup-dev
	$(BIN)/python -m benchmarks.learning

# The types of scripts, by the TypeScript of the system; what it asks for is in jsconfig.json.
types:
	@if command -v tsc >/dev/null; then tsc -p jsconfig.json && echo "Types of scripts: checked."; \
	else echo "Types des scripts : passés, faute de tsc. Installez le paquet node-typescript, ou « npm install -g typescript »."; fi

bench: setup-dev
	$(BIN)/python -m benchmarks.referral
	$(BIN)/python -m benchmarks.search
	$(BIN)/python -m benchmarks.understanding
	$(BIN)/python -m benchmarks.coverage
	$(BIN)/python -m benchmarks.identity
	$(BIN)/python -m benchmarks.desk
	$(BIN)/python -m benchmarks.map
	$(BIN)/python -m benchmarks.load
	$(BIN)/python -m benchmarks.live
	$(BIN)/python -m benchmarks.room
	$(BIN)/python -m benchmarks.contributing

clean:
	rm -rf $(VENV) web/app/static/built .pytest_cache .mypy_cache .ruff_cache
