#include <arpa/inet.h>
#include <curl/curl.h>
#include <string.h>
#include <strings.h>

#include "http.h"

static bool is_loopback(const char *host)
{
	struct in_addr four;
	struct in6_addr six;

	if (strcasecmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0) /* libcurl never asks DNS for localhost */
		return true;
	if (inet_pton(AF_INET, host, &four) == 1)
		return ntohl(four.s_addr) >> 24 == 127;
	return inet_pton(AF_INET6, host, &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}

static bool part(CURLU *parsed, CURLUPart which, char **text)
{
	return curl_url_get(parsed, which, text, 0) == CURLUE_OK;
}

bool fr_http_is_local(const char *url)
{
	CURLU *parsed = curl_url();
	char *host = NULL;
	bool local = parsed != NULL && curl_url_set(parsed, CURLUPART_URL, url, 0) == CURLUE_OK &&
		     part(parsed, CURLUPART_HOST, &host) && is_loopback(host);

	curl_free(host);
	curl_url_cleanup(parsed);
	return local;
}

static int check_parts(CURLU *parsed, const char *url, struct fr_error *err)
{
	static const CURLUPart unwanted[] = { CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_QUERY, CURLUPART_FRAGMENT };
	char *scheme = NULL;
	bool plain;

	for (size_t i = 0; i < sizeof(unwanted) / sizeof(unwanted[0]); i++) {
		char *text = NULL;
		bool found = part(parsed, unwanted[i], &text);

		curl_free(text);
		if (found) /* what it is may be a password */
			return fr_error_set(err, FR_EX_CONFIG, "the base URL holds more than a host and a path");
	}
	plain = part(parsed, CURLUPART_SCHEME, &scheme) && strcasecmp(scheme, "https") != 0;
	curl_free(scheme);
	if (plain && !fr_http_is_local(url)) {
		fr_error_set(err, FR_EX_CONFIG, "'%s' is not https", url);
		return fr_error_hint(err, "http is for servers on this machine only");
	}
	return 0;
}

int fr_http_check_url(const char *url, struct fr_error *err)
{
	CURLU *parsed = curl_url();
	int result;

	if (strncasecmp(url, "https://", 8) != 0 && strncasecmp(url, "http://", 7) != 0)
		result = fr_error_set(err, FR_EX_CONFIG, "the base URL begins with neither https:// nor http://");
	else if (parsed == NULL || curl_url_set(parsed, CURLUPART_URL, url, CURLU_DISALLOW_USER) != CURLUE_OK)
		result = fr_error_set(err, FR_EX_CONFIG, "the base URL is no address of a server");
	else
		result = check_parts(parsed, url, err);
	curl_url_cleanup(parsed);
	return result;
}

static bool same_part(CURLU *one, CURLU *other, CURLUPart which)
{
	char *a = NULL, *b = NULL;
	bool same = curl_url_get(one, which, &a, CURLU_DEFAULT_PORT) == CURLUE_OK &&
		    curl_url_get(other, which, &b, CURLU_DEFAULT_PORT) == CURLUE_OK && strcasecmp(a, b) == 0;

	curl_free(a);
	curl_free(b);
	return same;
}

bool fr_http_same_server(const char *one, const char *other)
{
	CURLU *a = curl_url(), *b = curl_url();
	bool same = a != NULL && b != NULL && curl_url_set(a, CURLUPART_URL, one, CURLU_DISALLOW_USER) == CURLUE_OK &&
		    curl_url_set(b, CURLUPART_URL, other, CURLU_DISALLOW_USER) == CURLUE_OK &&
		    same_part(a, b, CURLUPART_SCHEME) && same_part(a, b, CURLUPART_HOST) &&
		    same_part(a, b, CURLUPART_PORT);

	curl_url_cleanup(a);
	curl_url_cleanup(b);
	return same;
}
