#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The trust of a system: listed, added to, taken from, distrusted, and taken back by undo. The
# files are copies in a mount namespace of its own; on Debian the program that makes the list
# is the real one, and openssl and curl judge by what it made; for the others a stand-in makes
# the list of the directories that they have.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
skipped() {
	echo "1..0 # SKIP $1"
	exit 0
}
[ "$(id -u)" = 0 ] || skipped 'only root may change what a system trusts'
for tool in openssl jq unshare update-ca-certificates; do
	command -v $tool >/dev/null || skipped "$tool is missing"
done
for file in /etc/ca-certificates.conf /usr/share/ca-certificates /usr/local/share/ca-certificates; do
	[ -e $file ] || skipped "$file is missing"
done
if [ -z "${PEMDECK_SYSTEM_TRUST-}" ]; then
	unshare --mount --propagation private true 2>/dev/null ||
		skipped 'no mount namespace of its own is allowed here'
	PEMDECK_SYSTEM_TRUST=1 exec unshare --mount --propagation private "$0"
fi
. "$TESTS/tap.sh"
# shellcheck source=tests/tls.sh
. "$TESTS/tls.sh"

# ---- a small Debian ------------------------------------------------------------------------
mkdir -p shipped/mozilla shipped/test local certs
cp -a /etc etc
cp -aL /usr/share/ca-certificates/mozilla/*_Root_*1.crt shipped/mozilla 2>/dev/null
root Shipped basicConstraints=critical,CA:TRUE keyUsage=critical,keyCertSign
issue host Shipped subjectAltName=DNS:localhost extendedKeyUsage=serverAuth
root Other basicConstraints=critical,CA:TRUE keyUsage=critical,keyCertSign
cp Shipped.pem shipped/test/Shipped.crt
rm -rf etc/ssl/certs && mkdir etc/ssl/certs
{
	echo '# what this host trusts'
	(cd shipped && find mozilla -name "*.crt" | sort | head -n 3)
	echo 'test/Shipped.crt'
} >etc/ca-certificates.conf
rm -rf etc/ca-certificates/update.d/*
mount --bind etc /etc
mount --bind shipped /usr/share/ca-certificates
mount -t tmpfs none /var/lib
mount --bind local /usr/local/share/ca-certificates
update-ca-certificates >log 2>&1
lines=$(cat /etc/ca-certificates.conf)
serve host

# accepted: 'yes', or what refuses the server: openssl, and curl where it is.
accepted() {
	if openssl verify -CApath /etc/ssl/certs host.pem >checked 2>&1; then
		by=openssl
	else
		by='not openssl'
	fi
	if ! command -v curl >/dev/null; then
		echo "$by"
	elif curl -s --noproxy '*' --cacert /etc/ssl/certs/ca-certificates.crt -o page \
		"https://localhost:$port/"; then
		echo "$by, curl"
	else
		echo "$by, not curl"
	fi
}
yes=$(accepted)
no=$(echo "$yes" | sed 's/openssl/not openssl/; s/curl/not curl/')
same "$no" "$(echo "$no" | grep 'not openssl')" 'the server of a shipped CA is accepted'
# stands ID: how the system stands to it, and from where it has it.
stands() {
	run trust system-list --json
	jq -r --arg subject "$1" '.[] | select(.subject | test("CN=" + $subject)) |
		.status + " " + .from + " " + (.here | tostring)' out
}

# ---- distrusting ---------------------------------------------------------------------------
same 'trusted distribution false' "$(stands Shipped)" 'what the distribution ships is listed'
run ssl show
fails 2 '--yes' 'distrusting asks' trust system-distrust Shipped
succeeds 'a CA of the distribution is distrusted' trust system-distrust Shipped --yes
same "$no" "$(accepted)" 'and refused by openssl and curl'
same 'distrusted distribution false' "$(stands Shipped)" 'the list says so'
grep -qx '!test/Shipped.crt' /etc/ca-certificates.conf
ok $? 'as Debian writes it'
same "$(echo "$lines" | wc -l)" "$(wc -l </etc/ca-certificates.conf)" 'and all other lines stay'
succeeds 'once more changes nothing' trust system-distrust Shipped --yes
run history list --json
same 1 "$(jq '[.[] | select(.operation == "trust system-distrust")] | length' out)" \
	'nor does history have it'
succeeds 'undo takes it back' history undo --yes
same "$yes" "$(accepted)" 'and openssl and curl accept it again'
same "$lines" "$(cat /etc/ca-certificates.conf)" 'with the lines as they were'
undone=$(run history list --json && jq '.[0].number' out)
succeeds 'and undo of that' history undo "$undone" --yes
same "$no" "$(accepted)" 'has it refused again'
succeeds 'it is trusted again by hand, too' trust system-add Shipped
same "$yes" "$(accepted)" 'and accepted'
fails 1 'comes with the distribution' 'it cannot be removed' trust system-remove Shipped --yes
fails 1 'system-list shows all' 'one that is not there' trust system-distrust Nobody --yes

# ---- Alpine --------------------------------------------------------------------------------
# Its files are where Debian's are; Debian's program stands in for its own.
: >/etc/alpine-release
succeeds 'Alpine: a CA of the distribution is distrusted' trust system-distrust Shipped --yes
grep -q '^!test/Shipped.crt' /etc/ca-certificates.conf
ok $? 'Alpine: by a line of its file'
succeeds 'Alpine: undo' history undo --yes
same "$yes" "$(accepted)" 'Alpine: has it accepted again'
rm /etc/alpine-release

# ---- adding and removing -------------------------------------------------------------------
run trust import Other.pem
same '' "$(stands Other)" 'what is in the trust list alone is not of the system'
succeeds 'a CA of the trust list is added' trust system-add Other
check 'which openssl accepts' openssl verify -CApath /etc/ssl/certs Other.pem
same 'trusted system true' "$(stands Other)" 'and is listed beside ours'
# doctor_of_system: what doctor says of what was done to this system.
doctor_of_system() {
	run doctor --json
	jq -r '.[] | select(.kind == "system") | .problem' out
}
same '' "$(doctor_of_system)" 'doctor finds the system as it was made'
mkdir away && mv /usr/local/share/ca-certificates/* away && update-ca-certificates >log 2>&1
case $(doctor_of_system) in
*Other*' was added to what this system trusts, but is not in /etc/ssl/certs/ca-certificates.crt.') true ;;
*) false ;;
esac
ok $? 'and says where somebody has changed it' || tap_show said out
mv away/* /usr/local/share/ca-certificates && update-ca-certificates >log 2>&1
same '' "$(doctor_of_system)" 'until it is as before'
succeeds 'undo takes it out' history undo --yes
same '' "$(stands Other)$(ls /usr/local/share/ca-certificates)" 'whole'
run trust system-add Other
succeeds 'what was added is removed' trust system-remove Other --yes
same '' "$(stands Other)$(ls /usr/local/share/ca-certificates)" 'whole'
mkdir local/hand
cp Other.pem local/hand/other.crt
update-ca-certificates >log 2>&1
fails 1 'system-remove takes it' 'what was added is removed, not distrusted' \
	trust system-distrust Other --yes
succeeds 'one that was added by hand is removed' trust system-remove Other --yes
same '' "$(stands Other)$(find local -type f)" 'whole'
succeeds 'and undo' history undo --yes
cmp -s Other.pem local/hand/other.crt
ok $? 'puts it back where it was'
same 'trusted system true' "$(stands Other)" 'and has it trusted'
cat Other.pem Shipped.pem >local/hand/other.crt
fails 1 'holds other certificates too' 'a file with others is left alone' \
	trust system-remove Other --yes
rm -r local/hand
update-ca-certificates >log 2>&1

# ---- on the screen -------------------------------------------------------------------------
if command -v tmux >/dev/null; then
	# shellcheck source=tests/tmux.sh
	. "$TESTS/tmux.sh"
	trap 'kill $servers; mux kill-server 2>/dev/null; rm -rf "$dir"' EXIT
	mux new-session -d -s screen -x 80 -y 24 "exec $PEMDECK"
	shows '^> .*CA, standard' 'the screen opens'
	press 5
	shows '^.?Trust list' 'the tab'
	press s
	shows '^What this system trusts .Debian' 'what the system trusts is a list'
	press /
	mux send-keys -t screen -l Shipped
	press Enter
	shows '^> Shipped +[0-9-]+ +trusted +distribution' 'with the CA that is shipped'
	press N
	shows '^Have this system distrust this' 'distrusting it asks'
	press Tab Enter
	shows '^>!Shipped +[0-9-]+ +DISTRUSTED' 'and the list shows it at once'
	same "$no" "$(accepted)" 'it is refused'
	press z
	shows '^Undo entry' 'undo asks'
	press y
	shows '^> Shipped +[0-9-]+ +trusted +distribution' 'and the list shows that too'
	same "$yes" "$(accepted)" 'it is accepted'
	press Q
else
	skip 'no tmux (Debian: tmux)'
fi

# ---- when it fails -------------------------------------------------------------------------
before=$(store_sum)
mkdir hurt
printf '#!/bin/sh\necho it is broken >&2\nexit 3\n' >hurt/update
chmod 755 hurt/update
mount --bind hurt/update /usr/sbin/update-ca-certificates
fails 1 'it is broken' 'the program fails' trust system-distrust Shipped --yes
same "$lines" "$(cat /etc/ca-certificates.conf)" 'nothing is changed'
printf '#!/bin/sh\nexit 0\n' >hurt/update
fails 1 'still in this list' 'it does nothing' trust system-distrust Shipped --yes
fails 1 'did not take' 'nor with what is added' trust system-add Other
same "$lines $before" "$(cat /etc/ca-certificates.conf) $(store_sum)" 'nothing is changed'
same '' "$(ls local)" 'here, too'
umount /usr/sbin/update-ca-certificates
chmod 777 /usr/local/share/ca-certificates
fails 1 'others may write' 'a directory that is open to others' trust system-add Other
chmod 755 /usr/local/share/ca-certificates

# ---- who reads something else --------------------------------------------------------------
mkdir -p upper-lib work-lib
if mount -t overlay -o "lowerdir=/usr/lib,upperdir=$dir/upper-lib,workdir=$dir/work-lib" overlay \
	/usr/lib 2>/dev/null; then
	rm -rf /usr/lib/jvm
	find /usr/lib -name 'libnssckbi.so' -delete
	run trust system-list
	same 0 "$(grep -c 'of their own\|of its own' err)" 'where all follow nobody is named'
	mkdir -p /usr/lib/jvm/some/lib/security /usr/lib/some/nss
	echo x >/usr/lib/jvm/some/lib/security/cacerts
	echo x >/usr/lib/some/nss/libnssckbi.so
	run trust system-list
	grep -q 'NSS have a list of their own here (/usr/lib/some/nss/libnssckbi.so)' err
	ok $? 'NSS is'
	grep -q 'Java has a list of its own here (/usr/lib/jvm/some/lib/security/cacerts)' err
	ok $? 'and Java'
	ln -sf p11-kit-trust.so /usr/lib/some/nss/libnssckbi.so
	echo x >/usr/lib/some/nss/p11-kit-trust.so
	mkdir -p /etc/ca-certificates/update.d
	: >/etc/ca-certificates/update.d/jks-keystore
	run trust system-list
	same 0 "$(grep -c 'of their own\|of its own' err)" 'unless they follow the list of the system'
	rm /etc/ca-certificates/update.d/jks-keystore
	umount -l /usr/lib
else
	skip 'no overlay here: NSS and Java'
fi

# ---- Fedora, SUSE, Arch --------------------------------------------------------------------
# Makes $1 of the certificates in $2 but those in $3.
cat >hurt/list <<'END'
#!/bin/sh
for file in "$2"/*; do
	[ -e "$file" ] || continue
	print=$(openssl x509 -in "$file" -noout -fingerprint -sha256)
	for bad in "$3"/*; do
		[ ! -e "$bad" ] || [ "$print" != "$(openssl x509 -in "$bad" -noout -fingerprint -sha256)" ] ||
			continue 2
	done
	openssl x509 -in "$file"
done >"$1.new" && mv "$1.new" "$1"
END
chmod 755 hurt/list
# family DIRECTORY BLOCKED LIST PROGRAM
family() {
	mkdir -p "$1/anchors" "$1/$2" "${3%/*}" "upper${4%/*}" "work${4%/*}"
	printf '#!/bin/sh\nexec %s %s %s %s\n' "$dir/hurt/list" "$3" "$1/anchors" "$1/$2" \
		>"upper$4"
	chmod 755 "upper$4"
	mount -t overlay -o "lowerdir=${4%/*},upperdir=$dir/upper${4%/*},workdir=$dir/work${4%/*}" \
		overlay "${4%/*}" 2>/dev/null || {
		skip "no overlay here: $1"
		return
	}
	cp Shipped.pem "$1/anchors/shipped.pem" # stands for what the distribution has
	"$4"
	run trust system-list
	prints '^Shipped ' "what the system trusts by $1"
	succeeds 'a CA is added' trust system-add Other
	same 2 "$(grep -c BEGIN "$3")" 'and in the list'
	succeeds 'and removed' trust system-remove Other --yes
	same 1 "$(grep -c BEGIN "$3")" 'from it'
	succeeds 'undo brings it back' history undo --yes
	same 2 "$(grep -c BEGIN "$3")" 'to it'
	run trust system-remove Other --yes
	mv "$1/anchors/shipped.pem" hurt/shipped.pem
	cat >"upper$4" <<-END
		#!/bin/sh
		cp $dir/hurt/shipped.pem $1/anchors/.shipped
		mv $1/anchors/.shipped $1/anchors/shipped && $dir/hurt/list $3 $1/anchors $1/$2
		status=\$?
		rm -f $1/anchors/shipped
		exit \$status
	END
	"$4"
	succeeds 'a CA of the distribution is distrusted' trust system-distrust Shipped --yes
	same 0 "$(grep -c BEGIN "$3")" 'and out of the list'
	same 'distrusted' "$(stands Shipped | cut -d ' ' -f 1)" 'which says so'
	succeeds 'undo takes it back' history undo --yes
	same 1 "$(grep -c BEGIN "$3")" 'in the list again'
	umount -l "${4%/*}"
	rm -r "$1"
}
rm /etc/ca-certificates.conf
family /etc/pki/ca-trust/source blocklist /etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem \
	/usr/bin/update-ca-trust
family /etc/pki/ca-trust/source blacklist /etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem \
	/usr/bin/update-ca-trust
family /etc/pki/trust blocklist /var/lib/ca-certificates/ca-bundle.pem \
	/usr/sbin/update-ca-certificates
family /etc/ca-certificates/trust-source blocklist /etc/ca-certificates/extracted/tls-ca-bundle.pem \
	/usr/bin/update-ca-trust
fails 1 'install ca-certificates' 'a system that has none of them' trust system-list
run history verify
same 0 "$status" 'history is whole'
tap_done
