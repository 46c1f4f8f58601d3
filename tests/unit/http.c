/* What headers say about waiting, and which addresses a key may be sent to. */
#include "http.h"

#include <math.h>
#include <string.h>

#include "check.h"
#include "http_headers.h"

static bool near(double a, double b)
{
	return fabs(a - b) < 1e-9;
}

static void durations(void)
{
	static const char *const bad[] = { "", "-1", "0", "5", "s", "1x", "1 s", "1s ", "1..2s", "inf", "nan", "0x1s" };

	CHECK(near(fr_http_duration("120ms"), 0.12));
	CHECK(near(fr_http_duration("6m0s"), 360));
	CHECK(near(fr_http_duration("1h0m0.5s"), 3600.5));
	CHECK(near(fr_http_duration("1s"), 1));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(fr_http_duration(bad[i]) == -1);
}

/* The wait that these header lines, each ended by a newline, ask for. */
static double wait_of(const char *lines, struct fr_http_response *response)
{
	struct fr_http_headers headers;

	*response = (struct fr_http_response){ .should_retry = -1 };
	fr_http_headers_init(&headers);
	for (const char *line = lines; *line != '\0';) {
		size_t length = strcspn(line, "\n");

		fr_http_headers_take(&headers, response, line, length + 1);
		line += length + 1;
	}
	return fr_http_headers_wait(&headers);
}

static void waits(void)
{
	struct fr_http_response response;

	CHECK(near(wait_of("Retry-After: 7\r\n", &response), 7));
	CHECK(near(wait_of("retry-after:0.5\n", &response), 0.5));
	CHECK(near(wait_of("retry-after: 7\nretry-after-ms: 1500\n", &response), 1.5));
	CHECK(wait_of("retry-after: -1\n", &response) == -1);
	CHECK(wait_of("retry-after: abc\n", &response) == -1);
	CHECK(wait_of("retry-after: 0\n", &response) == -1);
	CHECK(wait_of("retry-after: 1e9\n", &response) == -1);
	CHECK(wait_of("retry-after: Mon, 23 Nov 2015 18:40:00 GMT\n", &response) == -1);
	CHECK(wait_of("retry-after: Mon, 23 Nov 2037 18:40:00 GMT\n", &response) > 1e6);
	CHECK(near(wait_of("x-ratelimit-remaining-requests: 0\nx-ratelimit-reset-requests: 120ms\n"
			   "x-ratelimit-remaining-tokens: 5\nx-ratelimit-reset-tokens: 6m0s\n",
			   &response),
		   0.12));
	CHECK(near(wait_of("x-ratelimit-remaining-tokens: 0\nx-ratelimit-reset-tokens: 6m0s\n", &response), 360));
	CHECK(wait_of("x-ratelimit-remaining-tokens: 0\nx-ratelimit-reset-tokens: -1\n", &response) == -1);
	CHECK(wait_of("no colon\n:\n: x\n\n", &response) == -1);
}

static void others(void)
{
	struct fr_http_response response;

	wait_of("Content-Type: text/event-stream; charset=utf-8\nrequest-id: req_1\nx-should-retry: false\n",
		&response);
	CHECK(response.is_events && !response.is_json && response.should_retry == 0);
	CHECK(strcmp(response.request_id, "req_1") == 0);
	wait_of("content-type: application/json\nx-should-retry: maybe\n", &response);
	CHECK(response.is_json && response.should_retry == -1);
	wait_of("content-type: application/x-ndjson\nx-should-retry: true\n", &response);
	CHECK(response.is_lines && response.should_retry == 1);
	wait_of("content-type: text/event-streams\n", &response);
	CHECK(!response.is_events);
}

static void addresses(void)
{
	static const char *const good[] = { "https://api.anthropic.com", "https://api.openai.com/v1",
					    "http://127.0.0.1:11434",    "http://localhost:8080/v1",
					    "http://[::1]:9931",         "HTTPS://example.com:8443/a/b" };
	static const char *const bad[] = { "",
					   "api.example.com",
					   "http://api.example.com",
					   "http://127.0.0.1.example.com",
					   "http://localhost.example.com",
					   "http://0.0.0.0",
					   "http://[::2]",
					   "ftp://127.0.0.1",
					   "file:///etc/passwd",
					   "https://user@example.com",
					   "https://user:secret@example.com",
					   "https://example.com?key=secret",
					   "https://example.com/#x",
					   "https://",
					   "https:// example.com" };
	struct fr_error err;

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		CHECK(fr_http_check_url(good[i], &err) == 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK(fr_http_check_url(bad[i], &err) == -1 && err.code == FR_EX_CONFIG);
		CHECK(strstr(err.message, "secret") == NULL);
	}
	CHECK(fr_http_is_local("http://127.8.9.1/"));
	CHECK(!fr_http_is_local("https://128.0.0.1/"));
	CHECK(fr_http_same_server("https://api.example.com/v1/a", "https://API.example.com:443/b"));
	CHECK(!fr_http_same_server("https://api.example.com/", "http://api.example.com/"));
	CHECK(!fr_http_same_server("https://api.example.com/", "https://api.example.com:444/"));
	CHECK(!fr_http_same_server("https://api.example.com/", "https://api.example.com.example.org/"));
	CHECK(!fr_http_same_server("https://api.example.com/", "https://api.example.com@example.org/"));
	CHECK(!fr_http_same_server("https://api.example.com/", "https://x@api.example.com/"));
	CHECK(!fr_http_same_server("https://api.example.com/", "/v1/a"));
	CHECK(!fr_http_same_server("https://api.example.com/", ""));
}

int main(void)
{
	durations();
	waits();
	others();
	addresses();
	return check_end();
}
