'use strict';
// Anthropic's Message Batches: made, looked at, and their results, each request checked and answered as Messages would.
// A batch is in progress when it is made, and has ended when it is looked at. Results are in the opposite order, and
// the last line has no end.
const { Fault, members, refuse } = require('./check');
const { compose } = require('./answer');
const anthropic = require('./anthropic');
const anthropicCheck = require('./anthropic_check');
const { faultOf } = require('./faults');

const messages = { ...anthropic, ...anthropicCheck };
const requestsMost = 100000;
const bodyLimit = 256 * 1000 * 1000;

// What a single request may say, and one of a batch may not.
function checkParams(params) {
	if (params.stream) refuse('stream: streaming is not supported in batches');
	if (params.speed !== undefined) refuse('speed: not supported in batches');
	if (params.max_tokens === 0) refuse('max_tokens: 0 is not supported in batches');
}

function checkCreate(request, state) {
	anthropicCheck.version(request);
	const extra = (path) => refuse(`${path}: Extra inputs are not permitted`);
	members(request.json, { requests: 'array!' }, { unknown: extra });
	const { requests } = request.json;
	if (requests.length < 1 || requests.length > requestsMost)
		refuse(`requests: List should have 1 to ${requestsMost} items`);
	requests.forEach((one, i) => {
		const where = `requests.${i}`;
		members(one, { custom_id: 'string!', params: 'object!' }, { where, unknown: extra });
		if (!/^[a-zA-Z0-9_-]{1,64}$/.test(one.custom_id))
			refuse(`${where}.custom_id: String should match pattern '^[a-zA-Z0-9_-]{1,64}$'`);
	});
	if (new Set(requests.map((one) => one.custom_id)).size < requests.length)
		refuse('requests: custom_id must be unique within a batch');
	request.batches = state.batches;
}

// Params are looked at when their turn comes, not when the batch is made.
function resultOf({ params }, request, state) {
	const one = { ...request, json: params, text: JSON.stringify(params), api: messages };
	try {
		checkParams(params);
		anthropicCheck.check(one, state);
		return { type: 'succeeded', message: anthropic.body(compose({}, messages.wanted(one), one), one) };
	} catch (error) {
		if (!(error instanceof Fault)) throw error;
		return { type: 'errored', error: anthropic.error(faultOf(error.fault, one), one) };
	}
}

const time = (ms) => new Date(ms).toISOString();

function describe(batch, request) {
	const counts = { processing: batch.ended ? 0 : batch.requests.length };
	for (const type of ['succeeded', 'errored', 'canceled', 'expired'])
		counts[type] = batch.ended ? batch.results.filter((one) => one.result.type === type).length : 0;
	const path = `/v1/messages/batches/${batch.id}/results`;
	return {
		id: batch.id,
		type: 'message_batch',
		processing_status: batch.ended ? 'ended' : 'in_progress',
		request_counts: counts,
		ended_at: batch.ended ? time(batch.ended) : null,
		created_at: time(batch.created),
		expires_at: time(batch.created + 86400000),
		archived_at: null,
		cancel_initiated_at: null,
		results_url: batch.ended ? `http://127.0.0.1:${request.port}${path}` : null,
	};
}

const document = (request, type, text) => ({
	status: 200,
	reason: 'OK',
	headers: { 'content-type': type, ...anthropic.headers(request) },
	parts: [Buffer.from(text)],
	stream: false,
});

function made(request) {
	const batch = { id: `msgbatch_${request.n}`, created: Date.now(), requests: request.json.requests };
	request.batches.set(batch.id, batch);
	return document(request, 'application/json', JSON.stringify(describe(batch, request)));
}

function found(request) {
	const id = request.path.split('/')[4];
	const batch = request.batches.get(id);
	if (!batch) throw new Fault('not_found', { message: `batch: ${id}` });
	return batch;
}

function looked(request) {
	const batch = found(request);
	batch.ended ??= Date.now();
	batch.results ??= batch.requests
		.map((one) => ({ custom_id: one.custom_id, result: resultOf(one, request, request.state) }))
		.reverse();
	return document(request, 'application/json', JSON.stringify(describe(batch, request)));
}

function results(request) {
	const batch = found(request);
	if (!batch.ended) throw new Fault('not_found', { message: `batch ${batch.id}: there are no results yet` });
	return document(request, 'application/x-jsonl', batch.results.map((one) => JSON.stringify(one)).join('\n'));
}

function checkLook(request, state) {
	anthropicCheck.version(request);
	request.batches = state.batches;
	request.state = state;
}

const create = { ...messages, bodyLimit, check: checkCreate, fixed: made };
const look = { ...messages, bodiless: true, check: checkLook, fixed: looked };
const fetch = { ...look, fixed: results };

module.exports = { create, look, fetch };
