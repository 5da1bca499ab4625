#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The modules of tokens are code of others: they are loaded by what needs a key in a token, or
# asks for tokens, and by nothing else, though tokens are there and p11-kit knows their modules.

# shellcheck source=tests/tap.sh
. "${TESTS:-$(dirname "$0")}/tap.sh"
cd "$dir" || exit 1
exec </dev/null
case $PEMDECK in
*valgrind*)
	skip 'valgrind preloads libraries of its own'
	tap_done
	;;
esac
# shellcheck source=tests/token.sh
. "${TESTS:-$(dirname "$0")}/token.sh"
cat >watch.c <<'END'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
__attribute__((visibility("default"))) void *
dlopen(const char *path, int flags)
{
	void *(*next)(const char *, int);
	FILE *file = fopen(getenv("WATCH"), "a");
	if (file != NULL) {
		(void)fprintf(file, "%s\n", path != NULL ? path : "");
		(void)fclose(file);
	}
	*(void **)&next = dlsym(RTLD_NEXT, "dlopen");
	return next(path, flags);
}
END
if ! ${CC:-cc} -shared -fPIC -o watch.so watch.c -ldl 2>log ||
	! LD_PRELOAD="$dir/watch.so" WATCH=$dir/none true 2>>log; then
	skip "nothing can be put before dlopen here: $(cat log)"
	tap_done
fi
export WATCH="$dir/opened"
real=$PEMDECK
PEMDECK="env LD_PRELOAD=$dir/watch.so $real"

# without WORDS...: does it without a module.
without() {
	rm -f opened
	run "$@"
	{ [ "$status" -eq 0 ] || [ "$status" -eq "${may_end:-0}" ]; } &&
		! grep -Eq 'softhsm|p11-kit|pkcs11' opened 2>/dev/null
	ok $? "$*" || {
		tap_show stderr err
		[ ! -e opened ] || tap_show opened opened
	}
}

echo content >file
without tls show
without ssl generate --yes --dn CN=Root
without ssl export ca.pem
without ssl issue --purpose server --dn CN=a --san DNS:a --out a
without ssl list
without ssl crl list.pem
without signature generate --yes --dn CN=s
without signature sign file
without signature verify file
without encryption import a/cert.pem --alias a --private-key-path "$dir/a/key.pem" --anyway
without encryption encrypt a secret
cp out value
exec <value
without encryption decrypt a
exec </dev/null
# An alias whose key is in a token is listed, shown and encrypted for by its public key.
without encryption update a --yes --private-key-path 'pkcs11:token=test;object=absent'
without encryption list
without encryption show a
without encryption encrypt a secret
without tls generate --yes --dn CN=h --san DNS:h
without tls export tls.pem --chain
without trust import ca.pem
without trust list
without trust verify a/cert.pem
without trust system-list
may_end=1 without status
without history list
without doctor
echo 'correct horse' >passphrase
without backup store.p7m --passphrase-file passphrase
mkdir empty
may_end=1 without scan --root empty

# What asks for a token loads them, or this test sees nothing.
rm -f opened
succeeds 'token list' token list
grep -q softhsm opened
ok $? 'loads the module of SoftHSM'
tap_done
