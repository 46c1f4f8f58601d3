'use strict';
// OpenAI Responses: answers, streams and errors. What it refuses is in openai_responses_check.js.
const { deltas, halves } = require('./answer');
const openai = require('./openai');

const incomplete = { length: 'max_output_tokens', context: 'max_output_tokens', filter: 'content_filter' };

function output(answer, stopped, { json }) {
	const status = stopped ? 'incomplete' : 'completed';
	const items = [];
	if (answer.thinking !== null) {
		const summary = answer.thinking ? [{ type: 'summary_text', text: answer.thinking }] : [];
		const sealed = json.include?.includes('reasoning.encrypted_content')
			? { encrypted_content: `gAAAA${answer.id}` }
			: {};
		items.push({ type: 'reasoning', id: `rs_${answer.id}`, summary, ...sealed });
	}
	const refusal = typeof answer.refusal === 'string' ? answer.refusal : "I can't help with that.";
	const part =
		answer.refusal !== null
			? { type: 'refusal', refusal }
			: { type: 'output_text', text: answer.text, annotations: [], logprobs: [] };
	if (answer.refusal !== null || answer.text)
		items.push({
			type: 'message',
			id: `msg_${answer.id}`,
			role: 'assistant',
			status,
			phase: answer.calls.length ? 'commentary' : 'final_answer',
			content: [part],
		});
	for (const call of answer.calls)
		items.push({
			type: 'function_call',
			id: `fc_${call.id}`,
			call_id: `call_${call.id}`,
			name: call.name,
			arguments: call.arguments,
			status,
		});
	return items;
}

function usage(counts) {
	const input = counts.input + counts.cached + counts.written + counts.written_1h;
	return {
		input_tokens: input,
		input_tokens_details: { cached_tokens: counts.cached, cache_write_tokens: counts.written + counts.written_1h },
		output_tokens: counts.output,
		output_tokens_details: { reasoning_tokens: counts.reasoning },
		total_tokens: input + counts.output,
	};
}

// The request comes back in the answer, with what it left to us filled in.
function echo({ json }) {
	return {
		access_programs: null,
		background: false,
		instructions: json.instructions ?? null,
		max_output_tokens: json.max_output_tokens ?? null,
		metadata: json.metadata ?? {},
		parallel_tool_calls: json.parallel_tool_calls ?? true,
		previous_response_id: json.previous_response_id ?? null,
		reasoning: { effort: 'medium', summary: null, ...json.reasoning },
		service_tier: 'default',
		temperature: json.temperature ?? 1,
		text: { format: { type: 'text' }, verbosity: 'medium', ...json.text },
		tool_choice: json.tool_choice ?? 'auto',
		tools: json.tools ?? [],
		top_p: json.top_p ?? 1,
		truncation: json.truncation ?? 'disabled',
	};
}

function body(answer, request) {
	const reason = incomplete[answer.stop];
	const failed = answer.stop === 'failed';
	const document = {
		id: `resp_${answer.id}`,
		object: 'response',
		created_at: openai.created,
		status: failed ? 'failed' : reason ? 'incomplete' : 'completed',
		error: failed ? { code: 'server_error', message: 'The model failed to generate a response.' } : null,
		incomplete_details: reason ? { reason } : null,
		model: answer.model,
		output: failed ? [] : output(answer, reason, request),
		...echo(request),
	};
	if (answer.usage) document.usage = usage(answer.usage);
	return document;
}

function reasoningEvents(item, at) {
	const { encrypted_content, ...open } = item;
	const parts = item.summary.flatMap((part, summary_index) => [
		{ type: 'response.reasoning_summary_part.added', ...at, summary_index, part: { ...part, text: '' } },
		{ type: 'response.reasoning_summary_text.delta', ...at, summary_index, delta: part.text },
		{ type: 'response.reasoning_summary_text.done', ...at, summary_index, text: part.text },
		{ type: 'response.reasoning_summary_part.done', ...at, summary_index, part },
	]);
	return [{ ...open, summary: [] }, ...parts];
}

function partEvents(part, at, answer) {
	if (part.type === 'refusal')
		return [
			{ type: 'response.refusal.delta', ...at, delta: part.refusal },
			{ type: 'response.refusal.done', ...at, refusal: part.refusal },
		];
	return [
		...deltas(part.text, answer).map((delta) => ({
			type: 'response.output_text.delta',
			...at,
			delta,
			logprobs: [],
		})),
		{ type: 'response.output_text.done', ...at, text: part.text, logprobs: [] },
	];
}

function messageEvents(item, at, answer) {
	const parts = item.content.flatMap((part, content_index) => {
		const empty = part.type === 'refusal' ? { ...part, refusal: '' } : { ...part, text: '' };
		return [
			{ type: 'response.content_part.added', ...at, content_index, part: empty },
			...partEvents(part, { ...at, content_index }, answer),
			{ type: 'response.content_part.done', ...at, content_index, part },
		];
	});
	return [{ ...item, status: 'in_progress', content: [] }, ...parts];
}

function callEvents(item, at) {
	return [
		{ ...item, arguments: '', status: 'in_progress' },
		...halves(item.arguments).map((delta) => ({
			type: 'response.function_call_arguments.delta',
			...at,
			delta,
		})),
		{ type: 'response.function_call_arguments.done', ...at, arguments: item.arguments },
	];
}

const itemEvents = { reasoning: reasoningEvents, message: messageEvents, function_call: callEvents };

function events(response, answer, { json }) {
	const { usage: spent, ...rest } = response;
	const open = { ...rest, status: 'in_progress', output: [], error: null, incomplete_details: null, usage: null };
	const items = response.output.flatMap((item, output_index) => {
		const [added, ...inside] = (itemEvents[item.type] ?? (() => [item]))(
			item,
			{ item_id: item.id, output_index },
			answer,
		);
		return [
			{ type: 'response.output_item.added', output_index, item: added },
			...inside,
			{ type: 'response.output_item.done', output_index, item },
		];
	});
	const list = [
		{ type: 'response.created', response: open },
		{ type: 'response.in_progress', response: open },
		...items,
		{ type: `response.${response.status}`, response },
	];
	const padding = json.stream_options?.include_obfuscation === false ? {} : { obfuscation: 'q8' };
	return list.map(({ type, ...data }, sequence_number) => ({
		event: type,
		data: { type, sequence_number, ...data, ...(type.endsWith('.delta') && padding) },
	}));
}

// "failed" ends the response; anything else is an event of its own.
function errorEvent(fault, request, sequence_number) {
	if (fault.failed) {
		const response = {
			id: `resp_${String(request.n).padStart(4, '0')}`,
			object: 'response',
			created_at: openai.created,
			model: request.json.model,
			status: 'failed',
			error: { code: fault.code ?? 'server_error', message: fault.message },
			incomplete_details: null,
			output: [],
			usage: null,
			...echo(request),
		};
		return [{ event: 'response.failed', data: { type: 'response.failed', sequence_number, response } }];
	}
	return [
		{
			event: 'error',
			data: {
				type: 'error',
				sequence_number,
				code: fault.code ?? null,
				message: fault.message,
				param: fault.param ?? null,
			},
		},
	];
}

module.exports = {
	vendor: 'openai',
	credentials: openai.credentials,
	body,
	events,
	error: openai.error,
	errorEvent,
	headers: openai.headers,
};
