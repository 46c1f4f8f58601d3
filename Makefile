# fr: flight-recorder tools. `make help` lists the targets.

VERSION  := $(shell sed -n 's/^.define FR_VERSION "\(.*\)"/\1/p' lib/version.h)
PREFIX   ?= /usr/local
BINDIR   ?= $(PREFIX)/bin
SHAREDIR ?= $(PREFIX)/share/fr
MANDIR   ?= $(PREFIX)/share/man
BUILD    ?= build

CC       ?= cc
CFLAGS   ?= -O2 -g
WARNINGS := -std=c17 -Wall -Wextra -Werror -Wshadow -Wvla -Wformat=2 -Wno-format-nonliteral -Wstrict-prototypes \
            -Wmissing-prototypes -Wundef -Wno-unused-function
HARDENED := -fstack-protector-strong -fstack-clash-protection -fcf-protection -fPIE -D_FORTIFY_SOURCE=2
INCLUDES := -D_GNU_SOURCE -Ilib -include lib/banned.h -isystem $(shell pg_config --includedir 2>/dev/null || echo /usr/include/postgresql)
ALL_LIBS := -ljq -lcurl -lpq -lsqlite3 -lpcre2-8 -lpg_query -lnettle -lmd4c -lz -lm
LINK     := -pie -Wl,-z,relro,-z,now,-z,noexecstack -Wl,--as-needed

# What each tool is made of: every file in cmd/TOOL/, these files of lib/, and these libraries.
core          := command envelope error id json json_write paths share text values
sampling      := database database_value session recording recording_copy recording_script recording_section sampler sampler_server
sanitize      := bytes pseudonyms sanitize $(patsubst lib/%.c,%,$(wildcard lib/sanitize/*.c))
configuration := config config_keys config_read
http          := http http_headers http_memory http_transfer http_url
lexing        := sanitize/counts sanitize/cut sanitize/lex sanitize/sql sanitize/statement
keeping       := $(patsubst lib/%.c,%,$(wildcard lib/store*.c)) database database_value libpq_lazy
money         := $(keeping) breaker cache ledger price pricing pricing_entry usage
fr-alert      := $(core) $(keeping) $(sanitize) clean $(configuration) credentials findings metrics shell $(http)
fr-chat       := $(core) $(keeping) bytes check $(configuration) entry look markdown markdown_span markdown_table pack price \
                 pricing pricing_entry pseudonyms reveal styled usage
fr-config     := $(core) $(configuration) credentials shell
fr-context    := $(core) $(sampling) bytes $(configuration) explain hypopg policy program program_files statement when
fr-incident   := $(core) $(keeping) $(configuration) findings metrics
fr-llm        := $(core) $(money) $(sanitize) clean $(configuration) credentials $(http) markdown_inline program program_files seal shell sse
fr-cost       := $(core) $(money) $(configuration) metrics
fr-log        := $(core) $(keeping) bytes check $(configuration) entry entry_export look markdown markdown_span markdown_table metrics pack \
                 pseudonyms reveal spool styled when
fr-prompt     := $(core) $(keeping) $(sanitize) $(configuration) program program_files seal
fr-record     := $(core) $(sampling)
fr-remediate  := $(core) $(keeping) database_act $(configuration) program program_files when
fr-sanitize   := $(core) $(configuration) reveal $(sanitize)
fr-tool       := $(core) $(sampling) $(sanitize) $(configuration) explain fetch hypopg index_policy markdown_code markdown_inline \
                 policy program program_files statement when
fr-verify     := $(core) bytes quantity

fr-alert_libs    := -ljq -lcurl -lmd4c -lsqlite3 -lpcre2-8 -lnettle -lm
fr-chat_libs     := -ljq -ledit -lmd4c -lnettle -lsqlite3 -lz -lm
fr-config_libs   := -ljq -lm
fr-remediate_libs := -ljq -lsqlite3 -lm
fr-sanitize_libs := -ljq -lpcre2-8 -lnettle -lsqlite3 -lm
fr-llm_libs      := -ljq -lcurl -lsqlite3 -lpcre2-8 -lnettle -lm
fr-prompt_libs   := -ljq -lsqlite3 -lpcre2-8 -lnettle -lm
fr-incident_libs := -ljq -lsqlite3 -lm
fr-cost_libs     := -ljq -lsqlite3 -lm
fr-log_libs      := -ljq -lsqlite3 -lmd4c -lnettle -lz -lm
fr-context_libs  := -ljq -lpq -lpg_query -lsqlite3 -lm
fr-record_libs   := -ljq -lpq -lsqlite3 -lm
fr-tool_libs     := -ljq -lpq -lpg_query -lpcre2-8 -lmd4c -lnettle -lsqlite3 -lm
fr-verify_libs   := -ljq -lm
TOOLS := fr-alert fr-chat fr-config fr-context fr-cost fr-incident fr-log fr-record fr-llm fr-prompt fr-remediate fr-sanitize fr-tool fr-verify

.PHONY: all
all: $(TOOLS:%=$(BUILD)/bin/%) $(BUILD)/bin/fr $(BUILD)/share/fr ## build every tool into build/bin

define tool
$(BUILD)/bin/$(1): $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard cmd/$(1)/*.c)) $(patsubst %,$(BUILD)/obj/lib/%.o,$($(1))) | $(BUILD)/share/fr
	@mkdir -p $$(@D)
	@echo "  LINK  $$@"
	@$$(CC) $$(CFLAGS) $$(LINK) $$(LDFLAGS) -o $$@ $$(filter %.o,$$^) $($(1)_libs)
endef
$(foreach t,$(TOOLS),$(eval $(call tool,$(t))))

$(BUILD)/obj/%.o: %.c Makefile
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(CC) $(CPPFLAGS) $(INCLUDES) $(WARNINGS) $(HARDENED) $(CFLAGS) -DFR_SHAREDIR='"$(SHAREDIR)"' -MMD -MP -c -o $@ $<

-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)

# The share folder as the binaries see it from the tree: ../share/fr.
$(BUILD)/share/fr:
	@mkdir -p $(@D)
	ln -sfn $(CURDIR)/share $@

$(BUILD)/bin/fr: cmd/fr/fr.sh
	@mkdir -p $(@D)
	install -m 755 $< $@

# Tests, linters, measurements. FR_BIN tells the tests which binaries to run.
TESTS    ?= $(wildcard tests/*.bats)
UNITS    := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/*.c))
SANITIZE := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
SCRIPTS  := scripts/deps scripts/demo .ci/run tests/eval/run tests/incidents/make $(wildcard cmd/fr/*.sh)
SOURCES  := $(wildcard lib/*.[ch] lib/*/*.[ch] cmd/*/*.[ch] tests/unit/*.[ch] tests/fuzz/*.c tests/preload/*.c bench/*.c)

$(BUILD)/unit/%: tests/unit/%.c $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard lib/*.c lib/*/*.c)) | $(BUILD)/share/fr
	@mkdir -p $(@D)
	@echo "  UNIT  $@"
	@$(CC) $(CPPFLAGS) $(INCLUDES) $(WARNINGS) $(HARDENED) $(CFLAGS) $(LINK) $(LDFLAGS) -o $@ $(filter %.c %.o,$^) $(ALL_LIBS)

.PHONY: deps
deps: ## install what the build and the tests need (Debian packages)
	@scripts/deps check

.PHONY: check
check: deps all lint ## missing packages, build, linters, every test, and all of it again under ASan and UBSan
	$(MAKE) --no-print-directory test
	$(MAKE) --no-print-directory asan

.PHONY: test
test: all $(UNITS) ## every test on what is built
	@set -e; for unit in $(UNITS); do echo "$$unit"; $$unit; done
	$(if $(FR_ASAN),ASAN_OPTIONS=detect_leaks=1:abort_on_error=1 LSAN_OPTIONS=suppressions=$(CURDIR)/tests/lsan.supp:print_suppressions=0) FR_BIN=$(abspath $(BUILD))/bin bats --jobs 2 --no-parallelize-within-files --print-output-on-failure $(TESTS)

.PHONY: asan
asan: ## build with ASan and UBSan into build/asan and run the tests on that; the tools may leak nothing
	ASAN_OPTIONS=detect_leaks=0:abort_on_error=1 $(MAKE) --no-print-directory test BUILD=$(BUILD)/asan CFLAGS="$(SANITIZE)" \
	    HARDENED=-fPIE LDFLAGS="-fsanitize=address,undefined" FR_ASAN=1

# clang has libFuzzer, so it gets objects of its own. What is found stays in build/fuzz. libjq 1.6 leaks on bad JSON.
FUZZ_SECONDS ?= 600
$(BUILD)/fuzz/sanitize: tests/fuzz/sanitize.c $(patsubst %,$(BUILD)/obj/lib/%.o,$(core) $(sanitize)) | $(BUILD)/share/fr
	@mkdir -p $(@D)
	@$(CC) $(CPPFLAGS) $(INCLUDES) $(WARNINGS) $(CFLAGS) -fsanitize=fuzzer -o $@ $(filter %.c %.o,$^) $(ALL_LIBS)

.PHONY: fuzz
fuzz: ## fuzz fr-sanitize for FUZZ_SECONDS (600) with libFuzzer, ASan and UBSan
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/clang CC=clang HARDENED= \
	    CFLAGS="-O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all" $(BUILD)/clang/fuzz/sanitize
	@state=$$(mktemp -d) && mkdir -p $(BUILD)/fuzz/corpus && trap 'rm -rf "$$state"' EXIT && cd $(BUILD)/fuzz && \
	    ASAN_OPTIONS=detect_leaks=0 FR_FUZZ_STATE=$$state $(abspath $(BUILD))/clang/fuzz/sanitize -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=1024 \
	    -max_len=4096 -print_final_stats=1 -dict=$(CURDIR)/tests/fuzz/sanitize.dict corpus $(CURDIR)/tests/fuzz/corpus

.PHONY: demo
demo: ## missing packages, build, a throwaway PostgreSQL with a real incident in it, its diagnosis
	@scripts/deps demo
	@$(MAKE) --no-print-directory --quiet all
	@FR_BIN=$(abspath $(BUILD))/bin scripts/demo

.PHONY: lint
lint: ## clang-format, cppcheck, shellcheck, mandoc, jq and JSON files
	clang-format --dry-run --Werror $(SOURCES)
	cppcheck --quiet --std=c11 --enable=warning,performance,portability --error-exitcode=1 --inline-suppr \
	    --suppress=missingIncludeSystem -D_GNU_SOURCE --include=/usr/include/jv.h -Ilib lib cmd
	shellcheck $(SCRIPTS)
	mandoc -T lint -W warning man/*.[1-9]
	! ls share/store/*/[0-9]*.sql | sed 's/_[^/]*$$//' | uniq -d | grep . # two migrations of one number
	! grep -rnE '\b(r?index|indices)\(\[' --include='*.jq' share # libjq 1.6 leaks what it looks for: any(.[]; . == $$x)
	for file in $$(find share -name '*.json'); do jq empty "$$file" || exit 1; done

.PHONY: format
format: ## put every C file into the house style
	clang-format -i $(SOURCES)

$(BUILD)/bench/%: bench/%.c $(patsubst %,$(BUILD)/obj/lib/%.o,$(core) $(money) $(configuration)) | $(BUILD)/share/fr
	@mkdir -p $(@D)
	@echo "  BENCH $@"
	@$(CC) $(CPPFLAGS) $(INCLUDES) $(WARNINGS) $(HARDENED) $(CFLAGS) $(LINK) $(LDFLAGS) -o $@ $(filter %.c %.o,$^) -ljq -lsqlite3 -lm

.PHONY: eval
eval: all ## have every labelled incident diagnosed, and judge that by the labels
	FR_BIN=$(abspath $(BUILD))/bin tests/eval/run -t -x tests/eval/expected.json

.PHONY: bench
bench: all $(BUILD)/bench/ledger ## measure, and print the tables of the README
	FR_BIN=$(abspath $(BUILD))/bin bench/run

$(BUILD)/bench/lexer: bench/lexer.c $(patsubst %,$(BUILD)/obj/lib/%.o,bytes error $(lexing))
	@mkdir -p $(@D)
	@$(CC) $(CPPFLAGS) $(INCLUDES) $(WARNINGS) $(HARDENED) $(CFLAGS) $(LINK) $(LDFLAGS) -o $@ $(filter %.c %.o,$^) $(ALL_LIBS)

.PHONY: install
install: all ## install under DESTDIR and PREFIX
	install -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(SHAREDIR)
	install -m 755 $(TOOLS:%=$(BUILD)/bin/%) $(BUILD)/bin/fr $(DESTDIR)$(BINDIR)
	cp -R share/. $(DESTDIR)$(SHAREDIR)
	for page in man/*.[1-9]; do \
	    install -D -m 644 $$page $(DESTDIR)$(MANDIR)/man$${page##*.}/$${page##*/} || exit 1; done

.PHONY: clean
clean: ## remove what was built
	rm -rf $(BUILD)

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r target help; do \
	    printf '  %-8s %s\n' "$$target" "$$help"; done
