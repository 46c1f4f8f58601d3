/* What fr_json_write writes is byte for byte what libjq writes. */
#include "json_write.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

static void same(jv value)
{
	char *ours = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&ours, &length);
	jv theirs = jv_dump_string(jv_copy(value), 0);

	fr_json_write(out, value);
	fclose(out);
	CHECK(length == (size_t)jv_string_length_bytes(jv_copy(theirs)) &&
	      memcmp(ours, jv_string_value(theirs), length) == 0);
	if (strcmp(ours, jv_string_value(theirs)) != 0)
		fprintf(stderr, "wrote %s instead of %s\n", ours, jv_string_value(theirs));
	free(ours);
	jv_free(theirs);
	jv_free(value);
}

static void numbers(void)
{
	static const double some[] = { 0,
				       -0.0,
				       1,
				       -1,
				       0.1,
				       0.001,
				       0.0001,
				       1e-7,
				       0.05,
				       10,
				       100,
				       1000.5,
				       -2.25,
				       0.999,
				       99.999,
				       1e12,
				       1e15,
				       1e17,
				       1e300,
				       1e-300,
				       0.1 + 0.2,
				       1.0005,
				       1e11,
				       999999999999.999,
				       123456789012.345,
				       1.0 / 3,
				       5e-324,
				       1.7976931348623157e308,
				       4294967296,
				       9007199254740993.0 };
	uint64_t state = 20261123;

	for (size_t i = 0; i < sizeof(some) / sizeof(*some); i++)
		same(jv_number(some[i]));
	for (int i = 0; i < 200000; i++) {
		state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
		same(jv_number((double)(int64_t)(state >> (i % 60)) / (i % 4 == 0 ? 1 :
								       i % 4 == 1 ? 1000 :
								       i % 4 == 2 ? 100 :
										    7)));
	}
}

static void strings(void)
{
	char text[3] = "";

	for (int first = 0; first < 256; first++)
		for (int second = 0; second < 256; second++) {
			text[0] = (char)first;
			text[1] = (char)second;
			same(jv_string_sized(text, 2));
		}
	same(jv_string(""));
	same(jv_string("a \"quoted\\\" é \xf0\x9f\x90\x98 \x7f \xe2\x80\xa8"));
}

int main(void)
{
	numbers();
	strings();
	same(jv_parse("[]"));
	same(jv_parse("{}"));
	same(jv_parse("[null, true, false, [1, \"a\", {\"b\": [], \"c\\n\": {\"d\": 1.5}}], {}]"));
	same(jv_parse(
	    "{\"z\": 1, \"a\": [2], \"m\": {\"y\": \"\", \"b\": null}, \"queryid\": \"-1761836862832665917\"}"));
	return check_end();
}
