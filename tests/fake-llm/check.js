'use strict';
// Small rules about one JSON value each, for the requests' checks. A rule that is broken throws a Fault.

// What is answered instead of an answer: a name of errors.json, and what this occasion says differently
// (message, code, param, status, type, headers).
class Fault extends Error {
	constructor(name, differently = {}) {
		super(differently.message ?? name);
		this.fault = { name, ...differently };
	}
}

function refuse(message, differently = {}) {
	throw new Fault('invalid_request', { message, ...differently });
}

const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

const kinds = {
	string: (value) => typeof value === 'string',
	text: (value) => typeof value === 'string' && value !== '',
	number: (value) => typeof value === 'number',
	integer: Number.isInteger,
	boolean: (value) => typeof value === 'boolean',
	array: Array.isArray,
	object: isObject,
	strings: (value) => Array.isArray(value) && value.every((one) => typeof one === 'string'),
	any: () => true,
};

// Whether the value is of the kind: a name above, several as "string|object", or a list of what it may be.
function isOf(kind, value) {
	if (Array.isArray(kind)) return kind.includes(value);
	return kind.split('|').some((name) => kinds[name](value));
}

const described = (kind) =>
	Array.isArray(kind) ? `one of ${kind.map((one) => JSON.stringify(one)).join(', ')}` : kind;

// Every member of an object against its kind; `unknown` says how a member that is not listed is refused. A kind that
// ends in "!" makes the member required; null counts as absent where `nullable`.
function members(object, spec, { where = '', unknown, nullable = false } = {}) {
	const path = (key) => (where ? `${where}.${key}` : key);
	if (!isObject(object)) refuse(`${where || 'body'}: Input should be a valid object`, { param: where || null });
	for (const key of Object.keys(object)) if (!(key in spec) && unknown) unknown(path(key));
	for (const [key, written] of Object.entries(spec)) {
		const required = typeof written === 'string' && written.endsWith('!');
		const kind = required ? written.slice(0, -1) : written;
		const value = object[key];
		if (value === undefined || (value === null && nullable)) {
			if (required) refuse(`${path(key)}: Field required`, { param: path(key), code: 'missing_required_parameter' });
		} else if (!isOf(kind, value)) {
			refuse(`${path(key)}: Input should be ${described(kind)}`, { param: path(key), code: 'invalid_type' });
		}
	}
}

function range(value, low, high, where) {
	if (value !== undefined && value !== null && (value < low || value > high))
		refuse(`${where}: Input should be between ${low} and ${high}`, { param: where, code: 'invalid_value' });
}

module.exports = { Fault, refuse, isObject, isOf, members, range };
