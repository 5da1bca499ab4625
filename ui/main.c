/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <libintl.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/environment.h"
#include "base/memory.h"
#include "ui/cli/cli.h"
#include "ui/cli/cli_say.h"
#include "x509/key/start.h"
#include "x509/read/sandbox.h"

/* No file of the store may get the number of a closed standard stream. The stand-ins
 * are opened the wrong way round, so that using them still fails. */
static void
open_standard_streams(void)
{
	static const int modes[] = {O_WRONLY, O_RDONLY, O_RDONLY};
	for (int number = STDIN_FILENO; number <= STDERR_FILENO; number++)
		if (fcntl(number, F_GETFD) < 0 &&
			open("/dev/null", modes[number]) != number)
			_exit(1);
}

/* Text is UTF-8 throughout, whatever the locale says. TEXTDOMAINDIR, where gettext's
 * tools look for catalogues, is not believed from somebody with fewer rights, as
 * catalogues contain formats. */
static void
set_language(void)
{
	const char *folder = secure_getenv("TEXTDOMAINDIR");
	(void)setlocale(LC_ALL, "");
	tzset(); /* reads the zone's file, which what is confined later could not */
	(void)bindtextdomain(PACKAGE, folder ? folder : LOCALEDIR);
	(void)bind_textdomain_codeset(PACKAGE, "UTF-8");
	(void)textdomain(PACKAGE);
}

int
main(int count, char **words)
{
	pd_memory_protect();
	open_standard_streams();
	(void)umask(077);
	/* A closed pipe or a size limit is an error of the write, not a signal. */
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGXFSZ, SIG_IGN);
	pd_environment_clean();
	set_language();
	struct pd_error error = {0};
	if (!pd_gnutls_start(&error)) {
		pd_cli_say(stderr, "pemdeck: %s: %s\n", error.input, error.message);
		return 1;
	}
	pd_sandbox_start();
	return pd_cli_run(count, words);
}
