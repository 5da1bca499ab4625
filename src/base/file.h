/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_BASE_FILE_H
#define PD_BASE_FILE_H

#include "base/error.h"
#include "base/memory.h"

#include <stdint.h>
#include <sys/types.h>

/* Files are read whole and bounded; base/replace.h writes them. Errors name the path. */

/* More is never read from one input, file or paste: 64 MiB. */
#define PD_INPUT_LIMIT ((size_t)64 << 20)

/* Reads a file ("-" is standard input) of at most limit bytes into out, which must be
 * empty. Refuses directories, devices and sockets; a FIFO or standard input is read to
 * its end. Nothing is in out on failure. */
bool pd_file_read(
	const char *path, size_t limit, struct pd_secret *out, struct pd_error *error);

/* Would it take that one? Looks without opening it, so that a pipe keeps what is in it. For
 * what asks first for something else, such as the passphrase of what is in the file. */
bool pd_file_look(const char *path, struct pd_error *error);

/* pd_file_read for a file that nobody named: it was found in a directory or beside another, or
 * settings tell of it. A FIFO there would be waited for, and is refused. */
bool pd_file_read_found(
	const char *path, size_t limit, struct pd_secret *out, struct pd_error *error);

/* The same from a descriptor that stays open; name is what the error calls it. */
bool pd_file_read_fd(int descriptor, const char *name, size_t limit,
	struct pd_secret *out, struct pd_error *error);

/* The same below a directory descriptor, following no symbolic link at its end, and
 * only regular files. shown is the path for the error; false with code PD_ESTATE if
 * there is no such file. */
bool pd_file_read_at(int directory, const char *name, const char *shown, size_t limit,
	struct pd_secret *out, struct pd_error *error);

/* A new file below a directory descriptor, written and fsynced; it must not exist. The
 * caller syncs the directory. */
bool pd_file_create_at(int directory, const char *name, const char *shown,
	struct pd_bytes content, mode_t mode, struct pd_error *error);

/* A file too large for memory: opened for reading under the rules of pd_file_read (but
 * "-" is no file here); *size is its size, 0 if that is not known before. -1: error.
 * The caller closes it. */
int pd_file_open(const char *path, uint64_t *size, struct pd_error *error);

/* The same of a file that nobody named (pd_file_read_found), of at most limit bytes. */
int pd_file_open_found(const char *path, size_t limit, struct pd_error *error);

/* Reads until size bytes are there or the file ends; *got says how many. */
bool pd_file_fill(int descriptor, const char *path, unsigned char *bytes, size_t size,
	size_t *got, struct pd_error *error);

/* Writes all of it, however often that takes; false: errno says why not. */
bool pd_file_put(int descriptor, struct pd_bytes content);

/* Closes it unless it is negative; it is -1 then. Serves as PD_AUTO(pd_drop_descriptor). */
void pd_drop_descriptor(int *descriptor);

/* fsync of a directory; shown is its path for the error. */
bool pd_file_sync(int descriptor, const char *shown, struct pd_error *error);

#endif
