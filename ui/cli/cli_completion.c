/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/cli/cli_completion.h"

#include <string.h>

#include "base/array.h"
#include "base/text.h"
#include "ui/cli/cli_complete.h"

/* What a shell asks is answered by the program, so that its table of operations is the one
 * place that knows; these only hand it the words, and files to the shell. */

/* bash treats '=' as a word of its own: "--store = DIR" is one option and its value. And it
 * puts what is offered on the line as it is: names of others must not be commands there. */
static const char bash[] =
	"# bash completion for pemdeck -*- shell-script -*-\n"
	"_pemdeck()\n"
	"{\n"
	"\tlocal cur=${COMP_WORDS[COMP_CWORD]} words=() found=() word i\n"
	"\t[[ $cur == = ]] && cur=''\n"
	"\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
	"\t\t[[ ${COMP_WORDS[i]} == = ]] || words+=(\"${COMP_WORDS[i]}\")\n"
	"\tdone\n"
	"\tmapfile -t found < <(pemdeck --complete \"${words[@]}\" \"$cur\" "
	"2>/dev/null)\n"
	"\tcase ${found[0]} in\n"
	"\t" PD_COMPLETE_FOLDERS ")\n"
	"\t\tcompopt -o filenames 2>/dev/null\n"
	"\t\tmapfile -t COMPREPLY < <(compgen -d -- \"$cur\")\n"
	"\t\t;;\n"
	"\t" PD_COMPLETE_FILES ")\n"
	"\t\tcompopt -o filenames 2>/dev/null\n"
	"\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n"
	"\t\t;;\n"
	"\t*)\n"
	"\t\tCOMPREPLY=()\n"
	"\t\tfor word in \"${found[@]}\"; do\n"
	"\t\t\tprintf -v word %q \"$word\"\n"
	"\t\t\tCOMPREPLY+=(\"$word\")\n"
	"\t\tdone\n"
	"\t\t;;\n"
	"\tesac\n"
	"}\n"
	"complete -F _pemdeck pemdeck\n";

static const char zsh[] = "#compdef pemdeck\n"
			  "local -a found\n"
			  "found=(\"${(@f)$(pemdeck --complete "
			  "\"${(@)words[2,CURRENT]}\" 2>/dev/null)}\")\n"
			  "case $found[1] in\n"
			  "" PD_COMPLETE_FOLDERS ") _files -/ ;;\n"
			  "" PD_COMPLETE_FILES ") _files ;;\n"
			  "*) (( $#found )) && compadd -a found ;;\n"
			  "esac\n";

static const char fish[] =
	"# fish completion for pemdeck\n"
	"function __pemdeck_complete\n"
	"\tset -l words (commandline -opc)\n"
	"\tset -l last (commandline -ct)\n"
	"\tset -e words[1]\n"
	"\tset -l found (pemdeck --complete $words \"$last\" 2>/dev/null)\n"
	"\tswitch \"$found[1]\"\n"
	"\t\tcase " PD_COMPLETE_FOLDERS "\n"
	"\t\t\t__fish_complete_directories \"$last\" ''\n"
	"\t\tcase " PD_COMPLETE_FILES "\n"
	"\t\t\t__fish_complete_path \"$last\"\n"
	"\t\tcase '*'\n"
	"\t\t\tprintf '%s\\n' $found\n"
	"\tend\n"
	"end\n"
	"complete -c pemdeck -f -a '(__pemdeck_complete)'\n";

bool
pd_completion(const char *shell, struct pd_buffer *out, struct pd_error *error)
{
	static const struct {
		const char *shell, *script;
	} all[] = {{"bash", bash}, {"zsh", zsh}, {"fish", fish}};
	for (size_t i = 0; i < PD_COUNT(all); i++)
		if (strcmp(shell, all[i].shell) == 0) {
			pd_buffer_add_text(out, all[i].script);
			return true;
		}
	return pd_fail(error, PD_EUSAGE, "--completion",
		_("completions are made for bash, zsh and fish only"));
}
