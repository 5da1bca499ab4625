#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Holds the floors of the house apart: who may include and call what, and that src/ leaves
# printing, asking and exiting to ui/. The rules look at code only, not at comments and
# strings. Last, every rule is tried on files that break it, and only it.

set -u
export LC_ALL=C

root=${srcdir:-.}
work=$(mktemp -d "${TMPDIR:-/tmp}/pemdeck-layers.XXXXXX")
trap 'rm -rf "$work"' EXIT

# Prints FILE:LINE:CODE, without comments, strings and character constants; #include
# lines stay as they are.
# shellcheck disable=SC2016 # awk's $0
strip='
	FNR == 1 { inside = 0 }
	!inside && /^[ \t]*#[ \t]*include/ {
		print FILENAME ":" FNR ":" $0
		next
	}
	{
		text = $0
		code = ""
		while (text != "") {
			if (inside) {
				end = index(text, "*/")
				inside = !end
				text = end ? substr(text, end + 2) : ""
				continue
			}
			if (!match(text, /"([^"\\]|\\.)*"|\047([^\047\\]|\\.)*\047|\/\*|\/\//)) {
				code = code text
				break
			}
			code = code substr(text, 1, RSTART - 1) " "
			token = substr(text, RSTART, RLENGTH)
			if (token == "//")
				break
			inside = token == "/*"
			text = substr(text, RSTART + RLENGTH)
		}
		print FILENAME ":" FNR ":" code
	}'

# rule NAME ENDING FOLDERS EXCEPT EXPRESSION: code in the files below the folders whose
# names end like that must not match the extended expression, except in paths that match
# EXCEPT. What does is in $work/found/NAME.
rule()
{
	grep -E "^($3)/[^:]*\\.$2:" "$work/code" | grep -vE "$4" |
		grep -E "$5" >"$work/found/$1"
}

include='^[^:]*:[0-9]*:[[:space:]]*#[[:space:]]*include[[:space:]]*[<"](\.\./)*'
nowhere='^$'
# A call of one of the words that follow, not of a longer one (snprintf, _exit), and the
# use of a variable.
call='(^|[^A-Za-z0-9_>.])'
use='(^|[^A-Za-z0-9_])'
called='[[:space:]]*\('
used='([^A-Za-z0-9_]|$)'
memory='^src/base/memory\.c:' # where the process ends when memory runs out

apply_rules()
{
	rule src_includes_nothing_of_ui '[ch]' src "$nowhere" "${include}ui/"
	rule base_includes_only_base '[ch]' src/base "$nowhere" \
		"${include}(x509|store|probe|scan|operation|tabs)/"
	rule x509_includes_only_base '[ch]' src/x509 "$nowhere" \
		"${include}(store|probe|scan|operation|tabs)/"
	rule store_includes_only_x509_and_base '[ch]' src/store "$nowhere" \
		"${include}(probe|scan|operation|tabs)/"
	rule probe_includes_only_x509_and_base '[ch]' src/probe "$nowhere" \
		"${include}(store|scan|operation|tabs)/"
	rule scan_includes_what_stands_below '[ch]' src/scan "$nowhere" \
		"${include}(operation|tabs)/"
	rule operation_includes_no_tab '[ch]' src/operation "$nowhere" \
		"${include}(probe|scan|tabs)/"
	rule only_term_curses_includes_curses '[ch]' 'src|ui' '^ui/terminal/term_curses\.c:' \
		"${include}(ncursesw?/)?(n?curses|term|panel|form|menu)\.h>"
	rule only_store_includes_libconfig '[ch]' 'src|ui' '^src/store/' \
		"${include}libconfig"
	rule only_databases_include_sqlite '[ch]' 'src|ui' '^src/x509/database/' \
		"${include}sqlite3"
	# derive.h is internal to x509: the rule below keeps it there. The probe speaks TLS.
	rule only_x509_includes_gnutls_and_no_header_does '[ch]' 'src|ui' \
		'^src/(x509/([^:]*\.c|(key/derive|der/datum)\.h)|probe/[^/:]*\.c):' "${include}(gnutls|nettle)/"
	rule only_x509_includes_its_internal_headers '[ch]' 'src|ui' '^src/x509/[^:]*\.c:' \
		"${include}x509/key/derive\.h"
	rule src_prints_nothing 'c' src "$memory" \
		"$call(v?printf|puts|putchar|perror|psignal|v?warnx?|v?syslog)$called|$use(stdout|stderr)$used"
	rule src_asks_nothing 'c' src "$nowhere" \
		"$call(getchar|gets|scanf|getpass|readline|isatty)$called|${use}stdin$used"
	# The helper forks a child for each reading; an editor is started by exec, and hooks are.
	rule only_the_sandbox_forks '[ch]' 'src|ui' \
		'^(src/x509/read/sandbox(_helper)?|src/tabs/shared/run_command|ui/ask/editor)\.c:' \
		"$call(v?fork|clone3?|popen|system|posix_spawnp?|f?exec[lv]p?e?)$called"
	# "Files outside the store" in ARCHITECTURE.md. "remove" and "rename" also name fields.
	rule only_base_and_store_write_files 'c' 'src|ui' '^src/(base|store)/' \
		"${use}(O_CREAT|O_TRUNC|O_TMPFILE)$used|$call(creat|mk[od]?s?temps?|mkdtemp|renameat2?|rename|unlinkat|unlink|rmdir|remove|linkat|link|symlinkat|symlink|mkdirat|mkdir|mkfifo|mknod|f?truncate|fopen|freopen|f?chmod(at)?|[fl]?chown(at)?)$called"
	# Who believes a certificate asks x509/judge, and a tab asks with what the store knows.
	rule only_the_judge_lets_gnutls_judge '[ch]' 'src|ui' '^src/x509/judge/[^:]*\.c:' \
		"${call}gnutls_(x509_(crt|crl|trust_list)_[a-z0-9_]*(verify|check_|get_|is_)|certificate_verify_|pkcs7_verify|ocsp_resp_)[a-z0-9_]*$called"
	rule only_two_places_compute_signatures '[ch]' 'src|ui' \
		'^src/x509/(key/algorithm|sign/detached(_cms)?)\.c:' "${call}gnutls_pubkey_verify_"
	rule only_the_judge_of_the_store_asks_for_paths '[ch]' 'src|ui' \
		'^src/(x509/judge/[^:]*|tabs/trust/trust_judge)\.[ch]:' "${call}pd_verify$called"
	rule only_the_judge_compares_dates '[ch]' 'src|ui' '^src/x509/judge/[^:]*\.c:' \
		"pd_certificate_not_(after|before)\([^()]*\)[[:space:]]*[<>]|[<>]=?[[:space:]]*pd_certificate_not_(after|before)$called"
	# What the CA signs is judged before; what signs itself has no CA to be judged by.
	rule only_the_judged_is_signed '[ch]' 'src|ui' \
		'^src/(x509/write/[^:]*|tabs/ssl/ssl_order)\.[ch]:' "${call}pd_issue_(sign|draft)$called"
	# time_t has 32 bits on some machines: base/time.c counts in 64.
	rule dates_are_counted_in_64_bits '[ch]' 'src|ui' '^src/base/time\.c:' \
		"${call}(gmtime|localtime|mktime|timegm|timelocal|strftime|strptime|ctime|asctime)(_r)?$called"
	# What is shown of a chain and sorted in it is not what is believed.
	rule only_some_ask_who_signed '[ch]' 'src|ui' \
		'^src/(x509/[^:]*|tabs/(trust/trust_(judge|show)|signature/signature_(publish|verify)|ssl/(revoke/ssl_crl_(last|published)|ssl_register|takeover/ssl_(part|takeover))|tls/tls_import))\.[ch]:' \
		"${call}pd_(certificate|revocation_list)_is_signed_by$called"
	# A key is kept and opened as the store's passphrase wants it. The probe hands one on.
	rule only_the_store_opens_its_keys 'c' 'src|ui' \
		'^src/(store/key_passphrase(_change)?|x509/key/[^:]*|probe/probe)\.c:' \
		"${call}pd_key_(from_pem|lock_(read|open|pem))$called"
	# GnuTLS leaves copies behind when it writes one. In a probe's child it may.
	rule only_one_place_writes_private_keys 'c' 'src|ui' \
		'^src/(x509/key/(key_write|edwards)|probe/handshake)\.c:' \
		"${call}gnutls_(x509_)?privkey_export[a-z0-9_]*$called"
	# An editor's own setting is not about ours.
	rule only_the_environment_is_cleaned_in_one_place 'c' 'src|ui' \
		'^(src/base/environment|ui/ask/editor)\.c:' "$call((un|clear)?setenv|putenv|clearenv)$called"
	rule only_the_interaction_asks_for_roles 'c' 'src|ui' \
		'^(src/operation/role|ui/ask/interaction)\.c:' "${call}pd_role_check$called"
	# An error is no answer: base/there/there.h says which of them mean that there is nothing.
	rule only_one_place_asks_whether_something_is_there '[ch]' 'src|ui' "$nowhere" \
		"${use}F_OK$used"
	# A longer one would be written behind the cells of a row.
	rule tables_of_columns_have_a_size '[ch]' 'src|ui' "$nowhere" \
		'struct pd_column [a-z_]+\[\]'
	rule src_never_exits 'c' src "$memory" \
		"$call(exit|quick_exit|abort|assert|v?errx?)$called"
}

# Each call that reads what has a form: SECURITY.md has a table of the files and folders.
reads="${call}(gnutls_[a-z0-9_]*_import(_[a-z0-9_]*|[0-9])?|gnutls_[a-z0-9_]*decode[a-z0-9_]*|gnutls_certificate_set_x509_key[a-z0-9_]*|asn1_(der_decoding|read_)[a-z0-9_]*|config_read(_[a-z]*)?|(nettle_)?base(16|64)_decode_update|(nettle_)?ecc_point_set|secp256k1_ec[a-z_]*_parse[a-z_]*|sqlite3_(deserialize|open[a-z0-9_]*)|p11_kit_uri_parse|pd_take)$called"
sed -n '/^| what reads | what | in |/,/^$/p' "$root/SECURITY.md" |
	grep -o 'src/[a-z0-9_/]*\(\.c\)\{0,1\}' >"$work/listed"
apply_list()
{
	grep -E "$reads" "$work/code" | awk -F: -v listed="$work/listed" '
		BEGIN { while ((getline place <listed) > 0) places[place] }
		{
			found = 0
			for (place in places)
				if (place ~ /\/$/ ? index($1, place) == 1 : $1 == place)
					found = 1
			if (!found)
				print
		}' >"$work/found/what_reads_bytes_is_listed_in_SECURITY"
}

# calls TREE: what script/numbers finds out from includes and calls.
calls()
{
	"$root/script/numbers" --needs "$1" >"$work/needs"
	sed -n 's/^upward: \([^ ]*\)/\1.c: it needs/p' "$work/needs" \
		>"$work/found/no_file_needs_a_floor_above"
	sed -n 's/^circle: \([^ ]*\)/\1.c: it needs itself, by way of/p' "$work/needs" \
		>"$work/found/no_file_needs_itself"
}

# look TREE: applies the rules to its code.
look()
{
	rm -rf "$work/found"
	mkdir "$work/found"
	(cd "$1" && find src ui -name '*.[ch]' -type f | sort | xargs awk "$strip") >"$work/code"
	apply_rules
	apply_list
	[ -z "$python" ] || calls "$1"
}

python=$(command -v python3)
count=0
failed=0

# result GOOD TEXT: one line of TAP; GOOD is empty where it failed.
result()
{
	count=$((count + 1))
	if [ -n "$1" ]; then
		echo "ok $count - $2"
	else
		echo "not ok $count - $2"
		failed=1
	fi
}

look "$root"
for found in "$work"/found/*; do
	result "$([ -s "$found" ] || echo good)" "$(basename "$found" | tr _ ' ')"
	sed 's/^/#   /' "$found"
done
grep -E "$reads" "$work/code" | cut -d: -f1 | sort -u >"$work/readers"
while read -r place; do
	case $place in
	*/) grep -q "^$place" "$work/readers" ;;
	*) grep -qxF "$place" "$work/readers" ;;
	esac || echo "$place"
done <"$work/listed" >"$work/gone"
result "$([ -s "$work/listed" ] && [ ! -s "$work/gone" ] && echo good)" \
	'what SECURITY.md lists as reading bytes does'
sed 's/^/#   /' "$work/gone"
result "$([ "$count" -gt 0 ] && find "$root/src/base" -name '*.c' | grep .)" \
	"there are rules, and sources to look at"

# ---- the rules themselves, on a tree of good files and of one for each way to break them --
for folder in src/base src/x509/key src/store src/probe src/scan src/operation src/tabs/tls ui/terminal src/x509/read2; do
	mkdir -p "$work/tree/$folder"
done
cat >"$work/tree/src/x509/key/good.c" <<'END'
#include "base/error.h"
#include <gnutls/x509.h>
/* printf("%s", stdout); exit(1);
 * abort(); */
static const char *text = "exit(1) // \" puts(text)"; // isatty(0)
int n = snprintf(text, '"', fd->abort(1)); _exit(2);
END
printf '#include <curses.h>\n#include "tabs/tabs.h"\n' >"$work/tree/ui/terminal/term_curses.c"
printf '#include <libconfig.h>\n#include "x509/key/key.h"\n' >"$work/tree/src/store/good.c"
echo '#include <gnutls/gnutls.h>' >"$work/tree/src/probe/probe.c"
echo 'unlinkat(directory, name, 0); fopen(path, "r");' >"$work/tree/src/store/files.c"
echo 'list->rename(row); int link = 1; pd_row_remove(row);' >"$work/tree/src/tabs/tls/good.c"
echo 'fputs("out of memory", stderr); abort();' >"$work/tree/src/base/memory.c"

# breaks RULE FOLDER ENDING LINE: a file with this line breaks this rule.
number=0
breaks()
{
	number=$((number + 1))
	printf '%b\n' "$4" >"$work/tree/$2/bad$number.$3"
	echo "$1 $2/bad$number.$3" >>"$work/breaks"
}

breaks src_includes_nothing_of_ui src/tabs c '#include "ui/terminal/terminal.h"'
breaks src_includes_nothing_of_ui src/tabs h '# include "../../ui/terminal/terminal.h"'
breaks base_includes_only_base src/base c '#include "x509/key/key.h"'
breaks base_includes_only_base src/base h '#include "../tabs/tabs.h"'
breaks x509_includes_only_base src/x509 h '#include "store/store.h"'
breaks store_includes_only_x509_and_base src/store c '#include "tabs/tabs.h"'
breaks store_includes_only_x509_and_base src/store h '#include "operation/role.h"'
breaks probe_includes_only_x509_and_base src/probe c '#include "store/store.h"'
breaks scan_includes_what_stands_below src/scan c '#include "operation/operation.h"'
breaks operation_includes_no_tab src/operation c '#include "tabs/tls/tls.h"'
breaks only_term_curses_includes_curses ui c '#include <curses.h>'
breaks only_term_curses_includes_curses ui h '#include <ncursesw/ncurses.h>'
breaks only_term_curses_includes_curses src/tabs c '#include <form.h>'
breaks only_databases_include_sqlite src/x509 c '#include <sqlite3.h>'
breaks only_store_includes_libconfig src/tabs c '#include <libconfig.h>'
breaks only_x509_includes_gnutls_and_no_header_does src/x509 h \
	'#include <gnutls/gnutls.h>'
breaks only_x509_includes_gnutls_and_no_header_does src/tabs c \
	'#include <gnutls/gnutls.h>'
breaks only_x509_includes_gnutls_and_no_header_does ui c '#include <gnutls/gnutls.h>'
breaks src_prints_nothing src/x509 c 'int x;\n\tprintf("x");'
breaks src_prints_nothing src/x509 c '/* why */ (void)fputs(text, stderr);'
breaks src_prints_nothing src/x509 c '"a" /* b */; puts (x);'
breaks src_asks_nothing src/store c 'fgets(line, size, stdin);'
breaks src_asks_nothing src/tabs c 'if (isatty(0))'
breaks only_the_sandbox_forks src/tabs/tls c 'pid = fork();'
breaks only_the_sandbox_forks ui/terminal c 'return system(words);'
breaks only_base_and_store_write_files src/tabs c 'int f = open(path, O_WRONLY | O_CREAT, 0600);'
breaks only_base_and_store_write_files src/x509 c '\t(void)unlink(path);'
breaks only_base_and_store_write_files ui c 'if (renameat2(at, from, at, to, 0) < 0)'
breaks only_base_and_store_write_files ui c 'path = mkdtemp (path);'
breaks only_base_and_store_write_files src/probe c 'FILE *file = fopen(path, "w");'
breaks tables_of_columns_have_a_size src/tabs c 'static const struct pd_column columns[] = {'
breaks only_the_judge_lets_gnutls_judge src/x509/key c \
	'x = gnutls_x509_crt_list_verify2(list);'
breaks only_the_judge_lets_gnutls_judge src/probe c \
	'if (gnutls_certificate_verify_peers3(session, host, &status) < 0)'
breaks only_the_judge_lets_gnutls_judge src/x509/key c \
	'return gnutls_x509_crt_get_expiration_time(crt) < now;'
breaks only_two_places_compute_signatures src/x509/key c \
	'gnutls_pubkey_verify_data2(key, algorithm, 0, &data, &proof);'
breaks only_the_judge_of_the_store_asks_for_paths src/tabs/tls c \
	'reasons = pd_verify(&verification, &path);'
breaks only_the_judged_is_signed src/tabs/tls c 'return pd_issue_sign(draft, key, error);'
breaks only_the_judge_compares_dates src/tabs/tls c \
	'if (pd_certificate_not_after(leaf) < context->now)'
breaks only_the_judge_compares_dates src/x509/key c \
	'return now >= pd_certificate_not_before(leaf);'
breaks dates_are_counted_in_64_bits src/tabs/tls c '(void)gmtime_r(&now, &parts);'
breaks dates_are_counted_in_64_bits ui c 'struct tm *parts = localtime (&now);'
breaks only_some_ask_who_signed src/tabs/tls c \
	'return pd_certificate_is_signed_by(leaf, ca);'
breaks only_the_store_opens_its_keys src/tabs/tls c \
	'key = pd_key_from_pem(pem, NULL, from, error);'
breaks only_the_store_opens_its_keys src/store c \
	'return pd_key_lock_read(stretched, pem, from, error);'
breaks only_the_sandbox_forks src/probe c 'if (posix_spawn(&child, words[0]) != 0)'
breaks only_base_and_store_write_files src/tabs c '\t(void)chmod(path, 0644);'
breaks only_one_place_writes_private_keys src/x509/key c \
	'result = gnutls_x509_privkey_export2_pkcs8(key, format, NULL, 0, &out);'
breaks only_one_place_writes_private_keys src/x509/key c \
	'result = gnutls_x509_privkey_export_pkcs8(x509, format, words, 0, out, &size);'
breaks only_the_environment_is_cleaned_in_one_place ui/terminal c '(void)unsetenv("TERMINFO");'
breaks only_the_environment_is_cleaned_in_one_place src/tabs c 'setenv("A", "b", 1);'
breaks only_the_interaction_asks_for_roles src/tabs/tls c \
	'return pd_role_check(context, operation, error);'
breaks only_one_place_asks_whether_something_is_there src/tabs c \
	'return access(path, F_OK) == 0;'
breaks what_reads_bytes_is_listed_in_SECURITY src/x509/read2 c \
	'result = gnutls_x509_crt_import(crt, &der, GNUTLS_X509_FMT_DER);'
breaks what_reads_bytes_is_listed_in_SECURITY src/tabs c \
	'if (!pd_take(&rest, PD_DER_SEQUENCE, &inside))'
breaks what_reads_bytes_is_listed_in_SECURITY src/base c 'good = config_read_string(&all, text);'
breaks src_never_exits src/base c '\texit(1);'
breaks src_never_exits src/tabs c 'return x ? y : abort();'

# The same by calls alone, where no header is included.
if [ -n "$python" ]; then
	printf 'int\npd_upstairs(void)\n{\n}\n' >"$work/tree/src/store/upstairs.c"
	printf 'int\npd_there(void)\n{\n\treturn pd_back();\n}\n' >"$work/tree/src/tabs/there.c"
	breaks no_file_needs_itself src/tabs c 'int\npd_back(void)\n{\n\treturn pd_there();\n}'
	breaks no_file_needs_a_floor_above src/base c 'int\nf(void)\n{\n\treturn pd_upstairs();\n}'
fi

look "$work/tree"
while read -r name file; do
	got=$(grep -l "^$file:" "$work"/found/* | sed 's,.*/,,' | tr '\n' ' ')
	result "$([ "$got" = "$name " ] && echo good)" \
		"self-check: $(echo "$name" | tr _ ' '): ${file%/*}"
	[ "$got" = "$name " ] || echo "#   broken: $got"
done <"$work/breaks"
result "$(cat "$work"/found/* | grep -qv '/bad[0-9]*\.' || echo good)" \
	'self-check: the good files break none'

echo "1..$count"
exit "$failed"
