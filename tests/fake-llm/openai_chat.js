'use strict';
// OpenAI Chat Completions and the servers that are compatible with it: answers, streams and errors. What they refuse is in
// openai_chat_check.js.
const { deltas, halves } = require('./answer');
const openai = require('./openai');

const stops = {
	end: 'stop',
	length: 'length',
	tool: 'tool_calls',
	refusal: 'stop',
	filter: 'content_filter',
	pause: 'stop',
	context: 'length',
	sequence: 'stop',
};
const reasoningField = { ollama: 'reasoning', 'llama.cpp': 'reasoning_content', vllm: 'reasoning_content' };

function usage(counts) {
	const prompt = counts.input + counts.cached + counts.written + counts.written_1h;
	return {
		prompt_tokens: prompt,
		completion_tokens: counts.output,
		total_tokens: prompt + counts.output,
		prompt_tokens_details: { cached_tokens: counts.cached, cache_write_tokens: counts.written + counts.written_1h },
		completion_tokens_details: { reasoning_tokens: counts.reasoning },
	};
}

function message(answer, flavour) {
	const refusal =
		answer.refusal === null ? null : typeof answer.refusal === 'string' ? answer.refusal : "I can't help with that.";
	const text = {
		role: 'assistant',
		content: refusal !== null || (!answer.text && answer.calls.length) ? null : answer.text,
		refusal,
	};
	if (reasoningField[flavour]) delete text.refusal;
	if (reasoningField[flavour] && answer.thinking) text[reasoningField[flavour]] = answer.thinking;
	if (answer.calls.length)
		text.tool_calls = answer.calls.map((call) => ({
			id: `call_${call.id}`,
			type: 'function',
			function: { name: call.name, arguments: call.arguments },
		}));
	return text;
}

function body(answer, { flavour }) {
	const choice = {
		index: 0,
		message: message(answer, flavour),
		logprobs: null,
		finish_reason: answer.stop in stops ? stops[answer.stop] : answer.stop,
	};
	const document = {
		id: `chatcmpl-${answer.id}`,
		object: 'chat.completion',
		created: openai.created,
		model: answer.model,
		choices: [choice],
	};
	if (answer.usage) document.usage = usage(answer.usage);
	if (flavour === 'llama.cpp' && answer.usage)
		document.timings = { prompt_n: answer.usage.input, predicted_n: answer.usage.output };
	if (!flavour) document.service_tier = 'default';
	return document;
}

// Ollama and its kin send a call whole. OpenAI sends its head and then the arguments in parts, one call after the other:
// its SDK takes a call for complete when the next one begins.
function callDeltas(calls, flavour) {
	return calls.flatMap(({ id, function: { name, arguments: written } }, index) => {
		const first = {
			tool_calls: [{ index, id, type: 'function', function: { name, arguments: flavour ? written : '' } }],
		};
		const rest = halves(written).map((part) => ({ tool_calls: [{ index, function: { arguments: part } }] }));
		return flavour ? [first] : [first, ...rest];
	});
}

function choiceDeltas(said, answer, flavour) {
	const thought = reasoningField[flavour];
	return [
		{ role: said.role, content: said.content === null ? null : '', ...(flavour ? {} : { refusal: null }) },
		...(thought && said[thought] ? [{ [thought]: said[thought] }] : []),
		...deltas(said.content, answer).map((content) => ({ content })),
		...(said.refusal ? [{ refusal: said.refusal }] : []),
		...callDeltas(said.tool_calls ?? [], flavour),
	];
}

function events(document, answer, { json, flavour }) {
	const { choices, usage: spent, timings, ...rest } = document;
	const counted = json.stream_options?.include_usage === true;
	const padded = !flavour && json.stream_options?.include_obfuscation !== false;
	const chunk = (list) => ({
		data: {
			...rest,
			object: 'chat.completion.chunk',
			choices: list,
			...(counted && { usage: null }),
			...(padded && { obfuscation: 'r4N7' }),
		},
	});
	const list = choices.flatMap(({ index, message: said, finish_reason }) => [
		...choiceDeltas(said, answer, flavour).map((delta) =>
			chunk([{ index, delta, logprobs: null, finish_reason: null }]),
		),
		chunk([{ index, delta: {}, logprobs: null, finish_reason }]),
	]);
	if (timings) Object.assign(list.at(-1).data, { timings });
	if (counted && spent) list.push({ data: { ...chunk([]).data, usage: spent } });
	return [...list, { data: '[DONE]' }];
}

// Local servers put the status where OpenAI has a word.
function error(fault, { flavour }) {
	if (flavour === 'llama.cpp') return { error: { code: fault.status, message: fault.message, type: fault.type } };
	if (flavour === 'vllm')
		return { error: { message: fault.message, type: fault.type, param: fault.param ?? null, code: fault.status } };
	return openai.error(fault);
}

// Ollama hands a failure in mid-stream to a writer that expects an answer: an empty delta, and nothing after it.
function errorEvent(fault, request) {
	if (request.flavour === 'ollama')
		return [
			{
				data: {
					id: 'chatcmpl-0',
					object: 'chat.completion.chunk',
					created: openai.created,
					model: request.json.model,
					choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }],
				},
			},
		];
	const event = { data: error(fault, request), ...(fault.named && { event: 'error' }) };
	return request.flavour === 'vllm' ? [event, { data: '[DONE]' }] : [event];
}

module.exports = {
	vendor: 'openai',
	credentials: openai.credentials,
	body,
	events,
	error,
	errorEvent,
	headers: openai.headers,
};
