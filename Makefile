# ytmpd-tui: `make run` shows it, `make check` tests it, `make help` says the rest.

PREFIX ?= /usr/local
DESTDIR ?=
# Swift's crash reporter takes a minute for a report that nobody reads in a test run.
export SWIFT_BACKTRACE ?= enable=no

binary := .build/release/ytmpd-tui
formatted := $(wildcard Package.swift Sources Tests Benchmarks)

.PHONY: run check test soak sanitize build release lint format bench bench-quick install install-debug uninstall deb dist packages clean help

scripts := $(addprefix scripts/,setup build-release test sanitize install-files deb dist packages) packaging/install .ci/run

run: ## install what is missing, build, show the demo
	@scripts/setup
	@scripts/build-release
	@$(binary) demo

check: ## run the tests that need no MPD, yt-dlp, ffmpeg or other program (under three minutes)
	@scripts/test --quick

test: ## install what is missing, run every test
	@scripts/setup --tests
	@scripts/test

SOAK_SECONDS ?= 300
SOAK_SEED ?= $(shell date +%s)
soak: ## run the relay against everything at random, its cache with it, for SOAK_SECONDS each from SOAK_SEED on; then yt-dlp's answers
	swift build --build-tests
	@echo "seed $(SOAK_SEED)"
	YTMPD_RANDOM_SECONDS=$(SOAK_SECONDS) YTMPD_RANDOM_SEED=$(SOAK_SEED) \
	  swift test --disable-xctest --skip-build --filter '^ProxyKitTests\.(RandomRunTests|RandomCacheTests)'
	YTMPD_RANDOM_SECONDS=$(SOAK_SECONDS) YTMPD_RANDOM_SEED=$(SOAK_SEED) \
	  swift test --disable-xctest --skip-build --filter '^EndToEndTests\.EndToEnd/CacheCrashTests'
	YTMPD_FUZZ_SECONDS=60 YTMPD_FUZZ_SEED=$(SOAK_SEED) \
	  swift test --disable-xctest --skip-build --filter '^LibraryKitTests\.AnswerFuzzTests'

sanitize: ## run the tests under the address sanitizer, then under the thread sanitizer (40 minutes)
	@scripts/setup --tests
	@scripts/sanitize address
	@scripts/sanitize thread

build: ## build for debugging
	swift build

release: ## build the release binary and its debug file, check it and report its size
	@scripts/build-release

lint: ## check the form of sources and scripts
	swift format lint --strict --recursive --parallel $(formatted)
	@for script in $(scripts); do bash -n $$script || exit 1; done
	@if command -v shellcheck >/dev/null; then shellcheck $(scripts); fi

format: ## bring the sources into form
	swift format --in-place --recursive --parallel $(formatted)

bench: ## print speed and memory beside nginx and aiohttp (about 20 minutes)
	@scripts/setup --bench
	@scripts/build-release
	@Benchmarks/full

bench-quick: ## the same in two minutes, beside nginx alone
	@scripts/setup --bench
	@scripts/build-release
	@Benchmarks/quick

# Under sudo nothing is built: root's files in .build would be in the way of the next build.
install: ## build, and install program, units, manual pages and completions into PREFIX (/usr/local) below DESTDIR
	@if [ -z "$$SUDO_UID" ]; then scripts/build-release; fi
	@scripts/install-files $(binary) "$(PREFIX)" "$(DESTDIR)"

install-debug: ## put the names for crash reports where addr2line and gdb look for them, 90 MiB
	@test -e $(binary).debug || { echo 'run `make release` first, without sudo' >&2; exit 1; }
	install -D -m 644 $(binary).debug $(DESTDIR)$(PREFIX)/bin/.debug/ytmpd-tui.debug

uninstall: ## remove what install put there
	rm -f $(DESTDIR)$(PREFIX)/bin/.debug/ytmpd-tui.debug
	rmdir $(DESTDIR)$(PREFIX)/bin/.debug 2>/dev/null || true
	@scripts/install-files --remove $(binary) "$(PREFIX)" "$(DESTDIR)"

deb: release ## make a Debian package in .build/packages
	@scripts/deb

dist: release ## pack a release for other machines into .build/packages, with its checksum
	@scripts/dist

packages: release ## test what is installed and packed: manual pages, completions, units, the Debian package in a bare Debian
	@scripts/setup --packages
	@scripts/packages

clean: ## remove what was built; .tools with yt-dlp stays
	rm -rf .build

help: ## this list
	@sed -n 's/^\([a-z-]*\):[a-z ]* ## /  make \1	/p' $(MAKEFILE_LIST) | expand -t 20
