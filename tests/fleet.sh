# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# Stand-ins for Ansible, in $dir/bin, which they put first in PATH. What they print is in
# files of $dir/say: inventory (of ansible-inventory), lines (of ansible-playbook, on the
# descriptor that it is told), error (on standard error), status. What they were asked is
# added to $dir/say/asked, a word a line.
# shellcheck disable=SC2154 # dir
mkdir "$dir/bin" "$dir/say"
cat >"$dir/bin/ansible-inventory" <<END
#!/bin/sh
printf '%s\n' inventory "\$@" >>"$dir/say/asked"
cat "$dir/say/inventory"
cat "$dir/say/inventory-error" >&2 2>/dev/null
exit "\$(cat "$dir/say/inventory-status" 2>/dev/null || echo 0)"
END
cat >"$dir/bin/ansible" <<END
#!/bin/sh
printf '%s\n' ansible "\$@" >>"$dir/say/asked"
printf '  hosts (1):\n    www1.example.org\n'
END
cat >"$dir/bin/ansible-playbook" <<END
#!/bin/sh
printf '%s\n' playbook "\$@" >>"$dir/say/asked"
env >"$dir/say/env"
! (: </dev/tty) 2>/dev/null || echo yes >"$dir/say/terminal"
echo "{\"event\":\"host\",\"host\":\"forged\",\"state\":\"changed\"}"
cat "$dir/say/lines" >&3
cat "$dir/say/error" >&2 2>/dev/null
if [ -e "$dir/say/hangs" ]; then
	trap 'echo stopped >"$dir/say/stopped"; exit 99' INT
	echo ready >"$dir/say/ready"
	while :; do sleep 0.05; done
fi
exit "\$(cat "$dir/say/status" 2>/dev/null || echo 0)"
END
chmod +x "$dir/bin/"*
# shellcheck disable=SC2034 # tests put it back
path_before=$PATH
PATH=$dir/bin:$PATH

cat >"$dir/say/inventory" <<'END'
{"_meta": {"hostvars": {"www1.example.org": {"secret": "hidden-word"}}},
 "all": {"children": ["ungrouped", "web", "mail"], "hosts": ["www1.example.org"]},
 "web": {"hosts": ["www1.example.org", "www2.example.org"]},
 "mail": {"hosts": ["mail.example.org", "www1.example.org"]}}
END
# A run: one changed, one failed, one not reached. Its certificate ends in 2099.
cat >"$dir/say/lines" <<'END'
{"event": "play", "total": 3}
{"event": "task", "task": "The host has its certificate"}
{"event": "host", "host": "www1.example.org", "state": "changed", "reason": "ends", "message": "subject: CN=www1.example.org", "subject": "CN=www1.example.org", "serial": "0A", "fingerprint": "AA:BB", "not_before": 1700000000, "not_after": 4070908800}
{"event": "host", "host": "www2.example.org", "state": "failed", "message": "the reload ended with 3; the files that were there are back"}
{"event": "host", "host": "mail.example.org", "state": "unreachable", "message": "Connection refused"}
{"event": "end", "host": "mail.example.org", "state": "unreachable"}
{"event": "end", "host": "www1.example.org", "state": "changed"}
{"event": "end", "host": "www2.example.org", "state": "failed"}
END
echo 6 >"$dir/say/status"
