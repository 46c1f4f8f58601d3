'use strict';
// Writes TypeScript: every answer and every event of the stand-in as a value of the type that the vendor's SDK has for
// it. `tsc --strict` then finds each member that is missing, is of another type, or is not the vendor's.
const { key, origin, script } = require('./proof');

const asked = {
	anthropic: {
		path: '/v1/messages',
		headers: { 'x-api-key': key, 'anthropic-version': '2026-10-21' },
		body: { model: 'claude-opus-5-5', max_tokens: 100, messages: [{ role: 'user', content: 'x' }] },
		types: ['Anthropic.Message', 'Anthropic.RawMessageStreamEvent'],
		error: 'Anthropic.ErrorResponse',
	},
	chat: {
		path: '/v1/chat/completions',
		headers: { authorization: `Bearer ${key}` },
		body: { model: 'gpt-6.2-sol', messages: [{ role: 'user', content: 'x' }] },
		stream: { stream_options: { include_usage: true } },
		types: ['OpenAI.ChatCompletion', 'OpenAI.ChatCompletionChunk'],
		error: '{ error: OpenAI.ErrorObject }',
	},
	responses: {
		path: '/v1/responses',
		headers: { authorization: `Bearer ${key}` },
		body: { model: 'gpt-6.2-sol', input: 'x', include: ['reasoning.encrypted_content'] },
		stream: { stream_options: { include_obfuscation: false } },
		types: ['Sent<OpenAI.Responses.Response>', 'Event<OpenAI.Responses.ResponseStreamEvent>'],
		error: '{ error: OpenAI.ErrorObject }',
	},
};

const steps = [
	{ text: 'one two', thinking: 'hm' },
	{ text: 'x', tool_calls: [{ name: 'query_metric', input: { host: 'a' } }, { name: 'list_hosts' }] },
	{ refusal: true },
	{ text: 'cut', stop: 'length' },
	{ text: 'one two', mid_error: { events: 3 } },
];

async function post({ path, headers, body }, step) {
	await script(step);
	const response = await fetch(origin + path, {
		method: 'POST',
		headers: { 'content-type': 'application/json', ...headers },
		body: JSON.stringify(body),
	});
	return response.text();
}

// Left out: [DONE], pings and errors in mid-stream, which the SDKs take from the wire and have no type for.
const untyped = /^\[DONE\]$|^{"type":"ping"}$|^{"type":"error","error"|^{"error"/;

function eventsOf(stream) {
	const data = stream.split('\n').filter((line) => line.startsWith('data: '));
	return data.map((line) => line.slice('data: '.length)).filter((text) => !untyped.test(text));
}

// A response that is not over says null where the type knows only an absent usage.
const declared = (type, json, n) => `export const value${n}: ${type} = ${json.replaceAll(',"usage":null}}', '}}')};`;

// output_text is the SDK's own addition.
const preamble = `import type Anthropic from '@anthropic-ai/sdk';
import type OpenAI from 'openai';
type Sent<R> = Omit<R, 'output_text'>;
type Event<E> = E extends { response: infer R } ? Omit<E, 'response'> & { response: Sent<R> } : E;`;

async function main() {
	const values = [];
	for (const { types, error, stream, ...request } of Object.values(asked)) {
		for (const step of steps) {
			if (!step.mid_error) values.push([types[0], await post(request, step)]);
			const streamed = { ...request, body: { ...request.body, stream: true, ...stream } };
			values.push(...eventsOf(await post(streamed, step)).map((json) => [types[1], json]));
		}
		values.push([error, await post(request, { error: 'rate_limit' })]);
	}
	console.log(preamble);
	values.forEach(([type, json], n) => console.log(declared(type, json, n)));
}

main();
