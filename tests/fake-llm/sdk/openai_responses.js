'use strict';
// OpenAI's own SDK against the stand-in: Responses.
const OpenAI = require('openai');
const { all, assert, key, origin, parameters, prove, refused, requestsOf, schema, script } = require('./proof');
const classes = require('./openai_errors');

const client = new OpenAI.default({ apiKey: key, baseURL: `${origin}/v1`, maxRetries: 0, logLevel: 'off' });
const question = { model: 'gpt-6.2-sol', input: 'Why is web01 slow?' };
const tools = [{ type: 'function', name: 'query_metric', parameters, strict: true }];
const ask = (more = {}) => client.responses.create({ ...question, ...more });
const streamed = (more = {}) => client.responses.stream({ ...question, ...more });
const format = { type: 'json_schema', name: 'verdict', schema, strict: true };

prove('a plain answer, reasoning first', async () => {
	await script({
		text: 'Disk full. Café 🔥',
		usage: { input: 10, cached: 2048, written: 5, output: 40, reasoning: 30 },
	});
	const response = await ask();
	assert.deepEqual([response.output_text, response.status], ['Disk full. Café 🔥', 'completed']);
	assert.deepEqual(
		response.output.map((item) => item.type),
		['reasoning', 'message'],
	);
	const {
		input_tokens,
		input_tokens_details: details,
		output_tokens,
		output_tokens_details,
		total_tokens,
	} = response.usage;
	assert.deepEqual([input_tokens, details.cached_tokens, details.cache_write_tokens], [2063, 2048, 5]);
	assert.deepEqual([output_tokens, output_tokens_details.reasoning_tokens, total_tokens], [40, 30, 2103]);
	assert.match(response._request_id, /^req_/);
});

for (const [name, step] of Object.entries({
	plain: {},
	'a byte at a time': { split: 1 },
	'CRLF and a BOM': { line_end: 'crlf', bom: true, split: 7 },
	'lone CR': { line_end: 'cr' },
	'every freedom': { no_space: true, comments: true, data_lines: true },
	'with a summary': { thinking: 'Look at the disk.' },
}))
	prove(`a stream: ${name}`, async () => {
		await script({ text: 'Hé llo 🔥 wörld', ...step });
		const stream = streamed();
		const heard = [];
		let number = 0;
		stream.on('event', (event) => assert.equal(event.sequence_number, number++));
		stream.on('response.output_text.delta', (event) => heard.push(event.delta));
		const response = await stream.finalResponse();
		assert.deepEqual(
			[response.output_text, heard.join(''), response.status],
			['Hé llo 🔥 wörld', 'Hé llo 🔥 wörld', 'completed'],
		);
		assert.ok(response.usage.total_tokens > 0);
	});

for (const way of ['create', 'stream'])
	prove(`tool calls and their results: ${way}`, async () => {
		await script([
			{ tool_calls: [{ name: 'query_metric', input: { host: 'wéb"01' } }, { name: 'list_hosts' }] },
			{ text: 'CPU.' },
		]);
		const body = {
			...question,
			tools,
			store: false,
			include: ['reasoning.encrypted_content'],
			input: [{ role: 'user', content: question.input }],
		};
		const run = (more) =>
			way === 'create' ? ask({ ...body, ...more }) : streamed({ ...body, ...more }).finalResponse();
		const { output } = await run();
		const calls = output.filter((item) => item.type === 'function_call');
		assert.deepEqual(
			calls.map((call) => [call.name, JSON.parse(call.arguments)]),
			[
				['query_metric', { host: 'wéb"01' }],
				['list_hosts', {}],
			],
		);
		assert.ok(calls.every((call) => call.id.startsWith('fc_') && call.call_id.startsWith('call_')));
		const bare = output.map(({ parsed_arguments, ...item }) => item);
		const results = calls.map((call) => ({ type: 'function_call_output', call_id: call.call_id, output: 'cpu 93%' }));
		const next = (items) => run({ input: [...body.input, ...items] });
		assert.match((await refused(next([...bare, results[0]]), OpenAI.BadRequestError)).message, /No tool output found/);
		assert.match((await refused(next(results), OpenAI.BadRequestError)).message, /No tool call found/);
		assert.match(
			(await refused(next([...bare.slice(1), ...results]), OpenAI.BadRequestError)).message,
			/required 'reasoning' item/,
		);
		const unsealed = bare.map(({ encrypted_content, ...item }) => item);
		assert.match((await refused(next([...unsealed, ...results]), OpenAI.NotFoundError)).message, /not persisted/);
		assert.equal((await next([...bare, ...results])).output_text, 'CPU.');
	});

prove('a stored response is taken up again; one that was not stored is not', async () => {
	await script({ tool_calls: [{ name: 'query_metric', input: { host: 'a' } }], times: 2 });
	const results = ({ output }) =>
		output
			.filter((item) => item.type === 'function_call')
			.map((call) => ({ type: 'function_call_output', call_id: call.call_id, output: 'x' }));
	const kept = await ask({ tools });
	const lost = await ask({ tools, store: false });
	assert.equal((await ask({ tools, previous_response_id: kept.id, input: results(kept) })).status, 'completed');
	const error = await refused(
		ask({ tools, previous_response_id: lost.id, input: results(lost) }),
		OpenAI.BadRequestError,
	);
	assert.equal(error.code, 'previous_response_not_found');
});

prove('structured output', async () => {
	const json = { severity: 'critical', pids: [1, 2] };
	await script([{ json }, { json }]);
	assert.deepEqual((await client.responses.parse({ ...question, text: { format } })).output_parsed, json);
	assert.deepEqual((await streamed({ text: { format } }).finalResponse()).output_parsed, json);
	assert.deepEqual((await client.responses.parse({ ...question, text: { format } })).output_parsed, {
		severity: 'low',
		pids: [],
	});
});

prove('truncated, refused, failed', async () => {
	await script([
		{ text: 'a'.repeat(100) },
		{ text: 'a'.repeat(100) },
		{ refusal: "I can't help" },
		{ refusal: "I can't help" },
		{ stop: 'failed' },
		{ stop: 'filter', text: 'x' },
	]);
	for (const run of [ask, (body) => streamed(body).finalResponse()]) {
		const cut = await run({ max_output_tokens: 16 });
		assert.deepEqual(
			[cut.status, cut.incomplete_details.reason, cut.usage.output_tokens],
			['incomplete', 'max_output_tokens', 16],
		);
	}
	for (const run of [ask, (body) => streamed(body).finalResponse()]) {
		const part = (await run({})).output.at(-1).content[0];
		assert.deepEqual([part.type, part.refusal], ['refusal', "I can't help"]);
	}
	const failed = await ask();
	assert.deepEqual([failed.status, failed.error.code], ['failed', 'server_error']);
	assert.equal((await ask()).incomplete_details.reason, 'content_filter');
});

classes.prove(() => ask());

prove('an error in the middle of a stream', async () => {
	await script({ text: 'one two three', mid_error: { events: 6, error: 'rate_limit' } });
	const error = await refused(streamed().finalResponse(), OpenAI.APIError);
	assert.equal(error.code, 'rate_limit_exceeded');
	await script({ text: 'one two three', mid_error: { events: 6, failed: true, code: 'server_error' } });
	const events = [];
	for await (const event of await ask({ stream: true })) events.push(event);
	assert.deepEqual([events.at(-1).type, events.at(-1).response.error.code], ['response.failed', 'server_error']);
});

for (const [name, step] of Object.entries({
	'no end': { end: { events: 6 } },
	'no last chunk': { drop: { events: 6 } },
	reset: { drop: { bytes: 2500 }, drop_how: 'reset' },
}))
	prove(`a stream that is cut: ${name}`, async () => {
		await script({ text: 'one two three', ...step });
		const seen = [];
		const run = (async () => {
			for await (const event of await ask({ stream: true })) seen.push(event.type);
		})();
		await (name === 'no end' ? run : assert.rejects(run));
		assert.ok(seen.length > 0 && !seen.includes('response.completed'));
	});

prove('no answer at all', async () => {
	await script([{ drop: 'before' }, { hang: 'before' }]);
	await refused(ask(), OpenAI.APIConnectionError);
	await refused(client.responses.create(question, { timeout: 200 }), OpenAI.APIConnectionTimeoutError);
});

prove('it retries what is worth it, as often as it should', async () => {
	const patient = client.withOptions({ maxRetries: 2 });
	for (const [step, count] of [
		[{ error: 'overloaded', times: 5, headers: { 'retry-after-ms': '20' } }, 3],
		[{ error: 'invalid_request', times: 5 }, 1],
	]) {
		await script(step);
		assert.equal(await requestsOf(() => assert.rejects(patient.responses.create(question))), count);
	}
});

prove('what the documented rules forbid is refused', async () => {
	const bad = [
		[{ temperature: 0.2 }, 'temperature', 'unsupported_value'],
		[{ reasoning: { effort: 'none' } }, 'reasoning.effort', 'unsupported_value'],
		[{ max_tokens: 5 }, 'max_tokens', 'unknown_parameter'],
		[{ messages: [] }, 'messages', 'unknown_parameter'],
		[{ response_format: {} }, 'response_format', 'unknown_parameter'],
		[{ tools: [{ type: 'function', function: { name: 'x' } }] }, 'tools[0].name', 'missing_required_parameter'],
		[{ tools: [{ type: 'function', name: 'x', parameters }] }, 'tools[0].strict', 'missing_required_parameter'],
		[
			{ text: { format: { type: 'json_schema', json_schema: format } } },
			'text.format.json_schema',
			'unknown_parameter',
		],
		[{ text: { format: { ...format, schema: { ...schema, required: [] } } } }, 'text.format', 'invalid_json_schema'],
		[
			{ input: [{ role: 'user', content: [{ type: 'text', text: 'x' }] }] },
			'input[0].content[0].type',
			'invalid_value',
		],
	];
	for (const [more, param, code] of bad) {
		const error = await refused(ask(more), OpenAI.BadRequestError);
		assert.deepEqual([error.param, error.code], [param, code], JSON.stringify(more));
	}
	assert.equal((await refused(ask({ model: 'o1' }), OpenAI.NotFoundError)).code, 'model_not_found');
});

prove('the protocol cases read as they should', async () => {
	const play = async (name) => {
		await script({ case: name });
		return streamed().finalResponse();
	};
	const { output, usage } = await play('T21');
	assert.deepEqual(
		[output.at(-1).call_id, output.at(-1).arguments, usage.input_tokens_details.cached_tokens],
		['call_1', '{"host":"web01"}', 256],
	);
	assert.equal((await play('T21-incomplete')).incomplete_details.reason, 'max_output_tokens');
	assert.equal((await play('T21-failed')).status, 'failed');
	assert.equal((await refused(play('T21-error'), OpenAI.APIError)).code, 'rate_limit_exceeded');
	await script({ case: 'T21-cut' });
	const types = [];
	for await (const event of await ask({ stream: true })) types.push(event.type);
	assert.equal(types.at(-1), 'response.output_item.done');
});

all();
