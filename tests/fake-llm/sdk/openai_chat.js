'use strict';
// OpenAI's own SDK against the stand-in: Chat Completions.
const OpenAI = require('openai');
const { LengthFinishReasonError } = require('openai/error');
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
const classes = require('./openai_errors');

const client = new OpenAI.default({ apiKey: key, baseURL: `${origin}/v1`, maxRetries: 0, logLevel: 'off' });
const question = { model: 'gpt-6.2-sol', messages: [{ role: 'user', content: 'Why is web01 slow?' }] };
const withTools = {
	...question,
	model: 'gpt-4.1',
	tools: [{ type: 'function', function: { name: 'query_metric', parameters, strict: true } }],
};
const ask = (more = {}) => client.chat.completions.create({ ...question, ...more });
const streamed = (more = {}) =>
	client.chat.completions.stream({ ...question, stream_options: { include_usage: true }, ...more });
const format = { type: 'json_schema', json_schema: { name: 'verdict', schema, strict: true } };

prove('a plain answer', async () => {
	await script({
		text: 'Disk full. Café 🔥',
		usage: { input: 10, cached: 2048, written: 5, output: 40, reasoning: 30 },
	});
	const { choices, usage, _request_id } = await ask();
	assert.deepEqual([choices[0].message.content, choices[0].finish_reason], ['Disk full. Café 🔥', 'stop']);
	assert.deepEqual(
		[usage.prompt_tokens, usage.prompt_tokens_details.cached_tokens, usage.prompt_tokens_details.cache_write_tokens],
		[2063, 2048, 5],
	);
	assert.deepEqual(
		[usage.completion_tokens, usage.total_tokens, usage.completion_tokens_details.reasoning_tokens],
		[40, 2103, 30],
	);
	assert.match(_request_id, /^req_/);
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
		const stream = streamed();
		const heard = [];
		stream.on('content', (delta) => heard.push(delta));
		const { choices, usage } = await stream.finalChatCompletion();
		assert.deepEqual(
			[choices[0].message.content, heard.join(''), choices[0].finish_reason],
			['Hé llo 🔥 wörld', 'Hé llo 🔥 wörld', 'stop'],
		);
		assert.ok(usage.total_tokens > 0);
	});

prove('usage comes in a chunk of its own, and [DONE] after it', async () => {
	await script([{}, {}]);
	const body = { ...question, stream: true, stream_options: { include_usage: true } };
	const chunks = [];
	for await (const chunk of await client.chat.completions.create(body)) chunks.push(chunk);
	const last = chunks.pop();
	assert.deepEqual([last.choices, last.usage.total_tokens > 0], [[], true]);
	assert.ok(chunks.every((chunk) => chunk.usage === null && chunk.choices.length === 1 && chunk.id === last.id));
	const bytes = await (await client.chat.completions.create(body).asResponse()).text();
	assert.ok(bytes.endsWith('\n\ndata: [DONE]\n\n'));
	const uncounted = await (await ask({ stream: true }).asResponse()).text();
	assert.equal(uncounted.includes('"usage"'), false);
});

for (const way of ['create', 'stream'])
	prove(`tool calls and their results: ${way}`, async () => {
		await script([
			{ tool_calls: [{ name: 'query_metric', input: { host: 'wéb"01' } }, { name: 'list_hosts' }] },
			{ text: 'CPU.' },
		]);
		const run = (body) =>
			way === 'create'
				? client.chat.completions.create(body)
				: client.chat.completions.stream(body).finalChatCompletion();
		const { message, finish_reason } = (await run(withTools)).choices[0];
		assert.equal(finish_reason, 'tool_calls');
		assert.deepEqual(
			message.tool_calls.map((call) => [call.function.name, JSON.parse(call.function.arguments)]),
			[
				['query_metric', { host: 'wéb"01' }],
				['list_hosts', {}],
			],
		);
		const { role, content, tool_calls } = message;
		const calls = tool_calls.map(({ id, type, function: { name, arguments: given } }) => ({
			id,
			type,
			function: { name, arguments: given },
		}));
		const results = calls.map((call) => ({ role: 'tool', tool_call_id: call.id, content: 'cpu 93%' }));
		const turn = (answers) =>
			run({ ...withTools, messages: [...question.messages, { role, content, tool_calls: calls }, ...answers] });
		assert.match(
			(await refused(turn(results.slice(1)), OpenAI.BadRequestError)).message,
			/must be followed by tool messages/,
		);
		assert.equal((await turn(results)).choices[0].message.content, 'CPU.');
	});

prove('structured output', async () => {
	const json = { severity: 'critical', pids: [1, 2] };
	await script([{ json }, { json }]);
	assert.deepEqual(
		(await client.chat.completions.parse({ ...question, response_format: format })).choices[0].message.parsed,
		json,
	);
	assert.deepEqual(
		JSON.parse((await streamed({ response_format: format }).finalChatCompletion()).choices[0].message.content),
		json,
	);
	const unscripted = await client.chat.completions.parse({ ...question, response_format: format });
	assert.deepEqual(unscripted.choices[0].message.parsed, { severity: 'low', pids: [] });
});

prove('truncated, refused, filtered', async () => {
	await script([
		{ text: 'a'.repeat(100) },
		{ refusal: "I can't help" },
		{ refusal: "I can't help" },
		{ stop: 'filter', text: '' },
		{ text: '{"sev', stop: 'length' },
	]);
	const cut = await ask({ max_completion_tokens: 16 });
	assert.deepEqual([cut.choices[0].finish_reason, cut.usage.completion_tokens], ['length', 16]);
	const no = (await ask()).choices[0].message;
	assert.deepEqual([no.content, no.refusal], [null, "I can't help"]);
	assert.equal((await streamed().finalChatCompletion()).choices[0].message.refusal, "I can't help");
	assert.equal((await ask()).choices[0].finish_reason, 'content_filter');
	await refused(client.chat.completions.parse({ ...question, response_format: format }), LengthFinishReasonError);
});

classes.prove(() => ask());

prove('an error in the middle of a stream', async () => {
	for (const named of [false, true]) {
		await script({ text: 'one two three', mid_error: { events: 2, error: 'api_error', named } });
		const error = await refused(streamed().finalChatCompletion(), OpenAI.APIError);
		assert.deepEqual([error.type, error.status], ['server_error', undefined]);
	}
});

for (const [name, step] of Object.entries({
	'no end': { end: { events: 2 } },
	'no last chunk': { drop: { events: 2 } },
	reset: { drop: { bytes: 400 }, drop_how: 'reset' },
}))
	prove(`a stream that is cut: ${name}`, async () => {
		await script({ text: 'one two three', ...step });
		await assert.rejects(streamed().finalChatCompletion());
	});

prove('no answer at all', async () => {
	await script([{ drop: 'before' }, { hang: 'before' }]);
	await refused(ask(), OpenAI.APIConnectionError);
	await refused(client.chat.completions.create(question, { timeout: 200 }), OpenAI.APIConnectionTimeoutError);
});

prove('it retries what is worth it, as often as it should', async () => {
	const patient = client.withOptions({ maxRetries: 2 });
	const quick = { headers: { 'retry-after-ms': '20' } };
	for (const [step, count] of [
		[{ error: 'overloaded', times: 5, ...quick }, 3],
		[{ error: 'invalid_request', times: 5 }, 1],
		[{ error: 'api_error', times: 5, headers: { 'x-should-retry': 'false' } }, 1],
	]) {
		await script(step);
		assert.equal(await requestsOf(() => assert.rejects(patient.chat.completions.create(question))), count);
	}
});

prove('what the documented rules forbid is refused', async () => {
	const open = { ...format.json_schema, schema: { ...schema, additionalProperties: true } };
	const loose = { ...format.json_schema, schema: { ...schema, required: ['pids'] } };
	const bad = [
		[{ temperature: 0.2 }, 'temperature', 'unsupported_value'],
		[{ max_tokens: 100 }, 'max_tokens', 'unsupported_parameter'],
		[{ reasoning_effort: 'none' }, 'reasoning_effort', 'unsupported_value'],
		[{ reasoning_effort: 'max' }, 'reasoning_effort', 'unsupported_value'],
		[{ stop: ['x'] }, 'stop', 'unsupported_parameter'],
		[{ stream_options: { include_usage: true } }, 'stream_options', null],
		[{ tools: withTools.tools }, 'reasoning_effort', null],
		[{ model: 'gpt-6-sol', tools: withTools.tools }, 'reasoning_effort', null],
		[
			{ response_format: { type: 'json_schema', json_schema: loose } },
			'response_format.json_schema',
			'invalid_json_schema',
		],
		[
			{ response_format: { type: 'json_schema', json_schema: open } },
			'response_format.json_schema',
			'invalid_json_schema',
		],
		[{ nonsense: 1 }, null, null],
	];
	for (const [more, param, code] of bad) {
		const error = await refused(ask(more), OpenAI.BadRequestError);
		assert.deepEqual(
			[error.param, error.code, error.type],
			[param, code, 'invalid_request_error'],
			JSON.stringify(more),
		);
	}
	for (const model of ['gpt-4', 'gpt-9'])
		assert.equal((await refused(ask({ model }), OpenAI.NotFoundError)).code, 'model_not_found');
	const allowed = {
		model: 'gpt-6-sol',
		reasoning_effort: 'none',
		temperature: 0.2,
		tools: withTools.tools,
		tool_choice: 'required',
	};
	assert.equal((await ask(allowed)).choices[0].message.tool_calls[0].function.name, 'query_metric');
});

prove('keys', async () => {
	assert.equal(
		(
			await refused(
				client.withOptions({ apiKey: 'sk-other' }).chat.completions.create(question),
				OpenAI.AuthenticationError,
			)
		).code,
		'invalid_api_key',
	);
	const last = (await requests()).at(-1);
	assert.deepEqual([last.key, last.answer.from], [{ authorization: 'wrong' }, 'refused']);
});

prove('models', async () => {
	assert.equal((await client.models.retrieve('gpt-6-luna')).shutdown_date, null);
	const ids = [];
	for await (const model of client.models.list()) ids.push(model.id);
	assert.ok(ids.includes('gpt-6.2-sol'));
});

prove('local servers: their errors and their streams', async () => {
	const errors = {
		ollama: [['not_found', OpenAI.NotFoundError, 'not_found_error', null]],
		'llama.cpp': [['loading', OpenAI.InternalServerError, 'unavailable_error', 503]],
		vllm: [['invalid_request', OpenAI.BadRequestError, 'BadRequestError', 400]],
	};
	for (const [flavour, list] of Object.entries(errors)) {
		for (const [name, Class, type, code] of list) {
			await script({ flavour, error: name });
			const error = await refused(ask({ model: 'llama3.2' }), Class);
			assert.deepEqual([error.type, error.code], [type, code]);
		}
		await script({
			flavour,
			text: 'one two',
			thinking: 'hm',
			tool_calls: [{ name: 'query_metric', input: { host: 'a' } }],
		});
		const { message } = (await streamed({ model: 'llama3.2', tools: withTools.tools }).finalChatCompletion())
			.choices[0];
		assert.deepEqual([message.content, message.tool_calls[0].function.arguments], ['one two', '{"host":"a"}']);
		await script({ flavour, text: 'one two', mid_error: { events: 2 } });
		await assert.rejects(streamed({ model: 'llama3.2' }).finalChatCompletion(), flavour);
	}
});

prove('the protocol cases read as they should', async () => {
	const play = async (name) => {
		await script({ case: name });
		return streamed().finalChatCompletion();
	};
	await script([{ case: 'T17' }, { case: 'T17-refusal' }]);
	const calls = (await ask()).choices[0].message.tool_calls;
	assert.deepEqual(
		calls.map((call) => call.function.arguments),
		['{"host":"web01"', ''],
	);
	assert.equal((await ask()).choices[0].message.refusal, "I can't help");
	for (const name of ['T18', 'T18-after']) {
		const { choices, usage } = await play(name);
		assert.deepEqual(
			choices[0].message.tool_calls.map((call) => call.function.arguments),
			['{"host":"web01"}', '{}'],
		);
		assert.deepEqual([usage.prompt_tokens, usage.completion_tokens], [100, 30]);
	}
	for (const name of ['T19', 'T19-named'])
		assert.equal((await refused(play(name), OpenAI.APIError)).type, 'server_error');
	for (const name of ['T19-silent', 'T19-done', 'T19-not-json', 'T22-silent']) await assert.rejects(play(name), name);
	await script([{ case: 'T23' }]);
	assert.equal((await refused(ask(), OpenAI.InternalServerError)).code, 503);
	assert.equal((await streamed().finalChatCompletion()).choices[0].message.content, 'OK');
	await script([{ case: 'T20' }, { case: 'T20-quota' }, { case: 'T20-unsupported' }]);
	assert.equal((await refused(ask(), OpenAI.RateLimitError)).headers.get('x-ratelimit-reset-tokens'), '6m0s');
	assert.equal((await refused(ask(), OpenAI.RateLimitError)).type, 'insufficient_quota');
	assert.equal((await refused(ask(), OpenAI.BadRequestError)).param, 'temperature');
});

all();
