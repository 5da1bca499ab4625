#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the module of a token writes to standard error is not written across the screen: it comes
# when the terminal is given back.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
if ! command -v tmux >/dev/null || [ -n "${PEMDECK_VALGRIND-}" ]; then
	echo '1..0 # SKIP no tmux (Debian: tmux), or under valgrind'
	exit 0
fi
cd "$dir" || exit 1
# shellcheck source=tests/token.sh
. "$TESTS/token.sh"
# shellcheck source=tests/tmux.sh
. "$TESTS/tmux.sh"
unset SUDO_USER
cat >noise.c <<'END'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <string.h>
#include <unistd.h>
__attribute__((visibility("default"))) void *
dlopen(const char *path, int flags)
{
	void *(*next)(const char *, int);
	*(void **)&next = dlsym(RTLD_NEXT, "dlopen");
	if (path != NULL && strstr(path, "softhsm") != NULL)
		(void)!write(2, "said by a module\n", 17);
	return next(path, flags);
}
END
if ! ${CC:-cc} -shared -fPIC -o noise.so noise.c -ldl 2>log ||
	! LD_PRELOAD="$dir/noise.so" true 2>>log; then
	skip "nothing can be put before dlopen here: $(cat log)"
	tap_done
fi
run tls show
mux new-session -d -s screen -x 80 -y 24 \
	"env LD_PRELOAD=$dir/noise.so $PEMDECK --account eve; echo ended; exec cat"
shows '^> .*CA, standard' 'the screen opens'
press K
shows '^> +test +set' 'the modules are loaded'
! grep -q 'said by a module' seen
ok $? 'and nothing is written across the screen' || tap_show screen seen
press Escape
shows '^> .*CA, standard' 'the page goes'
press q
shows 'ended' 'pemdeck ends'
grep -q 'said by a module' seen
ok $? 'and what the module said is told' || tap_show screen seen
tap_done
