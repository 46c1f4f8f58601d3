'use strict';
// Where alerts go: Slack's incoming webhooks and PagerDuty's events. No model here, but the same need of a stand-in.
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

module.exports = { slack, pagerduty };
