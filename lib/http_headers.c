#include "http_headers.h"

#include <ctype.h>
#include <curl/curl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

void fr_http_headers_init(struct fr_http_headers *headers)
{
	*headers = (struct fr_http_headers){ -1, -1, -1, -1, -1, -1 };
}

/* Digits with at most one dot: strtod alone would take "inf", "0x1p3" and blanks, too. */
static double plain_number(const char *text, const char **end)
{
	size_t length = strspn(text, "0123456789.");
	char *stop;
	double number;

	if (length == 0 || length > 30)
		return -1;
	number = strtod(text, &stop);
	if (stop != text + length)
		return -1;
	*end = stop;
	return number;
}

static double seconds(const char *text)
{
	const char *end = text;
	double number = plain_number(text, &end);

	return number >= 0 && *end == '\0' ? number : -1;
}

double fr_http_duration(const char *text)
{
	static const struct {
		const char *unit;
		double seconds;
	} units[] = { { "ms", 0.001 }, { "us", 0.000001 }, { "h", 3600 }, { "m", 60 }, { "s", 1 } };
	double sum = 0;

	if (*text == '\0')
		return -1;
	while (*text != '\0') {
		const char *end = text;
		double number = plain_number(text, &end);
		size_t i = 0;

		while (i < 5 && strncmp(end, units[i].unit, strlen(units[i].unit)) != 0)
			i++;
		if (number < 0 || i == 5)
			return -1;
		sum += number * units[i].seconds;
		text = end + strlen(units[i].unit);
	}
	return sum;
}

static double until(const char *date)
{
	time_t then = curl_getdate(date, NULL);
	double left = then == -1 ? -1 : difftime(then, time(NULL));

	return left > 0 ? left : -1;
}

static void take_type(struct fr_http_response *response, const char *value)
{
	size_t length = strcspn(value, "; ");

	response->is_events = length == 17 && strncasecmp(value, "text/event-stream", length) == 0;
	response->is_lines = length == 20 && strncasecmp(value, "application/x-ndjson", length) == 0;
	response->is_json = length == 16 && strncasecmp(value, "application/json", length) == 0;
}

static void take(struct fr_http_headers *headers, struct fr_http_response *response, const char *name,
		 const char *value)
{
	if (strcmp(name, "content-type") == 0)
		take_type(response, value);
	else if (strcmp(name, "request-id") == 0 || strcmp(name, "x-request-id") == 0)
		snprintf(response->request_id, sizeof(response->request_id), "%.127s", value);
	else if (strcmp(name, "x-should-retry") == 0)
		response->should_retry = strcmp(value, "true") == 0 ? 1 : strcmp(value, "false") == 0 ? 0 : -1;
	else if (strcmp(name, "retry-after") == 0)
		headers->after = isalpha((unsigned char)*value) ? until(value) : seconds(value);
	else if (strcmp(name, "retry-after-ms") == 0)
		headers->after_ms = seconds(value) >= 0 ? seconds(value) / 1000 : -1;
	else if (strcmp(name, "x-ratelimit-remaining-requests") == 0)
		headers->left_requests = seconds(value);
	else if (strcmp(name, "x-ratelimit-remaining-tokens") == 0)
		headers->left_tokens = seconds(value);
	else if (strcmp(name, "x-ratelimit-reset-requests") == 0)
		headers->reset_requests = fr_http_duration(value);
	else if (strcmp(name, "x-ratelimit-reset-tokens") == 0)
		headers->reset_tokens = fr_http_duration(value);
}

void fr_http_headers_take(struct fr_http_headers *headers, struct fr_http_response *response, const char *line,
			  size_t length)
{
	const char *colon = memchr(line, ':', length);
	char name[64], value[256];
	size_t at, left;

	if (colon == NULL || (size_t)(colon - line) >= sizeof(name))
		return;
	for (at = 0; line + at < colon; at++)
		name[at] = (char)tolower((unsigned char)line[at]);
	name[at++] = '\0';
	while (at < length && (line[at] == ' ' || line[at] == '\t'))
		at++;
	for (left = length - at; left > 0 && isspace((unsigned char)line[at + left - 1]);)
		left--;
	snprintf(value, sizeof(value), "%.*s", (int)(left < 255 ? left : 255), line + at);
	take(headers, response, name, value);
}

double fr_http_headers_wait(const struct fr_http_headers *headers)
{
	double wait = -1;

	if (headers->after_ms > 0)
		return headers->after_ms;
	if (headers->after > 0)
		return headers->after;
	if (headers->left_requests == 0)
		wait = headers->reset_requests;
	if (headers->left_tokens == 0)
		wait = fmax(wait, headers->reset_tokens);
	return wait > 0 ? wait : -1;
}
