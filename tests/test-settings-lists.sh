#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Hooks and profiles as operations, and taking a setting out: what they do, what they refuse,
# and what they leave in settings.cfg.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl jq
cd "$dir" || exit 1
mkdir etc
settings=$PEMDECK_STORE/settings.cfg
run tls show
cat >"$settings" <<'END'
# of gw01
format = 1;
undo_days = 9; # longer
profiles = (
  # for the inner network
  { name = "inner"; purpose = "server"; days = 30; } /* short */
);
END
comments() {
	grep -c -e '# of gw01' -e '# longer' -e '# for the inner' -e '/\* short' "$settings"
}
get() {
	run settings get "$1" --json
	jq -r "$2" out
}

# ---- a setting --------------------------------------------------------------------------
fails 2 '--yes' 'taking one out asks' settings unset undo_days
succeeds 'a setting is taken out' settings unset undo_days --yes
same '7 default' "$(run settings get undo_days && cat out) $(run settings list --json &&
	jq -r '.[] | select(.name == "undo_days").from' out)" 'and at its default again'
same 4 "$(comments)" 'comments stay'
fails 1 'not set in this store' 'once' settings unset undo_days --yes
fails 2 'no such setting' 'one that is none' settings unset undo_day --yes
fails 2 'hooks: .*hook-set' 'a list has operations of its own' settings set hooks x --yes
fails 2 'key_passphrase none' 'what is not in the file' settings unset key_passphrase --yes
succeeds 'undo brings it back' history undo --yes
same 9 "$(run settings get undo_days && cat out)" 'as it was'
printf 'undo_days = 20;\n' >"$PEMDECK_ETC/settings.cfg"
succeeds 'where the host says something' settings unset undo_days --yes
same '20' "$(run settings get undo_days && cat out)" 'that holds then'
rm "$PEMDECK_ETC/settings.cfg"
# ---- addresses --------------------------------------------------------------------------
succeeds 'an address is set' settings set crl_url http://pki.example/ca.crl
same 'http://pki.example/ca.crl store' "$(run settings get crl_url && cat out) $(
	run settings list --json && jq -r '.[] | select(.name == "crl_url").from' out)" 'and listed'
run ssl show
succeeds 'what is issued then' ssl issue --purpose server --dn CN=a.example --out named
openssl x509 -in named/cert.pem -noout -text | grep -q 'URI:http://pki.example/ca.crl'
ok $? 'names it'
succeeds 'one that clients do not fetch' settings set ocsp_url HTTPS://ocsp.example/
grep -q '^pemdeck: warning: ocsp_url: many clients' err
ok $? 'is warned of' || tap_show stderr err
run settings unset ocsp_url --yes
fails 2 '^pemdeck: issuer_url: "pki.example/ca.crl" is not a URI; .* http://' 'one without a scheme' \
	settings set issuer_url pki.example/ca.crl
fails 2 'ocsp_url: these are several addresses' 'two at once' \
	settings set ocsp_url http://a.example/,http://b.example/
fails 2 'crl_url: "http://a b/" holds a character that no URI may hold' 'with a blank' \
	settings set crl_url 'http://a b/'
succeeds 'one of LDAP' settings set crl_url 'ldap:///CN=a,DC=example?certificateRevocationList?base'
openssl x509 -in named/cert.pem -noout -serial | sed 's/.*=//' >serial
run ssl renew "$(cat serial)" --out ldap
openssl x509 -in ldap/cert.pem -noout -text |
	grep -qF 'URI:ldap:///CN=a,DC=example?certificateRevocationList?base'
ok $? 'is named whole' || tap_show stderr err
succeeds 'none is set' settings set crl_url
succeeds 'what is renewed' ssl renew "$(cat serial)" --out renewed
openssl x509 -in renewed/cert.pem -noout -text | grep -q URI:
ok $((! $?)) 'names none'
succeeds 'one is taken out' settings unset crl_url --yes
fails 1 'not set in this store' 'once' settings unset crl_url --yes
cp "$PEMDECK_STORE/settings.cfg" kept
echo 'ocsp_url = 80;' >>"$PEMDECK_STORE/settings.cfg"
fails 1 'settings.cfg:[0-9]*: ocsp_url must be an address in quotes' 'a number in the file' ssl list
cp kept "$PEMDECK_STORE/settings.cfg"
echo 'ocsp_url = "ocsp.example";' >>"$PEMDECK_STORE/settings.cfg"
fails 1 'settings.cfg:[0-9]*: ocsp_url: "ocsp.example" is not a URI' 'and what is none' ssl list
mv kept "$PEMDECK_STORE/settings.cfg"

# ---- roles ------------------------------------------------------------------------------
run settings set security_officer "$(id -un)" --yes
run settings set observer alice --yes
fails 2 'would not be a security officer' 'nobody takes the role from himself' settings unset security_officer --yes
run settings unset observer --yes
succeeds 'a role is taken out' settings unset security_officer --yes
same '' "$(run settings get security_officer && cat out)" 'and is nobody'\''s'

# ---- profiles ---------------------------------------------------------------------------
succeeds 'a profile is made' settings profile-set web --purpose server --days 90 --key 'rsa 2048' \
	--names '*.example.org'
same 'inner 30, web 90' "$(get profiles '[.[] | .name + " " + .days] | join(", ")')" \
	'beside those that were written by hand'
same 4 "$(comments)" 'whose comments stay'
succeeds 'it is used' ssl issue --profile web --dn CN=a.example.org --out issued
same 2048 "$(openssl x509 -in issued/cert.pem -noout -text | sed -n 's/.*Public-Key: (\([0-9]*\) bit.*/\1/p')" \
	'openssl sees its key'
fails 1 'example.org' 'and its pattern holds' ssl issue --profile web --dn CN=a.example.com --out no
fails 2 '--yes' 'changing one asks' settings profile-set web --days 60
succeeds 'what is not given stays' settings profile-set web --days 60 --yes
same '60 rsa 2048' "$(get profiles '.[] | select(.name == "web") | .days + " " + .key')" 'as it was'
sum=$(cat "$settings")
fails 2 'shipped' 'a name of a shipped one' settings profile-set server --purpose server
fails 2 'cross-certificates have this name' 'or that of what is not renewed' \
	settings profile-set cross --purpose server
fails 2 'purpose must be' 'a purpose that is none' settings profile-set other --purpose web
fails 2 'purpose must be' 'or missing' settings profile-set other
fails 2 'days' 'days that are none' settings profile-set other --purpose server --days '3; a = 4'
fails 2 '^pemdeck: --key: the algorithm' 'a key that is none' settings profile-set other --purpose server --key dsa
for key in 'rsa 3072bits' 'rsa 2048 4096' 'rsa x' 'ed25519 P-521'; do
	fails 2 "^pemdeck: --key: \"$key\" is not a kind of key" "nor is $key one" \
		settings profile-set other --purpose server --key "$key"
done
fails 2 '^pemdeck: --key: RSA keys have to have 2048' 'bits that none has' \
	settings profile-set other --purpose server --key 'rsa 3000'
succeeds 'algorithms in capitals' settings profile-set other --purpose server --key 'RSA 3072'
succeeds 'of each kind' settings profile-set other --purpose server --key 'EC P-384' --yes
succeeds 'which are no other profile' settings profile-remove other --yes
fails 2 '^pemdeck: --permitted: .*sub-ca alone' 'names of a CA for a server' \
	settings profile-set other --purpose server --permitted DNS:a.example
fails 2 '^pemdeck: --excluded: "999"' 'names that are none' \
	settings profile-set other --purpose sub-ca --excluded IP:999
same "$sum" "$(cat "$settings")" 'nothing of it was written'
succeeds 'a profile gets another name' settings profile-rename web www
same 'inner, www 60' "$(get profiles '[.[] | .name + (if .name == "www" then " " + .days else "" end)] | join(", ")')" \
	'and is as it was'
same 4 "$(comments)" 'all comments stay'
fails 2 'is already in use' 'not that of another' settings profile-rename www inner
fails 2 'shipped' 'nor one of a shipped one' settings profile-rename www server
succeeds 'it is undone' history undo --yes
succeeds 'a number is taken out' settings profile-set web --key '' --yes
same '60 null' "$(get profiles '.[] | select(.name == "web") | .days + " " + (.key | if . == "" then "null" else . end)')" \
	'alone'
succeeds 'a profile is removed' settings profile-remove inner --yes
same web "$(get profiles '.[].name')" 'alone'
fails 2 'not in the list profiles' 'once' settings profile-remove inner --yes
same web "$($PEMDECK --complete settings profile-remove '')" 'names are completed'

# ---- hooks ------------------------------------------------------------------------------
succeeds 'a hook is made' settings hook-set "$dir/etc/roots.pem" \
	--run "$(command -v cp) '$dir/etc/roots.pem' '$dir/etc/copy.pem'"
succeeds 'the trust list changes' tls trust
cmp -s etc/roots.pem etc/copy.pem && openssl x509 -in etc/roots.pem -noout
ok $? 'and the hook follows'
# Words are quoted as in a shell, and shown so.
mkdir 'etc/a b'
cat >"etc/a b/it's" <<'END'
#!/bin/sh
printf '%s|' "$@" >"${0%/*}/said"
END
chmod 755 "etc/a b/it's"
typed="\"$dir/etc/a b/it's\" 'one \"word\"' a\\ b '' plain"
shown="\"$dir/etc/a b/it's\" 'one \"word\"' 'a b' '' plain"
succeeds 'words with blanks' settings hook-set "$dir/etc/roots.pem" --run "$typed" --yes
same "$shown" "$(get hooks '.[].run')" 'are shown as they can be typed'
grep -qF 'run = [ "'"$dir/etc/a b/it's"'", "one \"word\"", "a b", "", "plain" ];' "$settings"
ok $? 'and each is one in the file'
run trust clear --yes
same 'one "word"|a b||plain|' "$(cat 'etc/a b/said')" 'as which the program gets them'
succeeds 'what is shown is typed again' settings hook-set "$dir/etc/roots.pem" --run "$shown" --yes
same "$shown" "$(get hooks '.[].run')" 'and is the same'
sum=$(cat "$settings")
fails 2 'quote is not closed' 'a quote without end' settings hook-set "$dir/etc/roots.pem" \
	--run '/bin/echo "a' --yes
# shellcheck disable=SC1003 # a backslash
fails 2 'quote is not closed' 'a backslash at the end' settings hook-set "$dir/etc/roots.pem" \
	--run '/bin/echo a\' --yes
# shellcheck disable=SC2046 # many words
fails 2 'at most 100 words' 'more words than a hook may have' settings hook-set "$dir/etc/roots.pem" \
	--run "/bin/echo$(printf ' %s' $(seq 100))" --yes
same "$sum" "$(cat "$settings")" 'are not written'
succeeds 'a program is taken out' settings hook-set "$dir/etc/roots.pem" --run '' --yes
same 'pem ' "$(get hooks '.[] | .format + " " + .run')" 'alone'
succeeds 'a hook writes another file' settings hook-rename "$dir/etc/roots.pem" "$dir/etc/new.pem"
same "$dir/etc/new.pem" "$(get hooks '.[].path')" 'which is where it stood'
fails 2 'full path' 'but none that is no path' settings hook-rename "$dir/etc/new.pem" new.pem
fails 2 'not in the list hooks' 'nor one that is not there' settings hook-rename "$dir/etc/roots.pem" /etc/x
run settings hook-rename "$dir/etc/new.pem" "$dir/etc/roots.pem"
succeeds 'it is changed' settings hook-set "$dir/etc/roots.pem" --format p12 --whole --yes
same 'p12 ' "$(get hooks '.[] | .format + " " + .run')" 'whole'
fails 2 'at most 100 words' 'one with too many arguments is not cut' \
	settings hook-set "$dir/etc/many.pem" --run "/bin/echo $(seq -s ' ' 150)"
fails 2 'full path' 'a path that is none' settings hook-set roots.pem
fails 2 'format must be' 'a format that is none' settings hook-set "$dir/etc/a" --format p99
fails 2 'full path of a program' 'a program that is none' settings hook-set "$dir/etc/a" --run true
fails 2 'hook-set' 'a list is no single setting' settings set hooks x
succeeds 'a hook is removed' settings hook-remove "$dir/etc/roots.pem" --yes
same 0 "$(get hooks length)" 'and gone'
fails 2 'not in the list hooks' 'once' settings hook-remove "$dir/etc/roots.pem" --yes
same 4 "$(comments)" 'all comments stay'

# ---- many settings ------------------------------------------------------------------------
all_set=true
for i in $(seq 25); do
	run settings set warning_days $((40 + i))
	[ "$status" -eq 0 ] || all_set=false
	run settings set critical_days $((10 + i))
	[ "$status" -eq 0 ] || all_set=false
done
$all_set
ok $? 'fifty settings are made'
same '65 35' "$(get warning_days .value) $(get critical_days .value)" 'the last of each counts'
same 4 "$(comments)" 'and all comments stay'

# ---- profiles that are not right ---------------------------------------------------------
# What limits a certificate is never passed over: nothing is issued by such a list, and the doctor
# tells the line. What is typed is not blamed for it.
wrong() { # MEMBERS SENTENCE
	sum=$(wc -l <kept)
	{ cat kept && printf 'profiles = ( { name = "x"; %s } );\n' "$1"; } >"$settings"
	sum=$((sum + 1))
	fails 1 "settings.cfg:$sum: .*$2" "nothing is issued by: $1" ssl issue --profile x --dn CN=evil.example
	fails 1 "settings.cfg:$sum: .*$2" 'nor is the list changed' settings profile-set y --purpose client
	run doctor
	prints "settings.cfg:$sum: .*$2" 'and the doctor tells it'
}
sed -i '/^profiles/,/^)/d' "$settings"
cp "$settings" kept
wrong 'purpose = "server"; names = [ "*.example.org" ];' 'names of a profile must be text'
wrong 'purpose = "server"; Names = "*.example.org";' 'a profile has no Names'
wrong 'purpose = "server"; days = "30";' 'days must be a whole number'
wrong 'purpose = "sub-ca"; permit = "DNS:example.org";' 'a profile has no permit'
wrong 'purpose = "server"; permitted = "DNS:example.org";' 'permitted is for the purpose sub-ca alone'
wrong 'purpose = "sub-ca"; path_length = -1;' 'path_length must be a whole number'
wrong 'purpose = "server"; }, { name = "x"; purpose = "client";' 'two profiles are named x'
tap_done
