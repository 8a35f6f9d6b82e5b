# Two commands do everything on a fresh machine: `make demo` and `make test`.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
STAMP := .venv/.installed
DATA ?= ../shared/data

# Where `make install` puts the program for this user; `make uninstall` takes it away again.
HOME_VENV ?= $(HOME)/.local/share/pleasantly-program
LINK ?= $(HOME)/.local/bin/pleasantly
PIP := -m pip install --quiet --disable-pip-version-check
LOCK := --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url --upgrade
SPREAD := -n auto --dist loadfile --no-loadscope-reorder
HASHED := --require-hashes --only-binary :all:

.PHONY: install uninstall fresh long demo test lint types eval train bench sim drafts docs lock servers clean

$(STAMP): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "pleasantly needs Python 3.11 or newer; name one with PYTHON="; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python $(PIP) $(HASHED) -r requirements.lock
	$(BIN)/python $(PIP) --no-deps --no-build-isolation -e .
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m compileall -q .venv/lib agent connectors || true
	@touch $(STAMP)

install:
	@test -n "$(PYTHON)" || { echo "pleasantly needs Python 3.11 or newer; name one with PYTHON="; exit 1; }
	@echo "Installing pleasantly for $${USER:-you}; this takes a minute …"
	@$(PYTHON) -m venv --clear $(HOME_VENV)
	@$(HOME_VENV)/bin/python $(PIP) $(HASHED) -r requirements.run.lock
	@$(HOME_VENV)/bin/python $(PIP) --no-deps --no-build-isolation .
	@mkdir -p $(dir $(LINK)) && ln -sf $(HOME_VENV)/bin/pleasantly $(LINK)
	@echo "Installed: $(LINK)"
	@case ":$$PATH:" in *:"$(patsubst %/,%,$(dir $(LINK)))":*) ;; \
		*) echo "That folder is not in your PATH yet: open a new terminal, or run: export PATH=\"$(patsubst %/,%,$(dir $(LINK))):\$$PATH\"";; esac

uninstall:
	rm -rf $(HOME_VENV)
	rm -f $(LINK)

demo: $(STAMP)
	@$(BIN)/pleasantly demo

servers: $(STAMP)
	@$(BIN)/python tests/servers/install.py

test: $(STAMP) servers
	$(BIN)/python -m pytest -m "not data and not long" $(SPREAD)

fresh: $(STAMP) servers
	$(BIN)/python -m pytest tests/fresh_account.py

long: $(STAMP)
	$(BIN)/python -m pytest -m long

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

eval: $(STAMP)
	$(BIN)/python -m pytest -m data $(SPREAD)
	$(BIN)/python -m bench.evaluate $(DATA)

train: $(STAMP)
	$(BIN)/python -m agent.ask.train $(DATA)

bench: $(STAMP) servers
	$(BIN)/python -m bench.run
	$(BIN)/python -m bench.imap
	$(BIN)/python -m bench.gmail
	$(BIN)/python -m bench.outlook

sim: $(STAMP)
	$(BIN)/python -m tests.sim
	$(BIN)/python -m tests.sim.week

drafts: $(STAMP)
	@$(BIN)/python -m tests.sim --drafts

docs: $(STAMP)
	$(BIN)/python -m agent.manual.generate

lock:
	$(BIN)/python $(PIP) uv
	$(BIN)/uv pip compile $(LOCK) --group dev --extra keyring --extra postgres --extra report pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile $(LOCK) --group build --extra keyring --extra report -c requirements.lock pyproject.toml -o requirements.run.lock

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
