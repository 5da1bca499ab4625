/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Breaks one of the calls by which a program writes to a file system: test-crash
 * includes this file, and as a library to be loaded before others,
 *	cc -shared -fPIC -o crash-preload.so crash-preload.c
 *	LD_PRELOAD=./crash-preload.so CRASH_AT=7 pemdeck ...
 * it does so to any program. The calls are counted from 1; at number CRASH_AT the
 *process is killed, a write half done; with CRASH_ERROR=28 the call fails with that
 *errno instead, with CRASH_STICKY set so do all after it, and at CRASH_KILLED the
 *process is killed none the less; with CRASH_SHORT set, a write there takes half of its bytes
 *and says so. With CRASH_READS set, files that are opened for reading, reading, locks and new
 *processes and sockets count as well; with CRASH_LOOKS set, looks at names do, and with
 *CRASH_LOOKS=only nothing else. CRASH_COUNT=FILE gets how many there were; with
 *CRASH_SHARED=FILE those of child processes count along, and the file has the number as it
 *is in memory. Standard streams do not count. */

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* It makes read and others inline, which clang does not let be made anew. */
#undef _FORTIFY_SOURCE

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct {
	long at, count; /* at 0: nothing is broken */
	long *shared;   /* instead of count, for all processes; NULL: none */
	int error;      /* 0: the process is killed */
	bool is_short;
	bool sticky;
	bool reads; /* opening for reading counts */
	bool looks; /* so do looks at names */
	bool only_looks;
	long killed; /* killed at this one whatever the others say; 0: not */
	int plain; /* not 0: what renames with flags get, as on a simple file system */
} crash;

static void __attribute__((constructor)) crash_read_environment(void)
{
	const char *place = getenv("CRASH_AT"), *error = getenv("CRASH_ERROR"),
		   *killed = getenv("CRASH_KILLED");
	crash.at = place ? atol(place) : 0;
	crash.error = error ? atoi(error) : 0;
	crash.sticky = getenv("CRASH_STICKY") != NULL;
	crash.reads = getenv("CRASH_READS") != NULL;
	const char *looks = getenv("CRASH_LOOKS");
	crash.looks = looks != NULL;
	crash.only_looks = looks != NULL && looks[0] == 'o';
	crash.killed = killed ? atol(killed) : 0;
	crash.is_short = getenv("CRASH_SHORT") != NULL;
	const char *shared = getenv("CRASH_SHARED");
	if (shared == NULL)
		return;
	int file = (int)syscall(SYS_openat, AT_FDCWD, shared, O_RDWR | O_CLOEXEC, 0);
	void *memory =
		mmap(NULL, sizeof(long), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	crash.shared = memory == MAP_FAILED ? NULL : memory;
	(void)close(file);
}

static void __attribute__((destructor)) crash_write_count(void)
{
	const char *path = getenv("CRASH_COUNT");
	FILE *file = path ? fopen(path, "we") : NULL;
	if (file == NULL)
		return;
	(void)fprintf(file, "%ld\n", crash.count);
	(void)fclose(file);
}

/* Is it the turn of this call, which counts? */
static bool
crash_counted(void)
{
	crash.count = crash.shared
			      ? __atomic_add_fetch(crash.shared, 1, __ATOMIC_SEQ_CST)
			      : crash.count + 1;
	if (crash.count == crash.killed)
		(void)kill(getpid(), SIGKILL);
	bool now = crash.at > 0 && (crash.count == crash.at ||
					   (crash.sticky && crash.count > crash.at));
	if (crash.is_short)
		return false;
	if (now && crash.error == 0)
		(void)kill(getpid(), SIGKILL);
	errno = now ? crash.error : errno;
	return now;
}

static bool
crash_now(void)
{
	return !crash.only_looks && crash_counted();
}

ssize_t
write(int file, const void *bytes, size_t size)
{
	if (file <= STDERR_FILENO)
		return syscall(SYS_write, file, bytes, size);
	if (crash.is_short && size > 1 && (crash_now(), crash.count == crash.at))
		return syscall(SYS_write, file, bytes, size / 2);
	if (crash.is_short)
		return syscall(SYS_write, file, bytes, size);
	if (crash.error == 0 && crash.shared == NULL && crash.at == crash.count + 1)
		(void)syscall(SYS_write, file, bytes, size / 2);
	return crash_now() ? -1 : syscall(SYS_write, file, bytes, size);
}

int
openat(int folder, const char *path, int flags, ...)
{
	va_list arguments;
	va_start(arguments, flags);
	mode_t mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
	va_end(arguments);
	if ((crash.reads || (flags & O_CREAT) != 0) && crash_now())
		return -1;
	return (int)syscall(SYS_openat, folder, path, flags, mode);
}

int
open(const char *path, int flags, ...)
{
	va_list arguments;
	va_start(arguments, flags);
	mode_t mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
	va_end(arguments);
	if ((crash.reads || (flags & O_CREAT) != 0) && crash_now())
		return -1;
	return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

/* What the two are with _FORTIFY_SOURCE where the compiler does not know the flags. */
int __openat_2(int folder, const char *path, int flags);
int __open_2(const char *path, int flags);

int
__openat_2(int folder, const char *path, int flags)
{
	return openat(folder, path, flags);
}

int
__open_2(const char *path, int flags)
{
	return open(path, flags);
}

#define BREAKABLE(name, number, parameters, ...)                                       \
	int name parameters                                                            \
	{                                                                              \
		return crash_now() ? -1 : (int)syscall(number, __VA_ARGS__);           \
	}

BREAKABLE(fsync, SYS_fsync, (int file), file)
BREAKABLE(fdatasync, SYS_fdatasync, (int file), file)
BREAKABLE(syncfs, SYS_syncfs, (int file), file)
BREAKABLE(fchmod, SYS_fchmod, (int file, mode_t mode), file, mode)
BREAKABLE(fchown, SYS_fchown, (int file, uid_t user, gid_t group), file, user, group)
BREAKABLE(ftruncate, SYS_ftruncate, (int file, off_t size), file, size)
int
renameat2(int from, const char *name, int to, const char *other, unsigned flags)
{
	if (crash_now())
		return -1;
	if (flags != 0 && crash.plain != 0) {
		errno = crash.plain;
		return -1;
	}
	return (int)syscall(SYS_renameat2, from, name, to, other, flags);
}
BREAKABLE(renameat, SYS_renameat2,
	(int from, const char *name, int to, const char *other), from, name, to, other,
	0)
BREAKABLE(rename, SYS_renameat2, (const char *from, const char *to), AT_FDCWD, from,
	AT_FDCWD, to, 0)
BREAKABLE(linkat, SYS_linkat,
	(int from, const char *name, int to, const char *other, int flags), from, name,
	to, other, flags)
BREAKABLE(mkdirat, SYS_mkdirat, (int folder, const char *name, mode_t mode), folder,
	name, mode)
BREAKABLE(mkdir, SYS_mkdirat, (const char *path, mode_t mode), AT_FDCWD, path, mode)
BREAKABLE(unlinkat, SYS_unlinkat, (int folder, const char *name, int flags), folder,
	name, flags)
BREAKABLE(unlink, SYS_unlinkat, (const char *path), AT_FDCWD, path, 0)

/* ---- what counts with CRASH_READS alone ------------------------------------------------ */

static bool
crash_reading(void)
{
	return crash.reads && crash_now();
}

ssize_t
read(int file, void *bytes, size_t size)
{
	if (file > STDERR_FILENO && crash_reading())
		return -1;
	return syscall(SYS_read, file, bytes, size);
}

int
flock(int file, int what)
{
	return crash_reading() ? -1 : (int)syscall(SYS_flock, file, what);
}

int
socketpair(int domain, int type, int protocol, int ends[2])
{
	if (crash_reading())
		return -1;
	return (int)syscall(SYS_socketpair, domain, type, protocol, ends);
}

int
pipe2(int ends[2], int flags)
{
	return crash_reading() ? -1 : (int)syscall(SYS_pipe2, ends, flags);
}

pid_t
fork(void)
{
	static pid_t (*next)(void);
	if (crash_reading())
		return -1;
	if (next == NULL)
		*(void **)&next = dlsym(RTLD_NEXT, "fork");
	return next();
}

/* ---- looks ------------------------------------------------------------------------------ */

static bool
crash_looking(void)
{
	return crash.looks && crash_counted();
}

/* Headers give the calls that tell times another name where time_t was made 64 bits wide. */
#if __WORDSIZE == 32 && defined _TIME_BITS
#define WITH_TIMES(name) "__" name "64_time64"
#else
#define WITH_TIMES(name) name
#endif

#define LOOKS(name, symbol, parameters, arguments)                                     \
	int name parameters                                                            \
	{                                                                              \
		static int(*next) parameters;                                          \
		if (crash_looking())                                                   \
			return -1;                                                     \
		if (next == NULL)                                                      \
			*(void **)&next = dlsym(RTLD_NEXT, symbol);                    \
		return next arguments;                                                 \
	}

LOOKS(fstatat, WITH_TIMES("fstatat"),
	(int folder, const char *path, struct stat *out, int flags),
	(folder, path, out, flags))
LOOKS(stat, WITH_TIMES("stat"), (const char *path, struct stat *out), (path, out))
LOOKS(lstat, WITH_TIMES("lstat"), (const char *path, struct stat *out), (path, out))
LOOKS(access, "access", (const char *path, int mode), (path, mode))
LOOKS(faccessat, "faccessat", (int folder, const char *path, int mode, int flags),
	(folder, path, mode, flags))
