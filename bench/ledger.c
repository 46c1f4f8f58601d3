/*
 * Writers that reserve and settle as fast as they can: ledger STORE WRITERS SECONDS.
 * Prints how many reservations a second they made together, and the median and the 99th percentile of how long one
 * took, in milliseconds. Each writer is a process with the store open, as fr-llm has it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "config.h"
#include "ledger.h"
#include "share.h"
#include "store.h"

#define MOST 200000 /* reservations of one writer */

static int64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static _Noreturn void fail(const struct fr_error *err)
{
	fprintf(stderr, "ledger: %s\n", err->message);
	exit(1);
}

static void find(struct fr_store_place *place, const char *store)
{
	struct fr_config *config;
	struct fr_error err;

	if (fr_config_load(&config, &err) < 0 || fr_config_set(config, "store", store, "STORE", &err) < 0 ||
	    fr_store_place(place, config, &err) < 0)
		fail(&err);
	fr_config_free(config);
}

struct result {
	long count;
	int64_t taken_ns[MOST];
};

static void write_until(const struct fr_store_place *place, int64_t end_ns, struct result *result)
{
	static const struct fr_limits limits = { INT64_C(1000000000000), 1000000, -1 };
	const struct fr_attempt attempt = { .function_name = "diagnose",
					    .provider = "anthropic",
					    .model = "claude-sonnet-5-5",
					    .database = "shop",
					    .number = 1,
					    .most_microusd = 75623 };
	const struct fr_settlement settlement = { .usage = { .input_tokens = 1742, .output_tokens = 800 },
						  .cost_microusd = 11484,
						  .http_status = 200,
						  .health = FR_HEALTH_GOOD };
	struct fr_share share;
	struct fr_store *store;
	struct fr_error err;
	int64_t id;

	if (fr_share_init(&share, NULL, &err) < 0 || fr_store_open(&store, &share, place, FR_STORE_WRITE, 10, &err) < 0)
		fail(&err);
	do {
		int64_t began = now_ns();

		if (fr_ledger_reserve(store, &limits, &attempt, &id, &err) < 0)
			fail(&err);
		result->taken_ns[result->count++] = now_ns() - began;
		if (fr_ledger_settle(store, id, &settlement, &err) < 0)
			fail(&err);
	} while (now_ns() < end_ns && result->count < MOST);
	fr_store_free(store);
	fr_share_release(&share);
}

static int by_size(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

int main(int argc, char **argv)
{
	int writers = argc == 4 ? (int)strtol(argv[2], NULL, 10) : 0;
	double seconds = argc == 4 ? strtod(argv[3], NULL) : 0;
	struct fr_store_place place;
	int64_t began = now_ns(), *all;
	struct result *results;
	long count = 0;
	int status, bad = 0;

	if (writers < 1 || writers > 64 || seconds <= 0) {
		fputs("usage: ledger STORE WRITERS SECONDS\n", stderr);
		return 2;
	}
	find(&place, argv[1]);
	results =
	    mmap(NULL, (size_t)writers * sizeof(*results), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	all = calloc((size_t)writers * MOST, sizeof(*all));
	if (results == MAP_FAILED || all == NULL)
		abort();
	for (int i = 0; i < writers; i++)
		if (fork() == 0) {
			write_until(&place, began + (int64_t)(seconds * 1e9), &results[i]);
			exit(0);
		}
	while (wait(&status) > 0)
		bad += status != 0;
	for (int i = 0; i < writers; i++) {
		memcpy(all + count, results[i].taken_ns, (size_t)results[i].count * sizeof(*all));
		count += results[i].count;
	}
	qsort(all, (size_t)count, sizeof(*all), by_size);
	printf("%.0f %.2f %.2f\n", (double)count / ((double)(now_ns() - began) / 1e9), (double)all[count / 2] / 1e6,
	       (double)all[count * 99 / 100] / 1e6);
	return bad > 0;
}
