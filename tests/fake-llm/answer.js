'use strict';
// An answer as no vendor writes it: what a step says and what the request asks for, put together. Each API then writes
// it in its own words.
//
//   { id, model, text, pieces, thinking, calls: [{id, name, arguments}], stop, refusal, usage }
//
// pieces is the text as it is streamed. stop is end, length, tool, refusal, filter, pause, context or sequence, or the
// API's own word. usage is { input, cached, written, written_1h, output, reasoning }: input without what was cached or
// written, output with the reasoning. That is each token once, so one script costs the same through every API.
const { example } = require('./schema');

const tokens = (text) => Math.ceil(Buffer.byteLength(text) / 4);
const number = (n) => String(n).padStart(4, '0');

// wanted: { model, schema, limit, tools: [{name, schema}], forced, thinks } as the API read them from the request.
function compose(step, wanted, request) {
	const calls = callsOf(step, wanted, request);
	const whole = textOf(step, wanted, calls);
	const cut = limited(whole, step, wanted, calls);
	const thinking = thinkingOf(step, wanted);
	const answer = {
		id: number(request.n),
		model: step.model ?? wanted.model,
		text: cut.join(''),
		pieces: cut,
		thinking,
		calls,
		refusal: step.refusal ?? null,
	};
	const length = cut !== whole;
	answer.stop =
		step.stop !== undefined ? step.stop : calls.length ? 'tool' : step.refusal ? 'refusal' : length ? 'length' : 'end';
	answer.usage = step.usage === null ? null : { ...counted(answer, request), ...step.usage };
	return answer;
}

function callsOf(step, wanted, request) {
	const plain =
		step.text === undefined && step.json === undefined && step.refusal === undefined && step.stop === undefined;
	const forced =
		plain && wanted.forced && wanted.tools.find((tool) => wanted.forced === true || tool.name === wanted.forced);
	const calls = step.tool_calls ?? (forced ? [{ name: forced.name, input: example(forced.schema ?? {}) }] : []);
	return calls.map((call, i) => ({
		id: call.id ?? `${number(request.n)}_${i + 1}`,
		name: call.name,
		arguments: call.arguments ?? JSON.stringify(call.input ?? {}),
	}));
}

// In pieces, each word with the blank after it, so that they join to the text again.
function textOf(step, wanted, calls) {
	if (Array.isArray(step.text)) return step.text;
	const json =
		step.json !== undefined ? step.json : wanted.schema && !calls.length ? example(wanted.schema) : undefined;
	const spoken =
		step.refusal || calls.length ? '' : json !== undefined ? JSON.stringify(json) : 'Hello from the stand-in.';
	const text = step.text ?? spoken;
	return text === '' ? [] : text.split(/(?<=\s)/);
}

// The vendors stop at the limit; so does this, unless the step says how many tokens or which stop it wants.
function limited(pieces, step, wanted, calls) {
	const text = pieces.join('');
	if (!wanted.limit || step.usage?.output !== undefined || step.stop !== undefined || calls.length) return pieces;
	if (tokens(text) <= wanted.limit) return pieces;
	return [
		Buffer.from(text)
			.subarray(0, wanted.limit * 4)
			.toString('utf8')
			.replace(/\uFFFD+$/, ''),
	];
}

// null: no thinking at all; "": it thought, and does not show it.
function thinkingOf(step, wanted) {
	if (step.thinking === false) return null;
	if (step.thinking === undefined) return wanted.thinks ? '' : null;
	return step.thinking === true ? '' : step.thinking;
}

function counted(answer, request) {
	const reasoning = answer.thinking ? tokens(answer.thinking) : 0;
	const spoken =
		tokens(answer.text) + answer.calls.reduce((sum, call) => sum + tokens(call.arguments) + tokens(call.name), 0);
	return { input: tokens(request.text), cached: 0, written: 0, written_1h: 0, output: reasoning + spoken, reasoning };
}

// RFC 7396: members are merged, null removes, anything else replaces.
function merged(target, patch) {
	if (patch === null || typeof patch !== 'object' || Array.isArray(patch)) return patch;
	const result = target !== null && typeof target === 'object' && !Array.isArray(target) ? { ...target } : {};
	for (const [key, value] of Object.entries(patch)) {
		if (value === null) delete result[key];
		else result[key] = merged(result[key], value);
	}
	return result;
}

// Text as the deltas that carry it.
const deltas = (text, answer) => (text === answer.text ? answer.pieces : text ? [text] : []);

// A string in two, the way arguments arrive: cut where the parts cannot be parsed on their own.
function halves(text) {
	const middle = Math.ceil(text.length / 2);
	return [text.slice(0, middle), text.slice(middle)].filter((half) => half !== '');
}

module.exports = { compose, merged, deltas, halves, tokens };
