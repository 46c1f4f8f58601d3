/* fr-tool: what a model may do while it investigates. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "answer.h"
#include "call.h"
#include "command.h"
#include "config.h"
#include "json.h"
#include "offer.h"
#include "share.h"

enum { OPT_FORMAT = FR_OPT_OWN, OPT_LIMIT, OPT_QUERY, OPT_RECORDING, OPT_RESULT_BYTES, OPT_SHARE, OPT_TIMEOUT };

static const struct fr_option options[] = {
	{ 'd', "dsn", "DSN", "the database: a libpq connection string, URI or name" },
	{ OPT_FORMAT, "format", "FORMAT", "of list: anthropic (default), openai-chat or openai-responses" },
	{ OPT_LIMIT, "limit", "N", "rows of a result at the most (default: 100)" },
	{ OPT_QUERY, "query", "SQL", "of try: the statement, @FILE, or a queryid" },
	{ OPT_RECORDING, "recording", "FILE", "ask what fr-record kept, instead of a database" },
	{ OPT_RESULT_BYTES, "result-bytes", "N", "size of a result at the most (default: 32768)" },
	{ OPT_SHARE, "share", "FOLDER", "look for tools and policies in FOLDER first" },
	{ OPT_TIMEOUT, "timeout", "SECONDS", "for connecting, and for each statement (default: 10)" },
	{ 0 },
};

static const struct fr_command command = {
	"fr-tool",
	"[options] list|call|try",
	"let a model ask a database, within limits",
	options,
	"list prints what tools there are, as JSON; call reads {\"name\": …, \"input\": {…}}, one after another, and answers each with\n"
	"{\"name\", \"result\"} or {\"name\", \"error\"} on a line. try is a filter of envelopes: each index that the answer\n"
	"proposes for the statement --query is tried as a hypothetical one (hypopg). Nothing is ever written, and results are sanitised.\n",
};

struct request {
	struct caller caller;
	const char *recording, *format, *folder, *query;
};

static const char *checked_format(const char *name)
{
	static const char *const known[] = { "anthropic", "openai-chat", "openai-responses" };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(name, known[i]) == 0)
			return known[i];
	fr_usage("--format takes anthropic, openai-chat or openai-responses, not '%s'", name);
}

static void parse(struct request *request, struct fr_args *args)
{
	*request = (struct request){ .format = "anthropic" };
	request->caller =
	    (struct caller){ .timeout = 10, .most_rows = 100, .most_bytes = 32768, .extensions = jv_invalid() };
	for (int option; (option = fr_next_option(args)) != -1;)
		switch (option) {
		case 'd':
			request->caller.dsn = args->value;
			break;
		case OPT_FORMAT:
			request->format = checked_format(args->value);
			break;
		case OPT_LIMIT:
			request->caller.most_rows = (int)fr_number("--limit", args->value, 1, 10000);
			break;
		case OPT_QUERY:
			request->query = args->value;
			break;
		case OPT_RECORDING:
			request->recording = args->value;
			break;
		case OPT_RESULT_BYTES:
			request->caller.most_bytes = (size_t)fr_number("--result-bytes", args->value, 1024, 16777216);
			break;
		case OPT_SHARE:
			request->folder = args->value;
			break;
		case OPT_TIMEOUT:
			request->caller.timeout = (int)fr_number("--timeout", args->value, 1, 3600);
			break;
		}
	if (request->recording != NULL && request->caller.dsn != NULL)
		fr_usage("--recording reads a file: it does not go with --dsn");
}

static int open_recording(struct request *request, struct fr_error *err)
{
	int64_t first_us;

	if (request->recording == NULL)
		return 0;
	return fr_recording_open(&request->caller.recording, request->recording, err) < 0 ||
		       fr_recording_span(request->caller.recording, &first_us, &request->caller.now_us, err) < 0 ?
		   -1 :
		   0;
}

/* Whatever the tools need, before the first call is read. */
static void set_up(struct request *request, bool listing)
{
	struct caller *caller = &request->caller;
	struct fr_sanitize_options want = { 0 };
	struct fr_error err = { 0 };
	struct fr_config *config;

	if (fr_config_load(&config, &err) < 0)
		fr_die(&err);
	want.keep_identities = !fr_config_boolean(config, "ai_redact_usernames");
	fr_config_free(config);
	if (fr_share_init(&caller->share, request->folder, &err) < 0 ||
	    table_load(&caller->table, &caller->share, request->recording != NULL, &err) < 0 ||
	    open_recording(request, &err) < 0)
		fr_die(&err);
	if (!listing && (fr_sanitizer_new(&caller->sanitizer, &caller->share, &want, &err) < 0 ||
			 (request->recording == NULL && fr_policy_new(&caller->policy, &caller->share, &err) < 0)))
		fr_die(&err);
}

static void release(struct caller *caller)
{
	table_release(&caller->table);
	fr_policy_free(caller->policy);
	fr_index_policy_free(caller->indexes);
	fr_share_release(&caller->share);
	fr_sanitizer_free(caller->sanitizer);
	fr_recording_close(caller->recording);
	fr_database_free(caller->db);
	jv_free(caller->extensions);
}

/* What the APIs want around the same three things. Consumes schema. */
static jv formatted(const char *format, jv schema)
{
	jv made;

	if (strcmp(format, "anthropic") == 0)
		return schema;
	schema = fr_json_set(schema, "parameters", fr_json_get(schema, "input_schema"));
	schema = jv_object_delete(schema, jv_string("input_schema"));
	if (strcmp(format, "openai-responses") == 0)
		return fr_json_set(schema, "type", jv_string("function"));
	made = fr_json_set(jv_object(), "type", jv_string("function"));
	return fr_json_set(made, "function", schema);
}

static enum fr_exit list(struct request *request)
{
	struct fr_error err = { 0 };
	jv schemas, made;

	if (offer_tools(&request->caller, &schemas, &err) < 0) {
		fr_report(&err);
		return err.code;
	}
	made = jv_array();
	jv_array_foreach (schemas, i, schema)
		made = jv_array_append(made, formatted(request->format, schema));
	jv_free(schemas);
	fr_put(made);
	return FR_EX_OK;
}

static enum fr_exit call(struct request *request, const struct fr_args *args)
{
	enum fr_exit worst = FR_EX_OK;
	struct fr_error err = { 0 };
	struct fr_envelopes in;
	int got;
	jv value;

	fr_envelopes_init(&in, STDIN_FILENO, args->max_bytes);
	in.any = true;
	while ((got = fr_envelopes_next(&in, &value, &err)) != 0) {
		jv answer;

		if (got < 0) {
			fr_report(&err);
			worst = fr_exit_worse(worst, err.code);
			continue;
		}
		if (call_tool(&request->caller, value, &answer, &err) < 0)
			worst = fr_exit_worse(worst, err.code);
		if (fr_put(answer) < 0)
			break;
	}
	fr_envelopes_release(&in);
	return worst;
}

static enum fr_exit try_answers(struct request *request, const struct fr_args *args)
{
	struct answers answers = { .caller = &request->caller, .query = request->query };
	enum fr_exit worst = fr_filter(args, answer_try, &answers);

	return fr_exit_worse(worst, answers.worst);
}

/* What is asked of us: list, call or try. */
static const char *verb_of(const struct request *request, const struct fr_args *args)
{
	int count;
	char **operands = fr_operands(args, &count);
	const char *verb = count > 0 ? operands[0] : "";
	bool trying = strcmp(verb, "try") == 0;

	if (!trying && strcmp(verb, "list") != 0 && strcmp(verb, "call") != 0)
		fr_usage("list, call or try?");
	if (count > 1)
		fr_usage("%s takes no operand: '%s'", verb, operands[1]);
	if (trying != (request->query != NULL))
		fr_usage("try and --query go together");
	if (trying && request->recording != NULL)
		fr_usage("--recording has no server that could try anything");
	return verb;
}

int main(int argc, char **argv)
{
	struct fr_args args;
	struct request request;
	enum fr_exit worst;
	const char *verb;

	fr_start(&args, &command, argc, argv);
	parse(&request, &args);
	verb = verb_of(&request, &args);
	set_up(&request, *verb == 'l');
	worst = *verb == 'l' ? list(&request) : *verb == 'c' ? call(&request, &args) : try_answers(&request, &args);
	release(&request.caller);
	return fr_finish(worst);
}
