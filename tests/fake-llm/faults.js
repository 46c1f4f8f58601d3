'use strict';
const errors = require('./errors.json');

// What errors.json says under this name for this vendor or flavour, and what the occasion says differently.
function faultOf(given, request) {
	const { name, ...differently } = typeof given === 'string' ? { name: given } : given;
	const listed = errors[request.flavour]?.[name] ?? errors[request.api.vendor]?.[name];
	if (!listed && !(differently.status && differently.type)) throw new Error(`no error is called '${name}' here`);
	return { message: name, ...listed, ...differently };
}

module.exports = { faultOf };
