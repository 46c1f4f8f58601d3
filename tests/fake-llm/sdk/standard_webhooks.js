'use strict';
// The reference library of Standard Webhooks on what fr-alert sent: node FILE JOURNAL SECRET. Every request to /hook has to
// verify, and none that was changed or is old.
const assert = require('assert/strict');
const fs = require('fs');
const { Webhook, WebhookVerificationError } = require('standardwebhooks');

const [journal, secret] = process.argv.slice(2);
const webhook = new Webhook(secret);
const sent = fs
	.readFileSync(journal, 'utf8')
	.split('\n')
	.filter(Boolean)
	.map((line) => JSON.parse(line))
	.filter(({ path }) => path === '/hook');

for (const { body, headers } of sent) {
	const refuses = (text, changes, why, by = webhook) =>
		assert.throws(
			() => by.verify(text, { ...headers, ...changes }),
			(error) => error instanceof WebhookVerificationError && why.test(error.message),
		);
	assert.deepEqual(webhook.verify(body, headers), JSON.parse(body));
	assert.match(JSON.parse(body).type, /^incident\.(trigger|resolve)$/);
	refuses(body.replace('"', '" '), {}, /No matching signature/);
	refuses(`${body}\n`, {}, /No matching signature/);
	refuses(body, { 'webhook-id': 'another' }, /No matching signature/);
	refuses(body, {}, /No matching signature/, new Webhook('whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'));
	refuses(body, { 'webhook-timestamp': `${Number(headers['webhook-timestamp']) - 301}` }, /too old/);
	refuses(body, { 'webhook-timestamp': `${Number(headers['webhook-timestamp']) + 1}` }, /No matching signature/);
}
console.log(`${sent.length} verified`);
