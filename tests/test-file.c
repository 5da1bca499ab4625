/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/file.h"

#include <fcntl.h>
#include <ftw.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/scratch.h"
#include "tap.h"

/* Everything happens in a directory of its own, which is the working directory. */
static char folder[] = "/tmp/pemdeck-file.XXXXXX";

static int
remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
	(void)status, (void)kind, (void)place;
	return remove(path);
}

static void
put(const char *name, const char *content)
{
	FILE *file = fopen(name, "w");
	if (file == NULL || fputs(content, file) < 0 || fclose(file) != 0)
		abort();
}

static char *
content_of(const char *name)
{
	char *text = pd_alloc(4096, 1);
	FILE *file = fopen(name, "r");
	if (file != NULL) {
		text[fread(text, 1, 4095, file)] = '\0';
		(void)fclose(file);
	}
	return text;
}

static struct pd_bytes
bytes(const char *text)
{
	return (struct pd_bytes){(const unsigned char *)text, strlen(text)};
}

/* ---- reading -------------------------------------------------------------------- */

static void
check_refused(bool good, const struct pd_secret *out, const struct pd_error *error,
	enum pd_code code, const char *input, const char *part, const char *rule)
{
	tap_ok(!good && error->code == code, "%s: refused", rule);
	tap_is(error->input, input, "%s: the path is named", rule);
	tap_has(error->message, part, "%s: the sentence", rule);
	if (out != NULL)
		tap_ok(out->data == NULL, "%s: nothing is read", rule);
}

static void
test_read(void)
{
	static const struct {
		const char *path;
		size_t limit;
		const char *content;
	} rows[] = {
		{"five", 5, "12345"},
		{"five", 100, "12345"},
		{"./five", PD_INPUT_LIMIT, "12345"},
		{"link", 5, "12345"},
		{"empty", 100, ""},
		{"empty", 0, ""},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		PD_AUTO(pd_secret_wipe) struct pd_secret out = {0};
		struct pd_error error = {0};
		tap_ok(pd_file_read(rows[i].path, rows[i].limit, &out, &error),
			"%s is read, up to %zu bytes", rows[i].path, rows[i].limit);
		tap_is(pd_secret_text(&out), rows[i].content, "%s: its content",
			rows[i].path);
	}
}

static void
test_read_refused(void)
{
	static const struct {
		const char *path;
		size_t limit;
		enum pd_code code;
		const char *part, *rule;
	} rows[] = {
		{"five", 4, PD_EINPUT, "larger than 4 bytes", "one byte too many"},
		{"huge", PD_INPUT_LIMIT, PD_EINPUT, "larger than 64 MiB",
			"200 MB of zeros"},
		{"folder", 100, PD_EINPUT, "is a directory", "a directory"},
		{"/dev/zero", 100, PD_EINPUT, "is a device", "a device without end"},
		{"missing", 100, PD_EIO, "No such file", "a missing file"},
		{"five/six", 100, PD_EIO, "Not a directory", "a path through a file"},
		{"loop", 100, PD_EIO, "cannot be opened: ", "a link to itself"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		PD_AUTO(pd_secret_wipe) struct pd_secret out = {0};
		struct pd_error error = {0};
		bool good = pd_file_read(rows[i].path, rows[i].limit, &out, &error);
		check_refused(good, &out, &error, rows[i].code, rows[i].path,
			rows[i].part, rows[i].rule);
	}
}

static void
test_unreadable(void)
{
	put("secret", "x");
	(void)chmod("secret", 0);
	if (access("secret", R_OK) == 0) {
		tap_skip("root may read everything");
		return;
	}
	PD_AUTO(pd_secret_wipe) struct pd_secret out = {0};
	struct pd_error error = {0};
	bool good = pd_file_read("secret", 100, &out, &error);
	check_refused(good, &out, &error, PD_EIO, "secret", "Permission denied",
		"a file that may not be read");
}

/* A child writes and goes; the reader must take all of it, and end. */
static void
write_from_child(const char *path, int descriptor, const char *text, int times)
{
	if (fork() != 0)
		return;
	int end = path ? open(path, O_WRONLY | O_CLOEXEC) : descriptor;
	for (int i = 0; i < times; i++)
		if (write(end, text, strlen(text)) < 0)
			break;
	_exit(0);
}

static void
test_read_streams(void)
{
	PD_AUTO(pd_secret_wipe)
	struct pd_secret fifo = {0}, pipe_content = {0}, endless = {0};
	struct pd_error error = {0};
	write_from_child("fifo", -1, "0123456789", 10000);
	tap_ok(pd_file_read("fifo", PD_INPUT_LIMIT, &fifo, &error), "a FIFO is read");
	tap_number(fifo.size, 100000, "to its end");
	(void)wait(NULL);

	int ends[2];
	if (pipe(ends) < 0)
		return;
	write_from_child(NULL, ends[1], "a\n", 3);
	(void)close(ends[1]);
	tap_ok(pd_file_read_fd(ends[0], "standard input", 6, &pipe_content, &error),
		"a descriptor is read");
	tap_is(pd_secret_text(&pipe_content), "a\na\na\n",
		"to its end, and no limit passed");
	(void)close(ends[0]);
	(void)wait(NULL);

	int zero = open("/dev/zero", O_RDONLY | O_CLOEXEC);
	bool good = pd_file_read_fd(zero, "standard input", 100000, &endless, &error);
	check_refused(good, &endless, &error, PD_EINPUT, "standard input",
		"larger than 100000 bytes", "a stream without end");
	(void)close(zero);
}

static void
test_read_at(int here)
{
	static const struct {
		const char *name;
		size_t limit;
		enum pd_code code;
		const char *part, *rule;
	} rows[] = {
		{"missing", 100, PD_ESTATE, "no such file",
			"a record that is not there"},
		{"link", 100, PD_ESTORE, "symbolic link", "a link in the store"},
		{"fifo", 100, PD_ESTORE, "not a regular file", "a FIFO in the store"},
		{"folder", 100, PD_ESTORE, "not a regular file",
			"a directory in the store"},
		{"five", 4, PD_EINPUT, "larger than 4 bytes", "a record too large"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		PD_AUTO(pd_secret_wipe) struct pd_secret out = {0};
		struct pd_error error = {0};
		bool good = pd_file_read_at(
			here, rows[i].name, "/store/x", rows[i].limit, &out, &error);
		check_refused(good, &out, &error, rows[i].code, "/store/x",
			rows[i].part, rows[i].rule);
	}
	PD_AUTO(pd_secret_wipe) struct pd_secret out = {0};
	struct pd_error error = {0};
	tap_ok(pd_file_read_at(here, "five", "/store/five", 5, &out, &error),
		"a record is read");
	tap_is(pd_secret_text(&out), "12345", "a record: its content");
}

/* ---- writing -------------------------------------------------------------------- */

static void
check_file(const char *name, const char *want, mode_t mode, const char *rule)
{
	PD_AUTO(pd_drop_text) char *content = content_of(name);
	tap_is(content, want, "%s: the content", rule);
	struct stat status = {0};
	(void)lstat(name, &status);
	tap_number(status.st_mode, S_IFREG | mode, "%s: a file of that mode", rule);
	tap_number(status.st_nlink, 1, "%s: with one name", rule);
}

static void
test_create_at(int here)
{
	struct pd_error error = {0};
	mode_t mask = umask(077);
	tap_ok(pd_file_create_at(
		       here, "created", "/store/created", bytes("x"), 0640, &error),
		"a file is created below a directory");
	(void)umask(mask);
	check_file("created", "x", 0640, "created");
	bool again = pd_file_create_at(
		here, "created", "/store/created", bytes("y"), 0600, &error);
	check_refused(again, NULL, &error, PD_EIO, "/store/created",
		"cannot be written: File exists", "a file that exists");
	check_file("created", "x", 0640, "what existed");

	struct pd_error none = {0};
	tap_ok(pd_file_sync(here, "/store", &none), "a directory is synced");
	bool synced = pd_file_sync(-1, "/store", &none);
	check_refused(synced, NULL, &none, PD_EIO, "/store", "Bad file descriptor",
		"no directory");
}

/* "-" is standard input. */
static void
read_in_child(void)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret in = {0};
	struct pd_error error = {0};
	int five = open("five", O_RDONLY | O_CLOEXEC);
	_exit(dup2(five, STDIN_FILENO) < 0 || !pd_file_read("-", 100, &in, &error) ||
		strcmp(pd_secret_text(&in), "12345") != 0);
}

static void
test_standard_input(void)
{
	int status = -1;
	pid_t child = fork();
	if (child == 0)
		read_in_child();
	(void)waitpid(child, &status, 0);
	tap_number(status, 0, "standard input is read");
}

enum { TOLD, NOT_TOLD, NOT_TRIED };

/* For this process alone, everybody may write in each place for temporary files. */
static int
make_scratch_in_open_places(void)
{
	struct pd_scratch scratch = {.directory = -1};
	struct pd_error error = {0};
	(void)unsetenv("XDG_RUNTIME_DIR");
	(void)unsetenv("TMPDIR");
	if (unshare(CLONE_NEWNS) < 0 ||
		mount("none", "/", "none", MS_REC | MS_PRIVATE, NULL) < 0 ||
		mount("none", "/dev/shm", "tmpfs", 0, "mode=0777") < 0 ||
		mount("none", "/tmp", "tmpfs", 0, "mode=0777") < 0)
		return NOT_TRIED;
	bool made = pd_scratch_make(&scratch, "text", (struct pd_bytes){0}, &error);
	return !made && strcmp(error.input, "/tmp") == 0 &&
			       strstr(error.message, "others may write") != NULL
		       ? TOLD
		       : NOT_TOLD;
}

static void
test_scratch_refused(void)
{
	int status = -1;
	pid_t child = fork();
	if (child == 0)
		_exit(make_scratch_in_open_places());
	(void)waitpid(child, &status, 0);
	bool tried = WIFEXITED(status) && WEXITSTATUS(status) != NOT_TRIED;
	tap_ok(!tried || WEXITSTATUS(status) == TOLD,
		"why no temporary file is safe here is told, or nothing can be "
		"mounted");
}

static bool
prepare(void)
{
	if (mkdtemp(folder) == NULL || chdir(folder) < 0)
		return false;
	put("five", "12345");
	put("empty", "");
	put("huge", "");
	return chmod("five", 0640) == 0 && truncate("huge", 200000000) == 0 &&
	       mkdir("folder", 0700) == 0 && mkfifo("fifo", 0600) == 0 &&
	       symlink("five", "link") == 0 && symlink("loop", "loop") == 0;
}

int
main(void)
{
	if (!prepare())
		return tap_skip_all("no directory can be made in /tmp");
	int here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	test_read();
	test_read_refused();
	test_unreadable();
	test_read_streams();
	test_read_at(here);
	test_create_at(here);
	test_standard_input();
	test_scratch_refused();
	(void)close(here);
	(void)nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	return tap_done();
}
