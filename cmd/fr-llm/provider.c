#include "provider.h"

#include <stdio.h>
#include <string.h>

static const struct provider *const providers[] = { &provider_offline };

#define PROVIDERS (sizeof(providers) / sizeof(providers[0]))

const struct provider *provider_find(const char *name)
{
	for (size_t i = 0; i < PROVIDERS; i++)
		if (strcmp(providers[i]->name, name) == 0)
			return providers[i];
	return NULL;
}

char *provider_names(char *text, size_t size)
{
	size_t used = 0;

	for (size_t i = 0; i < PROVIDERS && used < size; i++)
		used += (size_t)snprintf(text + used, size - used, "%s%s", i > 0 ? ", " : "", providers[i]->name);
	return text;
}
