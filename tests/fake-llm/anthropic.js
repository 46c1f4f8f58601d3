'use strict';
// Anthropic Messages: answers, streams and errors. What it refuses is in anthropic_check.js and anthropic_turns.js.
const { deltas, halves } = require('./answer');

const stops = {
	end: 'end_turn',
	length: 'max_tokens',
	tool: 'tool_use',
	refusal: 'refusal',
	filter: 'refusal',
	pause: 'pause_turn',
	context: 'model_context_window_exceeded',
	sequence: 'stop_sequence',
};

const signature = (answer) => Buffer.from(`thinking of ${answer.id}`).toString('base64');

function inputOf(call) {
	try {
		return JSON.parse(call.arguments || '{}');
	} catch {
		return {};
	}
}

function content(answer) {
	const blocks = [];
	if (answer.thinking !== null)
		blocks.push({ type: 'thinking', thinking: answer.thinking, signature: signature(answer) });
	if (answer.text) blocks.push({ type: 'text', text: answer.text, citations: null });
	for (const call of answer.calls)
		blocks.push({
			type: 'tool_use',
			id: `toolu_${call.id}`,
			name: call.name,
			input: inputOf(call),
			caller: { type: 'direct' },
		});
	return blocks;
}

function usage(counts) {
	return {
		input_tokens: counts.input,
		cache_creation_input_tokens: counts.written + counts.written_1h,
		cache_read_input_tokens: counts.cached,
		cache_creation: { ephemeral_5m_input_tokens: counts.written, ephemeral_1h_input_tokens: counts.written_1h },
		output_tokens: counts.output,
		output_tokens_details: { thinking_tokens: counts.reasoning },
		server_tool_use: null,
		service_tier: 'standard',
		inference_geo: 'global',
		speed: 'standard',
	};
}

function stopDetails(answer) {
	if (!answer.refusal) return null;
	const said =
		answer.refusal === true
			? {}
			: typeof answer.refusal === 'string'
				? { explanation: answer.refusal }
				: answer.refusal;
	return { type: 'refusal', category: null, explanation: null, ...said };
}

function body(answer) {
	return {
		id: `msg_${answer.id}`,
		type: 'message',
		role: 'assistant',
		model: answer.model,
		content: answer.refusal ? [] : content(answer),
		stop_reason: answer.stop in stops ? stops[answer.stop] : answer.stop,
		stop_sequence: null,
		stop_details: stopDetails(answer),
		container: null,
		diagnostics: null,
		...(answer.usage && { usage: usage(answer.usage) }),
	};
}

function blockEvents(block, index, answer) {
	const delta = (type, key, value) => ({ type: 'content_block_delta', index, delta: { type, [key]: value } });
	const written = answer.calls.find((call) => `toolu_${call.id}` === block.id)?.arguments ?? '{}';
	const parts = {
		text: () => [
			{ ...block, text: '' },
			...deltas(block.text, answer).map((piece) => delta('text_delta', 'text', piece)),
		],
		thinking: () => [
			{ ...block, thinking: '', signature: '' },
			...(block.thinking ? [delta('thinking_delta', 'thinking', block.thinking)] : []),
			delta('signature_delta', 'signature', block.signature),
		],
		tool_use: () => [
			{ ...block, input: {} },
			...['', ...(written === '{}' ? [] : halves(written))].map((part) =>
				delta('input_json_delta', 'partial_json', part),
			),
		],
	};
	const [start, ...rest] = (parts[block.type] ?? (() => [block]))();
	return [{ type: 'content_block_start', index, content_block: start }, ...rest, { type: 'content_block_stop', index }];
}

// The last event counts again, without what cannot have changed.
function finalUsage({ cache_creation, service_tier, inference_geo, speed, ...counts }) {
	return counts;
}

function events(message, answer) {
	const { stop_reason, stop_sequence, stop_details, container, usage: spent, content: blocks, ...rest } = message;
	const start = { ...rest, content: [], stop_reason: null, stop_sequence: null, stop_details: null, container: null };
	if (spent) start.usage = { ...spent, output_tokens: 1 };
	const list = [
		{ type: 'message_start', message: start },
		...blocks.flatMap((block, index) => blockEvents(block, index, answer)),
		{
			type: 'message_delta',
			delta: { stop_reason, stop_sequence, stop_details, container },
			...(spent && { usage: finalUsage(spent) }),
		},
		{ type: 'message_stop' },
	];
	list.splice(2, 0, { type: 'ping' });
	return list.map((data) => ({ event: data.type, data }));
}

function error(fault, request) {
	const inner = {
		type: fault.type,
		message: fault.message,
		...(fault.code && { details: { error_code: fault.code } }),
	};
	return { type: 'error', error: inner, request_id: requestId(request) };
}

const errorEvent = (fault, request) => [{ event: 'error', data: error(fault, request) }];
const requestId = (request) => `req_${String(request.n).padStart(4, '0')}`;
const headers = (request) => ({ 'request-id': requestId(request), 'anthropic-organization-id': 'org-stand-in' });

module.exports = { vendor: 'anthropic', body, events, error, errorEvent, headers };
