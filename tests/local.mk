# SPDX-License-Identifier: GPL-3.0-or-later

c_tests = \
	%D%/test-alias \
	%D%/test-alternative \
	%D%/test-armour \
	%D%/test-attack \
	%D%/test-bettertls \
	%D%/test-buffer \
	%D%/test-bundle \
	%D%/test-certificate \
	%D%/test-chain \
	%D%/test-change \
	%D%/test-colours \
	%D%/test-complete \
	%D%/test-constraints \
	%D%/test-corpus \
	%D%/test-csv \
	%D%/test-der \
	%D%/test-describe \
	%D%/test-detached \
	%D%/test-details \
	%D%/test-edit \
	%D%/test-edited \
	%D%/test-envelope \
	%D%/test-error \
	%D%/test-field \
	%D%/test-exchanged \
	%D%/test-file \
	%D%/test-fuzz \
	%D%/test-history \
	%D%/test-hostile-journal \
	%D%/test-issue \
	%D%/test-judge \
	%D%/test-key \
	%D%/test-limbo \
	%D%/test-list \
	%D%/test-memory \
	%D%/test-mutated \
	%D%/test-name \
	%D%/test-notation \
	%D%/test-name-match \
	%D%/test-ocsp \
	%D%/test-operations \
	%D%/test-patched \
	%D%/test-probe \
	%D%/test-progress \
	%D%/test-reader \
	%D%/test-replace \
	%D%/test-record \
	%D%/test-request \
	%D%/test-revocation \
	%D%/test-sandbox \
	%D%/test-settings \
	%D%/test-settings-text \
	%D%/test-store \
	%D%/test-targets \
	%D%/test-term \
	%D%/test-term-output \
	%D%/test-text \
	%D%/test-there \
	%D%/test-time \
	%D%/test-translate \
	%D%/test-special \
	%D%/test-tls-host \
	%D%/test-verify \
	$(NULL)
# Those that take minutes under valgrind and the sanitizers, which watch the same code in
# shorter ones, or look at no code of ours.
long_tests = \
	%D%/test-crash \
	%D%/test-key-lock \
	%D%/test-leftovers \
	%D%/test-pkits \
	%D%/test-proof \
	%D%/test-replace-crash \
	%D%/test-replace-race \
	%D%/test-ssl-crash \
	$(NULL)
long_scripts = \
	%D%/test-ansible-hosts.sh \
	%D%/test-ansible-lint.sh \
	%D%/test-ansible.sh \
	%D%/test-broken.sh \
	%D%/test-looks.sh \
	%D%/test-imports.sh \
	%D%/test-dialogs.sh \
	%D%/test-fails.sh \
	%D%/test-growth.sh \
	%D%/test-hardened.sh \
	%D%/test-formats-java.sh \
	%D%/test-layers.sh \
	%D%/test-linear-walk.sh \
	%D%/test-pictures.sh \
	%D%/test-power.sh \
	%D%/test-pseudo.sh \
	%D%/test-random-chains.sh \
	%D%/test-short-lives.sh \
	%D%/test-ssl-issue.sh \
	%D%/test-ssl-judged.sh \
	%D%/test-ssl-limits.sh \
	%D%/test-ssl-leaf.sh \
	%D%/test-ssl-life.sh \
	%D%/test-starttls.sh \
	%D%/test-system-trust.sh \
	%D%/test-run.sh \
	%D%/test-units.sh \
	%D%/test-writers.sh \
	$(NULL)

%C%_test_fuzz_SOURCES = %D%/fuzz-more.c %D%/fuzz-targets.c %D%/fuzz-targets.h %D%/test-fuzz.c

# The same for libFuzzer, in a build by clang that CONTRIBUTING.md tells of.
EXTRA_PROGRAMS += %D%/fuzz
%C%_fuzz_SOURCES = %D%/fuzz-more.c %D%/fuzz-targets.c %D%/fuzz-targets.h %D%/fuzz.c
%C%_fuzz_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer

# The bare calls that work costs at least.
EXTRA_PROGRAMS += %D%/bench-bare %D%/bench-envelope

# Material for tests and benchmarks with many certificates.
check_PROGRAMS += $(c_tests) $(long_tests) %D%/make-certificates

# Prints the table of operations, for tests that go through it.
check_PROGRAMS += %D%/operations
%C%_operations_LDADD = libui.a $(floors)
%C%_test_operations_SOURCES = %D%/test-operations.c ui/terminal/term_curses.c
%C%_test_operations_LDADD = libui.a $(floors)

%C%_test_colours_LDADD = libui.a $(floors) -lm
%C%_test_complete_LDADD = libui.a $(floors)
%C%_test_edit_LDADD = libui.a $(floors)
%C%_test_list_LDADD = libui.a $(floors)
%C%_test_progress_LDADD = libui.a $(floors)
%C%_test_term_LDADD = libui.a $(floors)
%C%_test_term_output_LDADD = libui.a $(floors)

# A terminal in memory that plays the scripts of screens/, and a program for it to run.
if HAVE_VTERM
check_PROGRAMS += %D%/screen-driver %D%/term-echo %D%/test-monkey
vterm_tests = %D%/test-monkey
endif
%C%_screen_driver_SOURCES = \
	%D%/screen-acts.c \
	%D%/screen-checks.c \
	%D%/screen-commands.h \
	%D%/screen-driver.c \
	%D%/screen-golden.c %D%/screen-golden.h \
	%D%/screen-keys.c %D%/screen-keys.h \
	%D%/screen-pty.c %D%/screen-pty.h \
	%D%/screen-script.c %D%/screen-script.h \
	%D%/screen-session.c %D%/screen-session.h \
	%D%/screen-view.c %D%/screen-view.h \
	$(NULL)
%C%_screen_driver_CFLAGS = $(AM_CFLAGS) $(VTERM_CFLAGS)
%C%_screen_driver_LDADD = libbase.a $(VTERM_LIBS)
%C%_test_monkey_SOURCES = \
	%D%/monkey-fence.c %D%/monkey-fence.h \
	%D%/monkey-hand.c %D%/monkey-hand.h \
	%D%/screen-keys.c %D%/screen-keys.h \
	%D%/screen-pty.c %D%/screen-pty.h \
	%D%/screen-session.c %D%/screen-session.h \
	%D%/screen-view.c %D%/screen-view.h \
	%D%/test-monkey.c \
	$(NULL)
%C%_test_monkey_CFLAGS = $(AM_CFLAGS) $(VTERM_CFLAGS)
%C%_test_monkey_LDADD = libbase.a $(VTERM_LIBS)
%C%_term_echo_SOURCES = %D%/term-echo.c ui/terminal/term_curses.c
%C%_term_echo_LDADD = libui.a $(floors)

scripts = \
	%D%/test-ansible-places.sh \
	%D%/test-unconfined.sh \
	%D%/test-agreement.sh \
	%D%/test-acme.sh \
	%D%/test-admitted.sh \
	%D%/test-backup.sh \
	%D%/test-cases.sh \
	%D%/test-catalogue.sh \
	%D%/test-cli-json.sh \
	%D%/test-compare.sh \
	%D%/test-cli-operations.sh \
	%D%/test-cli.sh \
	%D%/test-clock.sh \
	%D%/test-completion.sh \
	%D%/test-copied-tabs.sh \
	%D%/test-copied.sh \
	%D%/test-damaged-rows.sh \
	%D%/test-data.sh \
	%D%/test-doctor.sh \
	%D%/test-due.sh \
	%D%/test-agents.sh \
	%D%/test-fleet-checked.sh \
	%D%/test-fleet-offline.sh \
	%D%/test-fleet-ansible.sh \
	%D%/test-fleet.sh \
	%D%/test-ensure.sh \
	%D%/test-ensure-ssl.sh \
	%D%/test-encryption.sh \
	%D%/test-environment.sh \
	%D%/test-no-proc.sh \
	%D%/test-no-terminfo.sh \
	%D%/test-faces.sh \
	%D%/test-container.sh \
	%D%/test-file-systems.sh \
	%D%/test-key-passphrase.sh \
	%D%/test-linear.sh \
	%D%/test-large-index.sh \
	%D%/test-large-list.sh \
	%D%/test-left-out.sh \
	%D%/test-many.sh \
	%D%/test-previews.sh \
	%D%/test-revoked.sh \
	%D%/test-formats-keys.sh \
	%D%/test-formats-names.sh \
	%D%/test-formats-needed.sh \
	%D%/test-formats-sealed.sh \
	%D%/test-old-store.sh \
	%D%/test-outside.sh \
	%D%/test-roles-screen.sh \
	%D%/test-services.sh \
	%D%/test-roles.sh \
	%D%/test-scan-hostile.sh \
	%D%/test-scan-keystores.sh \
	%D%/test-scan-ports.sh \
	%D%/test-scan-more.sh \
	%D%/test-scan-reload.sh \
	%D%/test-scan-show.sh \
	%D%/test-scan-take.sh \
	%D%/test-scan.sh \
	%D%/test-token.sh \
	%D%/test-token-encryption.sh \
	%D%/test-token-modules.sh \
	%D%/test-token-noise.sh \
	%D%/test-token-pin.sh \
	%D%/test-token-screen.sh \
	%D%/test-token-table.sh \
	%D%/test-settings-host.sh \
	%D%/test-freed.sh \
	%D%/test-same-bytes.sh \
	%D%/test-screen-memory.sh \
	%D%/test-settings-lists.sh \
	%D%/test-settings-screen.sh \
	%D%/test-screens.sh \
	%D%/test-signature-carried.sh \
	%D%/test-signature-judge.sh \
	%D%/test-signature-register.sh \
	%D%/test-signature-renew.sh \
	%D%/test-signature.sh \
	%D%/test-holder.sh \
	%D%/test-ssl-batch.sh \
	%D%/test-ssl-handover.sh \
	%D%/test-ssl-adopt.sh \
	%D%/test-ssl-edited.sh \
	%D%/test-ssl-exports.sh \
	%D%/test-ssl-former.sh \
	%D%/test-ssl-life.sh \
	%D%/test-ssl-objections.sh \
	%D%/test-ssl-ocsp.sh \
	%D%/test-ssl-register.sh \
	%D%/test-ssl-renew-ca.sh \
	%D%/test-ssl-stays.sh \
	%D%/test-ssl-takeover.sh \
	%D%/test-ssl.sh \
	%D%/test-status.sh \
	%D%/test-tls-deploy.sh \
	%D%/test-tls-hook.sh \
	%D%/test-tls-issued.sh \
	%D%/test-tls-names.sh \
	%D%/test-tls-names-screen.sh \
	%D%/test-tls-targets.sh \
	%D%/test-tls.sh \
	%D%/test-tour.sh \
	%D%/test-tmux-tabs.sh \
	%D%/test-tmux.sh \
	%D%/test-trust-export.sh \
	%D%/test-trust-import.sh \
	%D%/test-trust-live.sh \
	%D%/test-trust-reasons.sh \
	%D%/test-trust-screen.sh \
	%D%/test-trust-show.sh \
	%D%/test-trust-staple.sh \
	%D%/test-trust-zone.sh \
	%D%/test-trust.sh \
	%D%/test-true-reasons.sh \
	%D%/test-history-seal.sh \
	%D%/test-meanwhile.sh \
	%D%/test-migrate.sh \
	%D%/test-migrate-more.sh \
	%D%/test-slow-disk.sh \
	%D%/test-log.sh \
	%D%/test-sensitive.sh \
	%D%/test-sentences-chain.sh \
	%D%/test-sentences.sh \
	%D%/test-undo.sh \
	%D%/test-undo-large.sh \
	%D%/test-weak.sh \
	%D%/test-wrapped.sh \
	%D%/test-zone.sh \
	$(NULL)
dist_check_SCRIPTS += $(scripts) $(long_scripts)

EXTRA_DIST += \
	%D%/agreement.h \
	%D%/fixtures.h \
	%D%/forge.h \
	%D%/mapping.h \
	%D%/scratch.h \
	%D%/tap.h \
	%D%/tool.h \
	%D%/bench-screen.py \
	%D%/bench-table.py \
	%D%/make-database.py \
	%D%/make-keystore.py \
	%D%/make-list.py \
	%D%/make-old-store.sh \
	%D%/old-store.tar.gz \
	%D%/break-all.py \
	%D%/import-all.py \
	%D%/coverage-exit.c \
	%D%/coverage.py \
	%D%/fail-preload.c \
	%D%/power-cut.py \
	%D%/random-chains.py \
	%D%/writers.py \
	%D%/other-signature.py \
	%D%/search-memory.py \
	%D%/bench-ansible.sh \
	%D%/bench-trust.sh \
	%D%/ca.sh \
	%D%/copied.sh \
	%D%/large.sh \
	%D%/takeover.sh \
	%D%/clock-preload.c \
	%D%/clock.sh \
	%D%/hostile-places.py \
	%D%/unanswered-preload.c \
	%D%/unconfined-preload.c \
	%D%/no-terminfo-preload.c \
	%D%/crash-preload.c \
	%D%/crash-trace.c \
	%D%/crash.sh \
	%D%/dated.sh \
	%D%/libconfig.supp \
	%D%/lsan.supp \
	%D%/make-fixtures.sh \
	%D%/make-pseudo.sh \
	%D%/memcheck.sh \
	%D%/sample-store.sh \
	%D%/sample.sh \
	%D%/slow-preload.c \
	%D%/stop-preload.c \
	%D%/freed-preload.c \
	%D%/tap.sh \
	%D%/der.sh \
	%D%/sentences.sh \
	%D%/tls.sh \
	%D%/ansible.sh \
	%D%/fleet.sh \
	%D%/token.sh \
	%D%/token-preload.c \
	%D%/scan.sh \
	%D%/no-services/services.cfg \
	%D%/tmux.sh \
	%D%/screens/README.md \
	%D%/screens/app-ascii.screen \
	%D%/screens/app-bytes.screen \
	%D%/screens/app-below.screen \
	%D%/screens/app-cancel.screen \
	%D%/screens/app-deploy.screen \
	%D%/screens/app-editor.screen \
	%D%/screens/app-ends.screen \
	%D%/screens/app-export.screen \
	%D%/screens/app-export.txt \
	%D%/screens/app-flood.screen \
	%D%/screens/app-focus.screen \
	%D%/screens/app-findings.screen \
	%D%/screens/app-generate-40x12.txt \
	%D%/screens/app-generate-asks-40x12.txt \
	%D%/screens/app-generate-asks.txt \
	%D%/screens/app-former.screen \
	%D%/screens/app-generate.screen \
	%D%/screens/app-generate.txt \
	%D%/screens/app-help-40x12.txt \
	%D%/screens/app-help.screen \
	%D%/screens/app-help.txt \
	%D%/screens/app-import-asks.txt \
	%D%/screens/app-import.screen \
	%D%/screens/app-issue.screen \
	%D%/screens/app-issue.txt \
	%D%/screens/app-keys.screen \
	%D%/screens/app-menu-40x12.txt \
	%D%/screens/app-menu.txt \
	%D%/screens/app-narrow.screen \
	%D%/screens/app-paste.screen \
	%D%/screens/app-review.screen \
	%D%/screens/app-places.screen \
	%D%/screens/app-show.screen \
	%D%/screens/app-storm.screen \
	%D%/screens/app-tabs-40x12.txt \
	%D%/screens/app-tabs.screen \
	%D%/screens/app-tabs.txt \
	%D%/screens/app-tags.screen \
	%D%/screens/app-types.screen \
	%D%/screens/app-unicode.screen \
	%D%/screens/app-unicode-plain.txt \
	%D%/screens/app-unicode.txt \
	%D%/screens/app-update-40x12.txt \
	%D%/screens/app-update-empty.txt \
	%D%/screens/app-update.screen \
	%D%/screens/app-welcome.screen \
	%D%/screens/app-write.screen \
	%D%/screens/app-update.txt \
	%D%/screens/app-warned.screen \
	%D%/screens/dialogs \
	%D%/screens/pictures \
	%D%/screens/german-confirm.txt \
	%D%/screens/german-form.txt \
	%D%/screens/german-tabs.txt \
	%D%/screens/german.screen \
	%D%/screens/linear.screen \
	%D%/screens/replace.screen \
	%D%/screens/term-burst.screen \
	%D%/screens/term-escape.screen \
	%D%/screens/term-hangup.screen \
	%D%/screens/term-keys.screen \
	%D%/screens/term-looks.txt \
	%D%/screens/term-paste-plain.screen \
	%D%/screens/term-paste.screen \
	%D%/screens/term-resize.screen \
	%D%/screens/term-signals.screen \
	%D%/screens/term-stop.screen \
	%D%/screens/term-text-c.txt \
	%D%/screens/term-text.screen \
	%D%/screens/term-text.txt \
	%D%/screens/term-types.screen \
	%D%/screens/term-unknown.screen \
	$(NULL)

# Every test program stands on the floors.
LDADD = $(floors)

# The longest first: the others fill the processors beside them.
if SANITIZERS
slow = PEMDECK_SLOW=1; export PEMDECK_SLOW;
# To look for leaks takes a process as long as all else that it does, and to note where
# memory was allocated a third of its start: of the scripts, those do that go through every
# operation, screen and question. What the others find is told without that place.
asan = detect_leaks=0:malloc_context_size=0
%D%/test-cli-operations.log %D%/test-linear.log %D%/test-screens.log: asan = detect_leaks=1
with_asan = env ASAN_OPTIONS=$(asan)
else
long = $(long_tests) $(long_scripts)
endif
TESTS = $(long) $(c_tests) $(vterm_tests) $(scripts)
TEST_EXTENSIONS = .sh
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
SH_LOG_DRIVER = $(with_asan) $(LOG_DRIVER)

# What an attacker tries, as often as TRIES says and not for some seconds, and all bits, kills
# and errors of which the suite takes some: make check-long. Its table is printed at the end.
TRIES = 1000
attacks = \
	%D%/test-attack \
	%D%/test-corpus \
	%D%/test-crash \
	%D%/test-detached \
	%D%/test-edited \
	%D%/test-fuzz \
	%D%/test-leftovers \
	%D%/test-mutated \
	%D%/test-probe \
	%D%/test-proof \
	%D%/test-replace-crash \
	%D%/test-replace-race \
	%D%/test-special \
	%D%/test-ssl-crash \
	%D%/test-translate \
	%D%/test-acme.sh \
	%D%/test-admitted.sh \
	%D%/test-ansible-places.sh \
	%D%/test-backup.sh \
	%D%/test-broken.sh \
	%D%/test-clock.sh \
	%D%/test-fails.sh \
	%D%/test-history-seal.sh \
	%D%/test-looks.sh \
	%D%/test-imports.sh \
	%D%/test-key-passphrase.sh \
	%D%/test-outside.sh \
	%D%/test-power.sh \
	%D%/test-random-chains.sh \
	%D%/test-screen-memory.sh \
	%D%/test-signature-carried.sh \
	%D%/test-signature-judge.sh \
	%D%/test-signature-register.sh \
	%D%/test-ssl-batch.sh \
	%D%/test-ssl-edited.sh \
	%D%/test-ssl-register.sh \
	%D%/test-ssl-takeover.sh \
	%D%/test-tls-deploy.sh \
	%D%/test-writers.sh \
	$(vterm_tests) \
	$(NULL)
check-long:
	PEMDECK_LONG=1 PEMDECK_TRIES=$(TRIES) FUZZ_COUNT=20000 MONKEY_KEYS=20000 \
		$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(attacks)'
	@for test in $(attacks); do \
		log=$${test%.sh}.log; \
		printf '%s: %s passed\n' "$$test" "$$(grep -c '^ok' "$$log")"; \
		sed -n 's/^ok [0-9]* - \(.*[0-9] \(tries\|inputs\|keys\).*\)/  \1/p' "$$log"; \
	done
.PHONY: check-long

# What the tests work with; give CORPUS=FOLDER for the tests on a collection of real
# and hostile files.
PEMDECK = $(abs_builddir)/pemdeck
CORPUS = $(abs_srcdir)/../shared/corpus

# The same for everybody: language, time zone, no home, no store but the tests' own.
AM_TESTS_ENVIRONMENT = \
	LC_ALL=C.UTF-8 TZ=UTC0 HOME=/nonexistent PEMDECK='$(PEMDECK)' CORPUS='$(CORPUS)' \
	PEMDECK_DATA='$(abs_srcdir)/tests/no-services' \
	TESTS='$(abs_srcdir)/tests' FIXTURES='$(abs_builddir)/tests/fixtures' \
	SCREEN_DRIVER='$(abs_builddir)/tests/screen-driver' \
	TERM_ECHO='$(abs_builddir)/tests/term-echo' \
	CATALOGUES='$(abs_builddir)/tests/locale' TRANSLATIONS='$(abs_builddir)/locale' \
	OPERATIONS='$(abs_builddir)/tests/operations'; \
	LSAN_OPTIONS=suppressions='$(abs_srcdir)/tests/lsan.supp':print_suppressions=0; \
	export LSAN_OPTIONS; \
	export LC_ALL TZ HOME PEMDECK CORPUS TESTS FIXTURES SCREEN_DRIVER TERM_ECHO; \
	export CATALOGUES TRANSLATIONS OPERATIONS PEMDECK_DATA; \
	$(slow) test -d "$$CORPUS" || unset CORPUS; \
	unset SUDO_USER SUDO_UID DOAS_USER PKEXEC_UID; \
	unset TEXTDOMAINDIR PEMDECK_STORE XDG_DATA_HOME LANGUAGE NO_COLOR EDITOR VISUAL PAGER LESS;

# Files made by other tools; where those are missing, the tests that need them skip.
check_DATA += %D%/fixtures/.done
%D%/fixtures/.done: %D%/make-fixtures.sh %D%/der.sh
	$(AM_V_GEN)rm -rf '$(@D)' && $(MKDIR_P) '$(@D)' && \
	if test -n '$(OPENSSL)' && test -n '$(CERTTOOL)'; then \
		$(SHELL) $(srcdir)/tests/make-fixtures.sh '$(abs_builddir)/$(@D)'; \
	fi && touch $@

# A language that does not exist, made of all texts as they are now: those of the template may
# be older, and where the sources cannot be written they stay so.
check_DATA += %D%/locale/en@pseudo/LC_MESSAGES/pemdeck.mo
%D%/locale/en@pseudo/LC_MESSAGES/pemdeck.mo: %D%/make-pseudo.sh po/POTFILES.in $(written_from)
	$(AM_V_GEN)$(MKDIR_P) '$(@D)' && if test '$(MSGFMT)' != : && test '$(XGETTEXT)' != :; then \
		options=$$(echo 'show:; @echo $$(XGETTEXT_OPTIONS)' | \
			$(MAKE) -s --no-print-directory -f '$(srcdir)/po/Makevars' -f - show) && \
		$(XGETTEXT) $$options -D '$(srcdir)' -f '$(srcdir)/po/POTFILES.in' \
			-o '$@.pot' 2>/dev/null && \
			$(SHELL) $(srcdir)/tests/make-pseudo.sh '$@.pot' '$@' && \
			rm -f '$@.pot'; \
	fi

# A locale that is not C, for gettext asks LANGUAGE in no other: that of C.UTF-8 under another
# name, or what localedef makes.
check_DATA += %D%/locale/en.UTF-8/LC_CTYPE
%D%/locale/en.UTF-8/LC_CTYPE:
	$(AM_V_GEN)rm -rf '$(@D)' && $(MKDIR_P) '$(@D)' && \
	for from in /usr/lib/locale/C.utf8 /usr/lib/locale/C.UTF-8; do \
		test ! -e $$from/LC_CTYPE || { cp -R $$from/. '$(@D)' && exit; }; \
	done; localedef -i en_US -f UTF-8 '$(@D)'

# And one of eight bits, where the host has what it is made of.
check_DATA += %D%/locale/de_DE.ISO-8859-1/.done
%D%/locale/de_DE.ISO-8859-1/.done:
	$(AM_V_GEN)$(MKDIR_P) '$(@D)' && \
	{ localedef -i de_DE -f ISO-8859-1 '$(@D)' 2>/dev/null || :; } && touch '$@'

# Under valgrind: test programs but those that spend a minute there in the arithmetic of
# libraries, and run under the sanitizers too; and in these scripts pemdeck where sample.sh
# says so.
unwatched = %D%/test-bundle %D%/test-limbo %D%/test-mutated
watched_scripts = %D%/test-cli-operations.sh
memcheck: all
	@test -n '$(VALGRIND)' || { echo 'valgrind is missing (Debian: valgrind)'; exit 1; }
	rm -rf tests/valgrind && $(MKDIR_P) tests/valgrind && chmod 1777 tests/valgrind
	printf '#!/bin/sh\nexec %s %s %s "$$@"\n' '$(abs_srcdir)/tests/sample.sh' \
		'$(abs_builddir)/tests/valgrind' '$(abs_builddir)/pemdeck' \
		>tests/valgrind/pemdeck
	chmod +x tests/valgrind/pemdeck
	PEMDECK_SLOW=1 PEMDECK_VALGRIND=1 $(MAKE) check \
		TESTS='$(filter-out $(unwatched),$(c_tests)) $(watched_scripts)' \
		PEMDECK='$(abs_builddir)/tests/valgrind/pemdeck' \
		LOG_COMPILER='$(abs_srcdir)/tests/memcheck.sh $(abs_builddir)/tests/valgrind'
	@if cat tests/valgrind/*.log | grep .; then \
		echo 'valgrind found the above'; exit 1; \
	fi

# How fast it is, measured beside others.
.PHONY: bench
bench: all %D%/make-certificates %D%/bench-bare %D%/bench-envelope
	$(MKDIR_P) bench/results
	PEMDECK='$(PEMDECK)' MAKE_CERTIFICATES='$(abs_builddir)/tests/make-certificates' \
		BENCH_BARE='$(abs_builddir)/tests/bench-bare' \
		python3 $(srcdir)/tests/bench-table.py >bench/results/table.md
	cat bench/results/table.md
	PEMDECK='$(PEMDECK)' MAKE_CERTIFICATES='$(abs_builddir)/tests/make-certificates' \
		python3 $(srcdir)/tests/bench-screen.py
	PEMDECK='$(PEMDECK)' MAKE_CERTIFICATES='$(abs_builddir)/tests/make-certificates' \
		$(SHELL) $(srcdir)/tests/bench-trust.sh
	tests/bench-envelope
