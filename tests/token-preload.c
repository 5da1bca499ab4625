/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A token that locks itself after three wrong PINs, that can be pulled out, and that fills its
 * fields up with NULs as tpm2-pkcs11 does, which SoftHSM is not: its module is opened through
 * this one.
 *	cc -shared -fPIC -o token-preload.so token-preload.c
 *	LD_PRELOAD=./token-preload.so TOKEN_MODULE=./token-preload.so TOKEN_DIR=DIR pemdeck ...
 * DIR/tries has how many tries are left, DIR/logins a line for each, and DIR/pull the name of
 * the call at which it is gone. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <p11-kit/pkcs11.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_TRIES = 3 };

static CK_FUNCTION_LIST *real;
static CK_FUNCTION_LIST ours;

static void *
open_real(const char *path, int flags)
{
	void *(*next)(const char *, int);
	*(void **)&next = dlsym(RTLD_NEXT, "dlopen");
	return next(path, flags);
}

static const char *module;
static char module_path[4096];

__attribute__((visibility("default"))) void *
dlopen(const char *path, int flags)
{
	if (path != NULL && strstr(path, "libsofthsm2") != NULL &&
		getenv("TOKEN_MODULE") != NULL) {
		(void)snprintf(module_path, sizeof module_path, "%s", path);
		module = module_path;
		return open_real(getenv("TOKEN_MODULE"), flags);
	}
	return open_real(path, flags);
}

static FILE *
open_file(const char *name, const char *mode)
{
	char path[4096];
	(void)snprintf(path, sizeof path, "%s/%s", getenv("TOKEN_DIR"), name);
	return fopen(path, mode);
}

static int
read_tries(void)
{
	int tries = MOST_TRIES;
	FILE *file = open_file("tries", "r");
	if (file == NULL || fscanf(file, "%d", &tries) != 1)
		tries = MOST_TRIES;
	if (file != NULL)
		(void)fclose(file);
	return tries;
}

static void
write_tries(int tries)
{
	FILE *file = open_file("tries", "w");
	(void)fprintf(file, "%d\n", tries);
	(void)fclose(file);
}

static int
is_pulled_at(const char *call)
{
	char word[64] = "";
	FILE *file = open_file("pull", "r");
	if (file == NULL)
		return 0;
	if (fscanf(file, "%63s", word) != 1)
		word[0] = '\0';
	(void)fclose(file);
	return strcmp(word, call) == 0;
}

static CK_RV
get_token_info(CK_SLOT_ID slot, CK_TOKEN_INFO *info)
{
	CK_RV result = real->C_GetTokenInfo(slot, info);
	int tries = read_tries();
	memset(info->model, 0, sizeof info->model);
	memcpy(info->model, "FILLED UP", strlen("FILLED UP"));
	info->flags &= ~(CK_FLAGS)CKF_USER_PIN_COUNT_LOW;
	if (tries < MOST_TRIES)
		info->flags |= CKF_USER_PIN_COUNT_LOW;
	if (tries == 1)
		info->flags |= CKF_USER_PIN_FINAL_TRY;
	if (tries == 0)
		info->flags |= CKF_USER_PIN_LOCKED;
	return result;
}

static CK_RV
login(CK_SESSION_HANDLE session, CK_USER_TYPE user, unsigned char *pin,
	unsigned long size)
{
	FILE *file = open_file("logins", "a");
	(void)fprintf(file, "login\n");
	(void)fclose(file);
	if (read_tries() == 0)
		return CKR_PIN_LOCKED;
	CK_RV result = real->C_Login(session, user, pin, size);
	if (result == CKR_PIN_INCORRECT)
		write_tries(read_tries() - 1);
	else if (result == CKR_OK)
		write_tries(MOST_TRIES);
	return result;
}

static CK_RV
sign(CK_SESSION_HANDLE session, unsigned char *data, unsigned long size,
	unsigned char *signature, unsigned long *room)
{
	return is_pulled_at("sign")
		       ? CKR_DEVICE_REMOVED
		       : real->C_Sign(session, data, size, signature, room);
}

static CK_RV
decrypt(CK_SESSION_HANDLE session, unsigned char *data, unsigned long size,
	unsigned char *plain, unsigned long *room)
{
	return is_pulled_at("decrypt")
		       ? CKR_DEVICE_REMOVED
		       : real->C_Decrypt(session, data, size, plain, room);
}

static CK_RV
generate(CK_SESSION_HANDLE session, CK_MECHANISM *mechanism, CK_ATTRIBUTE *public,
	unsigned long public_count, CK_ATTRIBUTE *private, unsigned long private_count,
	CK_OBJECT_HANDLE *public_key, CK_OBJECT_HANDLE *private_key)
{
	return is_pulled_at("generate")
		       ? CKR_DEVICE_REMOVED
		       : real->C_GenerateKeyPair(session, mechanism, public,
				 public_count, private, private_count, public_key,
				 private_key);
}

CK_RV
C_GetFunctionList(CK_FUNCTION_LIST **list)
{
	CK_RV (*get)(CK_FUNCTION_LIST **) = NULL;
	void *handle = module ? open_real(module, RTLD_NOW | RTLD_LOCAL) : NULL;
	if (handle != NULL)
		*(void **)&get = dlsym(handle, "C_GetFunctionList");
	if (get == NULL || get(&real) != CKR_OK)
		return CKR_GENERAL_ERROR;
	ours = *real;
	ours.C_GetTokenInfo = get_token_info;
	ours.C_Login = login;
	ours.C_Sign = sign;
	ours.C_Decrypt = decrypt;
	ours.C_GenerateKeyPair = generate;
	*list = &ours;
	return CKR_OK;
}
