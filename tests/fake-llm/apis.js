'use strict';
// Which API a request is for, and what that API says of it before anything is answered.
const { Fault } = require('./check');
const { tokens } = require('./answer');
const models = require('./models.json');
const anthropic = require('./anthropic');
const anthropicCheck = require('./anthropic_check');
const batches = require('./batches');
const openai = require('./openai');
const chat = { ...require('./openai_chat'), ...require('./openai_chat_check') };
const responses = { ...require('./openai_responses'), ...require('./openai_responses_check') };
const ollama = require('./ollama');
const { slack, pagerduty, webhook } = require('./alerts');

const document = (body) => ({
	status: 200,
	reason: 'OK',
	headers: { 'content-type': 'application/json' },
	parts: [Buffer.from(JSON.stringify(body))],
	stream: false,
});

const messages = { ...anthropic, ...anthropicCheck };
const counting = {
	...messages,
	check: (request, state) => anthropicCheck.check(request, { ...state, counting: true }),
	fixed: (request) => document({ input_tokens: tokens(request.text) }),
};

const anthropicModel = (id) => ({
	type: 'model',
	id,
	display_name: id,
	created_at: '2026-01-01T00:00:00Z',
	lifecycle: 'active',
	deprecated_at: null,
	retires_at: null,
});
const openaiModel = (id) => ({ id, object: 'model', created: openai.created, owned_by: 'openai', shutdown_date: null });

function oneModel(request, list, make) {
	const id = decodeURIComponent(request.path.split('/')[3]);
	if (!Object.hasOwn(list, id)) throw new Fault('not_found', { message: `model: ${id}` });
	return document(make(id));
}

const anthropicModels = {
	...messages,
	bodiless: true,
	check: anthropicCheck.version,
	fixed: (request) => {
		if (request.path !== '/v1/models') return oneModel(request, models.anthropic, anthropicModel);
		const data = Object.keys(models.anthropic).map(anthropicModel);
		return document({ data, has_more: false, first_id: data[0].id, last_id: data.at(-1).id });
	},
};
const openaiModels = {
	...chat,
	bodiless: true,
	check: () => {},
	fixed: (request) => {
		if (request.path !== '/v1/models') return oneModel(request, models.openai, openaiModel);
		return document({ object: 'list', data: Object.keys(models.openai).map(openaiModel) });
	},
};

// Paths that exist for no vendor answer scripted steps only; without a step, the vendor's 404.
const nowhere = (vendor) => ({ ...vendor, unclaimed: true, bodiless: true });
const health = { ...chat, bodiless: true, open: true, check: () => {}, fixed: () => document({ status: 'ok' }) };
const version = { ...health, fixed: () => document({ version: '0.13.0' }) };

const routes = [
	['POST', /^\/v1\/messages$/, messages],
	['POST', /^\/v1\/messages\/count_tokens$/, counting],
	['POST', /^\/v1\/messages\/batches$/, batches.create],
	['GET', /^\/v1\/messages\/batches\/[^/]+$/, batches.look],
	['GET', /^\/v1\/messages\/batches\/[^/]+\/results$/, batches.fetch],
	['POST', /^\/v1\/chat\/completions$/, chat],
	['POST', /^\/v1\/responses$/, responses],
	['POST', /^\/services\//, slack],
	['POST', /^\/v2\/enqueue$/, pagerduty],
	['POST', /^\/hook$/, webhook],
];
const local = {
	ollama: [
		['POST', /^\/api\/chat$/, ollama],
		['GET', /^\/$|^\/api\/version$/, version],
	],
	'llama.cpp': [['GET', /^(\/v1)?\/health$/, health]],
	vllm: [['GET', /^\/health$/, health]],
};

function apiFor(request) {
	const spoken = request.headers['anthropic-version'] !== undefined || request.path.startsWith('/v1/messages');
	const found = [...(local[request.flavour] ?? []), ...routes].find(
		([method, path]) => method === request.method && path.test(request.path),
	);
	if (found) return found[2];
	if (request.method === 'GET' && /^\/v1\/models(\/[^/]+)?$/.test(request.path))
		return spoken ? anthropicModels : openaiModels;
	return nowhere(spoken ? messages : chat);
}

const bodyLimit = 32 * 1024 * 1024;

function parse(request) {
	if (request.headers['content-encoding'] && request.headers['content-encoding'] !== 'identity')
		throw new Fault('invalid_request', {
			message: 'content-encoding is not supported',
			code: 'request_body_encoding_unsupported',
		});
	if (!/^application\/json\b/.test(request.headers['content-type'] ?? ''))
		throw new Fault('invalid_request', { message: 'content-type: must be application/json' });
	try {
		new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(request.bytes);
		return JSON.parse(request.text);
	} catch {
		throw new Fault('invalid_request', { message: 'We could not parse the JSON body of your request.' });
	}
}

// Throws a Fault when the API would refuse; on the way request.json is set.
function admit(request, key, state) {
	const { api } = request;
	if (api === slack || api === pagerduty || api === webhook) {
		request.json = safeJson(request.text);
		return;
	}
	if (!request.flavour && !api.open) api.credentials(request, key);
	if (request.bytes.length > (api.bodyLimit ?? bodyLimit) && api.vendor === 'anthropic') throw new Fault('too_large', { html: true });
	if (!api.bodiless) request.json = parse(request);
	if (api.unclaimed)
		throw new Fault('not_found', { message: `${request.method} ${request.path}: no such path`, code: null });
	if (!request.flavour) api.check(request, state);
	else if (!api.bodiless) api.checkLocal?.(request);
}

function safeJson(text) {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

module.exports = { apiFor, admit, safeJson };
