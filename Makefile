# The developer's verbs. CI and pre-commit call the same ones.
.PHONY: run test check fix snap pictures samples bench interop wheel

run:            ## open the screen on a scratch project made from the samples
	@mkdir -p build && cd build && annotator

test:           ## all tests
	python -m pytest -n auto

check:          ## formatting, lint, types, import contracts, shipped schemes
	ruff format --check .
	ruff check .
	mypy
	lint-imports --no-cache
	annotator scheme check blame
	annotator scheme check polnear

fix:            ## mend what can be mended by machine; make generated files anew
	ruff check --fix .
	ruff format .
	python -m annotator.schemes.json_schema
	python -m annotator.formats._record_schema

snap:           ## make the screens' snapshots anew (look at the report before you commit)
	python -m pytest tests/snapshots --snapshot-update

pictures:       ## draw the pictures in docs/pictures anew
	python -m tests.pictures

samples:        ## make exports/samples anew from seeds/
	python -m tests.samples

bench:          ## measure speed against floors
	python -m tests.benchmarks

interop:        ## have other tools read our files, each in an environment of its own; writes docs/interop.md
	python -m tests.interop --record

wheel:          ## build the wheel into dist/
	python -m build --wheel
