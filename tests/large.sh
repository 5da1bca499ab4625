# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# For tests of what is large: a CA of openssl, and how much memory a run takes. It goes where
# the test has its $dir.

if [ -n "${PEMDECK_VALGRIND-}${PEMDECK_SLOW-}" ]; then
	echo '1..0 # SKIP memory and time are not what they are under valgrind and sanitizers'
	exit 0
fi
# shellcheck source=tests/takeover.sh
. "$TESTS/takeover.sh"

# measured COMMAND...: status, out and err as of run, and $kilobytes: what the largest of its
# processes had in memory, those included that it leaves to end by themselves.
measured() {
	python3 - "$@" >kilobytes <<'END'
import ctypes, os, resource, subprocess, sys
SUBREAPER = 36
ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
done = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=open("out", "w"),
                      stderr=open("err", "w"))
try:
    while True:
        os.wait()
except ChildProcessError:
    pass
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(done.returncode)
END
	status=$?
	kilobytes=$(cat kilobytes)
}

# at_most KILOBYTES WORDS: the last run went well, and had no more.
at_most() {
	[ "$status" -eq 0 ] && [ "$kilobytes" -lt "$1" ]
	ok $? "$2" || tap_show "status $status, $kilobytes kB, at most $1" err
}
