'use strict';
// Slack's and PagerDuty's own packages against the stand-in. PagerDuty's speaks https only, to any server: the fourth
// argument is the stand-in's port for TLS.
const { IncomingWebhook, IncomingWebhookHTTPError, IncomingWebhookRequestError, ErrorCode } = require('@slack/webhook');
const { event, acknowledge, resolve, trigger } = require('@pagerduty/pdjs');
const { assert, all, origin, prove, refused, requests, requestsOf, script } = require('./proof');

const server = `localhost:${process.argv[4]}`;
const slack = (more = {}) => new IncomingWebhook(`${origin}/services/T0/B0/secret`, more);
const retryConfig = { retries: 2, minTimeout: 1, maxTimeout: 1 };

prove('Slack: ok is its only yes', async () => {
	assert.deepEqual(await slack().send('Disk full. Café 🔥'), { text: 'ok' });
	const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: '*locks*' } }];
	assert.deepEqual(await slack().send({ text: 'locks', blocks }), { text: 'ok' });
});

prove('Slack: what it does not take, in its words', async () => {
	const section = (text) => ({ type: 'section', text: { type: 'mrkdwn', text } });
	for (const [message, word] of [
		[{ text: '' }, 'no_text'],
		[{ text: 'x', blocks: [section('x'.repeat(3001))] }, 'invalid_blocks'],
		[{ text: 'x', blocks: Array(51).fill(section('x')) }, 'invalid_blocks'],
		[{ text: 'x'.repeat(40001) }, 'invalid_payload'],
	]) {
		const error = await refused(slack().send(message), IncomingWebhookHTTPError);
		assert.deepEqual([error.statusCode, error.body, error.code], [400, word, ErrorCode.HTTPError]);
	}
});

for (const [status, body, times] of [
	[403, 'action_prohibited', 1],
	[404, 'no_service', 1],
	[410, 'channel_is_archived', 1],
	[429, 'rate_limited', 1],
	[500, 'rollup_error', 3],
	[503, '', 3],
])
	prove(`Slack: ${status} is asked ${times} times`, async () => {
		await script({ status, body, headers: { 'retry-after': '1' }, times: 'always' });
		const took = await requestsOf(async () => {
			const error = await refused(slack({ retryConfig }).send('x'), IncomingWebhookHTTPError);
			assert.deepEqual([error.statusCode, error.body], [status, body]);
		});
		assert.equal(took, times);
	});

for (const [name, step] of Object.entries({
	'a cut connection': { drop: 'before' },
	silence: { hang: 'before' },
	'another address': { redirect: 'http://127.0.0.1:1/' },
}))
	prove(`Slack: ${name} is no answer`, async () => {
		await script(step);
		const error = await refused(slack({ timeout: 300 }).send('x'), IncomingWebhookRequestError);
		assert.equal(error.code, ErrorCode.RequestError);
	});

const routing_key = '0123456789abcdef0123456789abcdef';
const payload = { summary: 'locks', source: 'shop', severity: 'critical' };

prove('PagerDuty: trigger, acknowledge, resolve', async () => {
	const first = await event({ data: { routing_key, event_action: 'trigger', payload }, server });
	assert.deepEqual([first.response.status, first.data.status], [202, 'success']);
	assert.ok(first.data.dedup_key);
	for (const act of [trigger, acknowledge, resolve]) {
		const { data, response } = await act({ data: { routing_key, dedup_key: 'shop/locks', payload }, server });
		assert.deepEqual([response.status, data.status, data.dedup_key], [202, 'success', 'shop/locks']);
	}
	const actions = (await requests()).slice(-3).map(({ body }) => JSON.parse(body).event_action);
	assert.deepEqual(actions, ['trigger', 'acknowledge', 'resolve']);
});

prove('PagerDuty: what it does not take, with its reasons', async () => {
	for (const [data, reason] of [
		[{ routing_key: 'short', payload }, /routing_key/],
		[{ routing_key, payload: { ...payload, severity: 'Critical' } }, /severity/],
		[{ routing_key, payload: { ...payload, summary: 'x'.repeat(1025) } }, /summary/],
		[{ routing_key, payload: { ...payload, source: '' } }, /source/],
		[{ routing_key, payload, dedup_key: 'x'.repeat(256) }, /dedup_key/],
	]) {
		const answer = await trigger({ data, server });
		assert.deepEqual([answer.response.status, answer.data.status], [400, 'invalid event']);
		assert.match(answer.data.errors.join(), reason);
	}
	const { response } = await resolve({ data: { routing_key }, server });
	assert.equal(response.status, 400);
});

for (const [status, times] of [
	[429, 4],
	[500, 1],
])
	prove(`PagerDuty: ${status} is asked ${times} times`, async () => {
		await script({ status, body: { status: 'later' }, times: 'always' });
		const took = await requestsOf(async () => {
			const patience = { retryTimeout: 1, requestTimeout: 1 };
			const { data, response } = await trigger({ data: { routing_key, payload }, server, ...patience });
			assert.deepEqual([response.status, data.status], [status, 'later']);
		});
		assert.equal(took, times);
	});

all();
