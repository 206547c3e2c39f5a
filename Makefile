# make demo   train on drawn street scenes for a few minutes; a translator and pictures come out
# make student   the same translator, then a student of it with a sixth of its multiply-adds
# make app    the Android app: signed APKs in android_demo/build
# make app-test   the app's tests
# make web    the page: built, and served on localhost
# make web-test   the page's tests
# make test   everything that the continuous integration runs; the app's and the page's tests where
#             Java, Node and their other programs are there, and always with UNIT_TF_REQUIRE_ALL=1;
#             COVERAGE=--cov says which lines the Python tests reach, and takes a third longer

PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo student app app-test web web-test test clean

.venv/demo: setup.py
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[export]'
	touch $@

.venv/test: .venv/demo
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	touch $@

runs/demo/model.keras: .venv/demo
	$(BIN)/python -m unit_tf.train --flagfile=configs/demo.flags --run_dir=runs/demo

demo: runs/demo/model.keras
	cp runs/demo/model.keras day2night.keras
	$(BIN)/python -m export.convert --model=runs/demo --domains=day,night --output=exported
	cp exported/ab_int8.tflite day2night.tflite
	$(BIN)/python -m unit_tf.evaluate --model=day2night.keras --tflite_ab=day2night.tflite \
	    --dataset=scenes --features=none --sheet=day2night.png
	@echo "The translator: $(CURDIR)/day2night.keras"
	@echo "The same for a phone: $(CURDIR)/day2night.tflite (report: exported/report.md)"
	@echo "Before, after and truth: $(CURDIR)/day2night.png"

student: runs/demo/model.keras
	$(BIN)/python -m unit_tf.distill --model=runs/demo --direction=ab --run_dir=runs/student
	$(BIN)/python -m export.convert --model=runs/student --domains=day,night --output=exported/student
	cp exported/student/ab_integer.tflite day2night_student.tflite
	$(BIN)/python -m unit_tf.evaluate --model=runs/student --teacher=runs/demo --dataset=scenes \
	    --tflite_ab=day2night_student.tflite --features=none --sheet=day2night_student.png
	@echo "The student: $(CURDIR)/runs/student"
	@echo "The same for a phone: $(CURDIR)/day2night_student.tflite"
	@echo "Day, student, its file, teacher and truth: $(CURDIR)/day2night_student.png"

app:
	$(PYTHON) android_demo/build.py app

app-test:
	$(PYTHON) android_demo/build.py test

web:
	$(PYTHON) web_demo/build.py serve

web-test:
	$(PYTHON) web_demo/build.py test

test: .venv/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m pytest -n 2 --dist worksteal $(COVERAGE)
	$(PYTHON) web_demo/build.py test $(if $(UNIT_TF_REQUIRE_ALL),,--if-possible)
	$(PYTHON) android_demo/build.py test $(if $(UNIT_TF_REQUIRE_ALL),,--if-possible)

clean:
	rm -rf .venv runs exported android_demo/build web_demo/build web_demo/node_modules \
	    day2night.keras day2night.tflite day2night.png evaluation.json day2night_student.tflite \
	    day2night_student.png
