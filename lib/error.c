#include "error.h"

#include <stdio.h>

int fr_error_set(struct fr_error *err, enum fr_exit code, const char *format, ...)
{
	va_list args;

	err->code = code;
	err->hint[0] = '\0';
	va_start(args, format);
	vsnprintf(err->message, sizeof(err->message), format, args);
	va_end(args);
	return -1;
}

int fr_error_hint(struct fr_error *err, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(err->hint, sizeof(err->hint), format, args);
	va_end(args);
	return -1;
}

enum fr_exit fr_exit_worse(enum fr_exit a, enum fr_exit b)
{
	if (a == FR_EX_FAULT || b == FR_EX_FAULT)
		return FR_EX_FAULT;
	return a > b ? a : b;
}
