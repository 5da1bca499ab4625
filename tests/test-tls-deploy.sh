#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# tls deploy: files where services read them, their reload, and the way back when that
# fails; with nginx where it is installed.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
# shellcheck source=tests/crash.sh
. "$TESTS/crash.sh"
tap_needs openssl
printf 'secret-42\n' >"$dir/passphrase"
cd "$dir" || exit 1
mkdir etc

# settings TEXT: what settings.cfg says beside its format.
settings() {
	printf 'format = 1;\n%s\n' "$1" >"$PEMDECK_STORE/settings.cfg"
}

fingerprint() {
	openssl x509 -in "$1" -noout -fingerprint -sha256 2>/dev/null
}

run tls show
fails 1 'no deploy target is set.*target-set' 'without a target it says what to write' tls deploy --yes
settings "deploy = ( { name = \"web\"; certificate = \"$dir/etc/web.pem\"; key = \"$dir/etc/web.key\";
	mode = \"0640\"; reload = \"echo reloaded >>$dir/etc/log\"; } );"
fails 2 '--yes' 'it asks, as files would be replaced' tls deploy
[ ! -e etc/web.pem ]
ok $? 'and has written none'
succeeds 'the target is deployed' tls deploy --yes
run tls export --chain -
cmp -s out etc/web.pem
ok $? 'the certificate is that of the store'
same "$(openssl x509 -in etc/web.pem -noout -pubkey)" \
	"$(openssl pkey -in etc/web.key -pubout)" 'and so is the key'
same '640 640' "$(stat -c %a etc/web.pem etc/web.key | tr '\n' ' ' | sed 's/ $//')" \
	'both have the mode'
same 1 "$(grep -c reloaded etc/log)" 'the service was reloaded'
succeeds 'where nothing changed, nothing is asked' tls deploy
same 1 "$(grep -c reloaded etc/log)" 'and nothing is reloaded'
chmod 600 etc/web.key
succeeds 'a mode that changed is set again' tls deploy --yes web
same "640 $(id -u)" "$(stat -c '%a %u' etc/web.key)" 'the mode'
same 2 "$(grep -c reloaded etc/log)" 'and the service is reloaded'
fails 2 'no deploy target is called mail.*web' 'a target that is not there names those that are' \
	tls deploy --yes mail
same 2 "$(find etc -name '*web*' | wc -l)" 'no other file is left behind'

# ---- what fails leaves the files as they were -------------------------------------------
sum() {
	(cd etc && find . -name 'web*' -exec stat -c '%n %a %u %g' {} + -exec sha256sum {} + | sort)
}
before=$(sum)
run tls generate --yes --algorithm ec --dn CN=next.example
reload() {
	settings "deploy = ( { name = \"web\"; certificate = \"$dir/etc/web.pem\"; key = \"$dir/etc/web.key\";
		mode = \"0640\"; reload = \"$1\"; } );"
}
reload "echo first; echo that is wrong >&2; exit 7"
fails 1 'exit status 7: that is wrong; the previous files are in place again' \
	'a reload that fails is told with its status and last line' tls deploy --yes
same "$before" "$(sum)" 'and the files are as before'
mkdir new
settings "deploy = ( { name = \"web\"; certificate = \"$dir/new/web.pem\"; key = \"$dir/new/web.key\";
	reload = \"exit 7\"; } );"
fails 1 'exit status 7; the new files are removed again' 'where none were, none come back' \
	tls deploy --yes
same '' "$(ls -A new)" 'and none is left'
reload 'kill -TERM $$'
fails 1 'signal 15' 'one that is killed, too' tls deploy --yes
reload "$dir/no-such-command"
fails 1 'exit status 127' 'one that is not there, too' tls deploy --yes
same "$before" "$(sum)" 'and the files are as before'
rm etc/web.key
fails 1 'exit status 127' 'where there was no file' tls deploy --yes
[ ! -e etc/web.key ]
ok $? 'there is none again'
reload true
succeeds 'a reload that works' tls deploy --yes
same "$(run tls export - && fingerprint out)" "$(fingerprint etc/web.pem)" 'leaves the new one'
# A service that keeps the pipe open must not keep us.
succeeds "a new certificate for the key" tls generate --yes --reuse-key
reload 'sleep 300 & echo $! >service.pid'
succeeds 'a command that leaves a service running' tls deploy --yes
kill "$(cat service.pid)"
ok $? 'is not waited for'

# ---- files that are something else ---------------------------------------------------------
refused() {
	words=$1 pattern=$2
	shift 2
	fails 1 "$pattern" "$words" tls deploy --yes "$@"
}
echo precious >precious
ln -s ../precious etc/link.pem
settings "deploy = ( { certificate = \"$dir/etc/link.pem\"; } );"
refused 'a symbolic link is refused, naming where it leads' 'link.pem.*symbolic link to ../precious'
same precious "$(cat precious)" 'and what is there is untouched'
settings "deploy = ( { certificate = \"$dir/etc/new.pem\"; key = \"$dir/etc/link.pem\"; } );"
refused 'also as the key' 'symbolic link to ../precious'
[ ! -e etc/new.pem ]
ok $? 'and nothing is half done'
mkdir etc/folder open
chmod 777 open
settings "deploy = ( { certificate = \"$dir/etc/folder\"; } );"
refused 'a directory' 'is a directory'
settings "deploy = ( { certificate = \"$dir/none/a.pem\"; } );"
refused 'a directory that is not there' "$dir/none.*No such file"
settings "deploy = ( { certificate = \"$dir/open/a.pem\"; } );"
# Where nothing secret is written, that is root's worry alone.
if [ "$(id -u)" -eq 0 ]; then
	refused 'a directory in which everybody may write' 'chmod go-w'
	chmod 1777 open
	refused 'also where nobody may remove what others have put there' 'everybody may write'
fi
settings "deploy = ( { certificate = \"$dir/etc/before.pem\"; },
	{ certificate = \"$dir/etc/folder\"; } );"
refused 'one that fails behind another is told' 'folder.*is a directory'
[ ! -e etc/before.pem ]
ok $? 'and none is deployed: all of them are one change'
settings "deploy = ( { certificate = \"$dir/etc/a.pem\"; owner = \"no-such-user\"; } );"
refused 'an owner that is not there' 'no-such-user'
settings "deploy = ( { certificate = \"$dir/etc/a.pem\"; owner = \"$(id -un):$(id -gn)\"; } );"
succeeds 'an owner by name' tls deploy --yes
same '644' "$(stat -c %a etc/a.pem)" 'and a certificate is for everybody by default'
settings 'deploy = ( { certificate = "relative"; } );'
refused 'a target that is not right is told with its line' 'settings.cfg:2.*full path'

# ---- several targets are one change --------------------------------------------------------
two() {
	settings "deploy = ( { name = \"one\"; certificate = \"$dir/etc/one.pem\"; key = \"$dir/etc/one.key\";
			reload = \"openssl x509 -in $dir/etc/one.pem -noout -fingerprint >>$dir/etc/one.log\"; },
		{ name = \"two\"; certificate = \"$dir/etc/two.pem\"; key = \"$dir/etc/two.key\"; reload = \"$1\"; } );"
}
pair() { (cd etc && sha256sum one.pem one.key two.pem two.key); }
two true
succeeds 'two targets' tls deploy --yes
before=$(pair)
: >etc/one.log
run tls generate --yes --algorithm ec --dn CN=third.example
two 'exit 3'
fails 1 'exit status 3; the previous files are in place again' 'where the second reload fails' \
	tls deploy --yes
same "$before" "$(pair)" 'the files of both targets are those before'
same 2 "$(wc -l <etc/one.log)" 'and the first service is reloaded once more'
same "$(fingerprint etc/one.pem | sed 's/.*=//' | wc -c)" 96 'with a certificate'
same "$(tail -n 1 etc/one.log)" "$(openssl x509 -in etc/one.pem -noout -fingerprint)" \
	'which is the one before'
# One that ends when it cannot use its certificate, as a restart does.
printf '#!/bin/sh\nrm -f "%s"\ncmp -s "%s" "%s" && : >"%s"\n' \
	"$dir/runs" "$dir/etc/two.pem" "$dir/usable.pem" "$dir/runs" >restart
chmod 755 restart
cp etc/two.pem usable.pem
: >runs
two "$dir/restart"
fails 1 'exit status 1; the previous files are in place again$' 'a service that ends at the new ones' \
	tls deploy --yes
[ -e runs ]
ok $? 'is started again with those before'
two "echo at all >&2; exit 3"
fails 1 'exit status 3: at all; .* and the command failed with them too: see whether the service runs$' \
	'where that fails as before, it is told' tls deploy --yes
same "$before" "$(pair)" 'and the files are those before'
settings "deploy = ( { name = \"one\"; certificate = \"$dir/etc/one.pem\"; key = \"$dir/etc/folder/../one.pem\"; } );"
fails 1 "folder/../one.pem: is the same file as $dir/etc/one.pem" 'one file by two paths holds not both' \
	tls deploy --yes
fails 1 'is the same file' 'which is told before anything is asked' tls deploy --dry-run
settings "deploy = ( { name = \"one\"; certificate = \"$dir/etc/one.pem\"; },
	{ name = \"two\"; certificate = \"$dir/etc//one.pem\"; } );"
fails 1 'is the same file' 'nor those of two targets' tls deploy --yes
same "$before" "$(pair)" 'and nothing is written'

# ---- killed at any moment -------------------------------------------------------------------
# While the reload runs, all files are the new ones, and the journal has those before.
two "kill -9 \$PPID"
run tls deploy --yes
[ "$before" != "$(pair)" ]
ok $? 'where it is killed while a service reloads, new files are there'
run doctor
prints 'deploy.journal: A deployment was cut off' 'and doctor says so'
two true
succeeds 'the next command' tls show
grep -q 'previous deployment was cut off: .* may have read the new ones already; tls deploy' err
ok $? 'says what was cut off, and what a service may have'
same "$before" "$(pair)" 'puts those before back'
run history list
prints 'previous deployment was cut off' 'and history has it'
run doctor
! grep -q 'cut off' out
ok $? 'doctor finds nothing more'
succeeds 'deploying again' tls deploy --yes
[ "$before" != "$(pair)" ]
ok $? 'puts the new ones there'
touch etc/.pemdeck-0123456789abcdef.tmp etc/.pemdeck-0123456789abcdef.old
run doctor
prints '.pemdeck-0123456789abcdef.*left this file' 'doctor finds what a killed one left'
succeeds 'deploying removes it' tls deploy --yes
same 0 "$(find etc -name '.pemdeck-*' | wc -l)" 'also where nothing is replaced'

# ---- an error at any call -------------------------------------------------------------------
# All files are the old ones or all the new ones, and what is left beside them is told of.
two true
if can_break; then
	cp -Rp etc before
	old=$(pair)
	run tls generate --yes --algorithm ec --dn CN=broken.example
	count_calls tls deploy --yes
	new=$(pair) wrong=0 tries=0
	for error in $(each_error 5); do
		call=0
		while [ $call -lt "$calls" ]; do
			call=$((call + 1)) tries=$((tries + 1))
			rm -rf etc && cp -Rp before etc
			broken $call "$error" tls deploy --yes
			now=$(pair) left=$(find etc -name '.pemdeck-*' | wc -l)
			case $status in
			0) [ "$now" = "$new" ] && [ "$left" -eq 0 ] && continue ;;
			*) [ "$now" = "$old" ] && one_line err && continue
				[ "$now" = "$new" ] && grep -q 'deployed, but .*beside' err && continue ;;
			esac
			wrong=$((wrong + 1))
			echo "# call $call, error $error: exit status $status, $left left, $(cat err)"
		done
	done
	same 0 "$wrong" "an error at one call, $tries tries: all files are old or new, or it is told"
	rm -rf etc && mv before etc
fi

# ---- an encrypted key --------------------------------------------------------------------
run tls generate --yes --algorithm ec --passphrase-file passphrase
reload true
fails 1 'passphrase' 'a key that is kept encrypted needs its passphrase' tls deploy --yes
succeeds 'and is deployed open' tls deploy --yes --passphrase-file passphrase
check 'as the service needs it' openssl pkey -in etc/web.key -noout

# ---- nginx --------------------------------------------------------------------------------
if command -v nginx >/dev/null; then
	port=$((20000 + $$ % 20000))
	cat >nginx.conf <<-END
		pid $dir/nginx.pid; error_log $dir/nginx.log; events {}
		http { access_log off; client_body_temp_path $dir/temp; proxy_temp_path $dir/temp;
			fastcgi_temp_path $dir/temp; uwsgi_temp_path $dir/temp; scgi_temp_path $dir/temp;
			server { listen 127.0.0.1:$port ssl;
			ssl_certificate $dir/etc/web.pem; ssl_certificate_key $dir/etc/web.key; } }
	END
	served() {
		openssl s_client -connect "127.0.0.1:$port" </dev/null 2>/dev/null |
			openssl x509 -noout -fingerprint -sha256 2>/dev/null
	}
	check 'nginx starts with what was deployed' nginx -e "$dir/nginx.log" -c "$dir/nginx.conf"
	trap 'kill "$(cat "$dir/nginx.pid")" 2>/dev/null; rm -rf "$dir"' EXIT
	was=$(fingerprint etc/web.pem)
	same "$was" "$(served)" 'and serves it'
	run tls generate --yes --algorithm ec
	reload "nginx -e $dir/nginx.log -c $dir/nginx.conf -s no-such-signal"
	fails 1 'previous files are in place again' 'a reload of nginx that fails' tls deploy --yes
	same "$was" "$(served)" 'leaves it serving the one before'
	workers=$(grep -l "^PPid:[[:space:]]*$(cat "$dir/nginx.pid")\$" /proc/[0-9]*/status 2>/dev/null |
		tr -dc '0-9\n')
	reload "nginx -e $dir/nginx.log -c $dir/nginx.conf -s reload"
	succeeds 'a reload of nginx that works' tls deploy --yes
	# The workers of before answer, too, until they have ended.
	for _ in $(seq 100); do
		any=$(served)
		# shellcheck disable=SC2086 # process numbers
		[ "$any" = "$was" ] || kill -0 $workers 2>/dev/null || break
	done
	same "$(fingerprint etc/web.pem)" "$(served)" 'makes it serve the new one'
else
	skip 'nginx is not installed'
fi
tap_done
