# The commands of the project; each is a script in scripts/. `make serve` and `make test` are all a newcomer needs.

# Plain `=`: some shells export HOST, and the environment must not decide whom the server listens to.
HOST = 127.0.0.1
PORT = 8080
FIXTURES =
OLD =
ARGS =

.PHONY: help serve test test-clients test-model test-examples test-chart bench bench-check bench-compare build docs libraries test-environment format lint clean set-up

help: ## Print this list
	@echo 'Pollux: a local twin of the Gemini API with code execution.'
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo '  make serve PORT=9000 HOST=127.0.0.1 FIXTURES=my-fixtures ARGS="more options of pollux serve"'
	@echo '  make test ARGS="--filter TurnLoop"'
	@echo '  make test-clients ARGS="litellm curl"'

serve: build ## Set up, build and run the server on 127.0.0.1:8080
	@exec scripts/serve --host '$(HOST)' --port '$(PORT)' $(if $(FIXTURES),--fixtures '$(FIXTURES)') $(ARGS)

test: set-up ## Set up, build for debugging and run every test, and some of the clients
	@scripts/install-test-environment
	@scripts/test $(ARGS)
	@$(if $(ARGS),:,scripts/test-clients --build debug curl google-genai google-generativeai pytest-pollux)

test-clients: build ## Set up, build and run the programs of all clients in Tests/Clients
	@scripts/test-clients $(ARGS)

test-model: build ## Set up, build and ask real language models through Pollux (0.6 GB to fetch, 10 minutes)
	@scripts/test-model $(ARGS)

test-examples: build ## Set up, build and run what Examples/ shows, without a container engine
	@scripts/test-examples

test-chart: build ## Set up, build and try the Helm chart, without a cluster
	@scripts/test-chart

bench: build ## Set up, build and measure beside Jupyter, bubblewrap, gVisor and others, into Benchmarks/results/
	@scripts/install-bench-environment
	@.bench-environment/contenders/bin/python -B Benchmarks/bench.py $(ARGS)

bench-check: build ## Fail where Pollux became more than 20 % slower than Benchmarks/baseline.json
	@scripts/install-bench-environment --tools
	@/usr/bin/python3 -B Benchmarks/check.py $(ARGS)

bench-compare: build ## Measure this build and that of another checkout in turns: OLD=../pollux-before
	@scripts/install-bench-environment --tools
	@/usr/bin/python3 -B Benchmarks/compare.py '$(OLD)' $(ARGS)

build: set-up ## Set up and build the release binaries
	@scripts/build release

docs: build ## Write docs/settings.md from the program's own table
	@scripts/docs

libraries: ## Pin what sandbox-config/requirements.in names and install it
	@scripts/check-machine
	@scripts/install-packages
	@scripts/lock-libraries
	@scripts/install-libraries

test-environment: ## Fetch the newest SDK for the tests now
	@scripts/install-test-environment --refresh

format: ## Format the Swift files
	@scripts/format

lint: ## Check the form of Swift files and scripts
	@scripts/lint

clean: ## Remove builds, libraries and the test environments
	rm -rf .build .build-examples .build-faults .build-libraries.* .build-lock.* .libraries .test-environment .test-environment-2 .test-clients \
	  .bench-environment .model-environment

set-up:
	@scripts/check-machine
	@scripts/install-packages
	@scripts/install-libraries
