# `make demo` and `make test` each set up .venv by themselves, then do their one job.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
CORE := setup.py $(wildcard _core/*.pyx _core/*.pxd _core/*.h)
# What more than `test` some tests use: other libraries, engines, servers. One word per extra.
EXTRAS := parity engines sql
export OMP_NUM_THREADS ?= 1

.PHONY: build extras test demo lint debug bench clean

build: $(VENV)/.built
extras: $(VENV)/.with-test $(EXTRAS:%=$(VENV)/.with-%)
test: $(VENV)/.built $(VENV)/.with-test
	-@$(MAKE) --no-print-directory --keep-going extras    # what cannot be had skips its tests
	$(PY) -m pytest -n auto
demo: $(VENV)/.built $(VENV)/.with-demo
	$(PY) -m bayesopt demo --out out/demo
lint: $(VENV)/.built $(VENV)/.with-test $(VENV)/.with-dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	PATH="$(abspath $(VENV)/bin):$$PATH" cython-lint _core
bench: $(VENV)/.built $(VENV)/.with-test $(VENV)/.with-dev
	$(PY) -m pytest benchmarks --benchmark-only --benchmark-columns=min,median,rounds

# The checked build lives in its own folder: the editable install stays as it is.
debug: $(VENV)/.with-test
	BAYESOPT_DEBUG=1 $(PY) setup.py -q build --build-base build/debug --build-lib build/debug/lib
	PYTHONPATH=build/debug/lib $(PY) -P -m pytest tests/core tests/test_gp.py

clean:
	rm -rf build dist out *.egg-info _core/*.so _core/*.pyd $(VENV)/.built

$(VENV)/.tools:
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install -q --upgrade pip
	$(PY) -m pip install -q "setuptools>=77" wheel "Cython>=3.1,<4" "numpy>=1.26"
	touch $@
$(VENV)/.installed: pyproject.toml | $(VENV)/.tools
	$(PY) -m pip install -q --no-build-isolation -e .
	touch $@
$(VENV)/.built: $(VENV)/.installed $(CORE)
	$(PY) setup.py -q build_ext --inplace
	touch $@
$(VENV)/.with-%: $(VENV)/.installed
	$(PY) -m pip install -q --no-build-isolation "bayesopt[$*]"    # the one that is installed
	touch $@
