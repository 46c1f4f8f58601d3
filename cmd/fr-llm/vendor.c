#include "vendor.h"

#include <string.h>

static const struct vendor vendors[] = {
	{ "anthropic", "https://api.anthropic.com", true },
	{ "openai", "https://api.openai.com/v1", true },
	{ "ollama", "http://127.0.0.1:11434", false },
	{ "offline", NULL, false },
};

#define VENDORS ((int)(sizeof(vendors) / sizeof(vendors[0])))

const struct vendor *vendor_called(const char *name, size_t length)
{
	for (int i = 0; i < VENDORS; i++)
		if (strlen(vendors[i].name) == length && memcmp(vendors[i].name, name, length) == 0)
			return &vendors[i];
	return NULL;
}

const struct api *vendor_api(const struct vendor *vendor, const char *wanted, bool own, struct fr_error *err)
{
	if (strcmp(vendor->name, "openai") != 0 && wanted != NULL) {
		fr_error_set(err, FR_EX_USAGE, "provider '%s' has no choice of APIs", vendor->name);
		return NULL;
	}
	if (strcmp(vendor->name, "anthropic") == 0)
		return &api_messages;
	if (strcmp(vendor->name, "ollama") == 0)
		return &api_ollama;
	if (wanted == NULL)
		return own ? &api_responses : &api_chat;
	if (strcmp(wanted, "responses") == 0)
		return &api_responses;
	if (strcmp(wanted, "chat") == 0)
		return &api_chat;
	fr_error_set(err, FR_EX_USAGE, "there is no API '%s'", wanted);
	fr_error_hint(err, "known are: chat, responses");
	return NULL;
}
