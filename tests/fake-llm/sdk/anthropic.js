'use strict';
// Anthropic's own SDK against the stand-in: Messages.
const Anthropic = require('@anthropic-ai/sdk');
const byCode = require('@anthropic-ai/sdk/resources/shared');
const { Stream } = require('@anthropic-ai/sdk/core/streaming');
const { jsonSchemaOutputFormat } = require('@anthropic-ai/sdk/helpers/json-schema');
const {
	all,
	assert,
	key,
	origin,
	parameters,
	prove,
	refused,
	requests,
	requestsOf,
	schema,
	script,
} = require('./proof');

const client = new Anthropic.default({ apiKey: key, baseURL: origin, maxRetries: 0, logLevel: 'off' });
const question = {
	model: 'claude-opus-5-5',
	max_tokens: 4000,
	messages: [{ role: 'user', content: 'Why is web01 slow?' }],
};
const tools = [{ name: 'query_metric', description: 'Recent values.', input_schema: parameters, strict: true }];
const ask = (more = {}) => client.messages.create({ ...question, ...more });
const textOf = (message) =>
	message.content
		.filter((block) => block.type === 'text')
		.map((block) => block.text)
		.join('');

prove('a plain answer, thinking first', async () => {
	await script({
		text: 'Disk full. Café 🔥',
		usage: { input: 10, cached: 2048, written: 5, output: 40, reasoning: 30 },
	});
	const message = await ask();
	assert.deepEqual(
		message.content.map((block) => block.type),
		['thinking', 'text'],
	);
	assert.equal(textOf(message), 'Disk full. Café 🔥');
	assert.equal(message.stop_reason, 'end_turn');
	const { input_tokens, cache_read_input_tokens, cache_creation_input_tokens, output_tokens } = message.usage;
	assert.deepEqual(
		[input_tokens, cache_read_input_tokens, cache_creation_input_tokens, output_tokens],
		[10, 2048, 5, 40],
	);
	assert.match(message._request_id, /^req_/);
});

for (const [name, step] of Object.entries({
	plain: {},
	'a byte at a time': { split: 1 },
	'CRLF and a BOM': { line_end: 'crlf', bom: true, split: 7 },
	'lone CR': { line_end: 'cr' },
	'every freedom': { no_space: true, comments: true, data_lines: true },
}))
	prove(`a stream: ${name}`, async () => {
		await script({ text: 'Hé llo 🔥 wörld', ...step });
		const stream = client.messages.stream(question);
		const heard = [];
		stream.on('text', (delta) => heard.push(delta));
		const message = await stream.finalMessage();
		assert.equal(textOf(message), 'Hé llo 🔥 wörld');
		assert.equal(heard.join(''), 'Hé llo 🔥 wörld');
		assert.ok(heard.length > 1);
		assert.equal(message.content[0].signature.length > 0, true);
		assert.equal(message.usage.output_tokens > 1, true);
	});

prove('every event is named as its data is', async () => {
	await script({ text: 'one two', tool_calls: [{ name: 'query_metric', input: { host: 'a' } }] });
	const response = await client.messages.create({ ...question, tools, stream: true }).asResponse();
	const names = [];
	for await (const { event, data } of Stream.rawEvents(response)) {
		assert.equal(event, JSON.parse(data).type);
		names.push(event);
	}
	assert.deepEqual([names[0], names.includes('ping'), names.at(-1)], ['message_start', true, 'message_stop']);
});

for (const streamed of [false, true])
	prove(`tool calls and their results${streamed ? ', streamed' : ''}`, async () => {
		await script([
			{ tool_calls: [{ name: 'query_metric', input: { host: 'wéb"01' } }, { name: 'list_hosts' }] },
			{ text: 'CPU.' },
		]);
		const run = (body) => (streamed ? client.messages.stream(body).finalMessage() : client.messages.create(body));
		const first = await run({ ...question, tools });
		assert.equal(first.stop_reason, 'tool_use');
		const calls = first.content.filter((block) => block.type === 'tool_use');
		assert.deepEqual(
			calls.map((call) => [call.name, call.input]),
			[
				['query_metric', { host: 'wéb"01' }],
				['list_hosts', {}],
			],
		);
		const results = calls.map((call) => ({ type: 'tool_result', tool_use_id: call.id, content: 'cpu 93%' }));
		const messages = [
			...question.messages,
			{ role: 'assistant', content: first.content },
			{ role: 'user', content: results },
		];
		assert.equal(textOf(await run({ ...question, tools, messages })), 'CPU.');
	});

prove('a tool loop that forgets the thinking, or a result, is refused', async () => {
	await script({ tool_calls: [{ name: 'query_metric', input: { host: 'a' } }] });
	const { content } = await ask({ tools });
	const call = content.find((block) => block.type === 'tool_use');
	const turn = (assistant, user) =>
		ask({
			tools,
			messages: [...question.messages, { role: 'assistant', content: assistant }, { role: 'user', content: user }],
		});
	const result = [{ type: 'tool_result', tool_use_id: call.id, content: 'x' }];
	assert.match((await refused(turn([call], result), Anthropic.BadRequestError)).message, /cannot be modified/);
	assert.match((await refused(turn(content, 'and now?'), Anthropic.BadRequestError)).message, /without `tool_result`/);
	assert.match(
		(await refused(turn(content, [{ type: 'text', text: 'first' }, ...result]), Anthropic.BadRequestError)).message,
		/must come first/,
	);
});

for (const streamed of [false, true])
	prove(`structured output${streamed ? ', streamed' : ''}`, async () => {
		await script({ json: { severity: 'critical', pids: [1, 2] } });
		const body = { ...question, output_config: { format: jsonSchemaOutputFormat(schema) } };
		const message = streamed ? await client.messages.stream(body).finalMessage() : await client.messages.parse(body);
		assert.deepEqual(message.parsed_output, { severity: 'critical', pids: [1, 2] });
	});

prove('structured output that nobody scripted is of the schema', async () => {
	const message = await client.messages.parse({
		...question,
		output_config: { format: { type: 'json_schema', schema } },
	});
	assert.deepEqual(message.parsed_output, { severity: 'low', pids: [] });
});

prove('truncated, refused, empty', async () => {
	await script([{ text: 'a'.repeat(100) }, { refusal: { category: 'cyber' } }, { text: '', thinking: false }]);
	const cut = await ask({ max_tokens: 16 });
	assert.deepEqual([cut.stop_reason, cut.usage.output_tokens], ['max_tokens', 16]);
	const no = await ask();
	assert.deepEqual([no.stop_reason, no.stop_details.category, no.content.length], ['refusal', 'cyber', 0]);
	assert.deepEqual((await client.messages.stream(question).finalMessage()).content, []);
});

const classes = {
	invalid_request: ['BadRequestError', 400, 'invalid_request_error'],
	on_hold: ['OrganizationOnHoldError', 400, 'invalid_request_error', 'organization_on_hold'],
	authentication: ['AuthenticationError', 401, 'authentication_error'],
	billing: ['PaymentRequiredError', 402, 'billing_error'],
	linked_spend_limit: [
		'LinkedOrganizationSpendLimitReachedError',
		402,
		'billing_error',
		'linked_organization_spend_limit_reached',
	],
	permission: ['PermissionDeniedError', 403, 'permission_error'],
	not_found: ['NotFoundError', 404, 'not_found_error'],
	request_timeout: ['RequestTimeoutError', 408, 'timeout_error'],
	conflict: ['ConflictError', 409, 'conflict_error'],
	too_large: ['ContentTooLargeError', 413, 'request_too_large'],
	rate_limit: ['RateLimitError', 429, 'rate_limit_error'],
	ramp_limit: ['RampLimitExceededError', 429, 'rate_limit_error', 'ramp_limit_exceeded'],
	spend_limit: ['EnforcedSpendLimitReachedError', 429, 'rate_limit_error', 'enforced_spend_limit_reached'],
	contract_spend_limit: ['ContractSpendLimitReachedError', 429, 'rate_limit_error', 'contract_spend_limit_reached'],
	api_error: ['InternalServerError', 500, 'api_error'],
	unavailable: ['ServiceUnavailableError', 503, 'api_error'],
	timeout: ['GatewayTimeoutError', 504, 'timeout_error'],
	overloaded: ['OverloadedError', 529, 'overloaded_error'],
};
for (const [name, [Class, status, type, code]] of Object.entries(classes))
	prove(`the error ${name}`, async () => {
		await script({ error: name });
		const error = await refused(ask(), Anthropic[Class] ?? byCode[Class]);
		assert.deepEqual([error.status, error.type, error.errorCode], [status, type, code ?? null]);
		assert.deepEqual([error.error.type, error.requestID], ['error', error.error.request_id]);
		assert.equal(error.headers.get('retry-after'), ['rate_limit', 'ramp_limit'].includes(name) ? '1' : null);
	});

prove('an error in the middle of a stream', async () => {
	await script({ text: 'one two three', mid_error: { events: 6, error: 'overloaded' } });
	const error = await refused(client.messages.stream(question).finalMessage(), Anthropic.APIError);
	assert.deepEqual([error.type, error.error.error.message], ['overloaded_error', 'Overloaded']);
});

for (const [name, step] of Object.entries({
	'no end': { end: { events: 6 } },
	'no last chunk': { drop: { events: 6 } },
	reset: { drop: { bytes: 900 }, drop_how: 'reset' },
}))
	prove(`a stream that is cut: ${name}`, async () => {
		await script({ text: 'one two three', ...step });
		await assert.rejects(client.messages.stream(question).finalMessage());
	});

prove('no answer at all', async () => {
	await script([{ drop: 'before' }, { hang: 'before' }, { hang: 'headers' }]);
	await refused(ask(), Anthropic.APIConnectionError);
	await refused(client.messages.create(question, { timeout: 200 }), Anthropic.APIConnectionTimeoutError);
	await refused(client.messages.create(question, { timeout: 200 }), Anthropic.APIConnectionTimeoutError);
});

prove('it retries what is worth it, as often as it should', async () => {
	const patient = client.withOptions({ maxRetries: 2 });
	const counts = [
		[{ case: 'T11', headers: { 'retry-after-ms': '20' } }, 3, true],
		[{ case: 'T11-advice', times: 5 }, 1, false],
		[{ error: 'invalid_request', times: 5 }, 1, false],
		[{ error: 'api_error', times: 5, headers: { 'retry-after-ms': '20' } }, 3, false],
	];
	for (const [steps, count, well] of counts) {
		await script(steps);
		const taken = await requestsOf(() =>
			patient.messages.create(question).then(
				() => assert.ok(well),
				(error) => assert.ok(!well, error.stack),
			),
		);
		assert.equal(taken, count, JSON.stringify(steps));
	}
});

prove('what the documented rules forbid is refused', async () => {
	const forced = { type: 'any' };
	const bad = [
		[{ temperature: 1 }, /temperature/],
		[{ tools, tool_choice: forced }, /forced tool use/],
		[{ messages: [...question.messages, { role: 'assistant', content: 'The' }] }, /prefill/],
		[{ model: 'claude-haiku-4-5', output_config: { effort: 'low' } }, /effort/],
		[{ model: 'claude-haiku-4-5', thinking: { type: 'adaptive' } }, /adaptive/],
		[{ thinking: { type: 'enabled', budget_tokens: 2000 } }, /thinking.type.enabled/],
		[{ thinking: { type: 'disabled' } }, /disabled/],
		[
			{ output_config: { format: { type: 'json_schema', schema: { type: 'object', properties: {} } } } },
			/additionalProperties/,
		],
		[{ output_config: { format: { type: 'json_schema', schema: { type: 'integer', minimum: 1 } } } }, /minimum/],
		[{ max_tokens: 0, stream: true }, /max_tokens/],
		[{ nonsense: 1 }, /Extra inputs/],
	];
	for (const [more, message] of bad)
		assert.match((await refused(ask(more), Anthropic.BadRequestError)).message, message);
	for (const model of ['claude-3-5-sonnet-20241022', 'claude-9'])
		await refused(ask({ model }), Anthropic.NotFoundError);
	assert.equal((await ask({ model: 'claude-haiku-5-5', tools, tool_choice: forced })).stop_reason, 'tool_use');
});

prove('keys', async () => {
	await refused(client.withOptions({ apiKey: 'sk-other' }).messages.create(question), Anthropic.AuthenticationError);
	await refused(client.messages.create(question, { headers: { 'x-api-key': key } }), Anthropic.AuthenticationError);
	const last = (await requests()).at(-1);
	assert.deepEqual(last.key, { 'x-api-key': 'right', authorization: 'right' });
	assert.equal(JSON.stringify(last).includes(key), false);
});

prove('counting and models', async () => {
	const { max_tokens, ...body } = question;
	assert.ok((await client.messages.countTokens(body)).input_tokens > 0);
	assert.equal((await client.models.retrieve('claude-opus-5-5')).lifecycle, 'active');
	await refused(client.models.retrieve('claude-9'), Anthropic.NotFoundError);
	const ids = [];
	for await (const model of client.models.list()) ids.push(model.id);
	assert.ok(ids.includes('claude-haiku-5-5'));
});

const streamOf = async (name) => {
	await script({ case: name });
	return client.messages.stream(question).finalMessage();
};

prove('the protocol cases read as they should', async () => {
	await script({ case: 'T01' });
	const first = await ask();
	assert.deepEqual([textOf(first), first.usage.cache_read_input_tokens], ['Disk full on web01. Café 🔥', 2048]);
	for (const [name, text] of [
		['T03', 'Hello'],
		['T04', 'é'],
		['T04-cr', 'é'],
	]) {
		const message = await streamOf(name);
		assert.deepEqual(
			[textOf(message), message.usage.output_tokens, message.usage.cache_creation_input_tokens],
			[text, 15, 100],
			name,
		);
	}
	const calls = (await streamOf('T06')).content;
	assert.deepEqual(
		calls.map((call) => call.input),
		[{ host: 'web01é' }, {}],
	);
	assert.equal((await refused(streamOf('T07'), Anthropic.APIError)).type, 'overloaded_error');
	for (const name of ['T08', 'T08-unterminated', 'T08-mid-line', 'T08-reset', 'T08-tool'])
		await assert.rejects(streamOf(name), name);
});

// The SDK's own accumulator cannot do without the usage that this one leaves out; its reader can.
prove('the lenient stream, event by event', async () => {
	await script({ case: 'T05' });
	const events = [];
	for await (const event of await ask({ stream: true })) events.push(event);
	const types = [
		'message_start',
		'brand_new_event',
		'content_block_start',
		'content_block_delta',
		'content_block_delta',
		'content_block_stop',
		'content_block_start',
		'content_block_stop',
		'message_delta',
		'message_stop',
	];
	assert.deepEqual(
		events.map((event) => event.type),
		types,
	);
	assert.equal(events[2].content_block.text + events[4].delta.text, 'AB');
	assert.equal(events[8].delta.stop_reason, 'brand_new_reason');
});

prove('a batch, made, looked at and fetched', async () => {
	const params = { ...question };
	const requests = [
		{ custom_id: 'good', params },
		{ custom_id: 'streamed', params: { ...params, stream: true } },
		{ custom_id: 'no_limit', params: { model: params.model, messages: params.messages } },
	];
	const made = await client.messages.batches.create({ requests });
	assert.deepEqual([made.type, made.processing_status, made.results_url], ['message_batch', 'in_progress', null]);
	const looked = await client.messages.batches.retrieve(made.id);
	assert.equal(looked.processing_status, 'ended');
	assert.deepEqual(looked.request_counts, { processing: 0, succeeded: 1, errored: 2, canceled: 0, expired: 0 });
	const lines = [];
	for await (const line of await client.messages.batches.results(made.id)) lines.push(line);
	assert.deepEqual(
		lines.map((line) => [line.custom_id, line.result.type]),
		[
			['no_limit', 'errored'],
			['streamed', 'errored'],
			['good', 'succeeded'],
		],
	);
	assert.equal(lines[0].result.error.error.message, 'max_tokens: Field required');
	assert.equal(textOf(lines[2].result.message), 'Hello from the stand-in.');
});

prove('a batch that the API does not take', async () => {
	const good = { custom_id: 'a', params: question };
	const named = (custom_id) => ({ ...good, custom_id });
	const wrong = [[], [good, good], [named('a b')], [named('x'.repeat(65))], [named('')], [{ custom_id: 'a' }]];
	for (const requests of wrong) await refused(client.messages.batches.create({ requests }), Anthropic.BadRequestError);
	await refused(client.messages.batches.retrieve('msgbatch_none'), Anthropic.NotFoundError);
});

prove('a batch from beginning to end', async () => {
	await script({ case: 'T16' });
	const states = [];
	while (states.at(-1) !== 'ended')
		states.push((await client.messages.batches.retrieve('msgbatch_T16')).processing_status);
	assert.deepEqual(states, ['in_progress', 'ended']);
	await script([{ raw: 'T16-ended' }, { raw: 'T16-results' }]);
	const results = [];
	for await (const line of await client.messages.batches.results('msgbatch_T16'))
		results.push([line.custom_id, line.result.type]);
	assert.deepEqual(results, [
		['c', 'canceled'],
		['a', 'succeeded'],
		['b', 'errored'],
		['d', 'expired'],
	]);
});

all();
