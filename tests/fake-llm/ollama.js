'use strict';
// Ollama's own API, /api/chat: NDJSON, a stream unless it is refused, arguments as objects, counts under other names.
const { members } = require('./check');
const { deltas } = require('./answer');

const stops = { end: 'stop', tool: 'stop', length: 'length' };
const time = '2026-11-23T20:22:19.184789Z';

function checkLocal({ json: body }) {
	members(
		body,
		{
			model: 'text!',
			messages: 'array!',
			stream: 'boolean',
			tools: 'array',
			options: 'object',
			format: 'string|object',
		},
		{ nullable: true },
	);
}

function wanted({ json: body }) {
	return {
		model: body.model,
		schema: body.format === 'json' ? {} : body.format,
		limit: body.options?.num_predict,
		tools: (body.tools ?? []).map((tool) => ({ name: tool.function?.name, schema: tool.function?.parameters })),
		forced: null,
		thinks: false,
	};
}

function input(call) {
	try {
		return JSON.parse(call.arguments || '{}');
	} catch {
		return {};
	}
}

function body(answer) {
	const message = { role: 'assistant', content: answer.text };
	if (answer.thinking) message.thinking = answer.thinking;
	if (answer.calls.length)
		message.tool_calls = answer.calls.map((call) => ({ function: { name: call.name, arguments: input(call) } }));
	const counts = answer.usage
		? { prompt_eval_count: answer.usage.input + answer.usage.cached, eval_count: answer.usage.output }
		: {};
	const done_reason = answer.stop in stops ? stops[answer.stop] : answer.stop;
	return {
		model: answer.model,
		created_at: time,
		message,
		done_reason,
		done: true,
		total_duration: 182242375,
		...counts,
	};
}

function events(document, answer) {
	const { model, created_at, message, ...end } = document;
	const line = (said, rest = { done: false }) => ({
		model,
		created_at,
		message: { role: 'assistant', content: '', ...said },
		...rest,
	});
	return [
		...(message.thinking ? [line({ thinking: message.thinking })] : []),
		...deltas(message.content, answer).map((content) => line({ content })),
		...(message.tool_calls ? [line({ tool_calls: message.tool_calls })] : []),
		line({}, end),
	];
}

module.exports = {
	vendor: 'ollama',
	checkLocal,
	wanted,
	body,
	events,
	streams: ({ json }) => json.stream !== false,
	streamType: 'application/x-ndjson',
	write: (document) => `${JSON.stringify(document)}\n`,
	error: (fault) => ({ error: fault.message }),
	errorEvent: (fault) => [{ error: fault.message }],
	headers: () => ({}),
};
