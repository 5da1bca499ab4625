/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/tar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "ustar Interchange Format": numbers are octal digits. */
struct header {
	char name[100];
	char mode[8], uid[8], gid[8];
	char size[12], mtime[12];
	char checksum[8];
	char type;
	char link[100];
	char magic[6], version[2];
	char user[32], group[32];
	char device_major[8], device_minor[8];
	char prefix[155];
	char unused[12];
};
enum { BLOCK = 512, RECORD = 20 * BLOCK, LONGEST_NAME = 2000 };
_Static_assert(sizeof(struct header) == BLOCK, "a header is one block");

enum { REGULAR = '0', EXTENDED = 'x' };

static unsigned
sum_header(const struct header *header)
{
	struct header blank = *header;
	const unsigned char *bytes = (const void *)&blank;
	unsigned sum = 0;
	memset(blank.checksum, ' ', sizeof blank.checksum);
	for (size_t i = 0; i < sizeof blank; i++)
		sum += bytes[i];
	return sum;
}

/* ---- writing ------------------------------------------------------------------- */

static void
add_zeros(struct pd_secret *out, size_t size)
{
	memset(pd_secret_reserve(out, size), 0, size);
	pd_secret_added(out, size);
}

static void
pad_to(struct pd_secret *out, size_t size)
{
	add_zeros(out, (size - out->size % size) % size);
}

static void
add_part(struct pd_secret *out, const struct pd_tar_file *file, char type)
{
	struct header header = {.type = type, .magic = "ustar", .version = {'0', '0'}};
	/* Eleven octal digits hold every time before 2242; write a later one as 0. */
	unsigned long long mtime =
		file->time > 0 && file->time < 1LL << 33 ? file->time : 0;
	(void)snprintf(header.name, sizeof header.name, "%.99s", file->name);
	(void)snprintf(header.mode, sizeof header.mode, "%07o", file->mode & 07777U);
	(void)snprintf(header.uid, sizeof header.uid, "%07o", 0U);
	(void)snprintf(header.gid, sizeof header.gid, "%07o", 0U);
	(void)snprintf(header.size, sizeof header.size, "%011zo", file->content.size);
	(void)snprintf(header.mtime, sizeof header.mtime, "%011llo", mtime);
	(void)snprintf(header.checksum, sizeof header.checksum, "%06o",
		sum_header(&header) & 0777777U);
	pd_secret_add(out, &header, sizeof header);
	pd_secret_add(out, file->content.data, file->content.size);
	pad_to(out, BLOCK);
}

/* A record of a pax header: its own length, with the digits of that, "path=", the name. */
static char *
path_record(const char *name)
{
	static const char form[] = "%zu path=%s\n";
	size_t text = strlen(name) + strlen(" path=\n"), size = text + 1;
	while ((size_t)snprintf(NULL, 0, form, size, name) != size)
		size++;
	return pd_format(form, size, name);
}

void
pd_tar_add(struct pd_secret *out, const struct pd_tar_file *file)
{
	struct header *sizes = NULL;
	if (strlen(file->name) >= sizeof sizes->name) {
		PD_AUTO(pd_drop_text) char *record = path_record(file->name);
		const struct pd_tar_file path = {.name = "path",
			.content = pd_bytes_of_text(record),
			.mode = file->mode,
			.time = file->time};
		add_part(out, &path, EXTENDED);
	}
	add_part(out, file, REGULAR);
}

/* Two blocks of zeros, and what fills the last record. */
void
pd_tar_end(struct pd_secret *out)
{
	add_zeros(out, 2 * (size_t)BLOCK);
	pad_to(out, RECORD);
}

/* ---- reading ------------------------------------------------------------------- */

static bool
read_octal(const char *digits, size_t size, size_t *out)
{
	size_t number = 0, i = 0;
	for (; i < size && digits[i] >= '0' && digits[i] <= '7'; i++)
		number = number * 8 + (size_t)(digits[i] - '0');
	*out = number;
	return i > 0 && i < size && digits[i] == '\0';
}

/* What fills a block, so that no byte can be changed unnoticed. */
static bool
is_zero(struct pd_bytes bytes)
{
	for (size_t i = 0; i < bytes.size; i++)
		if (bytes.data[i] != 0)
			return false;
	return true;
}

static bool
take_tar_part(struct pd_bytes *rest, struct header *header, struct pd_bytes *content)
{
	size_t sum, size;
	if (rest->size < sizeof *header)
		return false;
	memcpy(header, rest->data, sizeof *header);
	if (memcmp(header->magic, "ustar", sizeof header->magic) != 0 ||
		!read_octal(header->checksum, sizeof header->checksum, &sum) ||
		sum != sum_header(header) ||
		!read_octal(header->size, sizeof header->size, &size))
		return false;
	size_t left = rest->size - sizeof *header;
	size_t padded = size > left ? left : (size + BLOCK - 1) / BLOCK * BLOCK;
	if (size > left || padded > left)
		return false;
	*content = (struct pd_bytes){rest->data + sizeof *header, size};
	*rest = (struct pd_bytes){content->data + padded, left - padded};
	return is_zero((struct pd_bytes){content->data + size, padded - size});
}

/* Neither part need end in a NUL. */
static char *
header_name(const struct header *header)
{
	size_t before = strnlen(header->prefix, sizeof header->prefix);
	size_t size = strnlen(header->name, sizeof header->name);
	return pd_format("%.*s%s%.*s", (int)before, header->prefix,
		before > 0 ? "/" : "", (int)size, header->name);
}

static char *
take_path(struct pd_bytes record)
{
	PD_AUTO(pd_drop_text) char *text = pd_copy_bytes(record.data, record.size);
	char *path = strstr(text, " path=");
	size_t size = strlen(text);
	if (record.size > LONGEST_NAME || size != record.size || path == NULL ||
		text[size - 1] != '\n')
		return NULL;
	text[size - 1] = '\0';
	char *name = pd_copy(path + strlen(" path="));
	PD_AUTO(pd_drop_text) char *again = path_record(name);
	text[size - 1] = '\n';
	if (strcmp(again, text) == 0)
		return name;
	free(name);
	return NULL;
}

enum pd_tar
pd_tar_next(struct pd_bytes *rest, char **name, struct pd_bytes *content)
{
	struct header header;
	PD_AUTO(pd_drop_text) char *path = NULL;
	*name = NULL;
	if (rest->size > 0 && rest->data[0] == 0)
		return rest->size >= 2 * (size_t)BLOCK && is_zero(*rest)
			       ? PD_TAR_END
			       : PD_TAR_DAMAGED;
	if (!take_tar_part(rest, &header, content))
		return PD_TAR_DAMAGED;
	if (header.type == EXTENDED) {
		path = take_path(*content);
		if (path == NULL || !take_tar_part(rest, &header, content))
			return PD_TAR_DAMAGED;
	}
	if (header.type != REGULAR)
		return PD_TAR_DAMAGED;
	*name = path ? pd_steal(path) : header_name(&header);
	return PD_TAR_FILE;
}
