'use strict';
// What the three proofs share: a stand-in of their own, and a count. Each runs as `node FILE PORT KEY` against a server
// that is already there, and ends in the line "N passed, N failed".
const assert = require('assert/strict');

const [port, key] = process.argv.slice(2);
const origin = `http://127.0.0.1:${port}`;
const proofs = [];

const prove = (name, run) => proofs.push({ name, run });

const door = async (method, path, body) => {
	const response = await fetch(`${origin}/fake/${path}`, { method, body: body && JSON.stringify(body) });
	assert.ok(response.ok, await response.clone().text());
	return response.text();
};

const script = (steps) => door('PUT', 'script', [steps].flat());
const requests = async () =>
	(await door('GET', 'requests'))
		.split('\n')
		.filter(Boolean)
		.map((line) => JSON.parse(line))
		.filter((entry) => entry.request);

// The error that the promise ends in: it has to be of that class, and no class below it.
async function refused(promise, Class) {
	try {
		await promise;
	} catch (error) {
		assert.equal(error.constructor, Class, `${error.constructor.name} instead of ${Class.name}: ${error.message}`);
		return error;
	}
	throw new assert.AssertionError({ message: `nothing was thrown, wanted ${Class.name}` });
}

// How many requests it took.
async function requestsOf(run) {
	await door('DELETE', 'requests');
	await run();
	return (await requests()).length;
}

async function all() {
	let failed = 0;
	for (const { name, run } of proofs) {
		await script([]);
		try {
			await run();
		} catch (error) {
			failed++;
			console.log(`${name}: ${error.stack}`);
		}
	}
	console.log(`${proofs.length - failed} passed, ${failed} failed`);
	process.exitCode = failed ? 1 : 0;
}

const schema = {
	type: 'object',
	properties: {
		severity: { type: 'string', enum: ['low', 'critical'] },
		pids: { type: 'array', items: { type: 'integer' } },
	},
	required: ['severity', 'pids'],
	additionalProperties: false,
};
const parameters = {
	type: 'object',
	properties: { host: { type: 'string' } },
	required: ['host'],
	additionalProperties: false,
};

module.exports = { assert, all, key, origin, parameters, prove, refused, requests, requestsOf, schema, script };
