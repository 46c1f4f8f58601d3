'use strict';
// The script: what the next requests are answered with. A list of steps, each used once (or "times"), the first that
// matches a request first; when none is left, every request gets a plain answer. README.md says what a step may hold.
const fs = require('fs');
const path = require('path');

const folder = path.join(__dirname, 'cases');
const cases = JSON.parse(fs.readFileSync(path.join(folder, 'index.json'), 'utf8'));

const known = [
	'match',
	'times',
	'unchecked',
	'flavour', // which request
	'text',
	'json',
	'thinking',
	'tool_calls',
	'stop',
	'refusal',
	'usage',
	'model',
	'patch', // an answer
	'error',
	'status',
	'reason',
	'headers',
	'retry_after_date',
	'redirect',
	'body',
	'body_size',
	'raw', // or something else
	'wait_ms',
	'wait_requests',
	'event_ms',
	'piece_ms',
	'hang',
	'drop',
	'drop_how',
	'end',
	'mid_error', // when and how far
	'split',
	'seed',
	'framing',
	'line_end',
	'bom',
	'no_space',
	'comments',
	'data_lines',
	'tail', // in which bytes
];

// A step that names a case stands for the case's own steps; what else it says holds for each of them.
function expand(step) {
	if (step === null || typeof step !== 'object') throw new Error(`a step is an object, not ${JSON.stringify(step)}`);
	const { case: name, ...rest } = step;
	for (const key of Object.keys(rest)) if (!known.includes(key)) throw new Error(`a step has no '${key}'`);
	if (name === undefined) return [{ ...rest }];
	if (!cases[name]) throw new Error(`there is no case '${name}'`);
	return cases[name].map((one) => ({ ...one, ...rest }));
}

function matches(match, request) {
	if (!match) return true;
	for (const key of Object.keys(match))
		if (!['method', 'path', 'body', 'model', 'stream'].includes(key))
			throw new Error(`a step cannot match on '${key}'`);
	return (
		(match.method === undefined || match.method === request.method) &&
		(match.path === undefined || request.path.includes(match.path)) &&
		(match.body === undefined || request.text.includes(match.body)) &&
		(match.model === undefined || match.model === request.json?.model) &&
		(match.stream === undefined || match.stream === (request.json?.stream === true))
	);
}

class Script {
	#steps = [];

	// A step, or a list of them.
	add(steps) {
		this.#steps.push(...[steps].flat().flatMap(expand));
	}

	replace(steps) {
		const old = this.#steps;
		this.#steps = [];
		try {
			this.add(steps);
		} catch (error) {
			this.#steps = old;
			throw error;
		}
	}

	get left() {
		return this.#steps;
	}

	// The step for this request, and a function that marks it as used; an empty step when none matches.
	next(request) {
		const at = this.#steps.findIndex((step) => matches(step.match, request));
		if (at < 0) return { step: {}, use: () => {} };
		const step = this.#steps[at];
		return { step, use: () => this.#use(step) };
	}

	#use(step) {
		if (step.times === 'always') return;
		step.times = (step.times ?? 1) - 1;
		if (step.times <= 0) this.#steps.splice(this.#steps.indexOf(step), 1);
	}
}

// The answer in cases/NAME.http: its first line, its headers and its body, with this server's port in it. Files end in
// one newline as text files do; on the wire an event stream ends in an empty line, and a document in none.
function raw(name, port) {
	const text = fs.readFileSync(path.join(folder, `${name}.http`), 'utf8');
	const cut = text.indexOf('\n\n');
	const [first, ...lines] = text.slice(0, cut).split('\n');
	const [, status, ...reason] = first.split(' ');
	const headers = Object.fromEntries(
		lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
	);
	const kind = headers['content-type'] ?? headers['Content-Type'];
	let body = text.slice(cut + 2).replaceAll('127.0.0.1:PORT', `127.0.0.1:${port}`);
	if (kind.startsWith('text/event-stream')) body += '\n';
	else if (!kind.includes('ndjson')) body = body.replace(/\n$/, '');
	return { status: Number(status), reason: reason.join(' '), headers, body };
}

module.exports = { Script, raw, cases };
