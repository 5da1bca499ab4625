/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz-targets.h"

#include "fixtures.h"
#include "x509/read/armour.h"

/* Each target reads what is made from good inputs by changes at random, the same in every
 * run: it survives, and what must hold does. FUZZ_COUNT says how many inputs; --seeds
 * FOLDER writes what they are made from instead, for libFuzzer. */

enum { COUNT = 2000, MOST_CHANGES = 4, MOST_SEEDS = 64, LONGEST_RUN = 64 };

static uint64_t state;

/* xorshift64*; a number below limit. */
static size_t
below(size_t limit)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return limit == 0 ? 0 : (size_t)((state * 2685821657736338717U) >> 33) % limit;
}

/* ---- seeds ----------------------------------------------------------------------- */

static struct pd_secret seeds[MOST_SEEDS];
static size_t seed_count;

static void
add_seed(struct pd_bytes bytes)
{
	if (seed_count < MOST_SEEDS)
		pd_secret_add(&seeds[seed_count++], bytes.data, bytes.size);
}

static void
add_blocks(struct pd_bytes text)
{
	struct pd_scan scan;
	struct pd_block block;
	pd_scan_begin(&scan, text);
	for (;;) {
		PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
		if (!pd_armour_next(&scan, &block, &content))
			return;
		add_seed(pd_secret_bytes(&content));
	}
}

static void
find_seeds(const struct fuzz_target *target)
{
	for (size_t i = 0; target->files != NULL && target->files[i] != NULL; i++) {
		PD_AUTO(pd_secret_wipe)
		struct pd_secret content = fixture(target->files[i]);
		(target->der ? add_blocks : add_seed)(pd_secret_bytes(&content));
	}
	for (size_t i = 0; target->texts != NULL && target->texts[i] != NULL; i++)
		add_seed((struct pd_bytes){(const unsigned char *)target->texts[i],
			strlen(target->texts[i])});
}

static void
drop_seeds(void)
{
	while (seed_count > 0)
		pd_secret_wipe(&seeds[--seed_count]);
}

static void
write_seeds(const struct fuzz_target *target, const char *folder)
{
	for (size_t i = 0; i < seed_count; i++) {
		PD_AUTO(pd_drop_text)
		char *path = pd_format("%s/%s-%zu", folder, target->name, i);
		FILE *file = fopen(path, "we");
		if (file == NULL ||
			fwrite(seeds[i].data, 1, seeds[i].size, file) !=
				seeds[i].size ||
			fclose(file) != 0) {
			printf("Bail out! %s cannot be written\n", path);
			exit(1);
		}
	}
}

/* ---- changes --------------------------------------------------------------------- */

struct input {
	unsigned char *bytes;
	size_t size;
};

/* Puts size bytes in the place of count bytes. */
static void
replace(struct input *input, size_t place, size_t count, const unsigned char *bytes,
	size_t size)
{
	unsigned char *made = pd_alloc(input->size - count + size + 1, 1);
	memcpy(made, input->bytes, place);
	memcpy(made + place, bytes, size);
	memcpy(made + place + size, input->bytes + place + count,
		input->size - place - count);
	free(input->bytes);
	input->bytes = made;
	input->size = input->size - count + size;
}

static void
change(struct input *input)
{
	static const unsigned char odd[] = {0, 1, 0x7f, 0x80, 0x81, 0x84, 0xff, '\n',
		'"', '\\', ',', '=', '-', '0', 0x30, 0xa0};
	size_t place = below(input->size), left = input->size - place;
	size_t run = below(left < LONGEST_RUN ? left + 1 : LONGEST_RUN);
	const struct pd_secret *other = &seeds[below(seed_count)];
	size_t from = below(other->size);
	size_t most =
		other->size - from < LONGEST_RUN ? other->size - from : LONGEST_RUN;
	switch (below(6)) {
	case 0:
		if (left > 0)
			input->bytes[place] ^= (unsigned char)(1U << below(8));
		break;
	case 1:
		replace(input, place, left > 0, &odd[below(sizeof odd)], 1);
		break;
	case 2:
		replace(input, place, run, odd, 0);
		break;
	case 3:
		replace(input, place, 0, &odd[below(sizeof odd)], 1);
		break;
	case 4:
		replace(input, place, run, pd_secret_bytes(other).data + from,
			below(most + 1));
		break;
	default:
		input->size = below(16) == 0 ? place : input->size;
	}
}

static void
try_inputs(const struct fuzz_target *target, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct pd_secret *seed = &seeds[below(seed_count)];
		struct input input = {pd_alloc(seed->size + 1, 1), seed->size};
		memcpy(input.bytes, pd_secret_bytes(seed).data, seed->size);
		for (size_t changes = below(MOST_CHANGES + 1); changes > 0; changes--)
			change(&input);
		/* Of just that size, so that a sanitizer sees a step behind the end. */
		unsigned char *exact = pd_alloc(input.size, 1);
		memcpy(exact, input.bytes, input.size);
		target->run((struct pd_bytes){exact, input.size});
		free(exact);
		free(input.bytes);
	}
	tap_ok(true, "%s: reads %zu inputs", target->name, count);
}

int
main(int argument_count, char **arguments)
{
	const char *folder = argument_count == 3 ? arguments[2] : NULL;
	const char *wanted = getenv("FUZZ_COUNT");
	size_t count = wanted                       ? strtoul(wanted, NULL, 10)
		       : getenv("PEMDECK_VALGRIND") ? COUNT / 20
						    : COUNT;
	if (!fixtures_are_made())
		return tap_skip_all("openssl and certtool make the inputs");
	for (const struct fuzz_target *target = fuzz_targets; target->name != NULL;
		target++) {
		state = 88172645463325252U;
		find_seeds(target);
		if (folder != NULL)
			write_seeds(target, folder);
		else
			try_inputs(target, count);
		drop_seeds();
	}
	return tap_done();
}
