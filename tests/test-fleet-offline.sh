#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# pemdeck fleet run --offline: an archive for each host, and the script that applies it, which
# believes nothing before the signature, and puts back what was there where it fails.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs python3
cd "$dir" || exit 1
# shellcheck source=tests/fleet.sh
. "$TESTS/fleet.sh"
apply=$TESTS/../data/pemdeck-apply.sh

run ssl generate --dn 'CN=Offline CA' --yes
run signature generate --dn CN=packer --yes
run signature export signer.pem
run ssl export ca.pem
run ssl export --private-key --yes ca-pair.pem
echo '{"all": {"hosts": ["one.example.org", "two.example.org", "192.0.2.7", "a,b"]}}' >say/inventory
mkdir packed two
openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout two/key.pem \
	-out packed/two.example.org.csr -subj /CN=any 2>check
cp packed/two.example.org.csr two.csr

# ---- packing ----------------------------------------------------------------------------------
run fleet run --offline packed
same 1 "$status" 'one name that cannot be fails'
grep -q 'a,b: a certificate cannot have this name' err
ok $? 'and is told'
prints 'one.example.org +[0-9]+ .* changed' 'the others are done'
same '192.0.2.7.tar one.example.org.tar two.example.org.tar' \
	"$(cd packed && echo *.tar)" 'each has an archive'
same 600 "$(stat -c %a packed/one.example.org.tar)" 'that nobody else reads'
same 'ABOUT key.pem chain.pem ca.pem SHA256SUMS SHA256SUMS.sig' \
	"$(tar -tf packed/one.example.org.tar | xargs)" 'with key and chain'
! tar -tf packed/two.example.org.tar | grep -q key.pem
ok $? 'without a key where it stays on the host'
tar -xf packed/one.example.org.tar -O chain.pem >one.pem
check 'openssl believes its certificate' openssl verify -CAfile ca.pem -verify_hostname one.example.org one.pem
tar -xf packed/192.0.2.7.tar -O chain.pem >ip.pem
check 'that of an address too' openssl verify -CAfile ca.pem -verify_ip 192.0.2.7 ip.pem
run fleet log
prints '4 hosts, 3 changed, 1 failed' 'it is a run in the log'
echo '{"all": {"hosts": ["one.example.org", "two.example.org"]}}' >say/inventory
succeeds 'a second run' fleet run --offline packed
grep -q '2 hosts, 0 changed' err
ok $? 'issues nothing'
fails 2 'does not go with --offline' 'a playbook does not go with it' \
	fleet run --offline packed --playbook x.yml

# ---- applying, by each shell --------------------------------------------------------------------
: >reloads
cat >reload <<'END'
#!/bin/sh
echo "$1" >>reloads
[ ! -e broken ]
END
chmod +x reload
# tries STATUS PATTERN WORDS APPLY-WORDS...
tries() {
	wanted=$1 pattern=$2 words=$3
	shift 3
	status=0
	PATH=${only:-$tools$PATH} $shell "$apply" "$@" >said 2>&1 || status=$?
	[ "$status" -eq "$wanted" ] && grep -Eq -e "$pattern" said
	ok $? "$shell: $words" || {
		echo "#   exit status $status, wanted $wanted and /$pattern/"
		tap_show said said
	}
}
# as_before: the host has what the sums say, and nothing lies about.
as_before() {
	same "$(cat sums)" "$(cd host && find . -type f ! -name .pemdeck-applied -exec sha256sum {} + | sort)" \
		"$shell: $1"
}
all_of() {
	rm -rf host copy broken
	mkdir host copy
	one="--trusted signer.pem --host one.example.org --to host"
	# shellcheck disable=SC2086
	{
	tries 0 'one.example.org has its certificate' 'an archive is applied' \
		$one packed/one.example.org.tar ./reload yes
	}
	same 'ca.pem chain.pem key.pem' "$(cd host && echo *)" "$shell: its files are there"
	same '600 644' "$(stat -c %a host/key.pem host/chain.pem | xargs)" "$shell: with their modes"
	same '' "$(find host -name '.pemdeck-apply.*')" "$shell: nothing lies about"
	(cd host && find . -type f ! -name .pemdeck-applied -exec sha256sum {} + | sort) >sums
	# shellcheck disable=SC2086
	{
	tries 0 'has its certificate' 'twice' $one packed/one.example.org.tar
	tries 1 'for another host than two.example.org' 'it is for no other host' \
		--trusted signer.pem --host two.example.org --to host packed/one.example.org.tar
	tries 1 'signature is not that of one.pem' 'another signer is refused, though the CA issued it' \
		--trusted one.pem --host one.example.org --to host packed/one.example.org.tar
	(cd copy && tar -xf ../packed/one.example.org.tar && echo x >>chain.pem && tar -cf ../bad.tar -- *)
	tries 1 'chain.pem is not the file that was signed' 'one byte more' $one bad.tar
	(cd copy && sha256sum ABOUT key.pem chain.pem ca.pem >SHA256SUMS && tar -cf ../bad.tar -- *)
	tries 1 'the signature is not that of' 'other sums' $one bad.tar
	rm -rf copy/*
	(cd copy && tar -xf ../packed/one.example.org.tar && rm SHA256SUMS.sig && tar -cf ../bad.tar -- *)
	tries 1 'lacks SHA256SUMS.sig' 'no signature' $one bad.tar
	(cd copy && tar -xf ../packed/one.example.org.tar && touch ../evil &&
		tar -P -cf ../bad.tar -- * ../evil)
	tries 1 'a file that no archive of pemdeck has' 'a path that leads out' $one bad.tar
	(cd copy && ln -sf /etc/passwd ca.pem && tar -cf ../bad.tar -- *)
	tries 1 'ca.pem is no file' 'a link' $one bad.tar
	(rm -rf copy && mkdir copy && cd copy && tar -xf ../packed/one.example.org.tar &&
		tar --owner=65534 --group=65534 --mode=4777 -cf ../bad.tar -- *)
	tries 0 'has its certificate' 'owners and modes that nobody signed' $one bad.tar
	same "600 $(id -u) 644 $(id -u)" "$(stat -c '%a %u' host/key.pem host/chain.pem | xargs)" \
		"$shell: do not matter"
	(cd copy && rm key.pem && tar -cf ../bad.tar -- *)
	tries 1 'lacks key.pem, which was signed with it' 'one whose key was taken out' $one bad.tar
	cat signer.pem ca.pem >both.pem
	tries 1 'is to have one certificate' 'a signer with its CA is refused' \
		--trusted both.pem --host one.example.org --to host packed/one.example.org.tar
	# What the CA of the signer or the signer itself issued is no signer.
	openssl x509 -req -in two.csr -CA ca-pair.pem -CAkey ca-pair.pem -CAcreateserial \
		-out other.pem -days 9 >check 2>&1
	(cd copy && tar -xf ../packed/one.example.org.tar && openssl cms -sign -binary -in SHA256SUMS \
		-signer ../other.pem -inkey ../two/key.pem -outform DER -out SHA256SUMS.sig &&
		tar -cf ../bad.tar -- *)
	tries 1 'the signature is not that of' 'signed by another of the same CA' $one bad.tar
	tries 1 'the signature is not that of' 'nor is the CA a signer that is known by it' \
		--trusted ca.pem --host one.example.org --to host bad.tar
	(cd copy && tar -xf ../packed/one.example.org.tar && truncate -s 5G ca.pem &&
		tar -S -cf ../bad.tar -- *)
	tries 1 'cannot be unpacked|no tar archive' 'one that would fill the disk' $one bad.tar
	(cd copy && rm -f ca.pem && touch 'c*.pem' && tar -cf ../bad.tar -- *)
	tries 1 'a file that no archive of pemdeck has' 'a name that is a pattern' $one bad.tar
	rm -rf copy && mkdir copy
	head -c 2000 packed/one.example.org.tar >bad.tar
	tries 1 'lacks|no tar archive|unpacked' 'one that is cut' $one bad.tar
	as_before 'nothing of that changed a file'
	touch broken
	tries 1 'the command failed; the files before are back' 'a reload that fails' \
		$one packed/one.example.org.tar ./reload again
	}
	as_before 'gets the files before back'
	rm broken
	chmod 777 host
	# shellcheck disable=SC2086
	tries 1 'others may write to .*host' 'a directory of others is refused' \
		$one packed/one.example.org.tar
	chmod 755 host
	mkdir -p wide/in && chmod 777 wide
	tries 1 'others may write to .*wide, and could' 'and one below theirs' \
		--trusted signer.pem --host one.example.org --to wide/in packed/one.example.org.tar
	rm -rf wide
	mkdir -p way/key.pem
	tries 1 'way/key.pem is in the way' 'and a directory in the place of a file' \
		--trusted signer.pem --host one.example.org --to way packed/one.example.org.tar
	rm -rf way
	echo 99999999999 >host/.pemdeck-applied
	# shellcheck disable=SC2086
	tries 1 'a newer archive was applied before' 'an old archive is refused' $one packed/one.example.org.tar
	tries 0 'two.example.org has its certificate' 'the key of a request stays' \
		--trusted signer.pem --host two.example.org --to two packed/two.example.org.tar
	openssl verify -CAfile two/ca.pem two/chain.pem >check 2>&1
	ok $? "$shell: with its chain"
	mkdir -p three
	tries 1 'the archive has no key, and three/key.pem is not there' 'without the key it is refused' \
		--trusted signer.pem --host two.example.org --to three packed/two.example.org.tar
	cp host/key.pem three
	tries 1 'the certificate does not fit' 'as with another key' \
		--trusted signer.pem --host two.example.org --to three packed/two.example.org.tar
	rm -rf three
}
shells=0
for shell in dash 'bash --posix' 'busybox sh'; do
	tools=
	command -v "${shell%% *}" >/dev/null || continue
	if [ "$shell" = 'busybox sh' ]; then # with its own tools, too
		mkdir applets
		for tool in tar cp mv rm mkdir chmod sed cut grep cat sync sha256sum find id sleep wc; do
			ln -s "$(command -v busybox)" "applets/$tool"
		done
		tools=$dir/applets:
	fi
	all_of
	shells=$((shells + 1))
done
[ "$shells" -gt 0 ]
ok $? 'a shell was there'
shell=sh tools=

# What is left in unsealed, and what is to be.
left() {
	(cd unsealed && find . ! -name . | sort | xargs)
}
whole='./.pemdeck-applied ./ca.pem ./chain.pem ./key.pem'

# ---- without openssl ------------------------------------------------------------------------------
mkdir few unsealed
for tool in sh tar cp mv rm mkdir chmod sed cut grep cat sync sha256sum find id sleep wc; do
	ln -s "$(command -v $tool)" few/$tool
done
printf '#!/bin/sh\nexec %s "$@"\n' "$PEMDECK" >few/pemdeck
chmod +x few/pemdeck
only=$dir/few
one="--trusted signer.pem --host one.example.org --to unsealed"
(cd copy && tar -xf ../packed/one.example.org.tar && echo >>SHA256SUMS && tar -cf ../bad.tar -- *)
# shellcheck disable=SC2086
{
	tries 1 'the signature is not that of signer.pem' 'without openssl, other sums' $one bad.tar
	tries 1 'the signature is not that of one.pem' 'and another signer are refused' \
		--trusted one.pem --host one.example.org --to unsealed packed/one.example.org.tar
	rm -rf copy
	mkdir copy
	(cd copy && tar -xf ../packed/one.example.org.tar && openssl cms -sign -binary -in SHA256SUMS \
		-signer ../other.pem -inkey ../two/key.pem -outform DER -out SHA256SUMS.sig &&
		tar -cf ../bad.tar -- *)
	tries 1 'the signature is not that of signer.pem' 'as is another of the same CA' $one bad.tar
	tries 1 'the signature is not that of ca.pem' 'also where the CA is named' \
		--trusted ca.pem --host one.example.org --to unsealed bad.tar
	same '' "$(ls -A unsealed)" 'with nothing left'
	tries 0 'one.example.org has its certificate' 'pemdeck verifies the signature' \
		$one packed/one.example.org.tar
	same "$whole" "$(left)" 'and leaves nothing'
	rm few/pemdeck
	tries 1 'neither openssl nor pemdeck is here' 'without both nothing is done' \
		$one packed/one.example.org.tar
}
only=

# ---- cut off: by a signal, by another, by a kill at any step ---------------------------------------
tar -xf packed/one.example.org.tar -C unsealed
rm -rf unsealed/ABOUT unsealed/SHA* packed/one.example.org
succeeds 'another key' fleet run --offline packed
of() {
	(cd "$1" && sha256sum key.pem chain.pem ca.pem)
}
cp -R unsealed old
rm -rf copy new && mkdir copy new
tar -xf packed/one.example.org.tar -C new
before=$(of old) after=$(of new)
[ "$before" != "$after" ]
ok $? 'is another'
cat >ends <<'END'
#!/bin/sh
kill -TERM $PPID
END
# The first waits in its command until the second was told.
printf '#!/bin/sh\ntouch waits\nuntil [ -e told ]; do sleep 0.05; done\n' >waiting
chmod +x ends waiting
# shellcheck disable=SC2086
{
	tries 1 'ended by a signal' 'one that is ended' $one packed/one.example.org.tar ./ends
	same "$before" "$(of unsealed)" 'puts the files before back'
	sh "$apply" $one packed/one.example.org.tar ./waiting >first 2>&1 &
	until [ -e waits ]; do sleep 0.05; done
	tries 1 'applies an archive there' 'a second one beside it is told' $one packed/one.example.org.tar
	touch told
	wait $!
	same "0 $after" "$? $(of unsealed)" 'and the first is done'
}
same "$whole" "$(left)" 'and leaves nothing'
# A command that it starts is a step; at the one whose number is in the file "last" all is killed.
mkdir steps
for tool in tar cp mv rm mkdir chmod sync openssl find; do
	cat >steps/$tool <<-END
		#!/bin/sh
		read -r step <"$dir/step"
		read -r last <"$dir/last"
		echo \$((step += 1)) >"$dir/step"
		[ \$step -ne \$last ] || kill -KILL 0
		exec $(command -v $tool) "\$@"
	END
	chmod +x steps/$tool
done
echo 'no archive' >bad.tar
last=0 torn='' half='' between=0
while :; do
	last=$((last + 1))
	rm -rf unsealed && cp -R old unsealed
	echo $last >last
	echo 0 >step
	# shellcheck disable=SC2086
	! PATH=$dir/steps:$PATH setsid -w sh "$apply" $one packed/one.example.org.tar >said 2>&1 || break
	for name in key.pem chain.pem ca.pem; do
		cmp -s unsealed/$name old/$name || cmp -s unsealed/$name new/$name || torn="$torn $last"
	done
	case $(of unsealed) in "$before" | "$after") ;; *) between=$((between + 1)) ;; esac
	# shellcheck disable=SC2086
	! sh "$apply" $one bad.tar >said 2>&1 || half="$half $last"
	case $(of unsealed) in "$before" | "$after") ;; *) half="$half $last" ;; esac
	[ "$(left)" = "$whole" ] || half="$half $last"
done
same '' "$torn" "killed at each of its $last steps, each file is the old one or the new one"
same '' "$half" 'and after the next start all are of one kind, with nothing left'
[ "$between" -gt 0 ] && [ "$last" -gt 20 ]
ok $? "$last tries, $between of them between two files"
same "$after" "$(of unsealed)" 'and uncut, all are the new ones'

# ---- hostile archives ------------------------------------------------------------------------------
cat >hostile.py <<'END'
import io, sys, tarfile
good = tarfile.open(sys.argv[1])
files = {one.name: good.extractfile(one).read() for one in good}
def entry(name, content=b"x", **more):
    info = tarfile.TarInfo(name)
    info.size = len(content)
    for key, value in more.items():
        setattr(info, key, value)
    return info, io.BytesIO(content)
def kept(*without):
    return [entry(name, content) for name, content in files.items() if name not in without]
def linked(name, to, kind):
    return entry(name, b"", type=kind, linkname=to)
ways = {
    "parent": kept() + [entry("../evil")],
    "absolute": kept() + [entry(sys.argv[2] + "/evil")],
    "dotted": [entry("./" + name, content) for name, content in files.items()],
    "extra": kept() + [entry("run.sh")],
    "twice": kept() + [entry("chain.pem", files["chain.pem"])],
    "blank": kept("key.pem") + [entry("ABOUT key.pem", files["key.pem"])],
    "line": kept("ca.pem") + [entry("chain.pem\nca.pem", files["ca.pem"])],
    "star": kept() + [entry("*")],
    "symbolic": kept("ca.pem") + [linked("ca.pem", "chain.pem", tarfile.SYMTYPE)],
    "through": [linked("key.pem", sys.argv[2], tarfile.SYMTYPE)] + kept("key.pem") +
               [entry("key.pem/evil")],
    "hard": kept("ca.pem") + [linked("ca.pem", sys.argv[2] + "/secret", tarfile.LNKTYPE)],
    "pipe": kept("ca.pem") + [entry("ca.pem", b"", type=tarfile.FIFOTYPE)],
    "device": kept("ca.pem") + [entry("ca.pem", b"", type=tarfile.CHRTYPE, devmajor=1, devminor=5)],
    "folder": kept("ca.pem") + [entry("ca.pem", b"", type=tarfile.DIRTYPE)],
    "large": kept("ca.pem") + [entry("ca.pem", bytes(5 << 20))],
    "unsigned": kept("SHA256SUMS.sig"),
    "other": kept("SHA256SUMS.sig") + [entry("SHA256SUMS.sig", b"0" * 2000)],
    "long": kept() + [entry("a/" * 4000 + "key.pem")],
    "options": kept() + [entry("--checkpoint-action=exec=touch evil")],
}
for name, entries in ways.items():
    with tarfile.open("hostile-" + name + ".tar", "w", format=tarfile.PAX_FORMAT
                      if name == "long" else tarfile.GNU_FORMAT) as out:
        for info, content in entries:
            out.addfile(info, content)
END
echo secret >secret
if python3 hostile.py packed/one.example.org.tar "$dir" 2>check; then
	rm -f evil
	for archive in hostile-*.tar $(cd applets 2>/dev/null && echo ../hostile-*.tar); do
		case $archive in ../*) tools=$dir/applets: shell='busybox sh' ;; esac
		archive=${archive#../} status=0
		# shellcheck disable=SC2086
		PATH=$tools$PATH timeout 20 $shell "$apply" $one $archive >said 2>&1 || status=$?
		[ $status -eq 1 ] && grep -q '^pemdeck-apply: ' said && [ ! -e evil ] &&
			[ "$after" = "$(of unsealed)" ] && [ "$(cat secret)" = secret ] &&
			[ "$(left)" = "$whole" ]
		ok $? "$shell: refused, with nothing changed: $archive" || tap_show said said
	done
	tools='' shell=sh
else
	skip 'there is no python3 here'
fi

mkdir full
if full_disk full 3; then
	tries 1 'disk is full|cannot be unpacked|nothing can be written' 'a full disk is told' \
		--trusted signer.pem --host one.example.org --to full packed/one.example.org.tar
	same '' "$(find full -type f)" 'and nothing is left'
else
	skip 'a small file system cannot be mounted here'
fi
tap_done
