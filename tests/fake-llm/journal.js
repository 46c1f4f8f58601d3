'use strict';
// Every request that came, as one JSON document a line: in memory for the tests that ask, and in a file that they can
// read. A key is never in it, only whether it was the right one.
const crypto = require('crypto');
const fs = require('fs');

const secretHeaders = ['x-api-key', 'authorization', 'proxy-authorization'];
const sha256 = (bytes) => crypto.createHash('sha256').update(bytes).digest('hex');

class Journal {
	#began = process.hrtime.bigint();
	lines = [];

	constructor(key, file) {
		this.key = key;
		this.file = file;
		if (file) fs.writeFileSync(file, '');
	}

	request(request, answer) {
		const said = this.#described(request.headers);
		const { method, url, connection, bytes } = request;
		const text = request.text.replaceAll(this.key, '<key>');
		const leaks = [
			...(text !== request.text ? ['body'] : []),
			...(url.includes(this.key) ? ['path'] : []),
			...said.leaks,
		];
		const path = url.replaceAll(this.key, '<key>');
		this.#line({
			request: request.n,
			ms: this.#ms(),
			connection,
			at_once: request.at_once,
			method,
			path,
			headers: said.headers,
			key: said.key,
			key_leaks: leaks,
			body: text,
			sha256: sha256(bytes),
			answer,
		});
	}

	// The client left before the answer was over, or was left.
	gone(n, { drop, hang }) {
		this.#line({ gone: n, ms: this.#ms(), by: drop !== undefined && hang === undefined ? 'server' : 'client' });
	}

	tunnel(req) {
		this.#line({ tunnel: req.url, ms: this.#ms(), ...this.#described(req.headers) });
	}

	clear() {
		this.lines = [];
		if (this.file) fs.writeFileSync(this.file, '');
	}

	// key says how it came: { "x-api-key": "right" }.
	#described(headers) {
		const key = {};
		const shown = { ...headers };
		for (const name of secretHeaders.filter((one) => headers[one] !== undefined)) {
			const [, scheme, secret] = headers[name].match(/^(Bearer |Basic )?(.*)$/i);
			key[name] = secret === this.key ? 'right' : 'wrong';
			shown[name] = `${scheme ?? ''}sha256:${sha256(secret).slice(0, 16)}`;
		}
		const leaks = Object.keys(shown).filter((name) => String(shown[name]).includes(this.key));
		for (const name of leaks) shown[name] = '<key>';
		return { headers: shown, key, leaks };
	}

	#ms() {
		return Number((process.hrtime.bigint() - this.#began) / 1000n) / 1000;
	}

	#line(entry) {
		const line = `${JSON.stringify(entry)}\n`;
		this.lines.push(line);
		if (this.file) fs.appendFileSync(this.file, line);
	}
}

module.exports = { Journal };
