#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Deploy targets as operations: made, changed, tried, used for a service that does not run yet,
# and taken out, in a settings.cfg whose comments stay.
# shellcheck source=tests/tap.sh
: "${TESTS:?names the folder of tests}"
. "$TESTS/tap.sh"
tap_needs openssl jq
cd "$dir" || exit 1
mkdir etc
settings=$PEMDECK_STORE/settings.cfg

run tls show
cat >"$settings" <<'END'
# settings of gw01
format = 1;
warning_days = 90; # a quarter
deploy = (
  # the old one
  { certificate = "/etc/old/site.pem"; } # by hand
);
/* the end */
END
comments() {
	grep -c -e '# settings of gw01' -e '# a quarter' -e '# the old one' -e '# by hand' -e 'the end' \
		"$settings"
}
listed() {
	run tls target-list --json
	jq -r "$1" out
}
# watched: what status tells of the target nginx.
watched() {
	run status --json
	jq -r '.[] | select(.kind == "target" and .subject == "nginx") | .level + " " + .status' out
}

# ---- making and changing ------------------------------------------------------------------
run tls new --name web --dn CN=web.example.org --algorithm ec
same '/etc/old/site.pem device' "$(listed '.[] | .name + " " + .tls')" 'what was written by hand is listed'
succeeds 'a target is made' tls target-set nginx --name web --certificate "$dir/etc/web.pem" \
	--key "$dir/etc/web.key" --mode 0640 --reload "echo \"re\\\"loaded\" >>$dir/etc/log"
same "web $dir/etc/web.pem $dir/etc/web.key 0640 not_there" \
	"$(listed '.[] | select(.name == "nginx") | [.tls, .certificate, .key, .mode, .status] | join(" ")')" \
	'as it was typed'
same 'warning not_there' "$(watched)" 'status tells that the service has nothing yet'
same 5 "$(comments)" 'and all comments stay'
fails 2 '--yes' 'changing one asks' tls target-set nginx --mode 0600
succeeds 'what is not given stays' tls target-set nginx --mode 0600 --yes
same "web $dir/etc/web.key 0600" \
	"$(listed '.[] | select(.name == "nginx") | [.tls, .key, .mode] | join(" ")')" 'as it was'
sum=$(cat "$settings")
fails 2 '^pemdeck: --certificate: .*full path' 'a path that is none' tls target-set other --certificate web.pem
fails 2 'write the same file' 'a file of another target' tls target-set other --certificate "$dir/etc/web.pem"
fails 2 'no certificate' 'a target without a file' tls target-set other
fails 2 '^pemdeck: --mode: .*octal mode' 'a mode that is none' tls target-set other --certificate "$dir/a" --mode 999
fails 2 'let everybody read' 'a key for everybody' tls target-set nginx --mode 0644 --yes
fails 2 'no TLS key is called mail' 'a key that is not here' \
	tls target-set other --certificate "$dir/a" --name mail
same "$sum" "$(cat "$settings")" 'and nothing of it was written'

# ---- trying and using ---------------------------------------------------------------------
run tls deploy nginx --dry-run --json
same "made $dir/etc/web.pem 0600, made $dir/etc/web.key 0600" \
	"$(jq -r '[.[] | .would + " " + .file + " " + .mode] | join(", ")' out)" \
	'it is told what would be written where'
same '' "$(ls etc)" 'and nothing is'
run history list --json
same 0 "$(jq '[.[] | select(.operation == "tls deploy")] | length' out)" 'nor is it said that it was'
succeeds 'the service does not run yet' tls target-set nginx --reload 'exit 7' --yes
fails 1 'exit status 7; the new files are removed again' 'so its reload fails' tls deploy nginx --yes
same '' "$(ls etc)" 'and leaves nothing'
succeeds 'without reload the files are there for its first start' tls deploy nginx --yes --no-reload
grep -q 'No service was reloaded' err
ok $? 'which is told'
check 'the key is that of the certificate' openssl pkey -in etc/web.key -noout
same "$(openssl x509 -in etc/web.pem -noout -pubkey)" "$(openssl pkey -in etc/web.key -pubout)" 'really'
same deployed "$(listed '.[] | select(.name == "nginx").status')" 'the list says so'
same 'ok deployed' "$(watched)" 'and status'
run tls deploy nginx --dry-run --json
same 'kept kept' "$(jq -r '[.[].would] | join(" ")' out)" 'and nothing would change'
run tls generate --name web --dn CN=web.example.org --algorithm ec --yes
same other "$(listed '.[] | select(.name == "nginx").status')" 'nor that there is a newer one'
same 'warning other' "$(watched)" 'of which status warns'
mv etc/web.pem kept.pem && mkdir etc/web.pem
same 'ok unread' "$(watched)" 'of what cannot be read nothing is claimed'
rmdir etc/web.pem && mv kept.pem etc/web.pem
cp "$settings" kept.cfg && sed 's/certificate =/certificates =/' kept.cfg >"$settings"
run status --json
same 'critical damaged' \
	"$(jq -r '.[] | select(.kind == "target") | .level + " " + .status' out)" \
	'targets that cannot be read hide nothing else from it'
cp kept.cfg "$settings"
run tls target-set nginx --reload "echo re >>$dir/etc/log" --yes
succeeds 'which is deployed' tls deploy nginx --yes
same re "$(cat etc/log)" 'and the service told'
run tls show target/nginx
prints 'Reload:.*echo re' 'show is of one target'
succeeds 'all of it anew' tls target-set nginx --whole --certificate "$dir/etc/web.pem" --yes
same 'device,,,' "$(listed '.[] | select(.name == "nginx") | [.tls, .key, .mode, .reload] | join(",")')" \
	'takes out what was not given'

# ---- one member, and other names ------------------------------------------------------------
run tls target-set nginx --reload 'echo gone' --mode 0640 --yes
succeeds 'a member without a value is taken out' tls target-set nginx --reload '' --yes
same '0640 ' "$(listed '.[] | select(.name == "nginx") | [.mode, .reload] | join(" ")')" \
	'and the others stay'
fails 2 'no certificate' 'one that is needed is not' tls target-set nginx --certificate '' --yes
run tls target-set nginx --mode '' --yes
succeeds 'a target gets another name' tls target-rename nginx www
same "/etc/old/site.pem www $dir/etc/web.pem" \
	"$(listed '[.[] | .name] + [.[] | select(.name == "www").certificate] | join(" ")')" \
	'where it stands'
same 5 "$(comments)" 'and all comments stay'
fails 2 'is already in use' 'not that of another' tls target-rename www /etc/old/site.pem
fails 2 'no deploy target has this name' 'nor one that is not there' tls target-rename nginx other
succeeds 'one without a name gets one' tls target-rename /etc/old/site.pem old
same "old /etc/old/site.pem" "$(listed '.[] | select(.name == "old") | .name + " " + .certificate')" \
	'beside its file'
run history undo --yes
succeeds 'and is undone' history undo --yes
same nginx "$(listed '.[].name' | grep nginx)" 'as it was'
run tls target-set nginx --name web --yes
run tls target-set two --certificate "$dir/etc/two.pem" --name web
succeeds 'a key gets another name' tls rename --name web www
same 'nginx www two www' "$(listed '[.[] | select(.tls == "www") | .name + " " + .tls] | join(" ")')" \
	'and its targets get it as before'
run tls list --json
same 'device www' "$(jq -r '[.[].name] | join(" ")' out)" 'the list has that name alone'
fails 1 'no TLS key has this name' 'the old name is free' tls rename --name web other
fails 2 'called www already' 'a name that is taken' tls rename --name www www
fails 2 'called device already' 'that of the first key, too' tls rename --name www device
fails 1 'keeps its name' 'which keeps it' tls rename --name device web
fails 2 'letters, digits' 'a name that is a path' tls rename --name www ../web
succeeds 'in one change' history undo --yes
same 'nginx web two web' "$(listed '[.[] | select(.tls == "web") | .name + " " + .tls] | join(" ")')" \
	'that is undone as a whole'
succeeds 'and its history is whole' history verify
printf 'deploy = ( { name = "host"; tls = "web"; certificate = "%s"; } );\n' "$dir/etc/host.pem" \
	>"$PEMDECK_ETC/settings.cfg"
fails 1 'settings.cfg, which holds for all stores' 'one that the host names keeps its name' \
	tls rename --name web www
rm "$PEMDECK_ETC/settings.cfg"
run tls target-remove two --yes
run tls target-set nginx --name device --yes

run tls target-set again --certificate "$dir/etc/again.pem"
printf '4\ndeploy\nagain\n\n\nyes\nquit\n' >answers
# shellcheck disable=SC2154
$without_terminal "$PEMDECK" --linear <answers >said 2>&1
same deployed "$(sed -n 's/.* again; //p' said | tail -n 1)" \
	'the list on the screen tells it at once' || tap_show said said
run tls target-remove again --yes

# ---- taking out -----------------------------------------------------------------------------
fails 2 '--yes' 'removing asks' tls target-remove nginx
succeeds 'a target is taken out' tls target-remove nginx --yes
[ -e etc/web.pem ]
ok $? 'and its files stay'
fails 2 'no deploy target has this name' 'once' tls target-remove nginx --yes
succeeds 'undo brings it back' history undo --yes
same 2 "$(listed length)" 'as it was'
succeeds 'one that was written by hand, too' tls target-remove /etc/old/site.pem --yes
same nginx "$(listed '.[].name')" 'goes'
same 4 "$(comments | sed 's/5/4/')" 'and the comments of others stay'

# ---- what the host decides ------------------------------------------------------------------
printf 'deploy = ( { name = "host"; certificate = "%s"; } );\n' "$dir/etc/host.pem" \
	>"$PEMDECK_ETC/settings.cfg"
same 'host nginx' "$(listed '[.[].name] | sort | join(" ")')" 'a target of the host is listed'
fails 1 'settings.cfg, which holds for all stores' 'and changed where it stands' \
	tls target-set host --mode 0600 --yes
fails 1 'settings.cfg, which holds for all stores' 'or removed' tls target-remove host --yes
printf 'locked = [ "deploy" ];\n' >"$PEMDECK_ETC/settings.cfg"
fails 1 'lock' 'what the host locks is not set here' tls target-set more --certificate "$dir/etc/m.pem"
rm "$PEMDECK_ETC/settings.cfg"
run tls target-set "it's \$(id)" --certificate "$dir/etc/odd.pem"
command=$(sed -n 's/.*(tls deploy \(.*\)) writes its files$/\1/p' err)
same "it's \$(id)" "$(eval "printf %s $command")" 'an odd name is a word of the command that is proposed'
run tls target-remove --yes "it's \$(id)"
same nginx "$($PEMDECK --complete tls target-remove n)" 'names are completed'
printf 'roles = { security_officer = [ "alice" ]; system_administrator = [ "%s" ]; };\nformat = 1;\n' \
	"$(id -un)" >"$settings"
fails 1 'security officer' 'commands that run are for a security officer to name' \
	tls target-set more --certificate "$dir/etc/m.pem"
tap_done
