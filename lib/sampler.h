/*
 * sampler.h: samples a PostgreSQL server into a recording. fr-record is this and an output file, fr-context --live this
 *and a recording in memory.
 *
 *	struct fr_sampler_options options = { .dsn = dsn, .application_name = "fr-record", .interval_us = 1000000,
 *					      .snapshot_us = 10000000, .duration_us = 15000000 };
 *	struct fr_sampler *sampler;
 *
 *	if (fr_sampler_connect(&sampler, &options, &share, &err) < 0 ||
 *	    fr_recording_create(&recording, ":memory:", &share, &err) < 0 || fr_sampler_run(sampler, recording, &err) <
 *0) fr_die(&err); fr_sampler_free(sampler);
 *
 * What is asked of the server is share/record/sample.sql, one statement a sample, and share/record/snapshot/, one
 * statement a file.
 */
#ifndef FR_SAMPLER_H
#define FR_SAMPLER_H

#include <signal.h>
#include <stdint.h>

#include "error.h"
#include "recording.h"
#include "share.h"

enum fr_sampler_event {
	FR_SAMPLED, /* another sample is in the recording */
	FR_LOST,    /* the server went away; it is tried again until the duration is over */
	FR_FOUND    /* it is back */
};

struct fr_sampler_progress {
	enum fr_sampler_event event;
	int64_t samples, snapshots;
	int64_t elapsed_us;  /* since fr_sampler_run */
	const char *message; /* of FR_LOST: why */
};

struct fr_sampler_options {
	const char *dsn; /* for fr_database_connect */
	const char *application_name;
	int64_t interval_us; /* between samples */
	int64_t snapshot_us; /* between snapshots; there is one at the beginning and one at the end anyway */
	int64_t duration_us; /* 0: until stopped */
	int64_t keep_us;     /* what is older goes; 0: keep everything */
	const volatile sig_atomic_t *stop; /* end soon when this is not 0; or NULL */
	void (*tell)(void *state, const struct fr_sampler_progress *progress); /* or NULL */
	void *state;
};

struct fr_sampler;

/* Connect and prepare. Options, with what they point to, and share are borrowed until fr_sampler_free. */
int fr_sampler_connect(struct fr_sampler **sampler, const struct fr_sampler_options *options,
		       const struct fr_share *share, struct fr_error *err);

/*
 * Sample until the duration is over or *stop is set; both are success. What has been sampled is in the recording, also
 * when this fails: FR_EX_UNAVAILABLE, the server was gone at the end; FR_EX_DATAERR, it is not the server or database
 * that the recording is of; otherwise the recording cannot be written.
 */
int fr_sampler_run(struct fr_sampler *sampler, struct fr_recording *recording, struct fr_error *err);

void fr_sampler_free(struct fr_sampler *sampler);

#endif
