#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# script/run where it is not as usual: a path with a blank, another folder, sources that cannot
# be written, packages that are missing and cannot be fetched. The tools that build are ones of
# the test, which say how they were called.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs bash
top=$dir/a\ checkout
mkdir "$dir/bin" "$top" "$top/script" "$top/data"
cp "$TESTS/../script/run" "$TESTS/../script/bootstrap" \
	"$TESTS/../script/path" "$TESTS/../script/test" "$top/script" || exit 1
cd "$dir" || exit 1

# tool NAME TEXT: what stands for it.
tool() {
	printf '#!/bin/sh\n%s\n' "$2" >"bin/$1"
	chmod +x "bin/$1"
}
for name in gcc automake autopoint msgfmt; do tool $name ''; done
tool cc 'cat >/dev/null'
# shellcheck disable=SC2016 # the tool's own words
{
	tool pkg-config '[ "$2" != "$LACKS" ]'
	tool autoreconf 'echo autoreconf >>"$CALLS"
printf "%s\n" "#!/bin/sh" "echo configure \"\$0\" >>\"\$CALLS\"" "touch config.status Makefile" >configure
chmod +x configure
touch data/pemdeck.1'
	tool make 'printf "%s\n" "#!/bin/sh" "echo \"started \$*\"" >pemdeck
chmod +x pemdeck'
	tool sudo 'shift; exec "$@"'
	tool apt-get 'case "$*" in
*update*) echo "W: Failed to fetch http://mirror.example/InRelease"; exit 0 ;;
*) for package in a b c d e f g; do echo "E: Unable to locate package $package"; done; exit 100 ;;
esac'
}
PATH=$dir/bin:$PATH
export PATH CALLS="$dir/calls" LACKS=none

# starts WORDS FOLDER: it builds there, and starts what it built.
starts() {
	: >calls
	BUILD=$2 "$top/script/run" --one 'two three' >out 2>err
	same 'started --one two three' "$(cat out)" "$1" || tap_show err err
}
starts 'in a path with a blank' ''
check 'in its folder build' test -x "$top/build/pemdeck"
grep -q '^configure [^ ]*$' calls
ok $? 'configure is called by a path without one' || tap_show calls calls
starts 'once more' ''
same '' "$(cat calls)" 'nothing is configured again'
starts 'in a folder elsewhere' "$dir/else where"
same 1 "$(grep -c configure calls)" 'which is configured'
export TMPDIR="$dir/nowhere"
starts 'where the directory for temporary files is missing' ''
unset TMPDIR

# ---- tests, where that directory has a blank and a colon -----------------------------------------
mkdir 'a place: it'
# shellcheck disable=SC2016 # the test's own words
for uses in 'echo "LD_PRELOAD=$dir/x.so"' 'echo $dir'; do
	printf '%s\n' '. "$TESTS/tap.sh"' "$uses" >stands
	TMPDIR="$dir/a place: it" sh ./stands >out 2>err
	case $uses in
	*LD_PRELOAD*) ! grep -q '[ :]' out ;;
	*) grep -q '/a place: it/' out ;;
	esac
	ok $? "a test that says $uses" || tap_show out out
done

# ---- an environment with nothing in it -----------------------------------------------------------
mkdir bare bare/script bare/build bare/data
cp "$top/script/run" "$top/script/path" "$top/script/test" bare/script
printf '#!/bin/sh\nexport -p\n' | tee bare/script/bootstrap >bare/build/pemdeck
chmod +x bare/script/bootstrap bare/build/pemdeck
env -i bare/script/run >out 2>err
grep -q "PATH=.*/usr/bin" out
ok $? 'run gives a PATH to what it starts' || tap_show out out
env -i bare/script/test >out 2>err
grep -q "PATH=.*/usr/bin" bare/build-test/logs/packages.log
ok $? 'and so does test' || tap_show out out
PATH="$PATH:/of/ours" bare/script/run >out 2>err
grep -q 'PATH=.*:/of/ours' out
ok $? 'one that is there stays as it is' || tap_show out out

# ---- what is missing --------------------------------------------------------------------------
LACKS=libconfig "$top/script/run" >out 2>err
same 1 $? 'a package that cannot be installed'
grep -q 'http://mirror.example' err
ok $? 'is told with the source that cannot be reached' || tap_show err err
grep -q 'the package lists cannot be fetched.*apt-get install libconfig-dev$' err
ok $? 'and with what is to be done' || tap_show err err

# ---- what cannot be written -------------------------------------------------------------------
reader=
[ "$(id -u)" -ne 0 ] || reader='setpriv --reuid 4711 --regid 4711 --clear-groups'
chmod 755 "$dir"
if [ -n "$reader" ] && ! $reader test -x "$top/script/run"; then
	skip 'no account that may not write here'
else
	mkdir free
	chmod 777 free
	chmod 666 calls
	chmod a-w "$top" "$top/data"
	BUILD=$dir/free/build $reader "$top/script/run" >out 2>err
	same started "$(xargs <out)" 'sources that were built are enough' || tap_show err err
	for made in data/pemdeck.1 configure; do
		rm -f "$top/$made" 2>/dev/null || { chmod u+w "$top" "$top/data" && rm "$top/$made"; }
		chmod a-w "$top" "$top/data"
		BUILD=$dir/free/$made $reader "$top/script/run" >out 2>err
		same "script/bootstrap: $top cannot be written: copy it to where it can" \
			"$(cat err)" "without $made they are not"
	done
	chmod u+w "$top" "$top/data"
fi
tap_done
