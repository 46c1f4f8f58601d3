'use strict';
// Where alerts go: Slack's incoming webhooks, PagerDuty's events, and a receiver of Standard Webhooks. No model here, but the
// same need of a stand-in.
const crypto = require('crypto');
const { isObject } = require('./check');

const characters = (text) => [...text].length;
const textOf = (block) => (isObject(block.text) ? block.text.text : block.text);

function slackProblem({ json: body }) {
	if (!isObject(body)) return 'invalid_payload';
	if (!body.text && !body.blocks) return 'no_text';
	if (characters(body.text ?? '') > 40000) return 'invalid_payload';
	const blocks = body.blocks ?? [];
	const limits = { section: 3000, header: 150, markdown: 12000 };
	const bad = blocks.some(
		(block) =>
			block.type in limits &&
			!(characters(textOf(block) ?? '') <= limits[block.type] && (textOf(block) || block.fields)),
	);
	return blocks.length > 50 || bad ? 'invalid_blocks' : null;
}

const severities = ['critical', 'error', 'warning', 'info'];

function pagerdutyProblems({ json: body, bytes }) {
	if (!isObject(body)) return ['Body is not a JSON object'];
	const problems = [];
	const need = (good, text) => good || problems.push(text);
	need(body.routing_key?.length === 32, "Length of 'routing_key' is incorrect (should be 32 characters)");
	need(['trigger', 'acknowledge', 'resolve'].includes(body.event_action), "'event_action' is invalid");
	need(characters(body.dedup_key ?? '') <= 255, "'dedup_key' is too long");
	need(body.event_action === 'trigger' || body.dedup_key, "'dedup_key' is missing");
	need(bytes.length <= 512 * 1024, 'Event is too large');
	if (body.event_action !== 'trigger') return problems;
	const { summary, source, severity } = body.payload ?? {};
	need(
		typeof summary === 'string' && summary && characters(summary) <= 1024,
		"'payload.summary' is missing, blank or too long",
	);
	need(typeof source === 'string' && source, "'payload.source' is missing or blank");
	need(
		severities.includes(severity),
		"'payload.severity' is invalid (must be one of the following: 'critical', 'warning', 'error' or 'info')",
	);
	return problems;
}

const reply = (status, reason, type, body) => ({
	status,
	reason,
	headers: { 'content-type': type },
	parts: [Buffer.from(body)],
	stream: false,
});
const none = { error: () => ({}), headers: () => ({}) };

const slack = {
	...none,
	vendor: 'slack',
	fixed: (request) => {
		const problem = slackProblem(request);
		return problem ? reply(400, 'Bad Request', 'text/html', problem) : reply(200, 'OK', 'text/html', 'ok');
	},
};

const pagerduty = {
	...none,
	vendor: 'pagerduty',
	fixed: (request) => {
		const errors = pagerdutyProblems(request);
		const bad = { status: 'invalid event', message: 'Event object is invalid', errors };
		if (errors.length) return reply(400, 'Bad Request', 'application/json', JSON.stringify(bad));
		const dedup_key = request.json.dedup_key ?? `dedup-${request.n}`;
		return reply(
			202,
			'Accepted',
			'application/json',
			JSON.stringify({ status: 'success', message: 'Event processed', dedup_key }),
		);
	},
};

// What is signed is id.timestamp.body; a time more than five minutes away is a replay.
const webhookKey = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');

function webhookProblem({ headers, bytes, json }) {
	const id = headers['webhook-id'];
	const time = headers['webhook-timestamp'];
	if (!id || !time || !headers['webhook-signature']) return 'Missing required headers';
	if (!(Math.abs(Date.now() / 1000 - Number(time)) < 300)) return 'Message timestamp too old or too new';
	const signed = Buffer.concat([Buffer.from(`${id}.${time}.`), bytes]);
	const wanted = `v1,${crypto.createHmac('sha256', webhookKey).update(signed).digest('base64')}`;
	if (!headers['webhook-signature'].split(' ').includes(wanted)) return 'No matching signature found';
	return isObject(json) && typeof json.type === 'string' ? null : 'Not an event';
}

const webhook = {
	...none,
	vendor: 'webhook',
	fixed: (request) => {
		const problem = webhookProblem(request);
		return problem ? reply(401, 'Unauthorized', 'text/plain', problem) : reply(204, 'No Content', 'text/plain', '');
	},
};

module.exports = { slack, pagerduty, webhook };
