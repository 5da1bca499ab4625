#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What stands in memory when it is given up, where an operation works with a secret: nothing of the
# secret, whoever wrote it there, a library too. The confined process that reads a file is not seen:
# it has nothing open to write to, and ends after that file. test-screen-memory.sh sees
# what is left at the end, which misses what was overwritten by chance.

# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl
cd "$dir" || exit 1
search=$TESTS/search-memory.py
command -v python3 >/dev/null || {
	skip 'python3 searches the memory'
	tap_done
}
case $PEMDECK in
*valgrind*)
	skip 'valgrind has a malloc of its own'
	tap_done
	;;
esac
if grep -q __asan_init "${PEMDECK##* }"; then
	skip 'the sanitizers have a malloc of their own'
	tap_done
fi
if ! ${CC:-cc} -shared -fPIC -o freed.so "$TESTS/freed-preload.c" 2>log; then
	skip 'no compiler for a program that keeps what is freed'
	tap_done
fi

# works WORDS...: the operation, whose freed memory is kept.
works() {
	rm -f freed
	touch mark && sleep 0.01
	status=0
	FREED=$dir/freed LD_PRELOAD=$dir/freed.so $PEMDECK "$@" >out 2>err </dev/null || status=$?
	[ -s freed ] || status=99
	[ $status -eq 0 ] || {
		ok 1 "$*"
		echo "# exit status $status"
		tap_show stderr err
	}
}
# none SECRET WORDS: nothing of it was in there.
none() {
	found=0
	python3 "$search" freed "$1" >found || found=$?
	[ "$status" -eq 0 ] && [ "$found" -eq 0 ]
	ok $? "$2: nothing of $1 is freed" || tap_show found found
}
# leaves_nothing SECRETS WORDS...: both.
leaves_nothing() {
	secrets=$1
	shift
	works "$@"
	for secret in $secrets; do
		if [ "$secret" = new ]; then
			find "$PEMDECK_STORE/keys" -newer mark -name '*.pem' -exec cp {} new ';'
		fi
		none "$secret" "$*"
	done
}

echo 'correct horse battery staple' >passphrase
echo 'of the file that is exported' >other

# ---- that it sees what is freed --------------------------------------------------------------
cat >leaks.c <<END
#include <stdio.h>
#include <stdlib.h>
int main(void)
{
	char *line = malloc(100);
	FILE *file = fopen("passphrase", "r");
	int good = file != NULL && fgets(line, 100, file) != NULL;
	free(line);
	return !good;
}
END
${CC:-cc} -O0 -o leaks leaks.c
FREED=$dir/freed LD_PRELOAD=$dir/freed.so ./leaks
found=0
python3 "$search" freed passphrase >found || found=$?
[ "$found" -eq 1 ]
ok $? 'what is freed is found'

# ---- keys that are made ------------------------------------------------------------------------
for algorithm in rsa ec ed25519; do
	leaves_nothing new ssl generate --yes --dn CN=Root --algorithm $algorithm
	leaves_nothing new tls generate --yes --algorithm $algorithm
	[ $algorithm = ed25519 ] ||
		leaves_nothing new signature generate --yes --dn CN=signs --algorithm $algorithm
	leaves_nothing new tls request --yes --dn CN=asked --new-key --algorithm $algorithm asked.csr
	leaves_nothing new ssl request --yes --dn CN=below --algorithm $algorithm below.csr
done
run ssl generate --yes --dn CN=Root --algorithm rsa
run ssl export --private-key --yes both.pem
sed '/END PRIVATE KEY/q' both.pem >ca.key
for algorithm in ed25519 ec rsa; do
	for way in '' '--p12' '--p12 --legacy-p12'; do
		# shellcheck disable=SC2086
		leaves_nothing 'ca.key made/key.pem other' ssl issue --yes --purpose server \
			--dn CN=made --san DNS:made.example --algorithm $algorithm --out made \
			$way ${way:+--p12-passphrase-file other}
	done
	cat made/chain.pem made/key.pem >pair.pem
	leaves_nothing made/key.pem tls import --yes pair.pem
	leaves_nothing made/key.pem tls export --private-key --yes out.pem
	serial=$(openssl x509 -in made/cert.pem -noout -serial | sed 's/.*=//')
	leaves_nothing 'ca.key renewed/key.pem' ssl renew --yes "$serial" --new-key --out renewed
done

# ---- what signs, writes and reads --------------------------------------------------------------
leaves_nothing ca.key ssl crl list.pem
leaves_nothing ca.key ssl show --private-key
leaves_nothing ca.key ssl show --private-key --json
leaves_nothing ca.key ssl export --private-key -
leaves_nothing ca.key ssl export --private-key --yes exported.pem
leaves_nothing 'ca.key other' ssl export --private-key --yes --passphrase-file other exported.pem
leaves_nothing 'ca.key other' ssl import --yes --passphrase-file other exported.pem
for format in p12 pem; do
	leaves_nothing 'ca.key other' ssl export --private-key --yes --format $format \
		--passphrase-file other exported
	leaves_nothing 'ca.key other' ssl import --yes --passphrase-file other exported
done
leaves_nothing ca.key ssl import --yes both.pem
echo 'a workflow' >flow
run signature generate --yes --dn CN=signs --algorithm rsa
run signature export --private-key --yes signs.pem
sed -n '/BEGIN PRIVATE KEY/,/END PRIVATE KEY/p' signs.pem >signs.key
leaves_nothing signs.key signature sign --yes flow
leaves_nothing signs.key signature import --yes --anyway signs.pem
leaves_nothing 'made/key.pem' encryption import --anyway made/cert.pem --alias known
run encryption encrypt known 'a secret'
cp out value
leaves_nothing 'made/key.pem' encryption decrypt --key made/key.pem --value value
leaves_nothing 'made/key.pem other' backup --passphrase-file other kept.cms
leaves_nothing 'made/key.pem other' restore --into restored --passphrase-file other kept.cms

# ---- the passphrase of all keys ----------------------------------------------------------------
leaves_nothing 'ca.key passphrase' settings set key_passphrase --yes --new-passphrase-file passphrase
leaves_nothing 'ca.key passphrase' ssl crl --yes --key-passphrase-file passphrase list.pem
leaves_nothing 'ca.key passphrase' ssl export --private-key --yes --key-passphrase-file passphrase out.pem
leaves_nothing 'ca.key passphrase' settings set key_passphrase none --yes --key-passphrase-file passphrase
tap_done
