# A courtesy for those who have make; `python3 run.py` is the real way.
COMPILE = uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header \
	--universal --python-version 3.11

.PHONY: run test check bench lock

run: ## serve everything on this machine
	python3 run.py

test: ## the tests that need nothing but Python
	python3 run.py test

check: ## linters, types, layers, migrations, API document, deployment check
	bash .ci/run checks

bench: ## all benchmarks; LOG=answers.csv MISCONCEPTIONS=folder SETS=folder for those on given data
	python3 run.py test --version
	python3 scripts/services.py --durable -- .venv/bin/python -m benchmarks
	.venv/bin/python -m benchmarks.grading $(if $(SETS),--data $(SETS))
	$(if $(LOG),.venv/bin/python -m benchmarks.mastery $(LOG),@echo "mastery: LOG=file")
	$(if $(MISCONCEPTIONS),.venv/bin/python -m benchmarks.misconceptions $(MISCONCEPTIONS),\
		@echo "misconceptions: MISCONCEPTIONS=folder")

lock: ## compile the locks with hashes; the others follow the versions of the first
	$(COMPILE) --constraint constraints.txt requirements.in --output-file requirements.txt
	$(COMPILE) --constraint requirements.txt requirements-models.in \
		--output-file requirements-models.txt
	$(COMPILE) --constraint requirements.txt requirements-material.in \
		--output-file requirements-material.txt
	$(COMPILE) --constraint requirements.txt --constraint requirements-models.txt \
		requirements-dev.in --output-file requirements-dev.txt
	$(COMPILE) --constraint requirements.txt requirements-server.in \
		--output-file requirements-server.txt
