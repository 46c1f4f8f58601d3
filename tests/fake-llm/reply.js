'use strict';
// One step and one request make a reply: { status, reason, headers, parts, stream }. wire.js sends it.
const { STATUS_CODES } = require('http');
const { compose, merged } = require('./answer');
const { faultOf } = require('./faults');
const { raw } = require('./script');

const json = (document) => [Buffer.from(JSON.stringify(document))];
const reasonOf = (status) => STATUS_CODES[status] ?? '';

function errorReply(given, request) {
	const fault = faultOf(given, request);
	return {
		status: fault.status,
		reason: reasonOf(fault.status),
		headers: { 'content-type': 'application/json', ...request.api.headers(request), ...fault.headers },
		parts: json(request.api.error(fault, request)),
		stream: false,
	};
}

// Events of a stream as text; JSON in several data lines where the step wants it.
function written({ event, data }, step) {
	const text = typeof data === 'string' ? data : JSON.stringify(data, null, step.data_lines ? 1 : 0);
	return `${event ? `event: ${event}\n` : ''}${text.replace(/^/gm, 'data: ')}\n\n`;
}

function stream(list, step, request) {
	const { mid_error: middle } = step;
	const kept = middle ? list.slice(0, middle.events) : list;
	const broken = middle
		? request.api.errorEvent({ ...faultOf(middle.error ?? 'api_error', request), ...middle }, request, kept.length)
		: [];
	return [...kept, ...broken].map((one) => (request.api.write ?? written)(one, step));
}

const ping = ':\n\n';
const noise = ': comment\nid: 7\nretry: 3000\n\n';

// The grammar's freedoms: they change the bytes and not the meaning.
function dressed(events, step, request) {
	let texts = step.tail ? [...events, step.tail] : events;
	if (request.flavour === 'llama.cpp' && request.api.vendor === 'openai' && !step.raw) texts = [ping, ...texts];
	if (step.comments) texts = texts.flatMap((text) => [noise, text]);
	if (step.no_space) texts = texts.map((text) => text.replace(/^(event|data): /gm, '$1:'));
	const end = { lf: '\n', crlf: '\r\n', cr: '\r' }[step.line_end ?? 'lf'];
	texts = texts.map((text) => text.replaceAll('\n', end));
	const bytes = texts.map((text) => Buffer.from(text));
	return step.bom ? [Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes[0]]), ...bytes.slice(1)] : bytes;
}

function answerReply(step, request) {
	const { api } = request;
	const answer = compose(step, api.wanted(request), request);
	const document = merged(api.body(answer, request), step.patch ?? {});
	request.remember?.(document);
	const streamed = api.streams ? api.streams(request) : request.json.stream === true;
	const type = streamed ? (api.streamType ?? 'text/event-stream; charset=utf-8') : 'application/json';
	const headers = { 'content-type': type, ...api.headers(request) };
	const parts = streamed
		? dressed(stream(api.events(document, answer, request), step, request), step, request)
		: json(document);
	return { status: 200, reason: 'OK', headers, parts, stream: streamed };
}

function rawReply(step, request) {
	const given = raw(step.raw, request.port);
	const type = given.headers['content-type'] ?? given.headers['Content-Type'];
	const streamed = /event-stream|ndjson/.test(type);
	const events = !streamed ? [given.body] : given.body.split(type.includes('ndjson') ? /(?<=\n)/ : /(?<=\n\n)/);
	return { ...given, parts: streamed ? dressed(events, step, request) : [Buffer.from(given.body)], stream: streamed };
}

function plainReply(step) {
	const status = step.status ?? (step.redirect ? 307 : 200);
	const body = step.body_size
		? Buffer.alloc(step.body_size, 'x')
		: Buffer.from(typeof step.body === 'string' ? step.body : step.body ? JSON.stringify(step.body) : '');
	const headers = step.redirect ? { location: step.redirect } : { 'content-type': 'application/json' };
	return { status, reason: reasonOf(status), headers, parts: [body], stream: false };
}

function base(step, request) {
	if (step.raw) return rawReply(step, request);
	if (step.redirect || step.body !== undefined || step.body_size) return plainReply(step);
	if (step.error) return errorReply(step.error, request);
	if (request.api.fixed) return request.api.fixed(request);
	return answerReply(step, request);
}

function replyOf(step, request) {
	const reply = base(step, request);
	const date =
		step.retry_after_date === undefined
			? {}
			: { 'retry-after': new Date(Date.now() + step.retry_after_date * 1000).toUTCString() };
	const status = step.status ?? reply.status;
	const reason = step.reason ?? (status === reply.status ? reply.reason : reasonOf(status));
	const overridden = new Set(Object.keys({ ...date, ...step.headers }).map((name) => name.toLowerCase()));
	const kept = Object.entries(reply.headers).filter(([name]) => !overridden.has(name.toLowerCase()));
	const headers = Object.fromEntries(
		Object.entries({ ...Object.fromEntries(kept), ...date, ...step.headers }).filter(([, value]) => value !== null),
	);
	return { ...reply, status, reason, headers };
}

module.exports = { replyOf, errorReply };
