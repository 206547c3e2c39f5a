# make demo   train on drawn street scenes for a few minutes; a translator and pictures come out
# make test   everything that the continuous integration runs

PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test clean

.venv/demo: setup.py
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	touch $@

.venv/test: .venv/demo
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	touch $@

demo: .venv/demo
	$(BIN)/python -m unit_tf.train --flagfile=configs/demo.flags
	cp runs/demo/model.keras day2night.keras
	$(BIN)/python -m unit_tf.evaluate --model=day2night.keras --dataset=scenes --sheet=day2night.png
	@echo "The translator: $(CURDIR)/day2night.keras"
	@echo "Before, after and truth: $(CURDIR)/day2night.png"

test: .venv/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m pytest -n 2 --cov --cov-fail-under=90

clean:
	rm -rf .venv runs day2night.keras day2night.png evaluation.json
